import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newId, type InstitutionId } from '#domain/ids.ts';
import { perhapsSame } from '#domain/institution/same.ts';
import { testApp, type PersonName, type TestApp } from '../../tests/fixtures/app.ts';
import { collided, repointed } from './merge.ts';

let t: TestApp;
beforeEach(async () => {
  t = await testApp();
});
afterEach(() => t.close());

const notFound = { code: 'not_found' };
const merge = async (name: PersonName, input: object) =>
  t.app.institutions.merge(await t.actorOf(name), input);

async function addTwin(more = {}): Promise<InstitutionId> {
  return t.app.institutions.add(await t.actorOf('ada'), {
    ...{
      networkId: t.networkId,
      name: 'Gihara Hosp.',
      shortName: 'Gihara',
      level: 'district',
      place: 'Kamonyi',
    },
    ...{ zone: 'Africa/Kigali', lang: 'en', code: 'G1', ...more },
  });
}

test('every table that points to an institution is thought of', async () => {
  const { rows } = await sql<{ table: string; column: string }>`
    SELECT c.conrelid::regclass::text AS table, a.attname AS column FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
    WHERE c.contype = 'f' AND c.confrelid = 'institution'::regclass`.execute(t.db);
  expect(rows.length).toBeGreaterThan(15);
  const forgotten = rows.filter(
    ({ table, column }) =>
      !(table in collided) && !repointed.some(([one, other]) => one === table && other === column),
  );
  expect(forgotten).toEqual([]);
});

test('only those who look after the network merge, and only what is still there', async () => {
  const goneId = await addTwin();
  const input = { keepId: t.institutionIds.gihara, goneId };
  for (const name of ['odette', 'theo', 'grace', 'felix', 'oscar'] as const) {
    await expect(merge(name, input)).rejects.toMatchObject(notFound);
    await expect(t.app.institutions.duplicates(await t.actorOf(name), t.networkId)).rejects.toMatchObject(
      notFound,
    );
    await expect(
      t.app.institutions.sideBySide(await t.actorOf(name), input.keepId, goneId),
    ).rejects.toMatchObject(notFound);
  }
  await expect(merge('ada', { keepId: goneId, goneId })).rejects.toMatchObject({ code: 'conflict' });
  await expect(merge('ada', { keepId: goneId, goneId: newId() })).rejects.toMatchObject(notFound);
  await expect(
    merge('ada', { keepId: t.institutionIds.gihara, goneId: t.institutionIds.nyanza }),
  ).rejects.toMatchObject({ fields: { '': 'error_merge_twinned' } });
  await merge('beatrice', input);
  await expect(merge('ada', input)).rejects.toMatchObject(notFound);
  await expect(merge('ada', { keepId: goneId, goneId: input.keepId })).rejects.toMatchObject(notFound);
});

test('what both had is had once, what one had is kept, the old address leads on', async () => {
  const { gihara, nyanza, backbone } = t.institutionIds;
  const goneId = await addTwin();
  const ada = await t.actorOf('ada');
  // The duplicate is in the same room, with two of the same people, a promise, and a later word on the topic.
  await t.db
    .insertInto('room_institution')
    .values({ room_id: t.roomId, institution_id: goneId, side: 'giver', position: 7 })
    .execute();
  await t.db
    .insertInto('institution_member')
    .values([
      { institution_id: goneId, person_id: t.personIds.odette, role: 'manager', created_at: t.clock.now() },
      { institution_id: goneId, person_id: t.personIds.oscar, role: 'staff', created_at: t.clock.now() },
    ])
    .execute();
  const stance = { topic_id: t.topicId, at: t.clock.now() };
  await t.db
    .insertInto('offer_need')
    .values([
      { ...stance, institution_id: gihara, stance: 'not_now' },
      { ...stance, institution_id: goneId, stance: 'can_give', at: new Date('2026-11-24T08:00:00Z') },
    ])
    .execute();
  const promise = await t.app.commitments.make(await t.actorOf('felix'), {
    ...{ roomId: t.roomId, institutionId: gihara, ownerId: t.personIds.odette, text: 'Count', lang: 'en' },
    ...{ dueOn: '2026-12-20', reportOn: '2026-12-25' },
  });
  const commitmentId = typeof promise === 'string' ? promise : (promise as { id: string }).id;
  await t.db
    .updateTable('commitment')
    .set({ witness_institution_id: goneId, learnt_from_institution_id: nyanza })
    .where('id', '=', commitmentId)
    .execute();
  await t.app.institutions.addFocal(ada, { institutionId: goneId, name: 'Alice' });
  const before = (await t.app.rooms.head(await t.actorOf('odette'), t.roomId)).institutions;

  await merge('ada', { keepId: gihara, goneId, code: goneId, place: goneId });

  const left = await sql<{
    table: string;
  }>`SELECT 'room' AS table FROM room_institution WHERE institution_id = ${goneId}
    UNION ALL SELECT 'member' FROM institution_member WHERE institution_id = ${goneId}
    UNION ALL SELECT 'commitment' FROM commitment WHERE ${goneId} IN (institution_id, witness_institution_id)
    UNION ALL SELECT 'focal' FROM focal_point WHERE institution_id = ${goneId}`.execute(t.db);
  expect(left.rows).toEqual([]);
  const odette = await t.actorOf('odette');
  expect(odette.institutions).toMatchObject([{ institutionId: gihara, role: 'manager' }]);
  expect((await t.actorOf('oscar')).institutions.map((one) => one.institutionId)).toContain(gihara);
  const room = await t.app.rooms.head(odette, t.roomId);
  expect(room.institutions.filter((one) => one.id === gihara)).toHaveLength(1);
  const colours = (all: typeof before) =>
    all.filter((one) => one.id !== goneId).map((one) => [one.id, one.twin]);
  expect(colours(room.institutions)).toEqual(colours(before));
  const row = await t.db
    .selectFrom('commitment')
    .where('id', '=', commitmentId)
    .selectAll()
    .executeTakeFirstOrThrow();
  expect(row).toMatchObject({ witness_institution_id: null, learnt_from_institution_id: nyanza });
  const open = await t.app.institutions.open(ada, gihara);
  expect(open).toMatchObject({
    ...{ name: 'Gihara Hospital', code: 'G1', place: 'Kamonyi' },
    focalPoints: [{ name: 'Alice' }],
    stances: [{ stance: 'can_give' }],
  });
  expect(await t.app.institutions.open(ada, goneId)).toMatchObject({ mergedInto: gihara });
  const list = await t.app.institutions.list(ada, t.networkId, {});
  expect(list.institutions.map((one) => one.id)).not.toContain(goneId);
  const audit = await t.db
    .selectFrom('audit')
    .where('kind', '=', 'institutions_merged')
    .selectAll()
    .execute();
  expect(audit).toMatchObject([
    { person_id: t.personIds.ada, data: { institutionId: gihara, goneId, was: 'Gihara Hosp.' } },
  ]);
  expect(backbone).not.toBe(goneId);
});

