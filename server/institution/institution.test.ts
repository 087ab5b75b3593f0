import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId, type InstitutionId } from '#domain/ids.ts';
import { testApp, type PersonName, type TestApp } from '../../tests/fixtures/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

const fields = (more = {}) => ({
  ...{ name: 'Kabgayi Hospital', shortName: 'Kabgayi', level: 'district', place: 'Muhanga' },
  ...{ zone: 'Africa/Kigali', lang: 'fr', langs: ['fr', 'rw'], code: '', sponsor: '' },
  ...more,
});
const notFound = { code: 'not_found' };
const verbs = () => t.app.institutions;
const add = async (name: PersonName, more = {}) =>
  verbs().add(await t.actorOf(name), { networkId: t.networkId, ...fields(more) });

test('only those who look after the network add institutions; what is taken is said at its field', async () => {
  for (const name of ['odette', 'grace', 'felix', 'oscar'] as const)
    await expect(add(name)).rejects.toMatchObject(notFound);
  await expect(verbs().add(null, {})).rejects.toMatchObject({ code: 'signed_out' });
  const id = await add('beatrice', { code: 'HF-01' });
  await expect(add('ada', { name: 'KABGAYI hospital', place: 'muhanga' })).rejects.toMatchObject({
    fields: { name: 'error_institution_name_taken' },
  });
  await expect(add('ada', { name: 'Another', code: 'HF-01' })).rejects.toMatchObject({
    fields: { code: 'error_institution_code_taken' },
  });
  // The same name in another place is another institution.
  await add('ada', { place: 'Ruhango' });
  expect(await verbs().open(await t.actorOf('odette'), id)).toMatchObject({
    ...{ name: 'Kabgayi Hospital', langs: ['fr', 'rw'], code: 'HF-01', sponsor: null, focalPoints: null },
  });
});

test('who speaks for an institution changes it and its focal points; others read no contacts', async () => {
  const institutionId = t.institutionIds.gihara;
  const gihara = fields({ name: 'Gihara Hospital', shortName: 'Gihara', place: 'Here', sponsor: 'Dr Uwera' });
  for (const name of ['odette', 'felix', 'clemence', 'oscar'] as const) {
    await expect(verbs().edit(await t.actorOf(name), { institutionId, ...gihara })).rejects.toMatchObject(
      notFound,
    );
    await expect(
      verbs().addFocal(await t.actorOf(name), { institutionId, name: 'Alice' }),
    ).rejects.toMatchObject(notFound);
  }
  await verbs().edit(await t.actorOf('theo'), { institutionId, ...gihara });
  const id = await verbs().addFocal(await t.actorOf('grace'), {
    ...{
      institutionId,
      name: 'Alice Uwase',
      job: 'Pharmacist',
      email: 'ALICE@gihara.example',
      telephone: '',
    },
  });
  await expect(
    verbs().changeFocal(await t.actorOf('clemence'), { focalPointId: id, name: 'Mine now' }),
  ).rejects.toMatchObject(notFound);
  await expect(
    verbs().changeFocal(await t.actorOf('grace'), { focalPointId: id, name: '', email: 'no' }),
  ).rejects.toMatchObject({ fields: { name: 'error_required', email: 'error_email' } });
  const seenBy = async (name: PersonName) => verbs().open(await t.actorOf(name), institutionId);
  expect(await seenBy('odette')).toMatchObject({
    ...{ sponsor: 'Dr Uwera', people: 3 },
    focalPoints: [{ name: 'Alice Uwase', email: 'alice@gihara.example', telephone: null, isHere: false }],
  });
  expect(await seenBy('clemence')).toMatchObject({ sponsor: null, people: null, focalPoints: null });
  await verbs().removeFocal(await t.actorOf('ada'), { focalPointId: id });
  expect((await seenBy('ada')).focalPoints).toEqual([]);
  expect((await seenBy('ada')).twinnings).toMatchObject([
    { otherName: 'Nyanza Lake Hospital', side: 'giver' },
  ]);
});

test('the list is searched by beginnings of words, filtered, and turned page by page by name', async () => {
  const list = async (filter: object, name: PersonName = 'oscar') =>
    verbs().list(await t.actorOf(name), t.networkId, filter);
  await expect(verbs().list(await t.actorOf('ada'), newId(), {})).rejects.toMatchObject(notFound);
  await add('ada', { name: 'Hôpital Érablière', place: 'Nyamagabe', level: 'referral', code: 'É-7' });
  const names = async (filter: object) => (await list(filter)).institutions.map((one) => one.name);
  expect(await names({ q: 'erab nyam' })).toEqual(['Hôpital Érablière']);
  expect(await names({ q: 'ÉRA' })).toEqual(['Hôpital Érablière']);
  expect(await names({ q: 'e-7' })).toEqual(['Hôpital Érablière']);
  expect(await names({ q: "x' | (!:* &" })).toEqual([]);
  expect(await names({ level: 'referral' })).toEqual(['Hôpital Érablière']);
  expect((await list({ level: 'nonsense' })).total).toBe((await list({})).total);
  await t.db
    .insertInto('offer_need')
    .values({
      ...{ institution_id: t.institutionIds.muhura, topic_id: t.topicId, stance: 'wants_to_receive' },
      at: t.clock.now(),
    })
    .execute();
  expect(await names({ topic: t.topicId, stance: 'wants_to_receive' })).toEqual(['Muhura Hospital']);
  expect(await names({ topic: t.topicId })).toEqual([]);

  await t.db
    .insertInto('institution')
    .values(
      Array.from({ length: 120 }, (_, index) => ({
        ...{ id: newId<InstitutionId>(), network_id: t.networkId, name: `Poste ${index}`, short_name: 'P' },
        ...{ level: 'health_centre', place: 'Rusizi', zone: 'Africa/Kigali', lang: 'fr', langs: ['sw'] },
        created_at: t.clock.now(),
      })),
    )
    .execute();
  const seen: string[] = [];
  let page = await list({ lang: 'sw' });
  const pages = [page];
  seen.push(...page.institutions.map((one) => one.id));
  while (page.later) {
    page = await list({ lang: 'sw', after: page.later });
    pages.push(page);
    seen.push(...page.institutions.map((one) => one.id));
  }
  expect([pages.length, seen.length, new Set(seen).size]).toEqual([3, 120, 120]);
  expect([pages[0]!.earlier, pages[2]!.later]).toEqual([null, null]);
  const back = await list({ lang: 'sw', before: pages[1]!.earlier });
  expect(back.institutions).toEqual(pages[0]!.institutions);
  expect([back.earlier, back.total]).toEqual([null, 120]);
});
