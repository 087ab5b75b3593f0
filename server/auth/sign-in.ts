import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Actor } from '#domain/person/actor.ts';
import type { InstitutionId, NetworkId, PersonId } from '#domain/ids.ts';
import type { Lang } from '#domain/person/lang.ts';
import { signIn as signInSchema } from '#domain/person/schemas.ts';
import { parseInput, type Clock } from '../context.ts';
import { inTransaction, type Database } from '../db/database.ts';
import { invalid, notFound, tooMany } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { notifyRights } from '../live/notify.ts';
import { demoPeople } from '../person/queries.ts';
import { hashSecret, openSessions } from './lucia.ts';
import { passwordMatches } from './passwords.ts';

/** Signing in and out, and who a cookie stands for. */
export function createAuth({ db, clock, demo }: { db: Database; clock: Clock; demo: boolean }) {
  const sessions = openSessions(db);
  const byAddress = new RateLimiterMemory({ points: 30, duration: 15 * 60 });
  const byAccount = new RateLimiterMemory({ points: 10, duration: 15 * 60 });

  return {
    sessions,
    /** Checks e-mail and password and starts a sign-in; returns the cookie's secret. Refuses both wrongs alike. */
    async signIn(raw: unknown, from: { address: string; device: string }): Promise<string> {
      const { email, password } = parseInput(signInSchema, raw);
      await Promise.all([take(byAddress, from.address), take(byAccount, email)]);
      const person = await db
        .selectFrom('person')
        .where((eb) => eb(eb.fn<string>('lower', ['email']), '=', email))
        .select(['id', 'password_hash'])
        .executeTakeFirst();
      if (!(await passwordMatches(person?.password_hash ?? null, password)) || !person)
        throw invalid({ '': 'error_sign_in' });
      await byAccount.delete(email);
      // A whole hospital may come from one address: only wrong tries count.
      await byAddress.reward(from.address);
      return this.start(person.id, from.device);
    },
    /** Starts a sign-in for somebody who has proved who they are. */
    async start(personId: string, device: string): Promise<string> {
      const secret = await sessions.start(personId, device);
      await inTransaction(db, (trx) => recordAudit(trx, { kind: 'signed_in', personId, at: clock.now() }));
      return secret;
    },
    /** The people to be tried. Only in the demo; elsewhere there is no such thing. */
    async demoPeople() {
      if (!demo) throw notFound();
      return demoPeople(db);
    },
    /** Starts a sign-in as one of the demo's people, without a password. Only in the demo. */
    async startAs(personId: unknown, device: string): Promise<string> {
      const person = (await this.demoPeople()).find((one) => one.id === personId);
      if (!person) throw notFound('person');
      return this.start(person.id, device);
    },
    /** Ends a sign-in; its sockets close at once. */
    async signOut(secret: string): Promise<void> {
      await sessions.end(secret);
      await inTransaction(db, (trx) => notifyRights(trx, { authSessionId: hashSecret(secret) }));
    },
    /** Whom a cookie's secret stands for, with their network roles; null when it stands for nobody. */
    async actorOf(
      secret: string | undefined,
    ): Promise<{ actor: Actor; fresh: boolean; expiresAt: Date } | null> {
      const found = secret ? await sessions.find(secret) : null;
      if (!found) return null;
      const actor = await findActor(db, found.personId, found.authSessionId);
      return actor && { actor, fresh: found.fresh, expiresAt: found.expiresAt };
    },
  };
}
export type Auth = ReturnType<typeof createAuth>;

async function take(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (error instanceof RateLimiterRes) throw tooMany(Math.ceil(error.msBeforeNext / 1000));
    throw error;
  }
}

/** The actor for a person; null when there is no such person. */
export async function findActor(
  db: Database,
  personId: string,
  authSessionId: string,
): Promise<Actor | null> {
  const [person, networks] = await Promise.all([
    db
      .selectFrom('person')
      .where('id', '=', personId)
      .select(['id', 'name', 'email', 'lang', 'zone'])
      .executeTakeFirst(),
    db
      .selectFrom('network_member')
      .where('person_id', '=', personId)
      .select(['network_id', 'institution_id', 'role'])
      .execute(),
  ]);
  if (!person) return null;
  return {
    personId: person.id as PersonId,
    name: person.name,
    email: person.email,
    lang: person.lang as Lang,
    zone: person.zone,
    authSessionId,
    networks: networks.map((held) => ({
      networkId: held.network_id as NetworkId,
      institutionId: held.institution_id as InstitutionId,
      role: held.role as Actor['networks'][number]['role'],
    })),
  };
}
