import { newId, type InstitutionId, type NetworkId, type PersonId, type RoomId } from '#domain/ids.ts';
import { isNetworkRole } from '#domain/invitation/invitation.ts';
import { acceptAsFirst, acceptAsNew } from '#domain/invitation/schemas.ts';
import { foundNetwork } from '#domain/network/schemas.ts';
import type { Actor } from '#domain/person/actor.ts';
import type { newPerson } from '#domain/person/schemas.ts';
import type * as v from 'valibot';
import { hashPassword } from '../auth/passwords.ts';
import { parseInput, type Clock } from '../context.ts';
import { inTransaction, type Database, type Tx } from '../db/database.ts';
import { gone, invalid, signedOut } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { recordEvent } from '../event/record.ts';
import { expiry } from './commands.ts';
import { look } from './queries.ts';
import { hashToken, newToken } from './token.ts';

type NewPerson = v.InferOutput<typeof newPerson>;
type Founding = v.InferOutput<typeof foundNetwork>;

/** What other concepts do when an invitation is accepted; `app.ts` brings it. */
export interface Doors {
  seat(
    trx: Tx,
    seat: {
      roomId: RoomId;
      networkId: string;
      personId: string;
      institutionId: string;
      role: string;
      at: Date;
    },
  ): Promise<void>;
  found(
    trx: Tx,
    input: Founding,
    more: { at: Date; lang: 'en' | 'fr' },
  ): Promise<{ networkId: NetworkId; institutionId: InstitutionId }>;
}

interface Parts extends Doors {
  db: Database;
  clock: Clock;
  origin: string;
  demo: boolean;
}

/** The doors that open without being signed in: looking at a link, accepting it, and the very first link. */
export function createInvitations(parts: Parts) {
  const { db, clock, origin, demo } = parts;
  return {
    look: (token: string, actor: Actor | null) => look(db, token, { now: clock.now(), actor }),
    /**
     * Makes a person and gives them what the link gives; returns their id, for the sign-in. One transaction: a link
     * that was used meanwhile leaves nobody behind.
     */
    async acceptAsNew(token: string, raw: unknown): Promise<PersonId> {
      const first = await mustBeOpen(db, token, clock.now());
      const input = first ? parseInput(acceptAsFirst, raw) : parseInput(acceptAsNew, raw);
      const founding = first ? parseInput(foundNetwork, raw) : null;
      const passwordHash = await hashPassword(input.password);
      return inTransaction(db, async (trx) => {
        const now = clock.now();
        const actor = await makePerson(trx, input, { passwordHash, zone: founding?.zone ?? 'UTC', now });
        await useUp(trx, parts, { token, actor, founding, now, isNew: true });
        return actor.personId;
      });
    },
    /** Gives the signed-in person what the link gives. */
    async accept(actor: Actor | null, token: string, raw: unknown): Promise<void> {
      // A guest who is invited comes in as somebody new.
      if (!actor || actor.guestOf) throw signedOut();
      const first = await mustBeOpen(db, token, clock.now());
      const founding = first ? parseInput(foundNetwork, raw) : null;
      const now = clock.now();
      await inTransaction(db, (trx) => useUp(trx, parts, { token, actor, founding, now, isNew: false }));
    },
    /**
     * The address that makes the first administrator, as long as there is none and this is no demo; null otherwise.
     * Each call makes a new one and takes the earlier ones back.
     */
    async firstAdministrator(): Promise<string | null> {
      if (demo) return null;
      return inTransaction(db, async (trx) => {
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
            id: newId(),
            target: 'first',
            token_hash: hashToken(token),
            role: 'administrator',
            made_at: now,
            expires_at: expiry(now),
          })
          .execute();
        return `${origin}/invitations/${token}`;
      });
    },
  };
}

async function mustBeOpen(db: Database, token: string, now: Date): Promise<boolean> {
  const looked = await look(db, token, { now, actor: null });
  if (!looked.open) throw gone(`auth_gone_${looked.because}`);
  return looked.offer.first;
}

const revokeFirstLinks = (trx: Tx, now: Date) =>
  trx
    .updateTable('invitation')
    .set({ revoked_at: now })
    .where('target', '=', 'first')
    .where('revoked_at', 'is', null)
    .execute();

