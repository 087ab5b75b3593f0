import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCard, addCards } from '#domain/plan/document.ts';
import { readSheet } from 'read-excel-file/node';
import * as Y from 'yjs';
import { testApp, type TestApp } from '../../../tests/fixtures/app.ts';
import { writeCards } from '../rows.ts';
import { readCards } from '#domain/plan/document.ts';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
  const doc = new Y.Doc();
  const { id } = await t.db
    .selectFrom('document')
    .where('room_id', '=', t.roomId)
    .where('kind', '=', 'plan')
    .select('id')
    .executeTakeFirstOrThrow();
  addCard(
    doc,
    { kind: 'gap', texts: { text: 'Fiches *vides* | partout' }, values: { priority: 'high' } },
    'fr',
  );
  const values = { owner: t.personIds.odette, institution: t.institutionIds.gihara, due: '2026-12-15' };
  const texts = { title: '=1+1', detail: 'Compter\nchaque lundi' };
  addCard(doc, { kind: 'action', texts, values }, 'fr');
  const promised = addCard(
    doc,
    { kind: 'action', texts: { title: 'Une promesse' }, values: { due: '2026-12-01' } },
    'fr',
  );
  await writeCards(t.db, id, readCards(doc), t.clock.now());
  const felix = await t.actorOf('felix');
  await t.app.commitments.make(felix, {
    ...{
      roomId: t.roomId,
      text: 'Compter 20 articles',
      lang: 'fr',
      dueOn: '2026-12-20',
      reportOn: '2026-12-22',
    },
    ...{
      institutionId: t.institutionIds.nyanza,
      ownerId: t.personIds.jeanpaul,
      from: `plan_card:${promised}`,
    },
  });
});
afterAll(() => t?.close());

const file = async (who: Parameters<TestApp['actorOf']>[0], format: string, lang = 'fr') =>
  t.app.plans.file(await t.actorOf(who), t.roomId, { format, lang });
const words = async (format: string, lang?: string) =>
  Buffer.from((await file('olive', format, lang)).bytes).toString('utf8');

test('nobody outside the room takes its plan along, and no format is made up', async () => {
  await expect(t.app.plans.file(null, t.roomId, { format: 'pdf', lang: 'en' })).rejects.toMatchObject({
    code: 'signed_out',
  });
  for (const who of ['oscar', 'beatrice', 'ada'] as const)
    await expect(file(who, 'pdf')).rejects.toMatchObject({ code: 'not_found' });
  for (const [format, lang] of [
    ['exe', 'en'],
    ['pdf', 'de'],
    ['../pdf', 'en'],
  ] as const)
    await expect(file('odette', format, lang)).rejects.toMatchObject({ code: 'not_found' });
});

test('every format is what it says, in either language, and named by room and day', async () => {
  const starts = { pdf: '%PDF-', docx: 'PK', xlsx: 'PK' };
  for (const lang of ['en', 'fr'])
    for (const [format, start] of Object.entries(starts)) {
      const { bytes, name } = await file('odette', format, lang);
      expect(Buffer.from(bytes).toString('latin1').startsWith(start)).toBe(true);
      expect(name).toMatch(new RegExp(`^plan-[a-z0-9-]+-2026-11-23\\.${format}$`));
    }
});

test('what was written stays what it is; a promise says who, by when and how far it is', async () => {
  const text = await words('md');
  expect(text).toContain('### Fiches \\*vides\\* \\| partout');
  expect(text).toContain('**Priorité**\u00a0: haute');
  expect(text).toContain(
    '| \\=1+1 | Compter<br>chaque lundi |  | Odette Mukamana | Gihara Hospital | 15 déc. 2026 | pas encore promis |',
  );
  expect(text).toContain(
    '- Compter 20 articles (Jean-Paul Habimana, Nyanza Lake Hospital; proposé, retour le 22 déc. 2026)',
  );
  // The commitment says it, not the card.
  expect(text).toContain('| Une promesse |  |  | Jean-Paul Habimana | Nyanza Lake Hospital | 20 déc. 2026 |');
  const english = await words('md', 'en');
  expect(english).toContain('**Priority**: high');
  expect(english).toContain('proposed, report on 22 Dec 2026');
});

test('a spreadsheet takes nothing for a formula, and days are days', async () => {
  expect(await words('csv')).toContain(";'=1+1;".slice(1));
  const [, row] = await readSheet(Buffer.from((await file('odette', 'xlsx')).bytes));
  expect(row!.slice(0, 6)).toEqual([
    '=1+1',
    'Compter\nchaque lundi',
    null,
    'Odette Mukamana',
    'Gihara Hospital',
    new Date('2026-12-15'),
  ]);
});

test('a plan of more cards than its page begins with is exported whole', async () => {
  const doc = new Y.Doc();
  const cards = Array.from({ length: 650 }, (_, n) => ({
    kind: 'idea' as const,
    texts: { title: `Idea ${n}.` },
  }));
  addCards(doc, cards, 'en');
  const { id } = await t.db
    .selectFrom('document')
    .where('room_id', '=', t.roomId)
    .where('kind', '=', 'plan')
    .select('id')
    .executeTakeFirstOrThrow();
  await writeCards(t.db, id, readCards(doc), t.clock.now());
  const text = await words('md', 'en');
  expect(cards.filter(({ texts }) => !text.includes(`### ${texts.title}`))).toEqual([]);
});

test('one person waits for four files at once, and others for theirs', async () => {
  const asked = await Promise.allSettled(Array.from({ length: 6 }, () => file('odette', 'md')));
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
  expect(asked.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'too_many' } });
  await Promise.all([file('odette', 'md'), file('grace', 'md')]);
});
