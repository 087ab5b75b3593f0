import type { InstitutionId, NetworkId, RoomId } from '#domain/ids.ts';
import { institutionAbilities } from '#domain/institution/abilities.ts';
import { ownRoles, type InvitedRole, type Target } from '#domain/invitation/invitation.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import type { ReadContext } from '../context.ts';
import { invalid, notFound } from '../errors.ts';
import { roomAccess } from '../room/access.ts';

export interface InvitedPlace {
  target: Target;
  networkId: NetworkId;
  roomId: RoomId | null;
  institutionId: InstitutionId | null;
  role: InvitedRole;
}

/** Throws unless the actor may give this place: `not_found` without any right there, `invalid` where only parts of it are theirs. */
export async function mustInvite(ctx: ReadContext, place: InvitedPlace): Promise<void> {
  await mayInvite(ctx, place);
  if (place.institutionId !== null) await mustBeThere(ctx, place, place.institutionId);
}

async function mayInvite(ctx: ReadContext, place: InvitedPlace): Promise<void> {
  const { target, networkId, roomId, institutionId, role } = place;
  if (target === 'room' && roomId) return mayInviteToRoom(ctx, place, roomId);
  if (target === 'institution' && institutionId) {
    const may = institutionAbilities(ctx.actor, { institutionId, networkId }).invite;
    if (!may) throw notFound('institution');
    return;
  }
  if (!networkAbilities(ctx.actor, networkId).inviteToNetwork) throw notFound('network');
  if (role !== 'administrator' && role !== 'backbone_manager') throw invalid({ role: 'error_invite_role' });
}

async function mayInviteToRoom(ctx: ReadContext, place: InvitedPlace, roomId: RoomId): Promise<void> {
  const access = await roomAccess(ctx, roomId, 'seeSummary');
  if (access.networkId !== place.networkId) throw notFound('room');
  if (access.networkRoles.length > 0) return;
  if (access.abilities.invite) return mustBeInRoom(ctx, place, roomId);
  if (!access.abilities.inviteOwn) throw notFound('room');
  if (place.institutionId !== access.institutionId) throw invalid({ institutionId: 'error_invite_own' });
  if (!ownRoles.includes(place.role)) throw invalid({ role: 'error_invite_own_role' });
}

/** Who leads a room brings nobody in from a hospital that has no part in it; as in `invitingTo`. */
async function mustBeInRoom(
  { db, actor }: ReadContext,
  { institutionId }: InvitedPlace,
  roomId: RoomId,
): Promise<void> {
  if (institutionId === null) return;
  if (actor.institutions.some((one) => one.institutionId === institutionId)) return;
  const found = await db
    .selectFrom('institution')
    .leftJoin('room_institution', (join) =>
      join
        .onRef('room_institution.institution_id', '=', 'institution.id')
        .on('room_institution.room_id', '=', roomId),
    )
    .where('institution.id', '=', institutionId)
    .where((eb) => eb.or([eb('room_id', 'is not', null), eb('level', '=', 'backbone')]))
    .select('institution.id')
    .executeTakeFirst();
  if (!found) throw invalid({ institutionId: 'error_choice' });
}

/** The institution is the network's and has not left it, nor the room. */
async function mustBeThere(
  { db }: ReadContext,
  { networkId, roomId }: InvitedPlace,
  institutionId: InstitutionId,
): Promise<void> {
  const found = await db
    .selectFrom('institution')
    .where('id', '=', institutionId)
    .where('network_id', '=', networkId)
    .where('left_at', 'is', null)
    .where('merged_into', 'is', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('room_institution')
            .where('room_id', '=', roomId)
            .whereRef('institution_id', '=', 'institution.id')
            .where('room_institution.left_at', 'is not', null)
            .select('position'),
        ),
      ),
    )
    .select('id')
    .executeTakeFirst();
  if (!found) throw invalid({ institutionId: 'error_choice' });
}