async function makePerson(
  trx: Tx,
  { name, email, lang }: NewPerson,
  { passwordHash, zone, now }: { passwordHash: string; zone: string; now: Date },
): Promise<Actor> {
  const personId = newId<PersonId>();
  const made = await trx
    .insertInto('person')
    .values({ id: personId, name, email, lang, zone, password_hash: passwordHash, created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!made) throw invalid({ email: 'error_email_taken' });
  return {
    personId,
    name,
    email,
    lang,
    zone,
    authSessionId: '',
    networks: [],
    institutions: [],
    guestOf: null,
  };
}

interface Use {
  token: string;
  actor: Actor;
  founding: Founding | null;
  now: Date;
  isNew: boolean;
}

/** Claims the link and gives what it gives. Of two at once the second waits for the row and then finds it used. */
async function useUp(trx: Tx, doors: Doors, use: Use): Promise<void> {
  const { actor, founding, now } = use;
  const claimed = await claim(trx, use);
  const place = await placeOf(trx, doors, claimed, use);
  if (use.isNew && !founding) await liveWhere(trx, actor.personId, place.institutionId);
  if (claimed.room_id) await enterRoom(trx, doors, use, { ...claimed, roomId: claimed.room_id, ...place });
  else if (isNetworkRole(claimed.role)) await enterNetwork(trx, use, { role: claimed.role, ...place });
  await recordAudit(trx, {
    kind: 'invitation_used',
    personId: actor.personId,
    at: now,
    data: { invitationId: claimed.id },
  });
}

async function claim(trx: Tx, { token, actor, now }: Use) {
  const found = await trx
    .selectFrom('invitation')
    .where('token_hash', '=', hashToken(token))
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .forUpdate()
    .select(['id', 'many', 'network_id', 'room_id', 'institution_id', 'role'])
    .executeTakeFirst();
  if (!found) throw gone('auth_gone_unknown');
  const used = await trx
    .selectFrom('invitation_use')
    .where('invitation_id', '=', found.id)
    .select('person_id')
    .executeTakeFirst();
  if (used && !found.many) throw gone('auth_gone_used');
  await trx
    .insertInto('invitation_use')
    .values({ invitation_id: found.id, person_id: actor.personId, at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return found;
}

async function placeOf(
  trx: Tx,
  doors: Doors,
  claimed: { network_id: string | null; institution_id: string | null },
  { founding, actor, now }: Use,
) {
  if (claimed.network_id && claimed.institution_id)
    return { networkId: claimed.network_id, institutionId: claimed.institution_id };
  if (!founding) throw gone('auth_gone_unknown');
  await revokeFirstLinks(trx, now);
  return doors.found(trx, founding, { at: now, lang: actor.lang });
}

/** A newcomer lives in the zone of the institution they come in for. */
const liveWhere = (trx: Tx, personId: string, institutionId: string) =>
  trx
    .updateTable('person')
    .set((eb) => ({
      zone: eb
        .selectFrom('institution')
        .where('institution.id', '=', institutionId)
        .select('institution.zone')
        .$asScalar()
        .$notNull(),
    }))
    .where('id', '=', personId)
    .execute();

async function enterRoom(
  trx: Tx,
  doors: Doors,
  { actor, now }: Use,
  place: { roomId: string; networkId: string; institutionId: string; role: string },
): Promise<void> {
  const { role, networkId, institutionId } = place;
  const roomId = place.roomId as RoomId;
  await doors.seat(trx, { roomId, networkId, institutionId, role, personId: actor.personId, at: now });
  await recordEvent(
    { trx, actor, now },
    {
      roomId,
      kind: 'person_joined',
      subjectKind: 'person',
      subjectId: actor.personId,
      institutionId,
      data: { title: actor.name },
    },
  );
}

const enterNetwork = (
  trx: Tx,
  { actor, now }: Use,
  { networkId, institutionId, role }: { networkId: string; institutionId: string; role: string },
) =>
  trx
    .insertInto('network_member')
    .values({
      network_id: networkId,
      person_id: actor.personId,
      institution_id: institutionId,
      role,
      created_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
