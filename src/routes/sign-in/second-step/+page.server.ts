import { isRefused } from '$lib/form/attempt.ts';
import type { Entered, From } from '../../../../server/auth/entering.ts';
import { attemptSometimes, comeIn, fromOf, memberHere } from '$lib/auth/come-in.ts';
import { ownPath } from '$lib/auth/own-path.ts';
import { isHttpError, redirect, type RequestEvent } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, cookies, setHeaders, url }) => {
  setHeaders({ 'cache-control': 'no-store' });
  const step = await locals.app.auth.lookAtStep(cookies.get('step'));
  if (memberHere(locals)) redirect(303, ownPath(url.searchParams.get('to')));
  if (!step) redirect(303, '/sign-in');
  return { need: step.need, name: step.name, to: ownPath(url.searchParams.get('to')) };
};

type Step = (token: string, raw: unknown, from: From) => Promise<Entered>;

async function pass(event: RequestEvent, step: Step) {
  const { locals, cookies, request, url } = event;
  if (memberHere(locals)) redirect(303, '/');
  try {
    const entered = await attemptSometimes(request, (input) =>
      step(cookies.get('step') ?? '', input, fromOf(event)),
    );
    return isRefused(entered) ? entered : comeIn(event, entered, ownPath(url.searchParams.get('to')));
  } catch (thrown) {
    if (isHttpError(thrown, 410)) redirect(303, '/sign-in?late');
    throw thrown;
  }
}

export const actions: Actions = {
  code: (event) => pass(event, (...step) => event.locals.app.auth.stepWithCode(...step)),
  pin: (event) => pass(event, (...step) => event.locals.app.auth.stepWithPin(...step)),
};
