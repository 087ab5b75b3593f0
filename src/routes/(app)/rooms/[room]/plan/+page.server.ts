import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, depends }) => {
  const { app, actor, lang } = locals;
  depends(`room:${params.room}`);
  const [plan, room, commitments, events] = await Promise.all([
    app.plans.open(actor, params.room),
    app.rooms.head(actor, params.room),
    app.commitments.byCard(actor, params.room),
    app.rooms.events(actor, params.room, { limit: 30 }),
  ]);
  return {
    plan,
    commitments,
    planRoom: { id: room.id, name: room.name, zone: room.zone, institutions: room.institutions },
    events,
    writer: { personId: actor!.personId, lang },
  };
};
