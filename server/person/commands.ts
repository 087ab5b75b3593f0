import type { chooseLang, chooseZone, endSignIn, rename as renameSchema } from '#domain/person/schemas.ts';
import type * as v from 'valibot';
import type { WriteContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { notifyLive, notifyRights } from '../live/notify.ts';
import { auditOwn } from './own-audit.ts';

/** The actor is called by another name, and reads in a language, from now on. */
export async function rename(
  { trx, actor, now }: WriteContext,
  input: v.InferOutput<typeof renameSchema>,
): Promise<void> {
  await trx
    .updateTable('person')
    .set({ name: input.name, lang: input.lang })
    .where('id', '=', actor.personId)
    .execute();
  await notifyLive(trx, `person:${actor.personId}`, now);
}

/** The actor reads Twinward in another language from now on. */
export async function readIn(
  { trx, actor }: WriteContext,
  input: v.InferOutput<typeof chooseLang>,
): Promise<void> {
  await trx.updateTable('person').set({ lang: input.lang }).where('id', '=', actor.personId).execute();
}

/** The actor's own time zone, in which times are shown to them. */
export async function liveIn(
  { trx, actor }: WriteContext,
  input: v.InferOutput<typeof chooseZone>,
): Promise<void> {
  await trx.updateTable('person').set({ zone: input.zone }).where('id', '=', actor.personId).execute();
}

/** Ends one of the actor's own sign-ins; its sockets close at once. `not_found` for anybody else's. */
export async function endSignInOn(
  ctx: WriteContext,
  { signInId }: v.InferOutput<typeof endSignIn>,
): Promise<void> {
  const { trx, actor } = ctx;
  const ended = await trx
    .deleteFrom('auth_session')
    .where('id', '=', signInId)
    .where('person_id', '=', actor.personId)
    .returning('id')
    .executeTakeFirst();
  if (!ended) throw notFound('sign-in');
  await notifyRights(trx, { authSessionId: ended.id });
  await auditOwn(ctx, 'sign_in_ended');
}

/** Ends every sign-in of the actor but the one that asks. */
export async function endOtherSignIns(ctx: WriteContext): Promise<void> {
  const { trx, actor } = ctx;
  const ended = await trx
    .deleteFrom('auth_session')
    .where('person_id', '=', actor.personId)
    .where('id', '<>', actor.authSessionId)
    .returning('id')
    .execute();
  for (const { id } of ended) await notifyRights(trx, { authSessionId: id });
  await auditOwn(ctx, 'other_sign_ins_ended');
}
