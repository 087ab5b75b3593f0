import { jsonArrayFrom } from 'kysely/helpers/postgres';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Actor } from '#domain/person/actor.ts';
import type { PersonId, SessionId } from '#domain/ids.ts';
import type { Lang } from '#domain/person/lang.ts';
import { signIn as signInSchema } from '#domain/person/schemas.ts';
import { parseInput, type Clock } from '../context.ts';
import { inTransaction, type Database } from '../db/database.ts';
import { invalid, notFound, tooMany } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { stillWelcome } from '../guest/welcome.ts';
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
      await inTransaction(db, (trx) =>
        recordAudit(trx, { kind: 'signed_in', personId, at: clock.now(), device }),
      );
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

/** The actor for a person with all they hold, in one query; null when there is no such person any more. */
export async function findActor(
  db: Database,
  personId: string,
  authSessionId: string,
): Promise<Actor | null> {
  const person = await db
    .selectFrom('person')
    .where('person.id', '=', personId)
    .where('deleted_at', 'is', null)
    .where(stillWelcome)
    .select((eb) => [
      'id',
      'name',
      'email',
      'lang',
      'zone',
      'guest_of',
      jsonArrayFrom(
        eb
          .selectFrom('network_member')
          .whereRef('person_id', '=', 'person.id')
          .select(['network_id as networkId', 'institution_id as institutionId', 'role']),
      ).as('networks'),
      jsonArrayFrom(
        eb
          .selectFrom('institution_member')
          .innerJoin('institution', 'institution.id', 'institution_member.institution_id')
          .whereRef('person_id', '=', 'person.id')
          .where('institution.left_at', 'is', null)
          .orderBy('institution_member.created_at')
          .select(['institution.id as institutionId', 'institution.network_id as networkId', 'role']),
      ).as('institutions'),
    ])
    .executeTakeFirst();
  if (!person) return null;
  const { guest_of, ...known } = person;
  return {
    ...known,
    personId: person.id as PersonId,
    lang: person.lang as Lang,
    authSessionId,
    networks: person.networks as unknown as Actor['networks'],
    institutions: person.institutions as unknown as Actor['institutions'],
    guestOf: guest_of as SessionId | null,
  };
}
