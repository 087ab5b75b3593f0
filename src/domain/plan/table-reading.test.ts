import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { addCards, readCards } from './document.ts';
import { cardsFrom, mostRows, readTable, refusalOf } from './table-reading.ts';
import { cellsOfText, decodeTable } from './table-text.ts';

const around = {
  people: [
    { id: 'o', name: 'Odette Mukamana', institutionId: 'g' },
    { id: 'j', name: 'Jean-Paul Habimana', institutionId: 'n' },
    { id: 'p', name: 'Jean Habimana', institutionId: 'n' },
  ],
  institutions: [
    { id: 'g', name: 'Gihara Hospital', shortName: 'Gihara' },
    { id: 'n', name: 'Hôpital de Nyanza', shortName: 'Nyanza Lake' },
  ],
  today: '2026-11-23',
  lang: 'fr' as const,
};
const read = (text: string, choice = {}) => readTable(cellsOfText(text), around, choice);
const problems = (reading: ReturnType<typeof read>) =>
  reading.rows.flatMap(({ row, remarks }) =>
    remarks.map(({ problem, value, kept }) => `${row} ${problem}${kept ? ' (kept)' : ''}: ${value}`),
  );

test('what is too much for a plan is refused before it is read', () => {
  expect(refusalOf([])).toBe('empty');
  expect(refusalOf(cellsOfText('Action;Qui\n'.repeat(5000)))).toBe('too_many_rows');
  expect(refusalOf([['x'.repeat(700_000)]])).toBe('too_long');
  expect(refusalOf(Array.from({ length: mostRows + 1 }, () => ['x']))).toBeNull();
  // A PDF or a picture called .csv.
  expect(decodeTable(new Uint8Array([37, 80, 68, 70, 0, 1, 2, 255]))).toBeNull();
});

test('headings in French with other words than ours; what nobody understands stands in the text', () => {
  const reading = read(
    [
      'N°;ACTIVITÉS;Personne responsable;Structure;Date limite;Coût',
      '1;Compter chaque lundi;Odette M.;gihara;15/12/2026;0',
      '2;"Étiqueter ""tout""\nles rayons";Marie K.;Kigali;bientôt;20 000',
      ';;Jean Habimana;;1er mars 2027;',
      '4;Former;habimana;;15 déc.;',
    ].join('\n'),
  );
  expect(reading.kind).toBe('action');
  expect(reading.columns.map(({ target }) => target)).toEqual([
    ...['extra', 'title', 'owner', 'institution', 'due', 'extra'],
  ]);
  expect(cardsFrom(reading)).toEqual([
    {
      kind: 'action',
      texts: { title: 'Compter chaque lundi', detail: 'N°\u00a0: 1\nCoût\u00a0: 0' },
      values: { owner: 'o', institution: 'g', due: '2026-12-15' },
    },
    {
      kind: 'action',
      texts: {
        title: 'Étiqueter "tout"\nles rayons',
        detail:
          'N°\u00a0: 2\nPersonne responsable\u00a0: Marie K.\nStructure\u00a0: Kigali\nDate limite\u00a0: bientôt\nCoût\u00a0: 20 000',
      },
      values: {},
    },
    {
      kind: 'action',
      texts: { title: 'Former', detail: 'N°\u00a0: 4\nPersonne responsable\u00a0: habimana' },
      values: { due: '2026-12-15' },
    },
  ]);
  expect(problems(reading).filter((one) => !one.includes('extra'))).toEqual([
    '3 owner_unknown (kept): Marie K.',
    '3 institution_unknown (kept): Kigali',
    '3 no_day (kept): bientôt',
    '4 left_out: Jean Habimana · 1er mars 2027',
    '5 owner_several (kept): habimana',
    '5 day_guessed: 15 déc.',
  ]);
  // Somebody who wants none of the rest.
  const without = read('Action;Coût\nCompter;5\nPeser;6', { keepRest: false });
  expect(cardsFrom(without).map(({ texts }) => texts)).toEqual([{ title: 'Compter' }, { title: 'Peser' }]);
  expect(problems(without)).toEqual(['2 extra: 5', '3 extra: 6']);
});

test('a table without headings is read by what stands in it; American days only where they must be', () => {
  const bare = read('Count\tOdette Mukamana\t3/12/2026\nLabel\tJean-Paul Habimana\t3/28/2026');
  expect(bare.headings).toBe(false);
  expect(bare.columns.map(({ target }) => target)).toEqual(['title', 'owner', 'due']);
  expect(cardsFrom(bare).map(({ values }) => values)).toEqual([
    { owner: 'o', due: '2026-03-12' },
    { owner: 'j', due: '2026-03-28' },
  ]);
  expect(cardsFrom(read('Buy soap, and water\nWash hands, always')).map(({ texts }) => texts)).toEqual([
    { title: 'Buy soap, and water' },
    { title: 'Wash hands, always' },
  ]);
});

test('a table of gaps, in Markdown; another kind is a choice', () => {
  const text =
    '| Problème | De | À | Priorité |\n|---|---|---|---|\n| Fiches \\| vides | 4<br>rayons | 20 | Élevée |';
  expect(cardsFrom(read(text))).toEqual([
    {
      kind: 'gap',
      texts: { text: 'Fiches | vides', from: '4\nrayons', to: '20' },
      values: { priority: 'high' },
    },
  ]);
  const [note] = cardsFrom(read(text, { kind: 'note' }));
  expect(note).toMatchObject({ kind: 'note', values: {} });
  expect(Object.values(note!.texts!).join()).toContain('Élevée');
});

test('old encodings are told apart', () => {
  const latin = new Uint8Array([...'Échéance'].map((letter) => letter.charCodeAt(0)));
  expect(decodeTable(latin)).toBe('Échéance');
  expect(decodeTable(new TextEncoder().encode('Échéance'))).toBe('Échéance');
  const wide = new Uint8Array(Buffer.from('\ufeffÉchéance\tQui', 'utf16le'));
  expect(decodeTable(wide)?.replace('\ufeff', '')).toBe('Échéance\tQui');
});

test('cards stand in the plan in the order of the table, behind those that are there', () => {
  const doc = new Y.Doc();
  addCards(doc, [{ kind: 'action', texts: { title: 'first' } }], 'en');
  const titles = Array.from({ length: mostRows }, (_, at) => `row ${at}`);
  addCards(
    doc,
    titles.map((title) => ({ kind: 'action' as const, texts: { title } })),
    'fr',
  );
  expect(readCards(doc).map(({ fields }) => fields.title)).toEqual(['first', ...titles]);
});
