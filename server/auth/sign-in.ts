import { pinAsTyped } from '#domain/person/pin.ts';
import { signIn as signInSchema, isCode } from '#domain/person/schemas.ts';
import { parseInput, type Clock } from '../context.ts';
import { inTransaction, type Database } from '../db/database.ts';
import { invalid, notFound } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { notifyRights } from '../live/notify.ts';
import type { Actor } from '#domain/person/actor.ts';
import { demoPeople } from '../person/queries.ts';
import { findActor } from './actor.ts';
import { createMailSignIn } from './by-mail.ts';
import { createEntering, networkOf, type Entered, type From, type Way } from './entering.ts';
import { createKnownDevices } from './known-device.ts';
import { hashSecret, openSessions } from './lucia.ts';
import { createPasskeySignIn } from './passkey-sign-in.ts';
import { passwordMatches } from './passwords.ts';
import { limits, type RateLimits } from './rate-limits.ts';
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
    /**
     * Checks an e-mail address with its password, or a sign-in code with its PIN. Both wrongs are refused alike. Others'
     * wrong tries do not lock out a device on which this very person has signed in before.
     */
    async signIn(raw: unknown, from: From): Promise<Entered> {
      const { who, password } = parseInput(signInSchema, raw);
      const person = await findByWho(db, who);
      const own = person && devices.keyFor(from.known, person.id);
      const refused = () => tellRefused({ db, clock }, person?.id ?? null, from);
      if (own) await tries.take(limits.device, own, refused);
      else await takeAll(who, from, refused);
      const stored = isCode(who) ? person?.pin_hash : person?.password_hash;
      const typed = isCode(who) ? pinAsTyped(password) : password;
      if (!(await passwordMatches(stored ?? null, typed)) || !person)
        throw invalid({ '': isCode(who) ? 'error_sign_in_pin' : 'error_sign_in' });
      if (own) await tries.forget(limits.device, own);
      else await giveBackAll(who, from);
      return entering.enter(person.id, from, isCode(who) ? 'pin' : 'password');
    },
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

  async function takeAll(who: string, from: From, refused: () => Promise<void>): Promise<void> {
    await tries.take(limits.address, from.address, refused);
    await tries.take(limits.account, who, refused);
    await tries.take(limits.accountDay, who, refused);
  }
  /** A whole hospital may come from one address: only wrong tries count for it. */
  async function giveBackAll(who: string, from: From): Promise<void> {
    await tries.giveBack(limits.address, from.address);
    await tries.giveBack(limits.accountDay, who);
    await tries.forget(limits.account, who);
  }
}
export type Auth = ReturnType<typeof createAuth>;

const findByWho = (db: Database, who: string) =>
  db
    .selectFrom('person')
    .where((eb) =>
      isCode(who) ? eb('sign_in_code', '=', who) : eb(eb.fn<string>('lower', ['email']), '=', who),
    )
    .where('deleted_at', 'is', null)
    .where('guest_of', 'is', null)
    .select(['id', 'password_hash', 'pin_hash'])
    .executeTakeFirst();

/** Told once a lock, not once a try: nobody fills the audit from outside. */
export const tellRefused = (
  { db, clock }: { db: Database; clock: Clock },
  personId: string | null,
  { address, device }: From,
): Promise<void> =>
  inTransaction(db, async (trx) =>
    recordAudit(trx, {
      kind: 'sign_in_refused',
      ...{ personId: null, at: clock.now(), address, device },
      ...(personId ? { ...(await networkOf(trx, personId)), data: { subjectId: personId } } : {}),
    }),
  );
