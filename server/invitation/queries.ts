import type { GoneBecause, InvitationOffer, InvitedRole } from '#domain/invitation/invitation.ts';
import { token as tokenSchema } from '#domain/invitation/schemas.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import type { NetworkId } from '#domain/ids.ts';
import type { Actor } from '#domain/person/actor.ts';
import * as v from 'valibot';
import type { ReadContext } from '../context.ts';
import type { Database, Tx } from '../db/database.ts';
import { notFound } from '../errors.ts';
import { hashToken } from './token.ts';

export type Looked =
  | { open: true; offer: InvitationOffer }
  | { open: false; because: GoneBecause; /** It was this very person who used it. */ mine: boolean };

/** What a link gives, or why it gives nothing. Looking never uses it up; holding the link is the right to look. */
export async function look(
  db: Database | Tx,
  token: string,
  { now, actor }: { now: Date; actor: Actor | null },
): Promise<Looked> {
  if (!v.is(tokenSchema, token)) return { open: false, because: 'unknown', mine: false };
  const row = await db
    .selectFrom('invitation')
    .leftJoin('network', 'network.id', 'invitation.network_id')
    .leftJoin('room', 'room.id', 'invitation.room_id')
    .leftJoin('institution', 'institution.id', 'invitation.institution_id')
    .leftJoin('person', 'person.id', 'invitation.made_by')
    .where('token_hash', '=', hashToken(token))
    .select([
      'invitation.role',
      'invitation.network_id',
      'invitation.expires_at',
      'invitation.id',
      'invitation.many',
      'invitation.target',
      'invitation.revoked_at',
      'network.name as network',
      'room.name as room',
      'institution.name as institution',
      'institution.zone',
      'person.name as by',
    ])
    .executeTakeFirst();
  const uses = row ? await usesOf(db, row.id) : [];
  const because = goneBecause(row, uses.length > 0, now);
  if (because || !row)
    return {
      open: false,
      because: because ?? 'unknown',
      mine: uses.some((use) => use.person_id === actor?.personId),
    };
  const { network, room, institution, by, expires_at: expiresAt } = row;
  return {
    open: true,
    offer: {
      first: row.target === 'first',
      role: row.role as InvitedRole,
      ...{ network, room, institution, by, expiresAt },
      zone: row.zone ?? 'UTC',
    },
  };
}

const usesOf = (db: Database | Tx, invitationId: string) =>
  db.selectFrom('invitation_use').where('invitation_id', '=', invitationId).select('person_id').execute();

function goneBecause(
  row: { many: boolean; revoked_at: Date | null; expires_at: Date } | undefined,
  used: boolean,
  now: Date,
): GoneBecause | null {
  if (!row) return 'unknown';
  if (used && !row.many) return 'used';
  if (row.revoked_at) return 'revoked';
  return row.expires_at <= now ? 'expired' : null;
}

/** The invitations of a network that still wait, newest first. Administrators only. */
export async function waiting({ db, actor, now }: ReadContext, networkId: NetworkId) {
  if (!networkAbilities(actor, networkId).invite) throw notFound('network');
  const rows = await db
    .selectFrom('invitation')
    .innerJoin('institution', 'institution.id', 'invitation.institution_id')
    .leftJoin('room', 'room.id', 'invitation.room_id')
    .leftJoin('person', 'person.id', 'invitation.made_by')
    .where('invitation.network_id', '=', networkId)
    .where((eb) =>
      eb.or([
        eb('invitation.many', '=', true),
        eb.not(
          eb.exists(
            eb.selectFrom('invitation_use').whereRef('invitation_id', '=', 'invitation.id').select('at'),
          ),
        ),
      ]),
    )
    .where('invitation.revoked_at', 'is', null)
    .where('invitation.expires_at', '>', now)
    .orderBy('invitation.made_at', 'desc')
    .select([
      'invitation.id',
      'invitation.role',
      'invitation.expires_at',
      'institution.short_name as institution',
      'room.name as room',
      'person.name as by',
    ])
    .execute();
  return rows.map(({ expires_at, role, ...row }) => ({
    ...row,
    role: role as InvitedRole,
    expiresAt: expires_at,
  }));
}
