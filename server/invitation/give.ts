import type { InstitutionId, NetworkId, RoomId } from '#domain/ids.ts';
import { isNetworkRole } from '#domain/invitation/invitation.ts';
import type { foundNetwork } from '#domain/network/schemas.ts';
import type { Actor } from '#domain/person/actor.ts';
import type * as v from 'valibot';
import type { Tx } from '../db/database.ts';
import { keepInstitutions } from '../db/network-lock.ts';
import { conflict, gone, invalid } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { recordEvent } from '../event/record.ts';
import { notifyLive } from '../live/notify.ts';
import { notifyRights } from '../live/notify.ts';
import { barred } from './barred.ts';
import { lookBy } from './look.ts';
import { hashToken } from './token.ts';

export type Founding = v.InferOutput<typeof foundNetwork>;

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
      speaks: boolean;
    },
  ): Promise<void>;
  found(
    trx: Tx,
    input: Founding,
    more: { at: Date; lang: 'en' | 'fr' },
  ): Promise<{ networkId: NetworkId; institutionId: InstitutionId }>;
}

/** From where somebody comes in, for the audit and for counting. */
export interface From {
  address: string;
  device: string;
}

export interface Use {
  actor: Actor;
  /** Where the newcomer says they work, when the invitation leaves it to them. */
  institutionId: InstitutionId | null;
  founding: Founding | null;
  now: Date;
  isNew: boolean;
  from: From;
}

/**
 * Claims the link and gives what it gives; answers where it leads. Of two at once the second waits for the row and then
 * finds it used.
 */
export async function useUp(
  trx: Tx,
  doors: Doors,
  key: { token: string } | { invitationId: string },
  use: Use,
): Promise<{ roomId: RoomId | null }> {
  const { actor, now } = use;
  const claimed = await claim(trx, key, use);
  const place = await placeOf(trx, doors, claimed, use);
  if (use.isNew && !use.founding) await liveWhere(trx, actor.personId, place.institutionId);
  const roomId = claimed.room_id as RoomId | null;
  const link = { madeAt: claimed.made_at, roomId, ...place, ofNetwork: claimed.target === 'network' };
  if (!use.isNew && (await barred(trx, actor.personId, link))) throw gone('auth_gone_removed');
  if (roomId) await enterRoom(trx, doors, use, { ...claimed, roomId, ...place });
  else if (isNetworkRole(claimed.role)) await enterNetwork(trx, use, { role: claimed.role, ...place });
  else await enterInstitution(trx, use, { role: claimed.role, ...place });
  await recordAudit(trx, {
    kind: 'invitation_used',
    personId: actor.personId,
    at: now,
    networkId: place.networkId,
    ...(roomId ? { roomId } : {}),
    ...use.from,
    data: { invitationId: claimed.id, institutionId: place.institutionId, role: claimed.role },
  });
  return { roomId };
}

