import type * as v from 'valibot';
import { newId, type AgendaItemId } from '#domain/ids.ts';
import type { planSession } from '#domain/session/schemas.ts';
import type { WriteContext } from '../context.ts';

type Point = v.InferOutput<typeof planSession>['agenda'][number];

/** Writes a session's agenda. Only threads that were carried to it stand there: `threads` names them. */
export async function writeAgenda(
  { trx }: WriteContext,
  sessionId: string,
  agenda: readonly Point[],
  threads: readonly string[],
): Promise<void> {
  if (agenda.length === 0) return;
  await trx
    .insertInto('agenda_item')
    .values(
      agenda.map(({ threadId, ...item }, position) => ({
        id: newId<AgendaItemId>(),
        session_id: sessionId,
        position,
        ...item,
        thread_id: threadId !== '' && threads.includes(threadId) ? threadId : null,
      })),
    )
    .execute();
}

/**
 * Gives a session another agenda. A thread that was carried to `this` session stays with its point; the later ones of a series
 * get the points without a thread, and keep those that were carried to them.
 */
export async function rewriteAgenda(
  ctx: WriteContext,
  sessionId: string,
  agenda: readonly Point[],
  which: 'this' | 'later',
): Promise<void> {
  const gone = await ctx.trx
    .deleteFrom('agenda_item')
    .where('session_id', '=', sessionId)
    .returning(['kind', 'title', 'minutes', 'position', 'thread_id as threadId'])
    .execute();
  const carried = gone
    .toSorted((a, b) => a.position - b.position)
    .flatMap(({ position: _, threadId, ...item }) => (threadId ? [{ ...item, threadId } as Point] : []));
  const threads = carried.map(({ threadId }) => threadId);
  const points =
    which === 'this' ? agenda : [...agenda.filter(({ threadId }) => threadId === ''), ...carried];
  await writeAgenda(ctx, sessionId, points, threads);
}
