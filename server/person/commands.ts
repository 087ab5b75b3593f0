import type { chooseLang, chooseZone } from '#domain/person/schemas.ts';
import type * as v from 'valibot';
import type { WriteContext } from '../context.ts';

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
