import type { AuditKind } from '#domain/audit/audit.ts';
import { newId, type InvitationId } from '#domain/ids.ts';
import { usualDays } from '#domain/invitation/invitation.ts';
import type { Invite } from '#domain/invitation/schemas.ts';
import { tokenOfId } from '../auth/account-token.ts';
import type { WriteContext } from '../context.ts';
import { recordAudits, type Happening } from '../event/audit.ts';
import { mailInvitations } from './mail.ts';
import { hashToken, newToken } from './token.ts';

export const expiry = (now: Date, days: number = usualDays): Date =>
  new Date(now.getTime() + days * 24 * 3600 * 1000);

/** A link that was just made. The secret is known here and never again. */
export interface Made {
  invitationId: InvitationId;
  token: string;
  expiresAt: Date;
}

/** Writes an invitation and its mail, in place of an earlier one to the same address. */
export async function writeMailed(ctx: WriteContext, input: Invite, secret: string): Promise<Made> {
  const [made] = await writeAllMailed(ctx, [input], secret);
  return made!;
}

/** The same for several people, all to one place, in as many queries as for one. */
export async function writeAllMailed(
  ctx: WriteContext,
  inputs: readonly Invite[],
  secret: string,
): Promise<Made[]> {
  await replaceEarlier(ctx, inputs);
  const made = await writeAll(ctx, inputs, (id) => tokenOfId(secret, id));
  await mailInvitations(
    ctx,
    inputs.map((input, at) => ({ ...input, ...made[at]! })),
  );
  return made;
}

/** Writes an invitation that the actor may make, and its line in the audit. */
export async function write(ctx: WriteContext, input: Invite): Promise<Made> {
  const [made] = await writeAll(ctx, [input]);
  return made!;
}

/** The same for several, in as many queries as for one; in their order. */
export async function writeAll(
  { trx, actor, now }: WriteContext,
  inputs: readonly Invite[],
  tokenOf: (id: string) => string = newToken,
): Promise<Made[]> {
  if (inputs.length === 0) return [];
  const made = inputs.map((input): Made & { input: Invite } => {
    const invitationId = newId<InvitationId>();
    return { input, invitationId, token: tokenOf(invitationId), expiresAt: expiry(now, input.days) };
  });
  const by = { made_by: actor.personId, made_at: now };
  await trx
    .insertInto('invitation')
    .values(made.map((one) => ({ ...toRow(one.input, one), ...by })))
    .execute();
  await recordAudits(
    trx,
    made.map(({ input, invitationId }) =>
      happening({ actor, now }, 'invitation_made', { id: invitationId, ...input }),
    ),
  );
  return made.map(({ invitationId, token, expiresAt }) => ({ invitationId, token, expiresAt }));
}

const toRow = (input: Invite, { invitationId, token, expiresAt }: Made) => ({
  id: invitationId,
  token_hash: hashToken(token),
  ...{ target: input.target, many: input.many, role: input.role, expires_at: expiresAt },
  ...{ network_id: input.networkId, room_id: input.roomId, institution_id: input.institutionId },
  name: input.name || null,
  address: input.email || null,
  telephone: input.telephone || null,
});

/** Those who are invited again to the same place have one link that works: the newest. */
async function replaceEarlier(
  { trx, actor, now }: WriteContext,
  inputs: readonly Pick<Invite, 'networkId' | 'roomId' | 'email' | 'target'>[],
): Promise<void> {
  const [first] = inputs;
  if (!first) return;
  const { networkId, roomId, target } = first;
  await trx
    .updateTable('invitation')
    .set({ revoked_by: actor.personId, revoked_at: now })
    .where('network_id', '=', networkId)
    .where('room_id', roomId ? '=' : 'is', roomId)
    .where('target', '=', target)
    .where(
      'address',
      'in',
      inputs.map(({ email }) => email),
    )
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .execute();
}

export interface Invited {
  id: string;
  networkId: string;
  roomId: string | null;
  institutionId: string | null;
  role: string;
}

/** What the audit keeps of an invitation. */
export const happening = (
  { actor, now }: Pick<WriteContext, 'actor' | 'now'>,
  kind: AuditKind,
  of: Invited,
): Happening => ({
  ...{ kind, personId: actor.personId, at: now, networkId: of.networkId },
  ...(of.roomId ? { roomId: of.roomId } : {}),
  data: { invitationId: of.id, institutionId: of.institutionId, role: of.role },
});
