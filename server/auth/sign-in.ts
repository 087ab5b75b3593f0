import type { Clock } from '../context.ts';
import { inTransaction, type Database } from '../db/database.ts';
import { notFound } from '../errors.ts';
import { notifyRights } from '../live/notify.ts';
import type { Actor } from '#domain/person/actor.ts';
import { demoPeople } from '../person/queries.ts';
import { findActor } from './actor.ts';
import { createMailSignIn } from './by-mail.ts';
import { createEntering, type From, type Way } from './entering.ts';
import { createKnownDevices } from './known-device.ts';
import { hashSecret, openSessions } from './lucia.ts';
import { createPasskeySignIn } from './passkey-sign-in.ts';
import { createPasswordSignIn } from './password-sign-in.ts';
import type { RateLimits } from './rate-limits.ts';
import { createSecondFactor } from './second-factor.ts';
import { createSecondStep } from './second-step.ts';

export { findActor };

export interface AuthParts {
  db: Database;
  clock: Clock;
  demo: boolean;
  /** Signs device cookies and encrypts the secrets of authenticators. */
  secret: string;
  origin: string;
  tries: RateLimits;
}

/** Signing in and out, and who a cookie stands for. */
export function createAuth({ db, clock, demo, secret, origin, tries }: AuthParts) {
  const sessions = openSessions(db);
  const entering = createEntering({ db, clock, sessions });
  const devices = createKnownDevices(secret);
  const factor = createSecondFactor(secret);
  const parts = { db, clock, entering, tries, factor, origin, secret };

  return {
    sessions,
    tries,
    ...createMailSignIn(parts),
    ...createSecondStep(parts),
    ...createPasskeySignIn(parts),
    ...createPasswordSignIn({ ...parts, devices }),
    /** Starts a sign-in for somebody who has proved who they are, by an invitation for example. */
    start: (personId: string, from: From | string, how: Way = 'invitation'): Promise<string> =>
      entering.start(personId, typeof from === 'string' ? { address: '', device: from } : from, how),
    /** The device's cookie after `personId` has signed in on it. */
    knowDevice: (cookie: string | undefined, personId: string): string => devices.add(cookie, personId),
    /** The people to be tried. Only in the demo; elsewhere there is no such thing. */
    async demoPeople() {
      if (!demo) throw notFound();
      return demoPeople(db);
    },
    /** Starts a sign-in as one of the demo's people, without a password. Only in the demo. */
    async startAs(personId: unknown, from: From | string): Promise<string> {
      const person = (await this.demoPeople()).find((one) => one.id === personId);
      if (!person) throw notFound('person');
      return this.start(person.id, from, 'demo');
    },
    /** Ends a sign-in; its sockets close at once. */
    async signOut(cookie: string): Promise<void> {
      await sessions.end(cookie);
      await inTransaction(db, (trx) => notifyRights(trx, { authSessionId: hashSecret(cookie) }));
    },
    /** Whom a cookie's secret stands for, with their network roles; null when it stands for nobody. */
    async actorOf(
      cookie: string | undefined,
    ): Promise<{ actor: Actor; fresh: boolean; expiresAt: Date } | null> {
      const found = cookie ? await sessions.find(cookie) : null;
      if (!found) return null;
      const actor = await findActor(db, found.personId, found.authSessionId);
      return actor && { actor, fresh: found.fresh, expiresAt: found.expiresAt };
    },
  };
}
export type Auth = ReturnType<typeof createAuth>;
