import { isClosed } from '#domain/commitment/commitment.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, depends }) => {
  const { app, actor } = locals;
  depends(`room:${params.room}`);
  const [plan, commitments, all, events, sessions] = await Promise.all([
    app.plans.open(actor, params.room),
    app.commitments.byCard(actor, params.room),
    app.commitments.ofRoom(actor, params.room),
    app.rooms.events(actor, params.room, { limit: 12 }),
    app.sessions.ofRoom(actor, params.room),
  ]);
  const next = sessions.coming[0] ?? null;
  const { due } = next
    ? await app.commitments.dueForRoom(actor, params.room, next.startsAt.toISOString().slice(0, 10))
    : { due: [] };
  const onCards = new Set(Object.values(commitments).flatMap((items) => items.map((item) => item.id)));
  const others = all.filter((item) => !onCards.has(item.id) && !isClosed(item.state));
  return { plan, commitments, others, events, next, dueThen: due };
};
