import { attempt } from '$lib/form/attempt.ts';
import { resolve } from '$app/paths';
import { error, isActionFailure, redirect, type RequestEvent } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, parent }) => {
  const { room } = await parent();
  const institution = room.institutions.find((one) => one.id === params.institution);
  const own = room.abilities.leave && room.institutionId === params.institution;
  if (!institution || !(room.abilities.changeInstitutions || (own && !institution.left)))
    error(404, { message: 'not_found', code: 'not_found' });
  const places = await locals.app.roomMembers.list(locals.actor, params.room);
  const leads = places.filter((place) => place.role === 'facilitator');
  return {
    institution,
    own,
    going: places.filter((place) => place.institutionId === institution.id).map((place) => place.name),
    last: leads.length > 0 && leads.every((place) => place.institutionId === institution.id),
  };
};

type Event = RequestEvent<{ room: string; institution: string }>;

const acting =
  (verb: 'institutionLeaves' | 'institutionReturns', done: string) =>
  async ({ locals, params, request }: Event) => {
    const { room, institution } = params;
    const answer = await attempt(request, (input) =>
      locals.app.roomMembers[verb](locals.actor, { ...input, roomId: room, institutionId: institution }),
    );
    if (isActionFailure(answer)) return answer;
    redirect(303, `${resolve('/(app)/rooms/[room]/people', { room })}?done=${done}`);
  };

export const actions: Actions = {
  leave: acting('institutionLeaves', 'institution_left'),
  return: acting('institutionReturns', 'institution_returned'),
};
