import type { AuditKind } from '#domain/audit/audit.ts';
import { newId, type InstitutionId, type InvitationId, type NetworkId, type RoomId } from '#domain/ids.ts';
import { usualDays, type InvitedRole, type Target } from '#domain/invitation/invitation.ts';
import type { Invite, revoke as revokeSchema } from '#domain/invitation/schemas.ts';
import { institutionAbilities } from '#domain/institution/abilities.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import type * as v from 'valibot';
import { reading, type ReadContext, type WriteContext } from '../context.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { roomAccess } from '../room/access.ts';
import { tokenOfId } from '../auth/account-token.ts';
import { mailInvitation } from './mail.ts';
import { mustInvite } from './may-invite.ts';
import { hashToken, newToken } from './token.ts';

export const expiry = (now: Date, days: number = usualDays): Date =>
  new Date(now.getTime() + days * 24 * 3600 * 1000);

/** A link that was just made. The secret is known here and never again. */
export interface Made {
  invitationId: InvitationId;
  token: string;
  expiresAt: Date;
}

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

/** Writes an invitation and its mail, in place of an earlier one to the same address. */
export async function writeMailed(ctx: WriteContext, input: Invite, secret: string): Promise<Made> {
  await replaceEarlier(ctx, input);
  const made = await write(ctx, input, (id) => tokenOfId(secret, id));
  await mailInvitation(ctx, { ...input, ...made });
  return made;
}

/** Writes an invitation that the actor may make, and its line in the audit. */
export async function write(
  ctx: WriteContext,
  input: Invite,
  tokenOf: (id: string) => string = newToken,
): Promise<Made> {
  const { trx, actor, now } = ctx;
  const invitationId = newId<InvitationId>();
  const token = tokenOf(invitationId);
  const expiresAt = expiry(now, input.days);
  const { networkId, roomId, institutionId, role, target, many } = input;
  await trx
    .insertInto('invitation')
    .values({
      id: invitationId,
      token_hash: hashToken(token),
      ...{ target, many, role, network_id: networkId, room_id: roomId, institution_id: institutionId },
      name: input.name || null,
      address: input.email || null,
      telephone: input.telephone || null,
      made_by: actor.personId,
      made_at: now,
      expires_at: expiresAt,
    })
    .execute();
  await audit(ctx, 'invitation_made', { id: invitationId, ...input });
  return { invitationId, token, expiresAt };
}

/** Somebody who is invited again to the same place has one link that works: the newest. */
export async function replaceEarlier(
  { trx, actor, now }: WriteContext,
  { networkId, roomId, email, target }: Pick<Invite, 'networkId' | 'roomId' | 'email' | 'target'>,
): Promise<void> {
  await trx
    .updateTable('invitation')
    .set({ revoked_by: actor.personId, revoked_at: now })
    .where('network_id', '=', networkId)
    .where('room_id', roomId ? '=' : 'is', roomId)
    .where('target', '=', target)
    .where('address', '=', email)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .execute();
}

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

const audit = (
  { trx, actor, now }: WriteContext,
  kind: AuditKind,
  of: { id: string; networkId: string; roomId: string | null; institutionId: string | null; role: string },
) =>
  recordAudit(trx, {
    kind,
    personId: actor.personId,
    at: now,
    networkId: of.networkId,
    ...(of.roomId ? { roomId: of.roomId } : {}),
    data: { invitationId: of.id, institutionId: of.institutionId, role: of.role },
  });
