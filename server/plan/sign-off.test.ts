import { afterAll, beforeAll, expect, it } from 'vitest';
import { addCard, fieldText } from '#domain/plan/document.ts';
import { testApp, type PersonName, type TestApp } from '../../tests/fixtures/app.ts';
import { planOf, type TestPlan } from '../../tests/fixtures/plan.ts';

let t: TestApp;
let plan: TestPlan;
beforeAll(async () => {
  t = await testApp();
  plan = await planOf(t);
  await plan.write('odette', (doc) => addCard(doc, { kind: 'aim', texts: { text: 'Fewer gaps' } }, 'en'));
});
afterAll(async () => {
  await plan.close();
  await t.close();
});

const page = async (name: PersonName) => t.app.plans.signOff(await t.actorOf(name), t.roomId);
const sign = async (name: PersonName, hash?: string) =>
  t.app.plans.sign(await t.actorOf(name), { roomId: t.roomId, hash: hash ?? (await page('grace')).hash });
const withdraw = async (name: PersonName, versionId: string) =>
  t.app.plans.withdrawSignature(await t.actorOf(name), { roomId: t.roomId, versionId });
const write = (words: string) =>
  plan.write('jeanpaul', (doc) => addCard(doc, { kind: 'idea', texts: { title: words } }, 'fr'));
const missing = { code: 'not_found' };
const outbox = async (template: string) =>
  (await t.db.selectFrom('outbox').where('template', '=', template).select(['address', 'lang']).execute())
    .map(({ address, lang }) => `${address} ${lang}`)
    .sort();
const signatures = () => t.db.selectFrom('plan_signature').selectAll().orderBy('at').execute();

it('is refused to who may not sign, what nobody has seen, and a role taken away a second ago', async () => {
  const { hash } = await page('odette');
  for (const name of ['odette', 'olive', 'oscar', 'felix', 'beatrice', 'ada'] as const)
    await expect(sign(name, hash), name).rejects.toMatchObject(missing);
  await expect(page('oscar')).rejects.toMatchObject(missing);
  await expect(t.app.plans.sign(null, { roomId: t.roomId, hash })).rejects.toMatchObject({
    code: 'signed_out',
  });
  await expect(sign('grace', 'a'.repeat(64))).rejects.toMatchObject({
    code: 'conflict',
    fields: { '': 'history_error_changed' },
  });
  await expect(sign('grace', 'me')).rejects.toMatchObject({ code: 'invalid' });
  // A room whose plan nobody has begun, and where the network's office is no party.
  const oscar = await t.actorOf('oscar');
  const other = await t.app.plans.signOff(oscar, t.otherRoomId);
  expect(other.parties.map(({ institution }) => institution.shortName)).toEqual(['Muhura', 'Network Office']);
  await expect(t.app.plans.sign(oscar, { roomId: t.otherRoomId, hash: other.hash })).rejects.toMatchObject(
    missing,
  );
  const theo = await t.actorOf('theo');
  await t.app.roomMembers.change(await t.actorOf('felix'), {
    ...{ roomId: t.roomId, personId: t.personIds.theo, role: 'staff' },
    institutionId: t.institutionIds.gihara,
  });
  await expect(t.app.plans.sign(theo, { roomId: t.roomId, hash })).rejects.toMatchObject(missing);
  expect(await signatures()).toEqual([]);
});

it('waits for the other institution, writes to those who sign there, and can be taken back until then', async () => {
  const { versionId, joint } = await sign('grace');
  expect(joint).toBe(false);
  expect(await sign('grace')).toEqual({ versionId, joint: false });
  expect(await outbox('plan_sign_waiting')).toEqual(['clemence@example.org fr']);
  const seen = await page('clemence');
  expect(seen.open).toMatchObject([{ id: versionId, isPresent: true, since: [] }]);
  expect(seen.open[0]!.signatures).toMatchObject([{ name: 'Grace Ingabire', role: 'manager' }]);
  await expect(withdraw('clemence', versionId)).rejects.toMatchObject(missing);
  await withdraw('grace', versionId);
  await expect(withdraw('grace', versionId)).rejects.toMatchObject(missing);
  expect((await page('clemence')).open).toEqual([]);
});

