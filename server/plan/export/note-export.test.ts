import sharp from 'sharp';
import * as Y from 'yjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '#domain/ids.ts';
import { addCard, deleteCard, readCards } from '#domain/plan/document.ts';
import type { NoteBlock, NoteBody } from '#domain/plan/note-body.ts';
import { testApp, type TestApp } from '../../../tests/fixtures/app.ts';
import { inTransaction } from '../../db/database.ts';
import { keepImage } from '../../image/keep.ts';
import { writeNotes } from '../note-rows.ts';
import { writeCards } from '../rows.ts';

let t: TestApp;
let shown: string, hidden: string, elsewhere: string;
const doc = new Y.Doc();

const p = (text: string, more: object = {}): NoteBlock => ({ kind: 'paragraph', words: [{ text, ...more }] });
const picture = (image: string, alt: string): NoteBlock => ({
  ...{ kind: 'picture', image, alt, width: 60, height: 40 },
});
const cell = (text: string, head = false) => ({ head, blocks: [p(text)] });
const noteBody = (): NoteBody => [
  { kind: 'heading', level: 1, words: [{ text: 'Vu *ici*' }] },
  p('la fiche ', { bold: true, href: 'https://exemple.org/a?b=<c>' }),
  {
    ...{ kind: 'list', style: 'checks' },
    items: [
      { checked: true, blocks: [p('Compter\u0007')] },
      { checked: false, blocks: [p('Appeler')] },
    ],
  },
  {
    ...{ kind: 'list', style: 'numbers' },
    items: [{ blocks: [p('Un'), { kind: 'list', style: 'bullets', items: [{ blocks: [p('dedans')] }] }] }],
  },
  { kind: 'table', rows: [[cell('Salle', true), cell('Lits', true)], [cell('Urgences | nuit')]] },
  picture(shown, 'Le réfrigérateur'),
  picture(elsewhere, 'D’ailleurs'),
];

beforeAll(async () => {
  t = await testApp();
  const red = sharp({ create: { width: 60, height: 40, channels: 3, background: '#a8481f' } });
  const bytes = await red.jpeg().toBuffer();
  const keep = (roomId: string) =>
    inTransaction(t.db, (trx) => keepImage(trx, { roomId, madeBy: null, at: t.clock.now(), bytes }));
  [shown, hidden, elsewhere] = [await keep(t.roomId), await keep(t.roomId), await keep(t.otherRoomId)];
  const [note, deleted] = [newId(), newId()];
  addCard(doc, { id: note, kind: 'note', texts: { text: 'Visite' } }, 'fr');
  addCard(doc, { id: deleted, kind: 'note', texts: { text: 'Enlevée' } }, 'fr');
  deleteCard(doc, deleted, t.clock.now());
  const rows = await t.db
    .selectFrom('document')
    .where('room_id', '=', t.roomId)
    .select(['id', 'kind'])
    .execute();
  const idOf = (kind: string) => rows.find((row) => row.kind === kind)!.id;
  await writeCards(t.db, idOf('plan'), readCards(doc), t.clock.now());
  const notes = [
    { cardId: note, body: noteBody(), text: '' },
    { cardId: deleted, body: [picture(hidden, 'Enlevée')], text: '' },
  ];
  await writeNotes(t.db, idOf('notes'), notes, t.clock.now());
});
afterAll(() => t?.close());

const file = async (format: string) =>
  Buffer.from((await t.app.plans.file(await t.actorOf('olive'), t.roomId, { format, lang: 'fr' })).bytes);

test('a note goes out as it looks: headings, lists, ticks, links, tables, and what a picture shows', async () => {
  const text = (await file('md')).toString('utf8');
  expect(text).toContain(
    [
      'Visite',
      '#### Vu \\*ici\\*',
      '[**la fiche**](<https://exemple.org/a?b=%3Cc%3E>) ',
      '- [x] Compter\n- [ ] Appeler',
      '1. Un\n\n   - dedans',
      '| Salle | Lits |\n| --- | --- |\n| Urgences \\| nuit |  |',
      '*\\[Image : Le réfrigérateur\\]*'.replace(' :', '\u00a0:'),
    ].join('\n\n'),
  );
});

test('the text document and the pages hold the picture of the room’s notes, and no other room’s', async () => {
  const word = (await file('docx')).toString('latin1');
  // A file's name stands twice in an archive.
  expect(word.match(/word\/media\/[^.]+\.jpg/g)).toHaveLength(2);
  const pages = (await file('pdf')).toString('latin1');
  expect(pages.match(/\/Subtype \/Image/g)).toHaveLength(1);
  expect(pages).toContain('https://exemple.org/a');
});

test('by a link the pictures of its plan are seen, as long as it leads anywhere; no other', async () => {
  const { token } = await t.app.plans.makeLink(await t.actorOf('felix'), { roomId: t.roomId, days: '7' });
  const look = async (id: string, by = token) =>
    (await t.app.planDoor.picture(by, id, '192.0.2.9'))?.slice(0, 2) ?? null;
  expect(await look(shown)).toEqual(new Uint8Array([0xff, 0xd8]));
  for (const id of [hidden, elsewhere, newId(), 'x', "'%"]) expect(await look(id)).toBeNull();
  expect(await look(shown, 'A'.repeat(43))).toBeNull();
  const [link] = await t.app.plans.links(await t.actorOf('felix'), t.roomId);
  await t.app.plans.revokeLink(await t.actorOf('felix'), { roomId: t.roomId, linkId: link!.id });
  expect(await look(shown)).toBeNull();
});
