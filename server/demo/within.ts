import type { Database, Tx } from '../db/database.ts';

/** The transaction as the App's database: each command runs in it instead of opening its own. */
export function within(trx: Tx): Database {
  const transaction = () => ({ execute: <T>(work: (same: Tx) => Promise<T>) => work(trx) });
  return new Proxy(trx, {
    get(target, key) {
      if (key === 'transaction') return transaction;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
