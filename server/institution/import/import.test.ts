import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { testApp, type PersonName, type TestApp } from '../../../tests/fixtures/app.ts';
import { findImports } from './run.ts';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());
beforeEach(() => t.db.updateTable('import').set({ state: 'dropped' }).execute());

const notFound = { code: 'not_found' };
const log = pino({ level: 'silent' });
const imports = () => t.app.institutions.imports;
const start = async (name: PersonName, text: string, more = {}) =>
  imports().start(await t.actorOf(name), { networkId: t.networkId, text, ...more });
const open = async (id: string, show: string | null = null, page: string | null = null) =>
  imports().open(await t.actorOf('ada'), id, { show, page });
const confirm = async (id: string, version = 1) =>
  imports().confirm(await t.actorOf('ada'), { importId: id, version });
const run = () => findImports({ db: t.db, clock: t.clock, log });
const institutions = async () =>
  t.db
    .selectFrom('institution')
    .where('network_id', '=', t.networkId)
    .orderBy('name')
    .select(['name', 'place', 'level', 'langs', 'code', 'sponsor'])
    .execute();

test('only those who look after the network import; the others find nothing', async () => {
  for (const name of ['odette', 'grace', 'felix', 'oscar'] as const)
    await expect(start(name, 'Name;Place\nA;B')).rejects.toMatchObject(notFound);
  await expect(imports().start(null, {})).rejects.toMatchObject({ code: 'signed_out' });
  const id = await start('beatrice', 'Name;Level;Place\nA;hc;B');
  for (const name of ['odette', 'grace', 'felix', 'oscar'] as const) {
    const actor = await t.actorOf(name);
    await expect(imports().open(actor, id, { show: null, page: null })).rejects.toMatchObject(notFound);
    await expect(imports().refused(actor, id)).rejects.toMatchObject(notFound);
    await expect(imports().recent(actor, t.networkId)).rejects.toMatchObject(notFound);
    await expect(imports().confirm(actor, { importId: id, version: 1 })).rejects.toMatchObject(notFound);
    await expect(imports().drop(actor, { importId: id })).rejects.toMatchObject(notFound);
  }
});

test('what cannot be read says so at the field, and nothing is kept', async () => {
  const before = await t.db.selectFrom('import').select('id').execute();
  const refusal = (key: string) => ({ code: 'invalid', fields: { file: key } });
  await expect(start('ada', '')).rejects.toMatchObject(refusal('error_import_nothing'));
  await expect(start('ada', 'one;two\n1;2')).rejects.toMatchObject(refusal('error_import_headers'));
  await expect(start('ada', '', { file: new File([Buffer.alloc(6e6, 'a')], 'a.csv') })).rejects.toMatchObject(
    refusal('error_import_too_large'),
  );
  await expect(
    start('ada', '', { file: new File([Buffer.from('d0cf11e0a1b1', 'hex')], 'a.xls') }),
  ).rejects.toMatchObject(refusal('error_import_old_excel'));
  expect(await t.db.selectFrom('import').select('id').execute()).toHaveLength(before.length);
});

test('a preview shows problems first and writes nothing; a yes writes what can be written', async () => {
  const before = await institutions();
  const id = await start(
    'beatrice',
    [
      'Code;Nom;Niveau;Lieu;Langues;Parrain;Point focal;E-mail',
      'N1;Hôpital de Rwinkwavu;Hôpital de district;Kayonza;français, kinyarwanda;Dr Uwera;Aline;aline@rw.example',
      'N1;;;;;;Bosco;',
      ';Gihara Hospital;dh;Here;anglais;Dr Kamanzi;;',
      ';Sans niveau;;Kayonza;;;;',
      ';Muhura Hospital;dh;Here;;;;',
    ].join('\n'),
  );
  const seen = await open(id);
  expect(seen.outcome).toMatchObject({ counts: { refused: 1, changed: 2, new: 1, same: 1 }, version: 1 });
  expect(seen.rows.map(({ row, state }) => [row, state])).toEqual([
    [5, 'refused'],
    [3, 'changed'],
    [4, 'changed'],
    [2, 'new'],
    [6, 'same'],
  ]);
  expect((await open(id, 'new')).rows.map((row) => row.row)).toEqual([2]);
  expect(await institutions()).toEqual(before);

  await confirm(id);
  await expect(confirm(id)).rejects.toMatchObject({ code: 'conflict' });
  await run();
  const done = await open(id);
  expect([done.state, done.done]).toEqual(['done', 3]);
  // Addresses are not kept twice: of what was read only the refused rows are left.
  expect(done.rows.map((row) => row.row)).toEqual([5]);
  const after = await institutions();
  expect(after).toHaveLength(before.length + 1);
  expect(after.find((one) => one.code === 'N1')).toMatchObject({
    ...{ name: 'Hôpital de Rwinkwavu', place: 'Kayonza', langs: ['fr', 'rw'], sponsor: 'Dr Uwera' },
  });
  expect(after.find((one) => one.name === 'Gihara Hospital')).toMatchObject({ sponsor: 'Dr Kamanzi' });
  const focal = await t.db.selectFrom('focal_point').orderBy('name').select(['name', 'email']).execute();
  expect(focal).toEqual([
    { name: 'Aline', email: 'aline@rw.example' },
    { name: 'Bosco', email: null },
  ]);
  const audit = await t.db
    .selectFrom('audit')
    .where('kind', '=', 'institutions_imported')
    .selectAll()
    .execute();
  expect(audit).toMatchObject([
    { person_id: t.personIds.ada, network_id: t.networkId, data: { added: 1, changed: 2, refused: 1 } },
  ]);
});

