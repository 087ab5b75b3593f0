import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secretOf } from '../../tests/fixtures/app.ts';
import { composeApp, type App } from '../app.ts';
import { findActor } from '../auth/sign-in.ts';
import { openDatabase, type Database } from '../db/database.ts';
import { seedPlan } from '../plan/seed.ts';
import { testDatabase } from '../../tests/fixtures/postgres.ts';
import { loadDemo } from './load.ts';
import { demoPassword, emailOf, people, rooms, type PersonKey } from './people.ts';
import { calendarOf } from './stage.ts';

const now = new Date('2026-11-24T08:00:00Z');
const parts = () => ({
  ...{ db, seedPlan, clock: { now: () => now }, log: pino({ level: 'silent' }) },
  ...{ origin: 'http://localhost:4000', secret: 'a secret of the tests, long enough' },
});
let db: Database;
let app: App;
let close: () => Promise<void>;

beforeAll(async () => {
  const database = await testDatabase();
  db = openDatabase(database.url, { max: 4 }).kysely;
  close = async () => {
    await db.destroy();
    await database.drop();
  };
});
afterAll(() => close());

const everybody = () => db.selectFrom('person').select('id').execute();
async function actor(key: PersonKey) {
  const email = emailOf(people[key].name);
  const { id } = await db
    .selectFrom('person')
    .where('email', '=', email)
    .select('id')
    .executeTakeFirstOrThrow();
  return (await findActor(db, id, 'test'))!;
}

it('leaves nothing behind when it is ended half-way', async () => {
  let asked = 0;
  const breaks = { ...parts(), seedPlan: () => Promise.reject(new Error(`ended at plan ${++asked}`)) };
  await expect(loadDemo(breaks)).rejects.toThrow('ended at plan 1');
  expect(await everybody()).toEqual([]);
  expect(await db.selectFrom('network').select('id').execute()).toEqual([]);
});

describe('loaded', () => {
  beforeAll(async () => {
    expect(await loadDemo(parts())).toBe(true);
    app = composeApp({ ...parts(), demo: true });
  }, 60_000);

  it('is loaded once: a database with people in it is left alone', async () => {
    expect(await loadDemo(parts())).toBe(false);
    expect(await everybody()).toHaveLength(Object.keys(people).length);
  });

  it('lets everybody in with the one password, each by an address of their own', async () => {
    expect(new Set(Object.values(people).map(({ name }) => emailOf(name))).size).toBe(
      Object.keys(people).length,
    );
    const from = { address: '127.0.0.1', device: 'test' };
    const entered = await app.auth.signIn(
      { who: emailOf(people.jeanpaul.name), password: demoPassword },
      from,
    );
    expect((await app.auth.actorOf(secretOf(entered)))?.actor.name).toBe('Jean-Paul Habimana');
  });

  it('tells nothing of the future', async () => {
    const rows = await db.selectFrom('event').select(['kind', 'at']).execute();
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.filter(({ at }) => at > now)).toEqual([]);
    const stays = await db.selectFrom('attendance').select(['joined_at', 'left_at']).execute();
    expect(stays.filter(({ left_at }) => left_at === null || left_at > now)).toEqual([]);
  });

  it('writes each room in its own language', async () => {
    const found = await db
      .selectFrom('room')
      .leftJoin('document', 'document.room_id', 'room.id')
      .leftJoin('plan_card', 'plan_card.document_id', 'document.id')
      .leftJoin('session', 'session.room_id', 'room.id')
      .leftJoin('question', 'question.session_id', 'session.id')
      .leftJoin('commitment', 'commitment.room_id', 'room.id')
      .leftJoin('report_back', 'report_back.commitment_id', 'commitment.id')
      .leftJoin('reply', 'reply.report_back_id', 'report_back.id')
      .select(['room.name', 'room.lang', 'plan_card.lang as card', 'session.lang as session'])
      .select(['question.lang as question', 'commitment.lang as commitment'])
      .select(['report_back.lang as report', 'reply.lang as reply'])
      .distinct()
      .execute();
    expect(new Set(found.map((row) => row.name))).toEqual(
      new Set(Object.values(rooms).map(({ name }) => name)),
    );
    for (const { name, lang, ...written } of found)
      for (const one of Object.values(written)) expect([lang, null], name).toContain(one);
  });

  it('has a commitment in every state, some of them with a thread from question, moment, plan and session', async () => {
    const states = new Set<string>();
    const origins = new Set<string | undefined>();
    for (const { id } of await app.rooms.mine(await actor('felix'))) {
      for (const item of await app.commitments.ofRoom(await actor('felix'), id)) {
        states.add(item.state.kind === 'reported' ? item.state.status : item.state.kind);
        origins.add(item.origin?.kind);
      }
    }
    expect(states).toEqual(
      new Set(['late', 'due', 'proposed', 'open', 'paused', 'on_the_way', 'stuck', 'done', 'heard']),
    );
    for (const kind of ['question', 'moment', 'plan_card', 'session']) expect(origins).toContain(kind);
  });

  it('has Odette find a session near, one report late and one due', async () => {
    const odette = await actor('odette');
    const next = await app.sessions.next(odette);
    const hours = (next!.startsAt.getTime() - now.getTime()) / 3_600_000;
    expect(hours).toBeGreaterThan(1);
    expect(hours).toBeLessThanOrEqual(2);
    const { reportBacks } = await app.commitments.dueFor(odette);
    expect(reportBacks.map(({ state }) => state.kind)).toEqual(['late', 'due']);
  });

  it('has walks with pictures, questions answered, carried and waiting, and people who came', async () => {
    const moments = await db
      .selectFrom('moment')
      .innerJoin('image', 'image.id', 'image_id')
      .selectAll()
      .execute();
    expect(moments.length).toBeGreaterThanOrEqual(10);
    expect(Math.max(...moments.map(({ bytes }) => bytes.length))).toBeLessThan(60_000);
    const questions = await db.selectFrom('question').selectAll().execute();
    for (const state of ['answered_at', 'carried_at'] as const)
      expect(questions.some((question) => question[state] !== null)).toBe(true);
    expect(questions.some(({ answered_at, carried_at }) => !answered_at && !carried_at)).toBe(true);
    expect((await db.selectFrom('attendance').select('id').execute()).length).toBeGreaterThan(30);
    expect(
      (await db.selectFrom('report_back').where('image_id', 'is not', null).select('id').execute()).length,
    ).toBeGreaterThan(3);
  });

  it('has written the nudges of the past, one an occasion', async () => {
    const nudges = await db
      .selectFrom('outbox')
      .where('template', '=', 'report_due')
      .select('made_at')
      .execute();
    expect(nudges.length).toBeGreaterThan(2);
    expect(nudges.filter(({ made_at }) => made_at > now)).toEqual([]);
  });
});

describe('the next session', () => {
  it.each([
    ['2026-11-24T08:10:00Z', '2026-11-24', '12:00'],
    ['2026-11-24T01:00:00Z', '2026-11-24', '09:00'],
    ['2026-11-24T16:30:00Z', '2026-11-25', '14:00'],
    ['2026-11-24T22:30:00Z', '2026-11-25', '09:00'],
  ])('loaded at %s is on %s at %s', (at, day, time) => {
    expect(calendarOf(new Date(at)).soon).toEqual({ day, time });
  });
});
