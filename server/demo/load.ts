import type { Logger } from 'pino';
import { composeApp, type Parts } from '../app.ts';
import { findActor } from '../auth/sign-in.ts';
import type { Clock } from '../context.ts';
import { inTransaction, type Database, type Tx } from '../db/database.ts';
import { makeNetwork } from './network.ts';
import { people, type PersonKey } from './people.ts';
import { calendarOf, type Happening, type Stage } from './stage.ts';
import { openRooms } from './rooms.ts';
import { stories } from './stories.ts';

export interface DemoParts extends Omit<Parts, 'db' | 'clock' | 'log' | 'demo' | 'callServer'> {
  db: Database;
  clock: Clock;
  log: Logger;
}

/**
 * Fills an empty database with the demo network: its people live through nine weeks by the product's own commands,
 * with a clock that is moved. All in one transaction, so that an ended process leaves nothing half. Says whether
 * anything was loaded; a database with a person in it is left alone.
 */
export async function loadDemo({ db, clock, log, ...parts }: DemoParts): Promise<boolean> {
  const anybody = await db.selectFrom('person').select('id').limit(1).executeTakeFirst();
  if (anybody) return false;
  const began = performance.now();
  log.info('the demo network is being loaded');
  const count = await inTransaction(db, async (trx) => {
    let now = clock.now();
    const calendar = calendarOf(now);
    const app = composeApp({
      ...parts,
      ...{ db: within(trx), clock: { now: () => now }, log, demo: true },
    });
    now = calendar.at(63, '08:00');
    const network = await makeNetwork(trx, now);
    const actors = await actorsOf(trx, network.people);
    const stage: Stage = { app, trx, calendar, ...network, actors, rooms: {} as Stage['rooms'] };
    stage.rooms = await openRooms(stage);
    const happenings = stories(stage);
    for (const happening of inOrder(happenings)) {
      if (happening.at > calendar.now) throw new Error('The demo tells of the future');
      now = happening.at;
      await happening.act(stage);
    }
    return happenings.length;
  });
  log.info({ happenings: count, ms: Math.round(performance.now() - began) }, 'the demo network is loaded');
  return true;
}

const inOrder = (happenings: readonly Happening[]) =>
  [...happenings].sort((one, other) => one.at.getTime() - other.at.getTime());

/** The transaction as the App's database: each command runs in it instead of opening its own. */
function within(trx: Tx): Database {
  const transaction = () => ({ execute: <T>(work: (same: Tx) => Promise<T>) => work(trx) });
  return new Proxy(trx, {
    get(target, key) {
      if (key === 'transaction') return transaction;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

async function actorsOf(trx: Tx, ids: Stage['people']): Promise<Stage['actors']> {
  const found: Partial<Stage['actors']> = {};
  for (const key of Object.keys(people) as PersonKey[]) {
    const actor = await findActor(trx, ids[key], 'demo');
    if (actor) found[key] = actor;
  }
  return found as Stage['actors'];
}
