import { gridOf, monthOf } from '$lib/calendar/month.ts';
import { dayIn } from '$lib/ui/relative-day.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url, depends }) => {
  depends(`room:${params.room}`);
  const today = dayIn(locals.app.clock.now(), locals.actor?.zone ?? 'UTC');
  const month = monthOf(url.searchParams.get('month'), today);
  const days = gridOf(month).flat();
  const sessions = await locals.app.calendar.between(locals.actor, params.room, {
    from: days[0] ?? today,
    to: days.at(-1) ?? today,
  });
  return { month, today, sessions };
};
