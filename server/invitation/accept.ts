import { newId, type InstitutionId, type PersonId, type RoomId } from '#domain/ids.ts';
import type { InvitationOffer } from '#domain/invitation/invitation.ts';
import {
  acceptAsFirst,
  acceptSignedIn,
  newcomerWay,
  withEmail,
  withOwnEmail,
  withPin,
} from '#domain/invitation/schemas.ts';
import { foundNetwork } from '#domain/network/schemas.ts';
import { weakPin } from '#domain/person/pin.ts';
import type { Actor } from '#domain/person/actor.ts';
import { hashPassword } from '../auth/passwords.ts';
import { hashPin } from '../auth/pin.ts';
import type { RateLimits } from '../auth/rate-limits.ts';
import { parseInput, type Clock } from '../context.ts';
import { inTransaction, type Database } from '../db/database.ts';
import { gone, invalid, signedOut } from '../errors.ts';
import { expiry } from './write.ts';
import { countJoining } from './count-joining.ts';
import { revokeFirstLinks, useUp, type Doors, type From } from './give.ts';
import { createJoining } from './join.ts';
import { look } from './look.ts';
import { makePerson, personWith } from './newcomer.ts';
import { hashToken, newToken } from './token.ts';

export interface InvitationParts extends Doors {
  db: Database;
  clock: Clock;
  origin: string;
  demo: boolean;
  /** Derives the tokens in mails. */
  secret: string;
  tries: RateLimits;
}

/** Where somebody who accepted goes on. */
export interface CameIn {
  personId: PersonId;
  roomId: RoomId | null;
  /** They sign in by a code, which they have not seen yet. */
  byCode: boolean;
}
/** Either they are in, or the link in a mail to this address lets them go on. */
export type Accepted = CameIn | { mailedTo: string };

const nowhere: From = { address: '', device: '' };

/** The doors that open without being signed in: looking at a link, accepting it, and the very first link. */
export function createInvitations(parts: InvitationParts) {
  const { db, clock, origin, demo } = parts;
  const { tries: rates } = parts;
  const joining = createJoining(parts, rates);
  return {
    /** The links in mails that prove an address. */
    ...joining,
    look: (token: string, actor: Actor | null) => look(db, token, { now: clock.now(), actor: person(actor) }),
    /**
     * Lets somebody new in who holds the link: with a PIN or by the link that was mailed to them at once, with another address
     * after a mail to it. One transaction: a link that was used meanwhile leaves nobody behind.
     */
    async acceptAsNew(token: string, raw: unknown, from: From = nowhere): Promise<Accepted> {
      const offer = await mustBeOpen(parts, token, null);
      if (offer.first) return acceptFirst(parts, token, raw, from);
      const { way } = parseInput(newcomerWay, raw);
      if (way === 'pin') return acceptWithPin(parts, rates, token, raw, from);
      const input = parseInput(withEmail, raw);
      mustChoose(offer, input.institutionId);
      if (offer.address === input.email) {
        const accepted = await acceptMailed(parts, rates, token, raw, from);
        if (accepted) return accepted;
      }
      await joining.ask(token, input, from);
      return { mailedTo: input.email };
    },
    /** Gives the signed-in person what the link gives. */
    async accept(
      actor: Actor | null,
      token: string,
      raw: unknown,
      from: From = nowhere,
    ): Promise<{ roomId: RoomId | null }> {
      const me = person(actor);
      if (!me) throw signedOut();
      const offer = await mustBeOpen(parts, token, me);
      const founding = offer.first ? parseInput(foundNetwork, raw) : null;
      const { institutionId } = parseInput(acceptSignedIn, raw);
      mustChoose(offer, institutionId);
      const now = clock.now();
      return inTransaction(db, (trx) =>
        useUp(trx, parts, { token }, { actor: me, institutionId, founding, now, isNew: false, from }),
      );
    },
    /**
     * The address that makes the first administrator, as long as there is none and this is no demo; null otherwise.
     * Each call makes a new one and takes the earlier ones back.
     */
    firstAdministrator: (): Promise<string | null> =>
      demo ? Promise.resolve(null) : firstLink(db, clock, origin),
  };
}

