import { CompiledQuery } from 'kysely';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Database } from '../db/database.ts';
import { tooMany } from '../errors.ts';

/** So many tries in so many seconds. */
export interface Limit {
  name: string;
  points: number;
  seconds: number;
}

/** Every limit on guessing, on one page. They count in Postgres: for all processes together, and across a restart. */
export const limits = {
  /** Wrong tries from one network address. A whole hospital may come from one. */
  address: { name: 'address', points: 40, seconds: 15 * 60 },
  /** Wrong tries for one account or sign-in code. */
  account: { name: 'account', points: 10, seconds: 15 * 60 },
  /** And in a day: a PIN has a million possibilities, so this stays far below. */
  accountDay: { name: 'account_day', points: 50, seconds: 24 * 3600 },
  /** From a device on which this very person has signed in before; others' tries do not count for it. */
  device: { name: 'device', points: 10, seconds: 15 * 60 },
  /** Second steps: an authenticator's codes have six digits. */
  secondStep: { name: 'second_step', points: 8, seconds: 15 * 60 },
  /** A passkey's challenge counts once. */
  challenge: { name: 'challenge', points: 1, seconds: 10 * 60 },
  /** Mails with links that one address may ask for, and that one network address may. */
  mail: { name: 'mail', points: 4, seconds: 60 * 60 },
  mailAddress: { name: 'mail_address', points: 40, seconds: 60 * 60 },
  /** Links of invitations looked at or accepted in vain. */
  link: { name: 'link', points: 60, seconds: 15 * 60 },
  /** People made from one network address: forty join in a morning, behind one router. */
  join: { name: 'join', points: 300, seconds: 60 * 60 },
} as const satisfies Record<string, Limit>;

export type RateLimits = ReturnType<typeof createRateLimits>;

/** Counts tries. The library reads the real clock, like Lucia does: what it counts are minutes of real people. */
export function createRateLimits(db: Database) {
  // The library speaks to a pg client; Kysely's own pool answers it.
  const storeClient = {
    query: async ({ text, values }: { text: string; values: unknown[] }) => {
      const { rows, numAffectedRows } = await db.executeQuery(CompiledQuery.raw(text, values));
      return { rows, rowCount: Number(numAffectedRows ?? rows.length) };
    },
  };
  const made = new Map<string, RateLimiterPostgres>();
  const limiterOf = ({ name, points, seconds }: Limit): RateLimiterPostgres => {
    const found =
      made.get(name) ??
      new RateLimiterPostgres({
        ...{ storeClient, storeType: 'pool', tableName: 'rate_limit', tableCreated: true },
        ...{ keyPrefix: name, points, duration: seconds, clearExpiredByTimeout: false },
      });
    made.set(name, found);
    return found;
  };
  const short = (key: string) => key.slice(0, 200);
  return {
    /**
     * Counts one try; throws `too_many` with the seconds to wait when there were enough. `refused` is told of the
     * first that is one too many.
     */
    async take(limit: Limit, key: string, refused?: () => Promise<void>): Promise<void> {
      try {
        await limiterOf(limit).consume(short(key));
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error;
        if (error.consumedPoints === limit.points + 1) await refused?.();
        throw tooMany(Math.max(1, Math.ceil(error.msBeforeNext / 1000)));
      }
    },
    /** Gives one try back: it was right, so it does not count. */
    giveBack: (limit: Limit, key: string) => limiterOf(limit).reward(short(key)),
    /** Forgets all tries. */
    forget: (limit: Limit, key: string) => limiterOf(limit).delete(short(key)),
    /** Whether `key` has had enough, without counting. */
    async isFull(limit: Limit, key: string): Promise<boolean> {
      const found = await limiterOf(limit).get(short(key));
      return found !== null && found.consumedPoints >= limit.points && found.msBeforeNext > 0;
    },
  };
}
