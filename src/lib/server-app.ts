import { getRequestEvent } from '$app/server';
import { error, redirect } from '@sveltejs/kit';
import type { App } from '../../server/app.ts';

const slot = Symbol.for('twinward.app');

const statusOf: Record<string, number> = {
  not_found: 404,
  gone: 410,
  too_large: 413,
  too_many: 429,
  unavailable: 503,
};

/** Turns a domain error into SvelteKit's, except what a form can mend (`invalid`, `conflict`): see lib/form/attempt.ts. */
async function refuse(thrown: unknown): Promise<never> {
  const code = (thrown as { code?: unknown } | null)?.code;
  if (code === 'signed_out') redirect(303, '/sign-in');
  const because = code === 'not_found' ? await lostIt() : null;
  if (because) error(404, { message: 'not_found', code: 'not_found', because });
  const { retryAfter } = (thrown ?? {}) as { retryAfter?: number };
  const wait = retryAfter === undefined ? {} : { retryAfter };
  if (typeof code === 'string' && code in statusOf) error(statusOf[code]!, { message: code, code, ...wait });
  throw thrown;
}

/** Whoever was in the room that this address belongs to is told that they no longer are, or with another role. */
async function lostIt(): Promise<'no_longer' | 'other_role' | null> {
  const { params, locals, url } = getRequestEvent();
  const { session, commitment, ...at } = params as Partial<Record<string, string>>;
  // A new commitment says its room behind its address.
  const room = at['room'] ?? url.searchParams.get('room') ?? undefined;
  if (!locals.actor || locals.actor.guestOf || !known) return null;
  return known.roomMembers.wasIn(locals.actor, { room, session, commitment }).catch(() => null);
}

/** The "not found" of a page whose right is missing, in the words that verbs refuse with. */
export const notHere = (): Promise<never> => refuse({ code: 'not_found' });

type Verb = (...args: unknown[]) => unknown;

/** Verbs of a concept that belong together, one step deeper. */
const isGroup = (found: unknown): found is object =>
  typeof found === 'object' && found !== null && Object.getPrototypeOf(found) === Object.prototype;

/** A concept whose verbs refuse in SvelteKit's way. */
const forPages = (concept: object): object =>
  new Proxy(concept, {
    get(target, name, receiver) {
      const verb: unknown = Reflect.get(target, name, receiver);
      if (isGroup(verb)) return forPages(verb);
      if (typeof verb !== 'function') return verb;
      return (...args: unknown[]) => {
        const answer = (verb as Verb).apply(target, args);
        return answer instanceof Promise ? answer.catch(refuse) : answer;
      };
    },
  });

let known: App | undefined;
let shown: App | undefined;

/** The App that server/main.ts composed, for pages. Throws when the server was started by another way. */
export function serverApp(): App {
  const app = (globalThis as { [slot]?: App })[slot];
  if (!app) throw new Error('The App is not composed: start by `npm start` or `npm run dev`');
  if (app !== known || !shown) {
    known = app;
    shown = Object.fromEntries(
      Object.entries(app).map(([name, concept]) => [
        name,
        typeof concept === 'object' && concept !== null && !('now' in concept) ? forPages(concept) : concept,
      ]),
    ) as App;
  }
  return shown;
}
