import { afterAll, beforeAll, expect, it } from 'vitest';
import * as Y from 'yjs';
import { newId } from '#domain/ids.ts';
import type { NoteBody } from '#domain/plan/note-body.ts';
import { noteFragment } from '#domain/plan/note-document.ts';
import { makeRoomWithPlan, startRealtime, stockClient, until } from '../../tests/fixtures/realtime.ts';
import { testDatabase, type TestDatabase } from '../../tests/fixtures/postgres.ts';
import { openDatabase } from '../db/database.ts';
import { noteBodies } from './note-rows.ts';
import { createProjector, type Projector } from './projector.ts';

let database: TestDatabase;
let db: ReturnType<typeof openDatabase>;
let room: Awaited<ReturnType<typeof makeRoomWithPlan>>;
let server: Awaited<ReturnType<typeof startRealtime>>;
let projector: Projector;
let notesId: string;
const problems: string[] = [];

beforeAll(async () => {
  database = await testDatabase();
  db = openDatabase(database.url);
  room = await makeRoomWithPlan(db.kysely);
  const log = { error: (details: object) => void problems.push(JSON.stringify(details)) };
  projector = createProjector({ db: db.kysely, pool: db.pool, log });
  server = await startRealtime(db.pool, { onCommitted: (id) => projector.touched(id) });
  server.visitors.set('odette', {
    ...{ personId: room.odette, authSessionId: 'odette', name: 'Odette', canEdit: true },
  });
  const notes = await db.kysely
    .selectFrom('document')
    .where('room_id', '=', room.roomId)
    .where('kind', '=', 'notes')
    .select('id')
    .executeTakeFirstOrThrow();
  notesId = notes.id;
});
afterAll(async () => {
  await server.stop();
  await projector.stop();
  await db.kysely.destroy();
  await database.drop();
  expect(problems).toEqual([]);
});

const element = (
  name: string,
  attributes: Record<string, unknown>,
  children: (Y.XmlElement | Y.XmlText)[],
) => {
  const made = new Y.XmlElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value as string);
  made.insert(0, children);
  return made;
};
const words = (text: string, attributes: Record<string, unknown> = {}) => {
  const made = new Y.XmlText();
  made.insert(0, text, attributes);
  return made;
};
const bodies = () => noteBodies(db.kysely, room.roomId);

it('a note is read into a row within two seconds, sanitised, with its history', async () => {
  const [cardId, image] = [newId(), newId()];
  const writer = stockClient(server.url, notesId, 'odette');
  await writer.synced;
  writer.doc.transact(() => {
    noteFragment(writer.doc, cardId).insert(0, [
      element('heading', { level: 2 }, [words('At the ward')]),
      element('paragraph', {}, [words('here', { link: { href: 'javascript:alert(1)' }, bold: {} })]),
      element('taskList', {}, [
        element('taskItem', { checked: true }, [element('paragraph', {}, [words('Oxytocin \u0000counted')])]),
      ]),
      element('picture', { image, alt: 'The fridge', width: 640, height: 480, src: 'data:x' }, []),
      element('newest', {}, [element('paragraph', {}, [words('still readable')])]),
    ]);
  });
  const begun = performance.now();
  await until(async () => cardId in (await bodies()));
  expect(performance.now() - begun).toBeLessThan(2_000);
  const expected: NoteBody = [
    { kind: 'heading', level: 2, words: [{ text: 'At the ward' }] },
    { kind: 'paragraph', words: [{ text: 'here', bold: true }] },
    {
      ...{ kind: 'list', style: 'checks' },
      items: [{ checked: true, blocks: [{ kind: 'paragraph', words: [{ text: 'Oxytocin counted' }] }] }],
    },
    { kind: 'picture', image, alt: 'The fridge', width: 640, height: 480 },
    { kind: 'paragraph', words: [{ text: 'still readable' }] },
  ];
  expect((await bodies())[cardId]).toEqual(expected);
  const changes = await db.kysely
    .selectFrom('plan_change')
    .where('card_id', '=', cardId)
    .selectAll()
    .execute();
  expect(changes).toMatchObject([
    { document_id: notesId, field: 'body', before: '', body_before: [], person_id: room.odette },
  ]);
  expect(changes[0]!.after).toContain('☑ Oxytocin counted');
  writer.stop();
});

it('other notes, names that are no card and what is no note at all change nothing', async () => {
  const writer = stockClient(server.url, notesId, 'odette');
  await writer.synced;
  const before = await bodies();
  const [bent, good] = [newId(), newId()];
  writer.doc.transact(() => {
    noteFragment(writer.doc, 'constructor').insert(0, [element('paragraph', {}, [words('nowhere')])]);
    writer.doc.getMap(bent).set('kind', 'aim');
    noteFragment(writer.doc, good).insert(0, [
      element('__proto__', {}, [words('\ud800half')]),
      element('picture', { image: 'https://evil.example/x.png', width: -1 }, []),
    ]);
  });
  await until(async () => good in (await bodies()));
  const after = await bodies();
  expect(after).toEqual({
    ...before,
    [good]: [{ kind: 'paragraph', words: [{ text: '\ufffdhalf' }] }],
  });
  writer.stop();
});
