import { afterAll, beforeAll, expect, it } from 'vitest';
import * as Y from 'yjs';
import { newId } from '#domain/ids.ts';
import { addCard, cardIdOf, cardsMap } from '#domain/plan/document.ts';
import { makeRoomWithPlan } from '../../tests/fixtures/realtime.ts';
import { testDatabase, type TestDatabase } from '../../tests/fixtures/postgres.ts';
import { openDatabase } from '../db/database.ts';
import { createProjector } from './projector.ts';

let database: TestDatabase;
let opened: ReturnType<typeof openDatabase>;
beforeAll(async () => {
  database = await testDatabase();
  opened = openDatabase(database.url);
});
afterAll(async () => {
  await opened.kysely.destroy();
  await database.drop();
});

/** Puts updates into a document's log, as the socket does, and reads them. Answers what went wrong. */
async function read(documentId: string, personId: string, ...docs: Y.Doc[]): Promise<string[]> {
  const problems: string[] = [];
  const log = { error: (details: object) => problems.push(JSON.stringify(details)) };
  for (const doc of docs)
    await opened.pool.query(
      `WITH next AS (UPDATE document SET seq = seq + 1 WHERE id = $1 RETURNING seq)
       INSERT INTO document_update (document_id, seq, person_id, at, update)
       SELECT $1, seq, $2, now(), $3 FROM next`,
      [documentId, personId, Buffer.from(Y.encodeStateAsUpdate(doc))],
    );
  const projector = createProjector({ db: opened.kysely, pool: opened.pool, log });
  projector.touched(documentId);
  await projector.flush();
  await projector.stop();
  return problems;
}
const notesOf = async (roomId: string) =>
  (
    await opened.kysely
      .selectFrom('document')
      .where('room_id', '=', roomId)
      .where('kind', '=', 'notes')
      .select('id')
      .executeTakeFirstOrThrow()
  ).id;
const count = async (table: 'plan_card' | 'plan_change', documentId: string) => {
  const { n } = await opened.kysely
    .selectFrom(table)
    .where('document_id', '=', documentId)
    .select((eb) => eb.fn.countAll<string>().as('n'))
    .executeTakeFirstOrThrow();
  return Number(n);
};

it('seven thousand cards of a program are read, and what comes after them', async () => {
  const room = await makeRoomWithPlan(opened.kysely);
  const there = await count('plan_card', room.documentId);
  const plan = new Y.Doc();
  plan.transact(() => {
    for (let n = 0; n < 7_000; n++)
      cardsMap(plan).set(newId(), new Y.Map<unknown>(Object.entries({ kind: 'gap', order: `a${n}` })));
  });
  expect(await read(room.documentId, room.odette, plan)).toEqual([]);
  const later = new Y.Doc();
  addCard(later, { kind: 'idea', texts: { title: 'The nurse’s own' } }, 'en');
  expect(await read(room.documentId, room.jeanPaul, later)).toEqual([]);
  expect(await count('plan_card', room.documentId)).toBe(there + 7_001);
  expect(await count('plan_change', room.documentId)).toBe(7_000 + 2);
}, 60_000);

it('a note under the id of another room’s card says nothing of that card', async () => {
  const [mine, theirs] = [await makeRoomWithPlan(opened.kysely), await makeRoomWithPlan(opened.kysely)];
  const secret = new Y.Doc();
  const cardId = addCard(secret, { kind: 'gap', texts: { text: 'What nobody else may read' } }, 'en');
  await read(theirs.documentId, theirs.odette, secret);
  const note = new Y.Doc();
  const line = new Y.XmlElement('paragraph');
  line.insert(0, [new Y.XmlText('words')]);
  note.getXmlFragment(cardId).insert(0, [line]);
  expect(await read(await notesOf(mine.roomId), mine.odette, note)).toEqual([]);
  const events = await opened.kysely
    .selectFrom('event')
    .where('room_id', '=', mine.roomId)
    .where('kind', '=', 'plan_changed')
    .select('data')
    .execute();
  expect(events).toEqual([{ data: {} }]);
});

it('twenty thousand texts for cards that there are not are told apart in a moment', () => {
  const doc = new Y.Doc();
  const ids = Array.from({ length: 20_000 }, () => newId() as string);
  doc.transact(() => ids.forEach((id) => doc.getText(`${id}/detail`).insert(0, 'x')));
  const started = performance.now();
  expect(ids.map((id) => cardIdOf(doc, doc.getText(`${id}/detail`)))).toEqual(ids);
  expect(performance.now() - started).toBeLessThan(2_000);
});
