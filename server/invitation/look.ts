import type { InstitutionId, RoomId } from '#domain/ids.ts';
import type {
  EarlierPlace,
  GoneBecause,
  InvitationOffer,
  InvitedRole,
  Target,
} from '#domain/invitation/invitation.ts';
import { token as tokenSchema } from '#domain/invitation/schemas.ts';
import type { Actor } from '#domain/person/actor.ts';
import * as v from 'valibot';
import type { Database, Tx } from '../db/database.ts';
import { barred } from './barred.ts';
import { hashToken } from './token.ts';

export type Looked =
  | {
      open: true;
      id: string;
      offer: InvitationOffer;
      /** What the invitation replaces for who is asking. */
      earlier: EarlierPlace | null;
    }
  | { open: false; because: GoneBecause; /** It was this very person who used it. */ mine: boolean };

interface Asking {
  now: Date;
  actor: Actor | null;
}

/** What a link gives, or why it gives nothing. Looking never uses it up; holding the link is the right to look. */
export async function look(db: Database | Tx, token: string, asking: Asking): Promise<Looked> {
  if (!v.is(tokenSchema, token)) return { open: false, because: 'unknown', mine: false };
  return lookBy(db, { tokenHash: hashToken(token) }, asking);
}

/** The same for an invitation that is known by its id, from the mail that proves an address. */
export async function lookBy(
  db: Database | Tx,
  key: { tokenHash: string } | { id: string },
  { now, actor }: Asking,
): Promise<Looked> {
  const row = await rowOf(db, key, actor);
  const because = goneBecause(row, now);
  if (because || !row) return { open: false, because: because ?? 'unknown', mine: Boolean(row?.mine) };
  const earlier = actor ? await earlierPlace(db, row, actor) : null;
  if (actor && !earlier?.same && (await barred(db, actor.personId, barOf(row))))
    return { open: false, because: 'removed', mine: false };
  const chooses = row.target === 'room' && row.institution_id === null;
  const { network, room, institution, by, many, expires_at: expiresAt } = row;
  return {
    open: true,
    id: row.id,
    offer: {
      first: row.target === 'first',
      target: row.target as Target | 'first',
      role: row.role as InvitedRole,
      roomId: row.room_id as RoomId | null,
      ...{ many, network, room, institution, by, expiresAt, name: row.name, address: row.address },
      institutions: chooses ? await choices(db, row.room_id!) : [],
      zone: row.zone ?? 'UTC',
    },
    earlier,
  };
}

const rowOf = (db: Database | Tx, key: { tokenHash: string } | { id: string }, actor: Actor | null) =>
  db
    .selectFrom('invitation')
    .leftJoin('network', 'network.id', 'invitation.network_id')
    .leftJoin('room', 'room.id', 'invitation.room_id')
    .leftJoin('institution', 'institution.id', 'invitation.institution_id')
    .leftJoin('person', 'person.id', 'invitation.made_by')
    .leftJoin('room_institution', (join) =>
      join
        .onRef('room_institution.room_id', '=', 'invitation.room_id')
        .onRef('room_institution.institution_id', '=', 'invitation.institution_id'),
    )
    .where((eb) =>
      'id' in key ? eb('invitation.id', '=', key.id) : eb('invitation.token_hash', '=', key.tokenHash),
    )
    .select((eb) => [
      'invitation.id',
      'invitation.role',
      'invitation.target',
      'invitation.many',
      'invitation.name',
      'invitation.address',
      'invitation.network_id',
      'invitation.room_id',
      'invitation.institution_id',
      'invitation.expires_at',
      'invitation.revoked_at',
      'invitation.made_at',
      'network.name as network',
      'room.name as room',
      'institution.name as institution',
      'institution.zone',
      'person.name as by',
      eb
        .or([eb('institution.left_at', 'is not', null), eb('room_institution.left_at', 'is not', null)])
        .as('left'),
      eb
        .exists(eb.selectFrom('invitation_use').whereRef('invitation_id', '=', 'invitation.id').select('at'))
        .as('used'),
      eb
        .exists(
          eb
            .selectFrom('invitation_use')
            .whereRef('invitation_id', '=', 'invitation.id')
            .where('person_id', '=', actor?.personId ?? null)
            .select('at'),
        )
        .as('mine'),
    ])
    .executeTakeFirst();
type Row = NonNullable<Awaited<ReturnType<typeof rowOf>>>;

function goneBecause(row: Row | undefined, now: Date): GoneBecause | null {
  if (!row) return 'unknown';
  if (row.used && !row.many) return 'used';
  if (row.revoked_at) return 'revoked';
  if (row.expires_at <= now) return 'expired';
  return row.left ? 'left' : null;
}

const barOf = (row: Row) => ({
  ...{ madeAt: row.made_at, networkId: row.network_id, roomId: row.room_id },
  ...{ institutionId: row.institution_id, ofNetwork: row.target === 'network' },
});

/** The institutions of a room that a newcomer can be from. */
async function choices(db: Database | Tx, roomId: string): Promise<{ id: InstitutionId; name: string }[]> {
  const rows = await db
    .selectFrom('room_institution')
    .innerJoin('institution', 'institution.id', 'room_institution.institution_id')
    .where('room_institution.room_id', '=', roomId)
    .where('room_institution.left_at', 'is', null)
    .where('institution.left_at', 'is', null)
    .orderBy('room_institution.position')
    .select(['institution.id', 'institution.name'])
    .execute();
  return rows.map((row) => ({ ...row, id: row.id as InstitutionId }));
}

/** What somebody already is where the invitation leads: one person has one place in a room and at an institution. */
async function earlierPlace(db: Database | Tx, row: Row, actor: Actor): Promise<EarlierPlace | null> {
  if (row.target === 'network')
    return actor.networks.some((held) => held.networkId === row.network_id && held.role === row.role)
      ? { role: row.role as InvitedRole, institution: row.institution ?? '', same: true }
      : null;
  const found = await (row.target === 'room' ? inRoom(db, row, actor) : atInstitution(db, row, actor));
  if (!found) return null;
  return {
    role: found.role as InvitedRole,
    institution: found.name,
    same: found.role === row.role && [null, found.institution_id].includes(row.institution_id),
  };
}

const inRoom = (db: Database | Tx, row: Row, actor: Actor) =>
  db
    .selectFrom('room_member')
    .innerJoin('institution', 'institution.id', 'room_member.institution_id')
    .where('room_id', '=', row.room_id)
    .where('person_id', '=', actor.personId)
    .select(['role', 'institution_id', 'institution.name'])
    .executeTakeFirst();

const atInstitution = (db: Database | Tx, row: Row, actor: Actor) =>
  db
    .selectFrom('institution_member')
    .innerJoin('institution', 'institution.id', 'institution_member.institution_id')
    .where('institution_id', '=', row.institution_id)
    .where('person_id', '=', actor.personId)
    .select(['role', 'institution_id', 'institution.name'])
    .executeTakeFirst();
