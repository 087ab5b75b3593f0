import type { AuditKind } from '#domain/audit/audit.ts';
import type { InstitutionId, InvitationId, NetworkId, RoomId } from '#domain/ids.ts';
import type { InvitedRole, Target } from '#domain/invitation/invitation.ts';
import type { Invite, revoke as revokeSchema } from '#domain/invitation/schemas.ts';
import { institutionAbilities } from '#domain/institution/abilities.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import type * as v from 'valibot';
import { reading, type ReadContext, type WriteContext } from '../context.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { roomAccess } from '../room/access.ts';
import { mustInvite } from './may-invite.ts';
import { hashToken, newToken } from './token.ts';
import { expiry, happening, write, writeMailed, type Invited, type Made } from './write.ts';

/** Makes a link that gives one person, or as a poster whoever holds it, a place in a room, an institution or the network. */
export async function make(ctx: WriteContext, input: Invite): Promise<Made> {
  await mustInvite(reading(ctx), input);
  return write(ctx, input);
}

/** Makes a link for one person and mails it. Nobody else gets to see it: who holds it reads that address's mails. */
export const mailTo =
  (secret: string) =>
  async (ctx: WriteContext, input: Invite): Promise<{ invitationId: InvitationId }> => {
    await mustInvite(reading(ctx), input);
    if (input.email === '') throw invalid({ email: 'error_email' });
    if (input.many) throw invalid({ email: 'error_check_this' });
    const { invitationId } = await writeMailed(ctx, input, secret);
    return { invitationId };
  };

/** Takes an invitation back: its maker, and whoever may invite to the same place. A poster's guests stay. */
export async function revoke(
  ctx: WriteContext,
  { invitationId }: v.InferOutput<typeof revokeSchema>,
): Promise<void> {
  const row = await theirs(ctx, invitationId);
  if (!row.many && row.used) throw conflict('error_invitation_used');
  if (row.revoked_at) return;
  await ctx.trx
    .updateTable('invitation')
    .set({ revoked_by: ctx.actor.personId, revoked_at: ctx.now })
    .where('id', '=', invitationId)
    .execute();
  await audit(ctx, 'invitation_revoked', placeOf(row));
}

/** Makes a new link for an invitation that still waits, because the first was lost; the lost one stops working. */
export async function renew(
  ctx: WriteContext,
  { invitationId }: v.InferOutput<typeof revokeSchema>,
): Promise<Made & { name: string | null }> {
  const row = await theirs(ctx, invitationId);
  await mustInvite(reading(ctx), {
    ...placeOf(row),
    target: row.target as Target,
    role: row.role as InvitedRole,
  });
  if (!row.many && row.used) throw conflict('error_invitation_used');
  // What was mailed stays with who reads that address.
  if (row.address !== null || row.revoked_at) throw notFound('invitation');
  const token = newToken();
  const expiresAt = expiry(ctx.now);
  await ctx.trx
    .updateTable('invitation')
    .set({ token_hash: hashToken(token), made_at: ctx.now, expires_at: expiresAt })
    .where('id', '=', invitationId)
    .execute();
  await audit(ctx, 'invitation_made', placeOf(row));
  return { invitationId, token, expiresAt, name: row.name };
}

/** An invitation that the actor may change, locked. */
async function theirs(ctx: WriteContext, invitationId: InvitationId) {
  const row = await ctx.trx
    .selectFrom('invitation')
    .where('id', '=', invitationId)
    .forUpdate()
    .selectAll()
    .select((eb) =>
      eb
        .exists(eb.selectFrom('invitation_use').whereRef('invitation_id', '=', 'invitation.id').select('at'))
        .as('used'),
    )
    .executeTakeFirst();
  if (!row?.network_id) throw notFound('invitation');
  const may = row.made_by === ctx.actor.personId || (await looksAfter(reading(ctx), row));
  if (!may) throw notFound('invitation');
  return row;
}

async function looksAfter(
  ctx: ReadContext,
  row: {
    network_id: string | null;
    room_id: string | null;
    institution_id: string | null;
    target: string;
  },
): Promise<boolean> {
  const networkId = row.network_id as NetworkId;
  const network = networkAbilities(ctx.actor, networkId);
  if (row.target === 'network') return network.inviteToNetwork;
  if (network.invite) return true;
  if (row.target === 'institution')
    return institutionAbilities(ctx.actor, { institutionId: row.institution_id as never, networkId }).invite;
  const access = await roomAccess(ctx, row.room_id ?? '', 'seeSummary').catch(() => null);
  if (!access) return false;
  const own = access.abilities.inviteOwn && access.institutionId === row.institution_id;
  return access.abilities.invite || own;
}

const placeOf = (row: {
  id: string;
  network_id: string | null;
  room_id: string | null;
  institution_id: string | null;
  role: string;
}) => ({
  id: row.id,
  networkId: row.network_id as NetworkId,
  roomId: row.room_id as RoomId | null,
  institutionId: row.institution_id as InstitutionId | null,
  role: row.role,
});

const audit = (ctx: WriteContext, kind: AuditKind, of: Invited) =>
  recordAudit(ctx.trx, happening(ctx, kind, of));
