import pg from 'pg';
import writeSheet from 'write-excel-file/node';
import { afterAll, expect, test, vi } from 'vitest';
import { testApp } from '../../tests/fixtures/app.ts';

const t = await testApp();
const felix = await t.actorOf('felix');
const theo = await t.actorOf('theo');
const odette = await t.actorOf('odette');
afterAll(() => t.close());

const list = (text: string, more = {}) => ({
  ...{ roomId: t.roomId, text, institutionId: t.institutionIds.gihara, role: 'staff', days: '7', lang: 'fr' },
  ...more,
});
const look = async (text: string, more = {}, actor = felix) =>
  t.app.invitations.previewList(actor, await t.app.invitations.checkList(actor, list(text, more)));
const fates = async (text: string, more = {}) =>
  (await look(text, more)).judged.map((row) => [row.typed.name, row.fate]);
const count = async () => ({
  invitations: (await t.db.selectFrom('invitation').select('id').execute()).length,
  mails: (await t.db.selectFrom('outbox').select('id').execute()).length,
});

test('only who may invite there looks at a list, and only their own; files that are none are refused in words', async () => {
  for (const actor of [odette, await t.actorOf('oscar')])
    await expect(t.app.invitations.checkList(actor, list('Nadia'))).rejects.toMatchObject({
      code: 'not_found',
    });
  const id = await t.app.invitations.checkList(felix, list('Nadia'));
  for (const actor of [theo, odette]) {
    await expect(t.app.invitations.previewList(actor, id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.app.invitations.confirmList(actor, { listId: id })).rejects.toMatchObject({
      code: 'not_found',
    });
  }
  for (const [file, key] of [
    [new Blob(['PK\x03\x04 not a workbook']), 'error_list_file'],
    [new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1])]), 'error_list_file'],
    [new Blob(['x'.repeat(1_000_001)]), 'error_list_file_large'],
  ] as const)
    await expect(t.app.invitations.checkList(felix, list('', { file }))).rejects.toMatchObject({
      fields: { file: key },
    });
  await expect(look(' \n ;; \n')).rejects.toMatchObject({ fields: { text: 'error_list_empty' } });
  const long = Array.from({ length: 501 }, (_, n) => `Nurse ${n}`).join('\n');
  await expect(look(long)).rejects.toMatchObject({ fields: { text: 'error_list_long' } });
});

test('tabs, semicolons and commas; headings in both languages, or none; rows of any encoding', async () => {
  const person = { name: 'Éric Nkurunziza', email: 'eric@example.org', telephone: '+250788123456' };
  for (const text of [
    'Name\tE-mail\tTelephone\tRole\nÉric Nkurunziza\tEric@example.org\t+250 788 123 456\tObserver',
    'Rôle;Téléphone;Nom et prénom;Adresse e-mail\nObservation;+250 788 123 456;Éric Nkurunziza;eric@example.org',
    'Prénom,Nom,Courriel,Tél,Rôle\nÉric,Nkurunziza,eric@example.org,+250 788 123 456,observatrice',
    'Éric Nkurunziza;eric@example.org;+250 788 123 456;;observer',
    'Éric Nkurunziza\teric@example.org\tobserver\t+250788123456',
  ]) {
    const { judged } = await look(text);
    expect(judged).toMatchObject([{ fate: 'mail', person: { ...person, role: 'observer' } }]);
  }
  const typed = 'Nom;E-mail\nÉric Nkurunziza;eric@example.org';
  for (const bytes of [
    Buffer.from(typed, 'latin1'),
    Buffer.from(`\ufeff${typed}`, 'utf16le'),
    Buffer.from(`\ufeff${typed}`),
  ])
    expect(await fates('', { file: new Blob([bytes]) })).toEqual([['Éric Nkurunziza', 'mail']]);
  const sheet = await writeSheet([
    [{ value: 'Nom' }, { value: 'Téléphone' }],
    [{ value: 'Éric Nkurunziza' }, { value: 250788123456 }],
  ]).toBuffer();
  expect((await look('', { file: new Blob([new Uint8Array(sheet)]) })).judged).toMatchObject([
    { fate: 'slip', person: { telephone: '250788123456' } },
  ]);
});

test('each wrong cell is named; one wrong row and nobody is invited', async () => {
  const before = await count();
  const found = await look(
    [
      'name;email;telephone;institution;role',
      'Nadia;nadia@example.org;;Gihara;staff',
      ';nobody@example.org;;;',
      '=HYPERLINK("http://evil");;;;',
      'Paul;paul@;2.50788E+11;Muhura Hospital;nurse',
      'Nadia;nadia@example.org;;Nyanza Lake;staff',
    ].join('\n'),
  );
  expect(
    found.judged.map((row) => ('problems' in row ? row.problems.map((one) => one.problem) : row.fate)),
  ).toEqual([
    'mail',
    ['name_missing'],
    ['name_odd'],
    ['email_odd', 'telephone_spoilt', 'institution_unknown', 'role_unknown'],
    ['differs'],
  ]);
  await expect(t.app.invitations.confirmList(felix, { listId: found.id })).rejects.toMatchObject({
    fields: { '': 'error_list_mend' },
  });
  expect(await count()).toEqual(before);
});

