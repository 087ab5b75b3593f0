import type { AuditKind } from '#domain/audit/audit.ts';
import { newId, type InvitationId } from '#domain/ids.ts';
import { invitationDays } from '#domain/invitation/invitation.ts';
import type { invite, revoke as revokeSchema } from '#domain/invitation/schemas.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import type * as v from 'valibot';
import { reading, type WriteContext } from '../context.ts';
import type { Tx } from '../db/database.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { roomAccess } from '../room/access.ts';
import { hashToken, newToken } from './token.ts';

export const expiry = (now: Date): Date => new Date(now.getTime() + invitationDays * 24 * 3600 * 1000);

/**
 * Makes a link that gives one person a role in a room or in the network, once, within seven days. The secret is
 * returned here and never again. To rooms: their facilitators and administrators; to the network: administrators.
 */
export async function make(
  ctx: WriteContext,
  input: v.InferOutput<typeof invite>,
): Promise<{ invitationId: InvitationId; token: string; expiresAt: Date }> {
  if (input.roomId) {
    const access = await roomAccess(reading(ctx), input.roomId, 'invite');
    if (access.networkId !== input.networkId) throw notFound('room');
  } else if (!networkAbilities(ctx.actor, input.networkId).inviteToNetwork) throw notFound('network');
  await requireInstitution(ctx.trx, input);
  const token = newToken();
  const invitationId = newId<InvitationId>();
  const expiresAt = expiry(ctx.now);
  await ctx.trx
    .insertInto('invitation')
    .values({
      id: invitationId,
      token_hash: hashToken(token),
      target: input.roomId ? 'room' : 'network',
      network_id: input.networkId,
      room_id: input.roomId,
      institution_id: input.institutionId,
      role: input.role,
      made_by: ctx.actor.personId,
      made_at: ctx.now,
      expires_at: expiresAt,
    })
    .execute();
  await audit(ctx, 'invitation_made', invitationId);
  return { invitationId, token, expiresAt };
}

async function requireInstitution(
  trx: Tx,
  { institutionId, networkId }: v.InferOutput<typeof invite>,
): Promise<void> {
  const found = await trx
    .selectFrom('institution')
    .where('id', '=', institutionId)
    .where('network_id', '=', networkId)
    .select('id')
    .executeTakeFirst();
  if (!found) throw invalid({ institutionId: 'error_choice' });
}

/** Takes back an invitation that nobody has used. Its maker and the network's administrators. */
export async function revoke(
  ctx: WriteContext,
  { invitationId }: v.InferOutput<typeof revokeSchema>,
): Promise<void> {
  const { trx, actor, now } = ctx;
  const row = await trx
    .selectFrom('invitation')
    .where('id', '=', invitationId)
    .forUpdate()
    .select(['network_id', 'made_by', 'many', 'revoked_at'])
    .executeTakeFirst();
  const mayRevoke =
    row?.network_id &&
    (row.made_by === actor.personId || networkAbilities(actor, row.network_id as never).invite);
  if (!row || !mayRevoke) throw notFound('invitation');
  if (!row.many && (await isUsed(trx, invitationId))) throw conflict('error_invitation_used');
  if (row.revoked_at) return;
  await trx
    .updateTable('invitation')
    .set({ revoked_by: actor.personId, revoked_at: now })
    .where('id', '=', invitationId)
    .execute();
  await audit(ctx, 'invitation_revoked', invitationId);
}

const isUsed = async (trx: Tx, invitationId: string) =>
  Boolean(
    await trx
      .selectFrom('invitation_use')
      .where('invitation_id', '=', invitationId)
      .select('at')
      .executeTakeFirst(),
  );

const audit = ({ trx, actor, now }: WriteContext, kind: AuditKind, invitationId: string) =>
  recordAudit(trx, { kind, personId: actor.personId, at: now, data: { invitationId } });
