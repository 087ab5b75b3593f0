import { afterAll, beforeAll, expect, it } from 'vitest';
import * as Y from 'yjs';
import { addCard, cardsMap, deleteCard, readCards } from '#domain/plan/document.ts';
import { makeRoomWithPlan, startRealtime, stockClient, until } from '../../tests/fixtures/realtime.ts';
import { testDatabase, type TestDatabase } from '../../tests/fixtures/postgres.ts';
import { openDatabase } from '../db/database.ts';
import { createProjector, type Projector } from './projector.ts';

let database: TestDatabase;
let db: ReturnType<typeof openDatabase>;
let room: Awaited<ReturnType<typeof makeRoomWithPlan>>;
let server: Awaited<ReturnType<typeof startRealtime>>;
let projector: Projector;
const problems: string[] = [];

beforeAll(async () => {
  database = await testDatabase();
  db = openDatabase(database.url);
  room = await makeRoomWithPlan(db.kysely);
  projector = createProjector({
    db: db.kysely,
    pool: db.pool,
    log: { error: (details) => problems.push(JSON.stringify(details)) },
  });
  server = await startRealtime(db.pool, { onCommitted: (id) => projector.touched(id) });
  for (const [cookie, personId] of [
    ['odette', room.odette],
    ['jean-paul', room.jeanPaul],
  ] as const)
    server.visitors.set(cookie, { personId, authSessionId: cookie, name: cookie, canEdit: true });
});
afterAll(async () => {
  await server.stop();
  await projector.stop();
  await db.kysely.destroy();
  await database.drop();
});

const cardRows = () =>
  db.kysely.selectFrom('plan_card').where('document_id', '=', room.documentId).selectAll().execute();

it('has rows of the template before anybody came', async () => {
  const rows = await cardRows();
  expect(rows.map((row) => row.kind).sort()).toEqual(['aim', 'note']);
});

it('reads what another node saved and ended before reading it', async () => {
  const ended = await startRealtime(db.pool);
  ended.visitors.set('odette', server.visitors.get('odette')!);
  const writer = stockClient(ended.url, room.documentId, 'odette');
  await writer.synced;
  addCard(writer.doc, { kind: 'note', texts: { text: 'the last words of a node' } }, 'en');
  const toRead = () =>
    db.kysely.selectFrom('document').whereRef('seq', '>', 'projected_seq').select('id').execute();
  await until(async () => (await toRead()).length === 1);
  writer.stop();
  await ended.stop();
  const log = { error: (details: object) => problems.push(JSON.stringify(details)) };
  const left = createProjector({ db: db.kysely, pool: db.pool, log, askMs: 50 });
  await until(async () => JSON.stringify(await cardRows()).includes('the last words of a node'));
  expect(await toRead()).toEqual([]);
  await left.stop();
});

it('shows an edit as rows within two seconds, each change with its author', async () => {
  const a = stockClient(server.url, room.documentId, 'odette');
  const b = stockClient(server.url, room.documentId, 'jean-paul');
  await Promise.all([a.synced, b.synced]);
  const id = addCard(a.doc, { kind: 'idea', texts: { title: 'Bin card' } }, 'en');
  await until(() => readCards(b.doc).some((card) => card.id === id));
  const started = performance.now();
  (cardsMap(b.doc).get(id) as Y.Map<Y.Text>).get('meaning')!.insert(0, 'One line\u0000 a movement');
  await until(
    async () => (await cardRows()).some((row) => JSON.stringify(row.fields).includes('One line a movement')),
    3000,
  );
  expect(performance.now() - started).toBeLessThan(2000);
  const changes = await db.kysely.selectFrom('plan_change').where('card_id', '=', id).selectAll().execute();
  expect(changes.find((change) => change.field === 'title')).toMatchObject({
    after: 'Bin card',
    person_id: room.odette,
  });
  expect(changes.find((change) => change.field === 'meaning')).toMatchObject({
    before: '',
    person_id: room.jeanPaul,
  });
  const events = await db.kysely.selectFrom('event').where('kind', '=', 'plan_changed').selectAll().execute();
  expect(events.map((event) => event.by).sort()).toEqual([room.odette, room.jeanPaul].sort());
  deleteCard(a.doc, id, new Date('2026-11-23T09:00:00Z'));
  await until(
    async () => (await cardRows()).some((row) => row.card_id === id && row.deleted_at !== null),
    3000,
  );
  a.stop();
  b.stop();
});

it('reads past bent content', async () => {
  const a = stockClient(server.url, room.documentId, 'odette');
  await a.synced;
  const cards = cardsMap(a.doc);
  cards.set('not-an-id', new Y.Map([['kind', 'note']]));
  cards.set('00000000-0000-7000-8000-000000000001', 'not a map');
  cards.set('00000000-0000-7000-8000-000000000002', new Y.Map([['kind', 'nonsense']]));
  cards.set(
    '00000000-0000-7000-8000-000000000003',
    new Y.Map<unknown>([
      ['kind', 'gap'],
      ['order', 12],
      ['text', 'plain'],
      ['deletedAt', 'never'],
    ]),
  );
  const id = '0000000a-0000-7000-8000-000000000004';
  const years = (deletedAt: string) =>
    new Y.Map<unknown>([
      ['kind', 'note'],
      ['deletedAt', deletedAt],
    ]);
  cards.set(id, years('-200000-01-01T00:00:00Z'));
  cards.set(id.toUpperCase(), years('+200000-01-01T00:00:00Z'));
  const good = addCard(a.doc, { kind: 'gap', texts: { text: 'good' } }, 'en');
  await until(async () => (await cardRows()).some((row) => row.card_id === good), 3000);
  const bent = (await cardRows()).find((row) => row.card_id.endsWith('-000000000003'));
  expect(bent).toMatchObject({ kind: 'gap', fields: { text: 'plain', from: '' }, deleted_at: null });
  expect(problems).toEqual([]);
  a.stop();
});
