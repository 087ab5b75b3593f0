import type * as v from 'valibot';
import { newId } from '#domain/ids.ts';
import {
  planLinksAtOnce,
  type makePlanLink,
  type PlanLinkId,
  type revokePlanLink,
} from '#domain/plan/links.ts';
import { reading, type WriteContext } from '../../context.ts';
import { conflict, notFound } from '../../errors.ts';
import { recordAudit } from '../../event/audit.ts';
import { hashToken, newToken } from '../../invitation/token.ts';
import { roomAccess, type RoomAccess } from '../../room/access.ts';
import { livingLinks } from './queries.ts';

/** Makes a public link to a room's plan. Its secret is returned here and never again. Those who may share it. */
export async function makeLink(
  ctx: WriteContext,
  input: v.InferOutput<typeof makePlanLink>,
): Promise<{ token: string }> {
  const access = await roomAccess(reading(ctx), input.roomId, 'sharePlan');
  if ((await livingLinks(reading(ctx), access.roomId)).length >= planLinksAtOnce)
    throw conflict('error_plan_links');
  const token = newToken();
  await ctx.trx
    .insertInto('plan_link')
    .values({
      ...{ id: newId<PlanLinkId>(), token_hash: hashToken(token), room_id: access.roomId },
      ...{ made_by: ctx.actor.personId, made_at: ctx.now },
      expires_at: new Date(ctx.now.getTime() + input.days * 86_400_000),
    })
    .execute();
  await audit(ctx, access, 'plan_link_made', { days: input.days });
  return { token };
}

/** Takes a public link back; from then on it leads nowhere. Those who may share the plan. */
export async function revokeLink(
  ctx: WriteContext,
  input: v.InferOutput<typeof revokePlanLink>,
): Promise<void> {
  const access = await roomAccess(reading(ctx), input.roomId, 'sharePlan');
  const link = await ctx.trx
    .updateTable('plan_link')
    .set((eb) => ({
      revoked_at: eb.fn.coalesce('revoked_at', eb.val(ctx.now)),
      revoked_by: eb.fn.coalesce('revoked_by', eb.val(ctx.actor.personId as string)),
    }))
    .where('id', '=', input.linkId)
    .where('room_id', '=', access.roomId)
    .returning('revoked_at')
    .executeTakeFirst();
  if (!link) throw notFound('link');
  // Said twice it is one.
  if (link.revoked_at?.getTime() === ctx.now.getTime()) await audit(ctx, access, 'plan_link_revoked', {});
}

const audit = (
  { trx, actor, now }: WriteContext,
  { networkId, roomId }: RoomAccess,
  kind: 'plan_link_made' | 'plan_link_revoked',
  data: { days?: number },
) => recordAudit(trx, { kind, personId: actor.personId, at: now, networkId, roomId, ...actor.from, data });