/** A guest of a session is nobody here: they come in as somebody of their own. */
const person = (actor: Actor | null): Actor | null => (actor?.guestOf ? null : actor);

async function mustBeOpen(
  { db, clock }: InvitationParts,
  token: string,
  actor: Actor | null,
): Promise<InvitationOffer> {
  const looked = await look(db, token, { now: clock.now(), actor });
  if (!looked.open) throw gone(`auth_gone_${looked.because}`);
  return looked.offer;
}

function mustChoose(offer: InvitationOffer, institutionId: InstitutionId | null): void {
  const { institutions } = offer;
  if (institutions.length > 0 && !institutions.some((one) => one.id === institutionId))
    throw invalid({ institutionId: 'error_choice' });
}

async function acceptFirst(parts: InvitationParts, token: string, raw: unknown, from: From): Promise<CameIn> {
  const input = parseInput(acceptAsFirst, raw);
  const founding = parseInput(foundNetwork, raw);
  const passwordHash = await hashPassword(input.password);
  return inTransaction(parts.db, async (trx) => {
    const now = parts.clock.now();
    const { name, email, lang } = input;
    const actor = await makePerson(trx, { name, email, lang, passwordHash, zone: founding.zone, now });
    const use = { actor, institutionId: null, founding, now, isNew: true, from };
    const { roomId } = await useUp(trx, parts, { token }, use);
    return { personId: actor.personId, roomId, byCode: false };
  });
}

async function acceptWithPin(
  parts: InvitationParts,
  rates: RateLimits,
  token: string,
  raw: unknown,
  from: From,
): Promise<CameIn> {
  const { name, lang, pin, telephone, institutionId } = parseInput(withPin, raw);
  if (weakPin(pin)) throw invalid({ pin: 'error_pin_weak' });
  await countJoining(rates, from);
  const pinHash = await hashPin(pin);
  return inTransaction(parts.db, async (trx) => {
    const now = parts.clock.now();
    const actor = await makePerson(trx, { name, lang, pinHash, telephone, now });
    const use = { actor, institutionId, founding: null, now, isNew: true, from };
    const { roomId } = await useUp(trx, parts, { token }, use);
    return { personId: actor.personId, roomId, byCode: true };
  });
}

/** By a link that was mailed to the very address; null when it is somebody's already, who then goes the way of all mails. */
async function acceptMailed(
  parts: InvitationParts,
  rates: RateLimits,
  token: string,
  raw: unknown,
  from: From,
): Promise<CameIn | null> {
  const { name, lang, email, password, institutionId } = parseInput(withOwnEmail, raw);
  await countJoining(rates, from);
  const passwordHash = await hashPassword(password);
  return inTransaction(parts.db, async (trx) => {
    if (await personWith(trx, email)) return null;
    const now = parts.clock.now();
    const actor = await makePerson(trx, { name, lang, email, passwordHash, now });
    const use = { actor, institutionId, founding: null, now, isNew: true, from };
    const { roomId } = await useUp(trx, parts, { token }, use);
    return { personId: actor.personId, roomId, byCode: false };
  });
}

const firstLink = (db: Database, clock: Clock, origin: string): Promise<string | null> =>
  inTransaction(db, async (trx) => {
    const one = await trx
      .selectFrom('network_member')
      .where('role', '=', 'administrator')
      .select('person_id')
      .executeTakeFirst();
    if (one) return null;
    const now = clock.now();
    await revokeFirstLinks(trx, now);
    const token = newToken();
    await trx
      .insertInto('invitation')
      .values({
        ...{ id: newId(), target: 'first', token_hash: hashToken(token), role: 'administrator' },
        ...{ made_at: now, expires_at: expiry(now) },
      })
      .execute();
    return `${origin}/invitations/${token}`;
  });