test('who is here, invited, or twice in the list is one person and said so; those without e-mail get slips', async () => {
  const text = [
    'name;email;telephone;institution',
    'O. Mukamana;ODETTE@example.org;;',
    'Théo  NIYONZIMA;;;Gihara',
    'Aline;aline@example.org;;',
    'Aline U.;Aline@example.org;;',
    'Sœur Marie;;0788 111 222;Nyanza Lake',
    'Marie;;0788111222;Nyanza Lake Hospital',
  ].join('\n');
  const found = await look(text);
  expect(found.judged.map((row) => [row.fate, 'of' in row ? row.of : null])).toEqual([
    ['here', null],
    ['here', null],
    ['mail', null],
    ['twice', 3],
    ['slip', null],
    ['twice', 5],
  ]);
  const before = await count();
  const both = await Promise.allSettled(
    [1, 2].map(() => t.app.invitations.confirmList(felix, { listId: found.id })),
  );
  expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  const done = both.find((one) => one.status === 'fulfilled')!.value;
  expect(done).toMatchObject({ mails: 1, slips: [{ name: 'Sœur Marie', role: 'staff' }] });
  expect(await count()).toEqual({ invitations: before.invitations + 2, mails: before.mails + 1 });
  const marie = await t.app.invitations.look(done.slips[0]!.token, null);
  expect(marie).toMatchObject({ offer: { name: 'Sœur Marie', institution: 'Nyanza Lake Hospital' } });
  // Nothing of the list lies about afterwards, and pasting it again invites nobody twice.
  const kept = await t.db.selectFrom('import').where('state', '=', 'done').select('rows').execute();
  expect(kept).toEqual([{ rows: [] }]);
  expect((await fates(text)).map(([, fate]) => fate)).toEqual([
    'here',
    'here',
    ...Array.from({ length: 4 }, () => 'waiting'),
  ]);
  await expect(t.app.invitations.confirmList(felix, { listId: (await look(text)).id })).rejects.toMatchObject(
    { fields: { '': 'error_list_nobody' } },
  );
});

test('a list for an institution that is none of theirs to choose is not kept', async () => {
  const { muhura, nyanza } = t.institutionIds;
  const lists = () => t.db.selectFrom('import').select('id').orderBy('id').execute();
  const before = await lists();
  for (const [actor, institutionId] of [
    [felix, muhura],
    [theo, nyanza],
    [felix, crypto.randomUUID()],
  ] as const)
    await expect(t.app.invitations.checkList(actor, list('Nadia', { institutionId }))).rejects.toMatchObject({
      fields: { institutionId: 'error_choice' },
    });
  expect(await lists()).toEqual(before);
});

test('a co-facilitator brings people of the own institution alone; a right that went meanwhile stops the list', async () => {
  const { judged } = await look(
    'name;institution;role\nA;Gihara;staff\nB;Nyanza Lake;staff\nC;Gihara;facilitator',
    {},
    theo,
  );
  expect(judged.map((row) => ('problems' in row ? row.problems[0]!.problem : row.fate))).toEqual([
    'slip',
    'institution_unknown',
    'role_not_yours',
  ]);
  const listId = await t.app.invitations.checkList(theo, list('Zoé'));
  await t.db
    .updateTable('room_member')
    .set({ role: 'staff' })
    .where('person_id', '=', theo.personId)
    .execute();
  await expect(t.app.invitations.confirmList(theo, { listId })).rejects.toMatchObject({ code: 'not_found' });
});

test('five hundred people are looked at and invited in as many questions as five', async () => {
  const asked = vi.spyOn(pg.Client.prototype, 'query');
  const invite = async (people: number) => {
    asked.mockClear();
    const rows = Array.from({ length: people }, (_, n) =>
      n % 2 ? `Nurse ${people} ${n};n${people}.${n}@example.org;` : `Nurse ${people} ${n};;07${people}88${n}`,
    );
    const { id } = await look(['name;email;telephone', ...rows].join('\n'));
    const looked = asked.mock.calls.length;
    const { mails, slips } = await t.app.invitations.confirmList(felix, { listId: id });
    expect([mails, slips.length]).toEqual([Math.floor(people / 2), Math.ceil(people / 2)]);
    return [looked, asked.mock.calls.length - looked];
  };
  const [five, many] = [await invite(6), await invite(500)];
  asked.mockRestore();
  expect(many).toEqual(five);
  expect(many[1]).toBeLessThan(40);
  const jobs = await t.db.selectFrom('outbox').where('key', 'like', 'invitation:%').select('id').execute();
  expect(jobs.length).toBeGreaterThanOrEqual(253);
  const kept = await t.db.selectFrom('audit').where('kind', '=', 'invitation_made').select('id').execute();
  expect(kept.length).toBeGreaterThanOrEqual(506);
});
