import type { InstitutionId, InvitationId } from '#domain/ids.ts';
import { finishJoining } from '#domain/invitation/schemas.ts';
import type { GoneBecause, InvitationOffer } from '#domain/invitation/invitation.ts';
import type { Actor } from '#domain/person/actor.ts';
import type { Lang } from '#domain/person/lang.ts';
import { claimToken, lookAtToken, makeToken, type FoundToken, tokenOfId } from '../auth/account-token.ts';
import { hashPassword } from '../auth/passwords.ts';
import { limits, type RateLimits } from '../auth/rate-limits.ts';
import { parseInput } from '../context.ts';
import { inTransaction, type Tx } from '../db/database.ts';
import { conflict, gone, signedOut } from '../errors.ts';
import { enqueueMessage } from '../messaging/outbox.ts';
import type { CameIn, InvitationParts } from './accept.ts';
import { countJoining } from './count-joining.ts';
import { useUp, type From } from './give.ts';
import { look, lookBy } from './look.ts';
import { makePerson, personWith } from './newcomer.ts';

const JOIN_MINUTES = 24 * 60;

interface Asked {
  name: string;
  email: string;
  lang: Lang;
  institutionId: InstitutionId | null;
}

export type JoinLooked =
  | {
      open: true;
      offer: InvitationOffer;
      name: string;
      address: string;
      /** `new`: nobody has this address; `mine`: who is signed in has it; `theirs`: sign in with it first. */
      whose: 'new' | 'mine' | 'theirs';
    }
  | { open: false; because: GoneBecause };

/** Joining with an address that the link was not mailed to: a mail to it proves it. Nobody learns whether it exists. */
export function createJoining(parts: InvitationParts, rates: RateLimits) {
  const { db, clock } = parts;
  return {
    /** Mails the link that goes on. All the same whether somebody has the address or not, and when it was asked too often. */
    async ask(token: string, asked: Asked, from: From): Promise<void> {
      await countJoining(rates, from);
      const often = await rates.take(limits.mail, `join:${asked.email}`).then(
        () => false,
        (error: { code?: string }) => {
          if (error.code !== 'too_many') throw error;
          return true;
        },
      );
      if (!often) await inTransaction(db, (trx) => mailJoining(trx, parts.secret, token, asked, clock.now()));
    },
    /** What the link in the mail goes on with. Looking never uses it up. */
    async lookAtJoining(token: string, actor: Actor | null): Promise<JoinLooked> {
      const now = clock.now();
      const found = await lookAtToken(db, token, { kind: 'join', now });
      const joining = found && joiningOf(found);
      if (!joining) return { open: false, because: 'unknown' };
      const looked = await lookBy(db, { id: joining.invitationId }, { now, actor });
      if (!looked.open) return looked;
      const owner = await personWith(db, joining.address);
      const whose = owner === null ? 'new' : owner === actor?.personId ? 'mine' : 'theirs';
      return { open: true, offer: looked.offer, name: joining.name, address: joining.address, whose };
    },
    /** Finishes for somebody new, who chooses a password now that the address is proved. */
    async finishJoining(token: string, raw: unknown, from: From): Promise<CameIn> {
      const { name, lang, password } = parseInput(finishJoining, raw);
      const passwordHash = await hashPassword(password);
      return inTransaction(db, async (trx) => {
        const now = clock.now();
        const { address: email, ...joining } = await claimJoining(trx, token, now);
        if (await personWith(trx, email)) throw conflict('error_join_sign_in');
        const actor = await makePerson(trx, { name, lang, email, passwordHash, now });
        const use = { ...joining, actor, founding: null, now, isNew: true, from };
        const { roomId } = await useUp(trx, parts, joining, use);
        return { personId: actor.personId, roomId, byCode: false };
      });
    },
    /** Finishes for who has the address and is signed in as themselves. */
    async joinSignedIn(actor: Actor | null, token: string, from: From) {
      if (!actor || actor.guestOf) throw signedOut();
      return inTransaction(db, async (trx) => {
        const now = clock.now();
        const joining = await claimJoining(trx, token, now);
        if ((await personWith(trx, joining.address)) !== actor.personId) throw conflict('error_join_sign_in');
        const use = { ...joining, actor, founding: null, now, isNew: false, from };
        return useUp(trx, parts, joining, use);
      });
    },
  };
}

async function mailJoining(
  trx: Tx,
  secret: string,
  invitation: string,
  { name, email, lang, institutionId }: Asked,
  now: Date,
): Promise<void> {
  const looked = await look(trx, invitation, { now, actor: null });
  if (!looked.open) throw gone(`auth_gone_${looked.because}`);
  const { room, institution, network } = looked.offer;
  const made = await makeToken(
    trx,
    {
      ...{ kind: 'join', personId: null, address: email, now, minutes: JOIN_MINUTES },
      data: { invitationId: looked.id, name, institutionId },
    },
    (id) => tokenOfId(secret, id),
  );
  await enqueueMessage(trx, {
    ...{ key: `join:${made.id}`, personId: null, to: { address: email, lang }, roomId: null, at: now },
    template: 'join',
    data: { place: room ?? institution ?? network ?? '', tokenId: made.id },
  });
}

async function claimJoining(trx: Tx, token: string, now: Date) {
  const found = await claimToken(trx, token, { kind: 'join', now });
  const joining = found && joiningOf(found);
  if (!joining) throw gone('auth_gone_unknown');
  return joining;
}

function joiningOf({ address, data }: FoundToken) {
  const { invitationId, name, institutionId } = data;
  if (typeof invitationId !== 'string' || typeof name !== 'string' || address === null) return null;
  return {
    address,
    name,
    invitationId: invitationId as InvitationId,
    institutionId: (typeof institutionId === 'string' ? institutionId : null) as InstitutionId | null,
  };
}
