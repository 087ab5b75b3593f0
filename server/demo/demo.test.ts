import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase, type Database } from '../db/database.ts';
import { seedPlan } from '../plan/seed.ts';
import { testDatabase } from '../../tests/fixtures/postgres.ts';
import { loadDemo } from './load.ts';
import { people, rooms } from './people.ts';

const now = new Date('2026-11-24T08:00:00Z');
let db: Database;
let close: () => Promise<void>;

const load = () =>
  loadDemo({
    ...{ db, seedPlan, clock: { now: () => now }, log: pino({ level: 'silent' }) },
    ...{ origin: 'http://localhost:4000', secret: 'a secret of the tests, long enough' },
  });

beforeAll(async () => {
  const database = await testDatabase();
  db = openDatabase(database.url, { max: 4 }).kysely;
  close = async () => {
    await db.destroy();
    await database.drop();
  };
  expect(await load()).toBe(true);
});
afterAll(() => close());

it('is loaded once: a database with people in it is left alone', async () => {
  expect(await load()).toBe(false);
  const found = await db.selectFrom('person').select('id').execute();
  expect(found).toHaveLength(Object.keys(people).length);
});

it('has three rooms with plans in their own language', async () => {
  const found = await db.selectFrom('room').select(['name', 'lang']).orderBy('name').execute();
  expect(found.map((room) => room.name)).toEqual(
    Object.values(rooms)
      .map((room) => room.name)
      .sort(),
  );
  const cards = await db
    .selectFrom('plan_card')
    .innerJoin('document', 'document.id', 'plan_card.document_id')
    .innerJoin('room', 'room.id', 'document.room_id')
    .where('plan_card.deleted_at', 'is', null)
    .select(['room.lang', 'plan_card.lang as written', 'plan_card.kind'])
    .execute();
  expect(cards.filter((card) => card.lang !== card.written)).toEqual([]);
  expect(new Set(cards.map((card) => card.kind))).toEqual(new Set(['aim', 'gap', 'idea', 'action', 'note']));
});