test('two that look like one and are not are put aside for good, by those who look after the network', async () => {
  const { gihara, nyanza } = t.institutionIds;
  const otherId = await addTwin({ name: 'Gihara  Hospital', code: null, place: 'Elsewhere' });
  const ada = await t.actorOf('ada');
  const apart = async (name: PersonName, input: object) =>
    t.app.institutions.keepApart(await t.actorOf(name), input);
  const suggested = async () =>
    (await t.app.institutions.duplicates(ada, t.networkId)).map((pair) => pair.map(({ id }) => id).sort());
  const pair = [gihara, otherId].sort();
  expect(await suggested()).toContainEqual(pair);
  for (const name of ['odette', 'theo', 'grace', 'felix', 'oscar'] as const)
    await expect(apart(name, { oneId: gihara, otherId })).rejects.toMatchObject(notFound);
  await expect(apart('ada', { oneId: gihara, otherId: newId() })).rejects.toMatchObject(notFound);
  await expect(apart('ada', { oneId: gihara, otherId: gihara })).rejects.toMatchObject({ code: 'conflict' });
  expect(await suggested()).toContainEqual(pair);
  await apart('beatrice', { oneId: gihara, otherId });
  await apart('ada', { oneId: otherId, otherId: gihara });
  expect(await suggested()).not.toContainEqual(pair);
  const said = await t.db
    .selectFrom('audit')
    .where('kind', '=', 'institutions_kept_apart')
    .selectAll()
    .execute();
  expect(said).toMatchObject([{ person_id: t.personIds.beatrice, network_id: t.networkId }]);
  // Whom the one that goes is not, the one that stays is not either.
  const thirdId = await addTwin({ name: 'Gihara Hospital', code: null, place: 'Further' });
  await merge('ada', { keepId: thirdId, goneId: otherId });
  expect(await suggested()).not.toContainEqual([gihara, thirdId].sort());
  expect(await t.db.selectFrom('institution_apart').selectAll().execute()).toHaveLength(1);
  expect(nyanza).not.toBe(thirdId);
});

test('the same name, or a like one in the same place and of the same level, may be one institution', () => {
  const at = (name: string, place = 'Kamonyi', level = 'district') => ({
    id: name + place,
    name,
    place,
    level,
  });
  const found = (...all: ReturnType<typeof at>[]) =>
    perhapsSame(all, 50).map((pair) => pair.map((one) => one.name));
  expect(found(at('Gihara Hospital'), at('Hôpital de Gihara'))).toHaveLength(1);
  expect(found(at('Hopital  Rémera'), at('Hôpital Remera', 'Elsewhere'))).toHaveLength(1);
  expect(found(at('Nyanza Lake Hospital'), at('Nyanza Lake Hopsital'))).toHaveLength(1);
  expect(found(at('Gihara Hospital'), at('Gihara', 'Kamonyi', 'health_centre'))).toEqual([]);
  expect(found(at('Gihara Hospital'), at('Muhura Hospital'))).toEqual([]);
  expect(found(at('Hôpital de Byumba 1'), at('Byumba 1 Hospital'))).toHaveLength(1);
  expect(found(at('Poste 1'), at('Poste 2'))).toEqual([]);
});
