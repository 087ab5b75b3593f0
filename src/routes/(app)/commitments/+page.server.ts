import type { PageServerLoad } from './$types';

const views = ['attention', 'month', 'all'] as const;
const groups = ['topic', 'person', 'twin'] as const;
const oneOf = <T extends string>(options: readonly T[], value: string | null): T | undefined =>
  options.find((option) => option === value);

export const load: PageServerLoad = async ({ locals, url, parent, depends }) => {
  const { rooms } = await parent();
  for (const room of rooms) depends(`room:${room.id}`);
  const asked = url.searchParams;
  const filters = {
    view: oneOf(views, asked.get('view')),
    by: oneOf(groups, asked.get('by')),
    search: (asked.get('q') ?? '').slice(0, 100),
    everyone: asked.get('who') === 'everyone',
  };
  return { ...(await locals.app.commitments.tracked(locals.actor, filters)), filters };
};
