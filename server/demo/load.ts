import type { Logger } from 'pino';
import { composeApp, type Parts } from '../app.ts';
import type { Clock } from '../context.ts';
import { inTransaction, type Database } from '../db/database.ts';
import { makeNetwork } from './network.ts';
import { mornings } from './mornings.ts';
import { calendarOf, type Happening, type Stage } from './stage.ts';
import { openRooms } from './rooms.ts';
import { emailOf, people } from './people.ts';
import { stories } from './stories.ts';
import { web } from './web.ts';
import { within } from './within.ts';

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
export async function loadDemo(
  { db, clock, log, ...parts }: DemoParts,
  say: (words: string) => void = () => {},
): Promise<boolean> {
  const anybody = await db.selectFrom('person').select('id').limit(1).executeTakeFirst();
  if (anybody) return false;
  const began = performance.now();
  say('Loading the demo network: nine weeks of five rooms …');
  const count = await inTransaction(db, async (trx) => {
    const one = within(trx);
    let now = clock.now();
    const calendar = calendarOf(now);
    const app = composeApp({
      ...parts,
      ...{ db: one, clock: { now: () => now }, log, demo: true },
    });
    const setClock = (at: Date) => {
      if (at > calendar.now) throw new Error('The demo tells of the future');
      now = at;
    };
    setClock(calendar.at(64, '08:00'));
    const network = await makeNetwork(app, trx);
    const opening = { app, trx, db: one, calendar, ...network };
    const stage: Stage = { ...opening, rooms: await openRooms(opening, setClock), sessions: new Map() };
    const happenings = [...stories(stage), ...web(stage), ...mornings(stage)];
    for (const [place, happening] of inOrder(happenings).entries()) {
      setClock(happening.at);
      await happening.act(stage);
      if ((place + 1) % quarter(happenings) === 0) say(`  ${place + 1} of ${happenings.length} happenings`);
    }
    return happenings.length;
  });
  log.info({ happenings: count, ms: Math.round(performance.now() - began) }, 'the demo network is loaded');
  return true;
}

/** Whether the people in this database are the demo's: nobody else may be signed in as with one tap. */
export async function isDemo(db: Database): Promise<boolean> {
  const ada = await db
    .selectFrom('person')
    .where((eb) => eb(eb.fn<string>('lower', ['email']), '=', emailOf(people.ada.name)))
    .select('id')
    .executeTakeFirst();
  return ada !== undefined;
}

const quarter = (happenings: readonly unknown[]): number => Math.ceil(happenings.length / 4);

const inOrder = (happenings: readonly Happening[]) =>
  [...happenings].sort((one, other) => one.at.getTime() - other.at.getTime());
