import { resolve } from '$app/paths';
import { makeInvitation } from '$lib/invitation/make-invitation.ts';
import { onlyFor } from '$lib/network/only-for.ts';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

const places = ['network', 'institution', 'room'] as const;

export const load: PageServerLoad = async ({ locals, parent, url }) => {
  const { app, actor } = locals;
  const { network } = await parent();
  onlyFor(network, 'invite');
  const asked = (name: string) => url.searchParams.get(name) ?? '';
  const to = places.find((place) => place === asked('to')) ?? null;
  const institution = asked('institution');
  if (institution && to === null)
    redirect(303, resolve('/(app)/network/institutions/[institution]/invitations', { institution }));
  const words = asked('q').slice(0, 120);
  const none = { to, words, found: [], institution: null, choices: null, way: 'link' as const };
  if (to === 'institution')
    return { ...none, found: await app.invitations.invitable(actor, network.id, words) };
  if (to === 'room')
    return { ...none, found: await app.invitations.invitableRooms(actor, network.id, words) };
  if (to === null) return none;
  onlyFor(network, 'inviteToNetwork');
  const way = asked('way') === 'email' ? ('email' as const) : ('link' as const);
  if (asked('choose'))
    return { ...none, way, found: await app.invitations.invitable(actor, network.id, words) };
  // Most who look after a network are of the institution that whoever invites them is of.
  const own = actor?.networks.find((one) => one.networkId === network.id)?.institutionId;
  const choices = await app.networks.choices(actor, network.id);
  const chosen = institution || own;
  return {
    ...none,
    way,
    choices,
    institution: chosen ? await app.invitations.invitingAt(actor, chosen) : null,
  };
};

export const actions: Actions = {
  /** To the network itself. */
  default: async (event) => {
    const { app, actor } = event.locals;
    const network = await app.networks.head(actor, event.url.searchParams.get('in'));
    onlyFor(network, 'inviteToNetwork');
    const hub = `${resolve('/network/invitations')}?done=mailed&in=${network.id}`;
    return makeInvitation(event, { target: 'network', networkId: network.id, roomId: '' }, hub);
  },
};