test('an edit between the preview and the yes is not written over: the preview comes back', async () => {
  const id = await start('ada', 'Name;Place;Sponsor\nMuhura Hospital;Here;Dr New');
  await t.db
    .updateTable('institution')
    .set({ sponsor: 'Dr Meanwhile' })
    .where('id', '=', t.institutionIds.muhura)
    .execute();
  await confirm(id);
  await run();
  const back = await open(id);
  expect([back.state, back.outcome.version, back.outcome.changedMeanwhile]).toEqual(['preview', 2, true]);
  expect(back.rows[0]!.before).toEqual({ sponsor: 'Dr Meanwhile' });
  await expect(confirm(id, 1)).rejects.toMatchObject({ fields: { '': 'error_import_changed' } });
  await confirm(id, 2);
  await run();
  expect((await open(id)).state).toBe('done');
  expect((await institutions()).find((one) => one.name === 'Muhura Hospital')?.sponsor).toBe('Dr New');
});

test('of two imports of the same list at once one is written, the other is shown anew', async () => {
  const text = 'Name;Level;Place\nTwice Hospital;dh;Rubavu';
  const [one, other] = [await start('ada', text), await start('beatrice', text)];
  await confirm(one);
  await confirm(other);
  await Promise.all([run(), run(), run()]);
  const states = [await open(one), await open(other)].map((found) => found.state);
  expect(states.sort()).toEqual(['done', 'preview']);
  expect((await institutions()).filter((each) => each.name === 'Twice Hospital')).toHaveLength(1);
});

test('what fails in the middle leaves nothing behind', async () => {
  const before = await institutions();
  await t.db.schema
    .alterTable('institution')
    .addCheckConstraint('no_1400', (await import('kysely')).sql`name <> 'Institution 1400'`)
    .execute();
  const id = await start('ada', big(1500));
  await confirm(id);
  await run();
  await t.db.schema.alterTable('institution').dropConstraint('no_1400').execute();
  expect(await open(id)).toMatchObject({ state: 'failed', done: 0 });
  expect(await institutions()).toEqual(before);
  await imports().drop(await t.actorOf('ada'), { importId: id });
  expect((await open(id)).rows).toEqual([]);
  await expect(confirm(id)).rejects.toMatchObject({ code: 'conflict' });
});

const big = (rows: number) =>
  ['Code,Name,Level,Place,Languages,Sponsor,Focal point,E-mail,Telephone']
    .concat(
      Array.from(
        { length: rows },
        (_, index) =>
          `B${index},Institution ${index},Health centre,District ${index % 30},"French, Kinyarwanda",Dr ${index},Person ${index},p${index}@example.org,+250 788 ${index}`,
      ),
    )
    .join('\n');

test('10,000 rows: other pages go on, progress is seen from outside, all are there at the end', async () => {
  const id = await start('ada', '', { file: new File([big(10_000)], 'all.csv') });
  await confirm(id);
  const seen = new Set<number>();
  const finished = run();
  let going = true;
  void finished.finally(() => (going = false));
  while (going) {
    seen.add((await open(id)).done);
    await new Promise((wait) => setTimeout(wait, 20));
  }
  await finished;
  expect(await open(id)).toMatchObject({ state: 'done', done: 10_000 });
  expect(seen.size).toBeGreaterThan(3);
  expect((await institutions()).filter((one) => one.code?.startsWith('B'))).toHaveLength(10_000);
  const again = await start('ada', big(10_000));
  expect((await open(again)).outcome.counts).toEqual({ refused: 0, changed: 0, new: 0, same: 10_000 });
  await expect(confirm(again)).rejects.toMatchObject({ fields: { '': 'error_import_nothing_to_do' } });
}, 60_000);
