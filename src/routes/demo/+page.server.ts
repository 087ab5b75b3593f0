import { readForm } from '$lib/form/attempt.ts';
import { keepSession } from '$lib/session-cookie.ts';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

type DemoPeople = Awaited<ReturnType<App.Locals['app']['auth']['demoPeople']>>;

export const load: PageServerLoad = async ({ locals }) => {
  const people = await locals.app.auth.demoPeople();
  return {
    groups: byRoom(people),
    password: locals.app.demoPassword ?? '',
    byCode: people.find(({ code }) => code !== null) ?? null,
    pin: locals.app.demoPin ?? '',
  };
};

export const actions: Actions = {
  default: async ({ request, cookies, locals }) => {
    const personId = (await readForm(request)).get('person');
    const device = request.headers.get('user-agent') ?? '';
    const secret = await locals.app.auth.startAs(personId, device);
    const before = cookies.get('session');
    if (before) await locals.app.auth.signOut(before);
    keepSession(cookies, secret, locals.app.origin);
    redirect(303, '/');
  },
};

function byRoom(people: DemoPeople) {
  const groups = new Map<string, { id: string; room: string | null; people: DemoPeople }>();
  for (const person of people) {
    const id = person.room?.id ?? '';
    const group = groups.get(id) ?? { id, room: person.room?.name ?? null, people: [] };
    group.people.push(person);
    groups.set(id, group);
  }
  return [...groups.values()];
}
