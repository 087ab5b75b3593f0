import { deflateRawSync } from 'node:zlib';
import writeXlsx from 'write-excel-file/node';
import { expect, test } from 'vitest';
import { readFile } from '../institution/import/read-file.ts';
import { cellsOfFile } from '../invitation/list-file.ts';

const people = (bytes: Uint8Array<ArrayBuffer>) =>
  cellsOfFile(new Blob([bytes])).catch(
    (error: { fields?: Record<string, string> }) => error.fields?.['file'],
  );
const institutions = (bytes: Uint8Array) => readFile(bytes).catch((error: { key?: string }) => error.key);
const sheet = (rows: string) => `<worksheet><sheetData>${rows}</sheetData></worksheet>`;
const cell = (at: string) => `<c r="${at}" t="inlineStr"><is><t>x</t></is></c>`;

test.each([
  ['50 MB of one letter in 100 kB', sheet('x'.repeat(70 * 1024 * 1024))],
  ['one cell a million columns to the right', sheet(`<row r="1">${cell('BDWGN1')}</row>`)],
  ['a column far beyond what a sheet has', sheet(`<row r="1">${cell('ZZZZZZZZZZ1')}</row>`)],
  [
    'many rows, each as wide as a sheet can be',
    sheet(Array.from({ length: 3000 }, (_, n) => `<row r='${n + 1}'>${cell(`XFD${n + 1}`)}</row>`).join('')),
  ],
  ['a place whose letters are written as numbers', sheet(`<row r="1">${cell('&#88;FD1048576')}</row>`)],
  ['a row a thousand million rows down', sheet(`<row r="999999999">${cell('A999999999')}</row>`)],
])('%s is refused in words, before it fills the memory', async (_, xml) => {
  // It claims to be small.
  const bytes = zipOf('xl/worksheets/sheet1.xml', Buffer.from(xml), 1000);
  const before = process.memoryUsage().rss;
  expect(await people(bytes)).toBe('error_list_file_large');
  expect(await institutions(bytes)).toBe('error_import_bomb');
  expect(process.memoryUsage().rss - before).toBeLessThan(600 * 1024 * 1024);
});

test('a part that the list at the end does not name is not read', async () => {
  const hidden = Buffer.from(
    zipOf('xl/worksheets/sheet1.xml', Buffer.from(sheet('x'.repeat(70 * 1024 * 1024))), 9),
  );
  const file = await writeXlsx([[{ value: 'Name' }, { value: 'E-mail' }]] as never).toBuffer();
  const list = file.lastIndexOf(Buffer.from('PK\x05\x06'));
  const first = file.readUInt32LE(list + 16);
  const local = hidden.subarray(0, hidden.indexOf(Buffer.from('PK\x01\x02')));
  const end = Buffer.from(file.subarray(list));
  end.writeUInt32LE(first + local.length, 16);
  const bytes = new Uint8Array(
    Buffer.concat([file.subarray(0, first), local, file.subarray(first, list), end]),
  );
  const before = process.memoryUsage().rss;
  expect(await people(bytes)).toEqual([['Name', 'E-mail']]);
  expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
});

test('an ordinary sheet is read, and a broken one is none', async () => {
  const good = await writeXlsx([
    [{ value: 'Name' }, { value: 'E-mail' }],
    [{ value: 'Inès' }, { value: '=1+1' }],
  ] as never).toBuffer();
  const bytes = new Uint8Array(good);
  expect(await people(bytes)).toEqual([
    ['Name', 'E-mail'],
    ['Inès', '=1+1'],
  ]);
  for (const cut of [10, 100, bytes.length - 30])
    expect(await people(bytes.slice(0, cut))).toMatch(/^error_list_file/);
});

test('a list of people is read in the encodings and with the signs that spreadsheets use', async () => {
  const lists: [string, Uint8Array<ArrayBuffer>][] = [
    ['UTF-16 with commas', new Uint8Array(Buffer.from('\ufeffNom,E-mail\nHélène,a@b.rw\n', 'utf16le'))],
    [
      'UTF-16, the other way round',
      new Uint8Array(Buffer.from('\ufeffNom\tE-mail\nHélène\ta@b.rw\n', 'utf16le').swap16()),
    ],
    ['Windows-1252 with semicolons', new Uint8Array(Buffer.from('Nom;E-mail\nHélène;a@b.rw\n', 'latin1'))],
    [
      'UTF-8 with tabs and a decimal comma before',
      new Uint8Array(Buffer.from('\ufeffNom\tE-mail\nHélène\ta@b.rw\n')),
    ],
  ];
  for (const [name, bytes] of lists)
    expect(await people(bytes), name).toEqual([
      ['Nom', 'E-mail'],
      ['Hélène', 'a@b.rw'],
    ]);
});

/** A zip with one part, which claims to be `claimed` bytes long. */
function zipOf(name: string, content: Buffer, claimed: number): Uint8Array<ArrayBuffer> {
  const packed = deflateRawSync(content);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(claimed, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(claimed, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(30 + name.length + packed.length, 16);
  const called = Buffer.from(name);
  return new Uint8Array(Buffer.concat([local, called, packed, central, called, end]));
}
