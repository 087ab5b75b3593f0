import { json } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** The templates whose sections can be added to the plan, asked for when somebody wants to. */
export const GET: RequestHandler = async ({ locals, params }) =>
  json(await locals.app.planTemplates.forPlan(locals.actor, params.room), {
    headers: { 'cache-control': 'private, no-store' },
  });
