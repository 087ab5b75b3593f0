import { attempt } from '$lib/form/attempt.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, depends }) => {
  const { app, actor } = locals;
  const found = await app.commitments.page(actor, params.commitment);
  depends(`room:${found.item.room.id}`);
  const room = await app.rooms.head(actor, found.item.room.id);
  return { ...found, room };
};

type Input = Record<string, unknown>;
const lang = ({ lang: now }: App.Locals) => ({ lang: now });

/** One action a verb; the forms say which, so that a refusal comes back to its own form. */
const act =
  (verb: (locals: App.Locals, input: Input) => Promise<unknown>): Actions[string] =>
  async ({ request, locals, params }) => {
    const answer = await attempt(request, async (input) => {
      await verb(locals, { ...input, commitmentId: params.commitment });
      return null;
    });
    return answer ?? undefined;
  };

export const actions: Actions = {
  accept: act(({ app, actor }, input) => app.commitments.accept(actor, input)),
  postpone: act(({ app, actor }, input) => app.commitments.postpone(actor, input)),
  pause: act(({ app, actor }, input) => app.commitments.pause(actor, input)),
  resume: act(({ app, actor }, input) => app.commitments.resume(actor, input)),
  handOver: act(({ app, actor }, input) => app.commitments.handOver(actor, input)),
  hear: act(({ app, actor }, input) => app.reportBacks.hear(actor, input)),
  reply: act((locals, input) => locals.app.reportBacks.reply(locals.actor, { ...input, ...lang(locals) })),
};
