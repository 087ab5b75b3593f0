import { deflateRawSync } from 'node:zlib';
import writeXlsx from 'write-excel-file/node';
import { describe, expect, test } from 'vitest';
import { planRows, type Existing } from './plan.ts';
import { readFile, readText, type Sheet } from './read-file.ts';
import { readRows } from './read-rows.ts';

const read = async (bytes: Uint8Array): Promise<Sheet> => readFile(bytes);
const refusal = async (bytes: Uint8Array) => read(bytes).catch((error: { key?: string }) => error.key);
const rowsOf = (text: string) => readRows(readText(text)).rows;
const utf16 = (text: string, mark: boolean) => Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le');
const table = 'Nom;Niveau;Lieu\nHôpital de Rémera;Hôpital de district;Kigali\n';

describe('what cannot be read is said in words', () => {
  test.each([
    ['nothing', Buffer.alloc(0), 'error_import_empty'],
    ['only spaces', Buffer.from(' \n \n'), 'error_import_empty'],
    ['an old Excel file', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'error_import_old_excel'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), 'error_import_not_table'],
    ['a zip that is none', Buffer.from('504b030400000000', 'hex'), 'error_import_not_table'],
    [
      'an encoding nobody can tell',
      Buffer.from([0x4e, 0x6f, 0x6d, 0x8d, 0x90, 0x3b]),
      'error_import_encoding',
    ],
    ['a quote that is never closed', Buffer.from('Name,Place\n"Gihara,Here\n'), 'error_import_quote'],
  ])('%s', async (_, bytes, key) => {
    expect(await refusal(bytes)).toBe(key);
  });

  test('a table without known headers, or with too many rows', () => {
    expect(() => rowsOf('a;b\n1;2')).toThrow('error_import_headers');
    expect(() => rowsOf('Name;Place\n')).toThrow('error_import_empty');
    expect(() => rowsOf(`Name;Place\n${'H;P\n'.repeat(10_001)}`)).toThrow('error_import_rows');
  });

  test('an archive that unpacks to more than it should, whatever it says of itself', async () => {
    expect(await refusal(zipOf(Buffer.alloc(80 * 1024 * 1024), 1000))).toBe('error_import_bomb');
  });
});

/** A zip with one part, which claims to be `claimed` bytes long. */
function zipOf(content: Buffer, claimed: number): Buffer {
  const packed = deflateRawSync(content);
  const local = Buffer.alloc(30 + 1);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(claimed, 22);
  local.writeUInt16LE(1, 26);
  local.write('a', 30);
  const central = Buffer.alloc(46 + 1);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(claimed, 24);
  central.writeUInt16LE(1, 28);
  central.write('a', 46);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(local.length + packed.length, 16);
  return Buffer.concat([local, packed, central, end]);
}

describe('encodings', () => {
  test.each([
    ['UTF-8', Buffer.from(table), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${table}`), 'utf-8'],
    ['UTF-16 with a mark', utf16(table, true), 'utf-16'],
    ['UTF-16 without', utf16(table, false), 'utf-16'],
    ['UTF-16 the other way round', utf16(table, true).swap16(), 'utf-16'],
    ['Windows-1252', Buffer.from(table, 'latin1'), 'windows-1252'],
  ])('%s', async (_, bytes, encoding) => {
    const sheet = await read(bytes);
    expect(sheet.encoding).toBe(encoding);
    expect(readRows(sheet.cells).rows).toMatchObject([
      { row: 2, fields: { name: 'Hôpital de Rémera', level: 'district', place: 'Kigali' }, problems: [] },
    ]);
  });

  test('letters that were broken before they came here are refused, row by row', () => {
    const [row] = rowsOf('Name;Place\nHÃ´pital de RÃ©mera;Kigali');
    expect(row!.problems).toEqual([{ column: 'name', problem: 'broken', value: 'HÃ´pital de RÃ©mera' }]);
  });
});

describe('tables', () => {
  test.each([';', ',', '\t'])(
    'the delimiter %j is found out, titles above the headers are stepped over',
    (sign) => {
      const text = `Liste 2026, provisoire; v2\n\nÉtablissement${sign}NIVEAU${sign}Ville\nGihara${sign}CS${sign}"Here${sign} there"\n`;
      expect(rowsOf(text)).toMatchObject([
        {
          row: 4,
          fields: {
            name: 'Gihara',
            level: 'health_centre',
            place: `Here${sign === '\t' ? ' ' : sign} there`.replace('  ', ' '),
          },
        },
      ]);
    },
  );

  test('words of both languages, languages however they are put in a row, zones by their town', () => {
    const [row] = rowsOf(
      'name\tlevel\tplace\tlanguages\ttime zone\tNotes\nA\tRéférence\tB\tFrançais, anglais et Kinyarwanda\tkigali\tx',
    );
    expect(row).toMatchObject({
      fields: { level: 'referral', langs: 'fr en rw', zone: 'Africa/Kigali' },
      problems: [],
    });
    const wrong = rowsOf('name;level;langues;zone;email\nA;clinic;Klingon;Moon;no-at')[0]!;
    expect(wrong.problems.map(({ column, problem }) => [column, problem])).toEqual([
      ['level', 'level'],
      ['langs', 'lang'],
      ['zone', 'zone'],
      ['focalEmail', 'email'],
    ]);
  });

  test('formulas stay text, numbers with a decimal comma are whole, what a spreadsheet shortened is refused', () => {
    const [formula, number, shortened] = rowsOf(
      `Name;Place;Code;Telephone;Contact\n"=HYPERLINK(""http://evil"";""x"")";+B;'=1+1;+250 788 000 000;@SUM(1)\nA;B;0012,0;250788123456,0;D\nC;D;1,5E+11;2,50788E+11;E`,
    );
    expect(formula).toMatchObject({
      fields: { name: '=HYPERLINK("http://evil";"x")', place: '+B', code: '=1+1' },
      focal: { focalTelephone: '+250 788 000 000', focalName: '@SUM(1)' },
    });
    expect(number).toMatchObject({ fields: { code: '0012' }, focal: { focalTelephone: '250788123456' } });
    expect(shortened!.problems.map((one) => one.problem)).toEqual(['shortened', 'shortened']);
    expect(rowsOf('Name;Place\nThe "big" one;"x" y')[0]!.fields).toEqual({
      name: 'The "big" one',
      place: '"x" y',
    });
  });

  test('a spreadsheet: formulas come as the value they last had, long numbers whole', async () => {
    const bytes = await writeXlsx([
      ['Name', 'Level', 'Place', 'Code', 'Telephone', 'Focal point'].map((value) => ({
        value,
        type: String,
      })),
      [
        { value: '=1+1', type: String },
        { value: 'dh', type: String },
        { value: 'Here', type: String },
        { value: 12, type: Number },
        { value: 250788123456, type: Number },
        { value: 'SUM(1,2)', type: 'Formula' },
      ],
    ]).toBuffer();
    const sheet = await read(bytes);
    expect(sheet.encoding).toBe('xlsx');
    expect(readRows(sheet.cells).rows).toMatchObject([
      {
        fields: { name: '=1+1', level: 'district', code: '12' },
        focal: { focalTelephone: '250788123456' },
      },
    ]);
  });
});