async function claim(trx: Tx, key: { token: string } | { invitationId: string }, { actor, now }: Use) {
  const which = trx
    .selectFrom('invitation')
    .where((eb) =>
      'token' in key ? eb('token_hash', '=', hashToken(key.token)) : eb('id', '=', key.invitationId),
    );
  // Before the invitation's own row: who takes an institution out of the network comes the same way.
  const ahead = await which.select('network_id').executeTakeFirst();
  if (ahead?.network_id) await keepInstitutions(trx, ahead.network_id);
  const found = await which
    .forUpdate()
    .select(['id', 'many', 'network_id', 'room_id', 'institution_id', 'role', 'made_by'])
    .select(['target', 'made_at'])
    .executeTakeFirst();
  // Looked at again behind the lock, so that the reason is the right one.
  const looked = await lookBy(
    trx,
    { id: found?.id ?? '00000000-0000-0000-0000-000000000000' },
    { now, actor: null },
  );
  if (!looked.open) throw gone(`auth_gone_${looked.because}`);
  if (!found) throw gone('auth_gone_unknown');
  await trx
    .insertInto('invitation_use')
    .values({ invitation_id: found.id, person_id: actor.personId, at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return found;
}

/** The network and institution the invitation leads to; for the first link they are made now. */
async function placeOf(
  trx: Tx,
  doors: Doors,
  claimed: { network_id: string | null; institution_id: string | null; room_id: string | null },
  { founding, actor, now, institutionId }: Use,
) {
  const { network_id: networkId, institution_id: invited } = claimed;
  if (networkId && invited) return { networkId, institutionId: invited };
  if (networkId && claimed.room_id)
    return { networkId, institutionId: await chosen(trx, claimed.room_id, institutionId) };
  if (!founding) throw gone('auth_gone_unknown');
  await revokeFirstLinks(trx, now);
  return doors.found(trx, founding, { at: now, lang: actor.lang });
}

/** The institution that the newcomer named, when it is one of the room's. */
async function chosen(trx: Tx, roomId: string, institutionId: InstitutionId | null): Promise<string> {
  const found = await trx
    .selectFrom('room_institution')
    .innerJoin('institution', 'institution.id', 'room_institution.institution_id')
    .where('room_id', '=', roomId)
    .where('institution_id', '=', institutionId)
    .where('room_institution.left_at', 'is', null)
    .where('institution.left_at', 'is', null)
    .select('institution_id')
    .executeTakeFirst();
  if (!found) throw invalid({ institutionId: 'error_choice' });
  return found.institution_id;
}

/** Takes back every link that would make a first administrator. */
export const revokeFirstLinks = (trx: Tx, now: Date) =>
  trx
    .updateTable('invitation')
    .set({ revoked_at: now })
    .where('target', '=', 'first')
    .where('revoked_at', 'is', null)
    .execute();

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

interface Place {
  networkId: string;
  institutionId: string;
  role: string;
}

async function enterRoom(
  trx: Tx,
  doors: Doors,
  { actor, now }: Use,
  place: Place & { roomId: RoomId; made_by: string | null },
): Promise<void> {
  const { roomId, institutionId, role } = place;
  const before = await trx
    .selectFrom('room_member')
    .where('room_id', '=', roomId)
    .where('person_id', '=', actor.personId)
    .select(['role', 'institution_id'])
    .executeTakeFirst();
  if (before?.role === role && before.institution_id === institutionId) return;
  if (before?.role === 'facilitator') await mustNotBeTheLast(trx, roomId, actor.personId);
  const speaks = await speaksFor(trx, place);
  await doors.seat(trx, {
    ...{ roomId, institutionId, role, speaks, networkId: place.networkId },
    ...{ personId: actor.personId, at: now },
  });
  await notifyLive(trx, `person:${actor.personId}`, now);
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

/** Whether who made the link may give roles at the institution itself, now that it is used. */
async function speaksFor(
  trx: Tx,
  { networkId, institutionId, made_by }: Place & { made_by: string | null },
): Promise<boolean> {
  const row = await trx
    .selectFrom('network_member')
    .where('person_id', '=', made_by)
    .where('network_id', '=', networkId)
    .select('person_id')
    .union(
      trx
        .selectFrom('institution_member')
        .where('person_id', '=', made_by)
        .where('institution_id', '=', institutionId)
        .where('role', 'in', ['co_facilitator', 'manager'])
        .select('person_id'),
    )
    .executeTakeFirst();
  return Boolean(row);
}

/** A poster that a facilitator taps by mistake must not leave a room without one. */
async function mustNotBeTheLast(trx: Tx, roomId: string, personId: string): Promise<void> {
  const other = await trx
    .selectFrom('room_member')
    .where('room_id', '=', roomId)
    .where('person_id', '<>', personId)
    .where('role', '=', 'facilitator')
    .select('person_id')
    .executeTakeFirst();
  if (!other) throw conflict('error_invite_last_facilitator');
}

async function enterNetwork(trx: Tx, use: Use, place: Place): Promise<void> {
  const { actor, now } = use;
  await trx
    .insertInto('network_member')
    .values({
      network_id: place.networkId,
      person_id: actor.personId,
      institution_id: place.institutionId,
      role: place.role,
      created_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await belong(trx, use, { ...place, role: 'staff' }, false);
  await recordAudit(trx, {
    kind: 'network_member_joined',
    personId: actor.personId,
    at: now,
    networkId: place.networkId,
    data: { institutionId: place.institutionId, role: place.role },
  });
}

const enterInstitution = (trx: Tx, use: Use, place: Place) => belong(trx, use, place, true);

/** A place at the institution itself; a later invitation to it replaces the role there. */
async function belong(trx: Tx, { actor, now }: Use, place: Place, replace: boolean): Promise<void> {
  const { institutionId, role } = place;
  await trx
    .insertInto('institution_member')
    .values({ institution_id: institutionId, person_id: actor.personId, role, created_at: now })
    .onConflict((conflict) =>
      replace
        ? conflict.columns(['institution_id', 'person_id']).doUpdateSet({ role })
        : conflict.doNothing(),
    )
    .execute();
  await notifyRights(trx, { personId: actor.personId });
  await notifyLive(trx, `person:${actor.personId}`, now);
}