it('two who sign the same at once make one version with one signature of each institution', async () => {
  const { hash } = await page('grace');
  await t.db
    .updateTable('room_member')
    .set({ role: 'co_facilitator' })
    .where('person_id', 'in', [t.personIds.theo, t.personIds.jeanpaul])
    .execute();
  const names = ['grace', 'clemence', 'theo', 'jeanpaul', 'grace'] as const;
  const answers = await Promise.all(names.map((name) => sign(name, hash)));
  expect(new Set(answers.map(({ versionId }) => versionId)).size).toBe(1);
  const standing = (await signatures()).filter((row) => row.withdrawn_at === null);
  expect(standing.map((row) => row.institution_id).sort()).toEqual(
    [t.institutionIds.gihara, t.institutionIds.nyanza].sort(),
  );
  const rows = await t.db
    .selectFrom('plan_version')
    .where('jointly_signed_at', 'is not', null)
    .select('id')
    .execute();
  expect(rows).toHaveLength(1);
  expect((await outbox('plan_signed')).length).toBe(3);
  await expect(withdraw('grace', rows[0]!.id)).rejects.toMatchObject({ code: 'conflict' });
  const events = await t.db
    .selectFrom('event')
    .where('subject_kind', '=', 'plan_version')
    .select('kind')
    .execute();
  expect(events.map(({ kind }) => kind).sort()).toEqual([
    'plan_jointly_signed',
    'plan_signature_withdrawn',
    'plan_signed',
    'plan_signed',
  ]);
  const latest = await t.app.plans.latestSignOff(await t.actorOf('olive'), t.roomId);
  expect(latest).toMatchObject({ id: rows[0]!.id, changed: false });
});

it('the second signs what the first has signed although it changed meanwhile, or begins with the plan of now', async () => {
  t.clock.set('2026-11-24T09:00:00Z');
  const stale = (await page('clemence')).hash;
  await write('Compter');
  const first = await sign('grace');
  await write('Ranger');
  // What all have signed already, they have signed.
  await expect(sign('clemence', stale)).resolves.toMatchObject({ joint: true });
  const seen = await page('clemence');
  expect(seen.open).toMatchObject([{ id: first.versionId, isPresent: false }]);
  expect(seen.open[0]!.since.map(({ title, what }) => `${what} ${title}`)).toEqual(['added Ranger']);
  expect(seen.since.map(({ title }) => title)).toEqual(['Compter', 'Ranger']);
  await write('Trier');
  await expect(sign('clemence', seen.hash)).rejects.toMatchObject({ code: 'conflict' });
  const second = await sign('clemence', (await page('clemence')).hash);
  expect(second.versionId).not.toBe(first.versionId);
  expect((await page('grace')).open.map(({ id }) => id)).toEqual([second.versionId, first.versionId]);
  expect(await sign('clemence', seen.open[0]!.hash)).toEqual({ versionId: first.versionId, joint: true });
  // What waited besides is over with it.
  const after = await page('grace');
  expect(after.open).toEqual([]);
  expect(after.since.map(({ title }) => title)).toEqual(['Ranger', 'Trier']);
  const latest = await t.app.plans.latestSignOff(await t.actorOf('grace'), t.roomId);
  expect(latest).toMatchObject({ id: first.versionId, changed: true });
  const one = await t.app.plans.version(await t.actorOf('olive'), t.roomId, first.versionId);
  expect(one.content.cards.map((card) => card.fields['title'] ?? card.fields['text'])).not.toContain(
    'Ranger',
  );
  expect(one.signed?.signatures).toHaveLength(2);
  const oscar = await t.actorOf('oscar');
  await expect(t.app.plans.version(oscar, t.otherRoomId, first.versionId)).rejects.toMatchObject(missing);
});

it('words that are typed and deleted again change nothing that was signed', async () => {
  t.clock.set('2026-11-25T09:00:00Z');
  const id = await write('Noter');
  await sign('grace');
  const { versionId } = await sign('clemence');
  await plan.write('odette', (doc) => fieldText(doc, id, 'title')!.insert(0, 'Bien '));
  await plan.write('odette', (doc) => fieldText(doc, id, 'title')!.delete(0, 5));
  const latest = await t.app.plans.latestSignOff(await t.actorOf('grace'), t.roomId);
  expect(latest).toMatchObject({ id: versionId, changed: false });
  expect(await sign('grace')).toEqual({ versionId, joint: true });
});

it('who has signed need not wait for an institution that has left the room', async () => {
  t.clock.set('2026-11-26T09:00:00Z');
  await write('Partir');
  const { versionId, joint } = await sign('grace');
  expect(joint).toBe(false);
  await t.app.roomMembers.institutionLeaves(await t.actorOf('felix'), {
    ...{ roomId: t.roomId, institutionId: t.institutionIds.nyanza },
  });
  expect(await sign('grace')).toEqual({ versionId, joint: true });
  expect((await page('grace')).last?.id).toBe(versionId);
});