describe('what a row would do', () => {
  const gihara: Existing = {
    ...{ id: 'g', name: 'Gihara Hospital', shortName: 'Gihara', level: 'district', place: 'Kamonyi' },
    ...{ langs: 'en', zone: 'Africa/Kigali', code: '7', sponsor: '', left: false },
    focal: [{ id: 'f', focalName: 'Alice Uwase', focalJob: '', focalEmail: 'a@g.rw', focalTelephone: null }],
  };
  const gone: Existing = { ...gihara, id: 'x', name: 'Gone', code: null, left: true, focal: [] };
  const plan = (text: string) =>
    planRows(rowsOf(`code;name;level;place;langs;contact;e-mail;job\n${text}`), [gihara, gone]);

  test('found by code, else by name and place; empty cells change nothing', () => {
    expect(plan('7;Gihara District Hospital;;;;;;')).toMatchObject([
      { state: 'changed', institutionId: 'g', before: { name: 'Gihara Hospital' } },
    ]);
    expect(plan(';GIHARA hospital;dh;kamonyi;;;;')).toMatchObject([
      { state: 'changed', institutionId: 'g', before: { name: 'Gihara Hospital', place: 'Kamonyi' } },
    ]);
    expect(plan('7;;;;en;;;')).toMatchObject([{ state: 'same', before: {} }]);
    expect(plan(';Gihara Hospital;dh;Elsewhere;;;;')).toMatchObject([{ state: 'new', institutionId: null }]);
  });

  test('focal points are found by address, else by name', () => {
    expect(plan('7;;;;;;a@g.rw;Pharmacist')).toMatchObject([
      { state: 'changed', focalId: 'f', focalBefore: { focalJob: '' } },
    ]);
    expect(plan('7;;;;;alice uwase;;')).toMatchObject([
      { focalId: 'f', focalBefore: { focalName: 'Alice Uwase' } },
    ]);
    expect(plan('7;;;;;Bob;;')).toMatchObject([{ state: 'changed', focalId: null, focalBefore: {} }]);
  });

  test('refused with the reason', () => {
    const reasons = (text: string) => plan(text).map(({ state, clashes }) => [state, clashes[0]?.problem]);
    expect(reasons(';New;;Here;;;;')).toEqual([['refused', 'missing']]);
    expect(reasons(';Gone;dh;Kamonyi;;;;')).toEqual([['refused', 'has_left']]);
    expect(reasons('8;Gihara Hospital;dh;Kamonyi;;;;')).toEqual([['refused', 'other_code']]);
    expect(reasons(';New;dh;Here;;;;\n;new;dh;here;;;;')).toEqual([
      ['new', undefined],
      ['refused', 'twice'],
    ]);
    expect(reasons('7;;;;;Bob;;\n7;;;;;Carl;;\n7;Other;;;;Dan;;')).toEqual([
      ['changed', undefined],
      ['changed', undefined],
      ['refused', 'twice'],
    ]);
  });
});
