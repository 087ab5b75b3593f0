import { attempt } from '$lib/form/attempt.ts';
import { nested } from '$lib/network/nested.ts';
import { isActionFailure, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, parent, params }) => {
  const { network } = await parent();
  return { template: await locals.app.planTemplates.one(locals.actor, network.id, Number(params.step)) };
};

const back = (networkId: unknown, done: string) =>
  redirect(303, `/network/plan-templates?in=${String(networkId)}&done=${done}`);

export const actions: Actions = {
  change: async ({ request, locals, params }) => {
    const answer = await attempt(request, async (input) => {
      // Rows that were taken out of the page leave holes.
      const { sections = [], ...rest } = nested(input);
      const rows = Array.isArray(sections) ? (sections as unknown[]).filter(Boolean) : sections;
      await locals.app.planTemplates.change(locals.actor, { ...rest, sections: rows, step: params.step });
      return input['networkId'];
    });
    return isActionFailure(answer) ? answer : back(answer, 'saved');
  },
  reset: async ({ request, locals, params }) => {
    const answer = await attempt(request, async (input) => {
      await locals.app.planTemplates.backToUsual(locals.actor, { ...input, step: params.step });
      return input['networkId'];
    });
    return isActionFailure(answer) ? answer : back(answer, 'usual');
  },
};
