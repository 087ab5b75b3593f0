import * as Y from 'yjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '#domain/ids.ts';
import { addCard, readCards } from '#domain/plan/document.ts';
import type { NoteBody } from '#domain/plan/note-body.ts';
import { testApp, type PersonName, type TestApp } from '../../tests/fixtures/app.ts';
import { inTransaction, sql } from '../db/database.ts';
import { writeNotes } from './note-rows.ts';
import { writeCards } from './rows.ts';
import { keepVersion } from './versions.ts';
import { writeChanges } from './write-changes.ts';

let t: TestApp;
const [note, plain, later] = [newId() as string, newId() as string, newId() as string];
const picture: NoteBody = [
  { kind: 'heading', level: 1, words: [{ text: 'Seen' }] },
  { kind: 'picture', image: newId(), alt: 'The fridge', width: 640, height: 480 },
];
const words = (text: string): NoteBody => [{ kind: 'paragraph', words: [{ text }] }];
let versionId: string;
let notesId: string;

beforeAll(async () => {
  t = await testApp();
  const doc = new Y.Doc();
  for (const id of [note, plain, later]) addCard(doc, { id, kind: 'note', texts: { text: id } }, 'en');
  const rows = await t.db
    .selectFrom('document')
    .where('room_id', '=', t.roomId)
    .select(['id', 'kind'])
    .execute();
  const documentId = rows.find(({ kind }) => kind === 'plan')!.id;
  notesId = rows.find(({ kind }) => kind === 'notes')!.id;
  const at = t.clock.now();
  await writeCards(t.db, documentId, readCards(doc), at);
  await writeNotes(t.db, notesId, [{ cardId: note, body: picture, text: 'Seen' }], at);
  const kept = await inTransaction(t.db, (trx) => keepVersion(trx, { documentId, kind: 'daily', at }));
  versionId = kept.id;
});
afterAll(() => t?.close());

const ask = async (who: PersonName, which: string, cardId: string | null) =>
  t.app.plans.restorable(await t.actorOf(who), t.roomId, { which, cardId });

it('who is not of the room gets nothing of a version', async () => {
  for (const who of ['oscar', 'ada'] as const)
    await expect(ask(who, versionId, note)).rejects.toMatchObject({ code: 'not_found' });
});

it('with a version come its notes as they looked, and of a note that had only a line that it had no more', async () => {
  expect((await ask('odette', versionId, note))!.notes).toEqual({ [note]: picture });
  expect((await ask('odette', versionId, null))!.notes).toMatchObject({
    [note]: picture,
    [plain]: [],
    [later]: [],
  });
});

it('a card as it was before a moment has the body of its note of then; one that stayed the same is left alone', async () => {
  const at = new Date('2026-11-23T09:00:00Z');
  const change = { seq: 7, cardId: note, field: 'body', personId: t.personIds.odette, at };
  await inTransaction(t.db, (trx) =>
    writeChanges(trx, notesId, [
      { ...change, before: 'Seen', after: 'Other', bodyBefore: picture },
      {
        ...{ ...change, seq: 8, personId: t.personIds.theo, at: new Date('2026-11-23T10:00:00Z') },
        ...{ before: 'Other', after: 'Third', bodyBefore: words('Other') },
      },
    ]),
  );
  const before = async (moment: string, id = note) => (await ask('odette', moment, id))!.notes;
  expect(await before('2026-11-23T08:30:00.000Z')).toEqual({ [note]: picture });
  expect(await before('2026-11-23T09:30:00.000Z')).toEqual({ [note]: words('Other') });
  expect(await before('2026-11-23T10:30:00.000Z')).toEqual({});
  expect(await before('2026-11-23T08:30:00.000Z', plain)).toEqual({});
});

it('a card that changed more than five thousand times since then comes back as it was', async () => {
  const doc = new Y.Doc();
  const id = addCard(doc, { kind: 'gap', texts: { text: 'now', why: 'now' } }, 'en');
  const { id: documentId } = await t.db
    .selectFrom('document')
    .where('room_id', '=', t.roomId)
    .where('kind', '=', 'plan')
    .select('id')
    .executeTakeFirstOrThrow();
  await writeCards(t.db, documentId, readCards(doc), t.clock.now());
  await sql`INSERT INTO plan_change (document_id, seq, card_id, field, before, after, person_id, at)
    SELECT ${documentId}, 100 + n, ${id}, CASE WHEN n = 1 THEN 'why' ELSE 'text' END, 'before ' || n, 'after', ${t.personIds.odette},
      timestamptz '2026-11-24T09:00:00Z' + n * interval '1 second' FROM generate_series(1, 5200) AS n`.execute(
    t.db,
  );
  const [card] = (await ask('odette', '2026-11-24T08:00:00.000Z', id))!.cards;
  expect(card!.fields).toMatchObject({ text: 'before 2', why: 'before 1' });
});
