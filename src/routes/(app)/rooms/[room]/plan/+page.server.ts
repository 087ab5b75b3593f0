import { planKept } from '#domain/plan/kept.ts';
import { isClosed } from '#domain/commitment/commitment.ts';
import { attempt } from '$lib/form/attempt.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';
import type { Cookies } from '@sveltejs/kit';

/** The device keeps this plan, for the person who asks. */
const isKept = (cookies: Cookies, actor: App.Locals['actor']) =>
  actor !== null && 'personId' in actor && cookies.get(planKept) === actor.personId;

export const load: PageServerLoad = async ({ locals, params, url, depends, cookies }) => {
  const { app, actor } = locals;
  depends(`room:${params.room}`);
  const which = url.searchParams.get('restore');
  const [plan, commitments, all, events, sessions, talk, signed, restore] = await Promise.all([
    app.plans.open(actor, params.room, { kept: isKept(cookies, actor) }),
    app.commitments.byCard(actor, params.room),
    app.commitments.ofRoom(actor, params.room),
    app.rooms.events(actor, params.room, { limit: 12 }),
    app.sessions.ofRoom(actor, params.room),
    app.planTalk.counts(actor, params.room),
    app.plans.signedState(actor, params.room),
    which === null
      ? undefined
      : app.plans.restorable(actor, params.room, { which, cardId: url.searchParams.get('of') }),
  ]);
  const next = sessions.coming[0] ?? null;
  const { due } = next
    ? await app.commitments.dueForRoom(actor, params.room, next.startsAt.toISOString().slice(0, 10))
    : { due: [] };
  const onCards = new Set(Object.values(commitments).flatMap((items) => items.map((item) => item.id)));
  const others = all.filter((item) => !onCards.has(item.id) && !isClosed(item.state));
  return { plan, commitments, others, events, next, dueThen: due, talk, signed, restore };
};

type TalkVerb = Exclude<keyof App.Locals['app']['planTalk'], 'counts' | 'ofCard'>;

/** What the panel of a card says and does; it stays open, with what was typed when that is refused. */
const talk =
  (verb: TalkVerb) =>
  ({ locals, params, request, url }: RequestEvent) =>
    attempt(request, async (input) => {
      const about = { roomId: params.room, cardId: url.searchParams.get('card') };
      await locals.app.planTalk[verb](locals.actor, { ...input, ...about });
      return { done: verb };
    });

export const actions: Actions = {
  comment: talk('begin'),
  reply: talk('reply'),
  changeComment: talk('change'),
  takeAway: talk('takeAway'),
  resolve: talk('resolve'),
  reopen: talk('reopen'),
  carry: talk('carry'),
  suggest: talk('suggest'),
  accept: talk('accept'),
  decline: talk('decline'),
  withdraw: talk('withdraw'),
};
