import { nextReportOn } from '#domain/report-back/report-back.ts';
import { attempt } from '$lib/form/attempt.ts';
import { error, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
  const { item, abilities } = await locals.app.commitments.page(locals.actor, params.commitment);
  if (!abilities.see) error(404, { message: 'not_found', code: 'not_found' });
  // Done, paused or somebody else's: its page says so.
  if (!abilities.report) redirect(303, `/commitments/${params.commitment}`);
  return { item, nextReportOn: nextReportOn(item.today) };
};

export const actions: Actions = {
  default: async ({ request, locals, params }) => {
    const given = await attempt(request, (input) =>
      locals.app.reportBacks.give(locals.actor, {
        ...input,
        commitmentId: params.commitment,
        lang: locals.lang,
      }),
    );
    if ('id' in given) redirect(303, `/commitments/${params.commitment}`);
    return given;
  },
};
