import { readSheet } from 'read-excel-file/node';
import { afterAll, expect, test } from 'vitest';
import { testApp } from '../../tests/fixtures/app.ts';

const t = await testApp();
afterAll(() => t.close());

test.each([
  ['a line break and a header', 'Théo\r\nBcc: all@example.org', 'Théo Bcc: all@example.org'],
  ['marks that turn the writing round', '\u202eThéo\u202c\u2066 N\u2069', 'Théo N'],
  ['NUL and other signs nobody sees', 'Th\u0000éo\u200b\u0007\ufeff', 'Th éo'],
  ['a family of emoji', '👩‍👩‍👧 Théo', '👩‍👩‍👧 Théo'],
  ['a script', '<script>alert(1)</script>', '<script>alert(1)</script>'],
])('a name with %s stays one plain line', async (_, typed, kept) => {
  await t.app.people.rename(await t.actorOf('theo'), { name: typed, lang: 'en' });
  expect((await t.actorOf('theo')).name).toBe(kept);
});

test('a name of nothing, or of ten thousand letters, is none', async () => {
  const theo = await t.actorOf('theo');
  for (const [name, key] of [
    ['\u200b\u202e \u0000', 'error_required'],
    ['x'.repeat(10_000), 'error_too_long'],
  ] as const)
    await expect(t.app.people.rename(theo, { name, lang: 'en' })).rejects.toMatchObject({
      fields: { name: key },
    });
});

test('a name that is a formula stays a name in every file', async () => {
  const formula = '=cmd|" /C calc"!A0';
  await t.app.people.rename(await t.actorOf('theo'), { name: formula, lang: 'en' });
  await t.db
    .updateTable('institution')
    .set({ name: formula, sponsor: '@SUM(1)', place: '+1' })
    .where('id', '=', t.institutionIds.gihara)
    .execute();
  await t.app.people.endOtherSignIns(await t.actorOf('theo'), {});
  const ada = await t.actorOf('ada');
  const audit = await t.app.audit.exportCsv(ada, { networkId: t.networkId });
  expect(audit).toContain("'=cmd");
  expect(audit).not.toMatch(/(^|[,;\n"])=cmd/);
  const csv = await t.app.institutions.exportAll(ada, { networkId: t.networkId, format: 'csv' });
  const text = Buffer.from(csv.bytes).toString();
  expect(text).toContain("'=cmd");
  expect(text).not.toMatch(/(^|[,;\n])"?[=@+]/);
  const xlsx = await t.app.institutions.exportAll(ada, { networkId: t.networkId, format: 'xlsx' });
  // As text: a cell with a formula would come back as its value.
  const cells = (await readSheet(Buffer.from(xlsx.bytes))).flat();
  expect(cells).toEqual(expect.arrayContaining([formula, '@SUM(1)', '+1']));
});
