import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Card } from '#domain/plan/card.ts';
import { outlineOf, writable, type OutlineFacts } from '#domain/plan/outline.ts';
import { cardsFrom, readTable } from '#domain/plan/table-reading.ts';
import { cellsOfText, decodeTable } from '#domain/plan/table-text.ts';
import { cellsOfXlsx } from '../import/read-sheet.ts';
import { actionsCsv, actionsXlsx } from './sheet.ts';

const id = (letter: string) => `0197a000-0000-7000-8000-00000000000${letter}`;
const institutions = [
  { id: id('1'), name: 'Hôpital de Gihara', shortName: 'Gihara', side: 'giver' as const },
  { id: id('2'), name: '=Nyanza; Lake', shortName: 'Nyanza', side: 'receiver' as const },
];
const people = [
  { id: id('3'), name: 'Odette Mukamana', institutionId: id('1') },
  { id: id('4'), name: 'Jean-Paul “JP” Habimana', institutionId: id('2') },
  // Two of one name, told apart by the institution.
  { id: id('5'), name: 'Aline Uwase', institutionId: id('1') },
  { id: id('6'), name: 'Aline Uwase', institutionId: id('2') },
];

const pieces = [
  '=',
  '+1',
  '-',
  '@',
  "'",
  "'=",
  '"',
  '""',
  '\n',
  '\t',
  ';',
  ',',
  '|',
  '😷',
  'مرحبا',
  'é',
  '\u00a0',
  ' ',
  '_x0041_',
  '\\',
  '<b>',
  '&amp;',
];
const ordinary = fc
  .array(
    fc.oneof(
      fc.constantFrom(...pieces),
      fc.string({ maxLength: 8 }),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));
const words = fc.oneof(
  { weight: 19, arbitrary: ordinary },
  { weight: 1, arbitrary: fc.constantFrom('toString', '__proto__', 'constructor') },
);
const action = fc.record({
  title: words.filter((text) => writable(text) !== ''),
  detail: words,
  indicator: words,
  owner: fc.constantFrom(...people, null),
  place: fc.constantFrom(...institutions, null),
  due: fc.option(fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })),
});
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

function toCard({ title, detail, indicator, owner, place, due }: Action, at: number): Card {
  const institution = owner?.institutionId ?? place?.id;
  const values: Card['values'] = {
    ...(owner ? { owner: owner.id } : {}),
    ...(institution ? { institution } : {}),
    ...(due ? { due: due.toISOString().slice(0, 10) } : {}),
  };
  const order = `a${String(at).padStart(4, '0')}`;
  const known = { section: null, deletedAt: null, lang: 'fr', order, values };
  return {
    ...known,
    id: `${id('7').slice(0, -4)}${String(at).padStart(4, '0')}`,
    kind: 'action',
    fields: { title, detail, indicator },
  };
}

const said = ({ fields, values }: Card) => ({
  texts: Object.fromEntries(
    Object.entries(fields).flatMap(([field, text]) => (writable(text) ? [[field, writable(text)]] : [])),
  ),
  values,
});

const factsOf = (cards: readonly Card[], lang: 'en' | 'fr'): OutlineFacts => ({
  ...{ room: { name: 'Room', institutions: institutions as never }, people, cards, sections: [], lang },
  ...{ commitments: {}, others: [], at: new Date('2026-11-23T08:00:00Z'), zone: 'Africa/Kigali' },
});
const around = (lang: 'en' | 'fr') => ({ people, institutions, today: '2026-11-23', lang });

test('actions taken out as CSV or as a spreadsheet come back as they were', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(action, { minLength: 1, maxLength: 12 }),
      fc.constantFrom('en', 'fr'),
      async (actions, lang) => {
        const cards = actions.map(toCard);
        const outline = outlineOf(factsOf(cards, lang));
        const csv = cellsOfText(decodeTable(actionsCsv(outline))!);
        const xlsx = await cellsOfXlsx(new Blob([new Uint8Array(await actionsXlsx(outline))]));
        for (const cells of [csv, xlsx]) {
          const read = readTable(cells, around(lang));
          expect(read.rows.flatMap(({ remarks }) => remarks)).toEqual([]);
          expect(cardsFrom(read).map(({ texts, values }) => ({ texts, values }))).toEqual(cards.map(said));
        }
      },
    ),
    { numRuns: 60 },
  );
});
