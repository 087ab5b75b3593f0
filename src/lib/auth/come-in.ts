import type { From, Entered } from '../../../server/auth/entering.ts';
import { attempt, type Refusal } from '$lib/form/attempt.ts';
import { m } from '$lib/paraglide/messages.js';
import { keepSession } from '$lib/session-cookie.ts';
import { fail, isHttpError, redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';

type Event = Pick<RequestEvent, 'cookies' | 'locals' | 'request' | 'getClientAddress'>;

/** From where somebody comes, for the limits, the audit and the list of sign-ins. */
export const fromOf = ({ request, cookies, getClientAddress }: Event): From => ({
  address: getClientAddress(),
  device: request.headers.get('user-agent') ?? '',
  known: cookies.get('device'),
});

/** Who is signed in on this device already. A guest of one session is nobody who could be signed in over. */
export const memberHere = ({ actor }: App.Locals) => (actor?.guestOf ? null : actor);

const kept = (locals: App.Locals, seconds: number, path = '/') => ({
  ...{ path, httpOnly: true, sameSite: 'lax' as const, maxAge: seconds },
  secure: locals.app.origin.startsWith('https:'),
});
const TWO_YEARS = 2 * 365 * 24 * 3600;
const QUARTER = 15 * 60;

/** Keeps a sign-in that has begun, in this browser, and remembers that this person has signed in on it. */
export function keepEntered(
  { cookies, locals }: Pick<Event, 'cookies' | 'locals'>,
  { personId, secret }: { personId: string; secret: string },
): void {
  keepSession(cookies, secret, locals.app.origin);
  const device = locals.app.auth.knowDevice(cookies.get('device'), personId);
  cookies.set('device', device, kept(locals, TWO_YEARS));
  cookies.delete('step', { path: '/sign-in' });
}

/** Where to go after the first proof: to the second step, or in. */
export function pathAfter(event: Pick<Event, 'cookies' | 'locals'>, entered: Entered, to: string): string {
  if ('step' in entered) {
    event.cookies.set('step', entered.step, kept(event.locals, QUARTER, '/sign-in'));
    return `/sign-in/second-step?to=${encodeURIComponent(to)}`;
  }
  keepEntered(event, entered);
  return to;
}

export const comeIn = (event: Event, entered: Entered, to: string): never =>
  redirect(303, pathAfter(event, entered, to));

const minutesOf = (seconds: number | undefined) => Math.max(1, Math.ceil((seconds ?? 900) / 60));
type WaitWords = (inputs: { count: number }) => string;

/** `attempt` for what may be tried only so often: says how long to wait, and keeps what was typed. */
export async function attemptSometimes<T>(
  request: Request,
  run: (input: Record<string, unknown>) => Promise<T>,
  words: WaitWords = m.auth_too_many,
): Promise<T | ActionFailure<Refusal>> {
  let typed: Record<string, unknown> = {};
  try {
    return await attempt(request, (input) => {
      typed = input;
      return run(input);
    });
  } catch (thrown) {
    if (!isHttpError(thrown, 429)) throw thrown;
    const values: Record<string, string> = {};
    for (const name of ['who', 'email']) if (typeof typed[name] === 'string') values[name] = typed[name];
    return fail(429, { errors: { '': words({ count: minutesOf(thrown.body.retryAfter) }) }, values });
  }
}
