import { keptGuest } from '$lib/guest/guest-cookie.ts';
import type { PageServerLoad } from './$types';

/** A guest's own page of the one session; for everybody else, whatever the address, the same kind words. */
export const load: PageServerLoad = async ({ locals, params, cookies, depends, setHeaders }) => {
  const { app, actor } = locals;
  setHeaders({ 'cache-control': 'no-store' });
  const now = app.clock.now().toISOString();
  if (!actor || actor.guestOf !== params.session) {
    const was = keptGuest(cookies);
    const mine = was?.sessionId === params.session ? was : null;
    const how = mine && (await app.guests.farewell(mine.sessionId, mine.personId));
    return { visit: null, farewell: how ?? ('unknown' as const), now };
  }
  depends(`person:${actor.personId}`, `session:${params.session}`);
  const visit = await app.guests.visit(actor);
  const inside = visit.standing === 'in' ? await app.sessions.page(actor, params.session) : null;
  return {
    visit,
    farewell: null,
    now,
    // Of the session's page only what a guest is shown.
    inside: inside && {
      agenda: inside.agenda,
      currentItemId: inside.currentItemId,
      attendance: inside.attendance,
      institutions: inside.institutions,
    },
    calls: app.media.state(),
    topics: [`person:${actor.personId}`, ...(inside ? [`session:${params.session}`] : [])],
  };
};
