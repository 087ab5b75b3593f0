import { attempt, type Refusal } from '$lib/form/attempt.ts';
import { zoneOptions } from '$lib/auth/zones.ts';
import { withLangs } from '$lib/institution/fields.ts';
import { fail, isActionFailure, redirect, type RequestEvent } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const institution = await locals.app.institutions.toEdit(locals.actor, params.institution);
  return { institution, zones: zoneOptions(institution.zone), done: url.searchParams.get('done') };
};

type Run = (event: RequestEvent, input: Record<string, unknown>) => Promise<unknown>;

/** An action on this institution: what is refused comes back with which form it was. */
const acting =
  (form: string, run: Run, next: (at: string) => string) =>
  async (event: RequestEvent<{ institution: string }>) => {
    const { institution } = event.params;
    const answer = await attempt(event.request, (input) =>
      run(event, { ...input, institutionId: institution }),
    );
    if (isActionFailure(answer)) return fail(answer.status, { ...(answer.data as unknown as Refusal), form });
    redirect(303, next(`/network/institutions/${institution}`));
  };

const verbs = ({ locals }: RequestEvent) => locals.app.institutions;
const onFocalPoints = (at: string) => `${at}/edit?done=focal#focal-points`;

export const actions: Actions = {
  save: acting(
    'save',
    (event, input) => verbs(event).edit(event.locals.actor, withLangs(input)),
    (at) => `${at}?done=saved`,
  ),
  addFocal: acting('new', (event, input) => verbs(event).addFocal(event.locals.actor, input), onFocalPoints),
  changeFocal: acting(
    'focal',
    (event, input) => verbs(event).changeFocal(event.locals.actor, input),
    onFocalPoints,
  ),
  removeFocal: acting(
    'focal',
    (event, input) => verbs(event).removeFocal(event.locals.actor, input),
    onFocalPoints,
  ),
};
