import { afterEach, beforeEach, expect, test } from 'vitest';
import { newId, type InstitutionId, type RoomId } from '#domain/ids.ts';
import { testApp, type PersonName, type TestApp } from '../../tests/fixtures/app.ts';
import { hashPassword } from '../auth/passwords.ts';
import { sql } from '../db/database.ts';
import { collided, repointed } from '../institution/merge.ts';

let t: TestApp;
beforeEach(async () => {
  t = await testApp();
});
afterEach(() => t.close());

const password = 'a few words in a row';
const as = (name: PersonName) => t.actorOf(name);
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Starts `one`, then `other`, while something else holds what both need: they go on at once, when it lets go. */
async function atOnce<A, B>(held: 'network' | 'person', one: () => Promise<A>, other: () => Promise<B>) {
  const id = held === 'network' ? t.networkId : t.personIds.odette;
  const started = await t.db.transaction().execute(async (trx) => {
    await sql`SELECT FROM ${sql.table(held)} WHERE id = ${id} FOR UPDATE`.execute(trx);
    const first = one();
    first.catch(() => {});
    await pause(250);
    const second = other();
    second.catch(() => {});
    await pause(250);
    return { first, second };
  });
  return Promise.allSettled([started.first, started.second] as const);
}

const count = async (query: ReturnType<typeof sql<{ n: number }>>) =>
  Number((await query.execute(t.db)).rows[0]?.n);
const administrators = () =>
  count(sql<{ n: number }>`SELECT count(*) AS n FROM network_member JOIN person ON person.id = person_id
    WHERE role = 'administrator' AND deleted_at IS NULL`);

async function twoAdministrators(): Promise<void> {
  await t.db
    .updateTable('network_member')
    .set({ role: 'administrator' })
    .where('person_id', '=', t.personIds.beatrice)
    .execute();
  await t.db
    .updateTable('person')
    .set({ password_hash: await hashPassword(password) })
    .execute();
}

test('two administrators who go at once, by whatever way, leave one', async () => {
  await twoAdministrators();
  const [ada, beatrice] = [await as('ada'), await as('beatrice')];
  const gone = await atOnce(
    'network',
    () => t.app.people.deleteAccount(ada, { typed: ada.name, proof: password }),
    () => t.app.people.deleteAccount(beatrice, { typed: beatrice.name, proof: password }),
  );
  expect(gone.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(gone[1]).toMatchObject({ reason: { fields: { '': 'error_last_administrator' } } });
  expect(await administrators()).toBe(1);
  // Nothing of the refused deletion happened.
  expect((await as('beatrice')).name).toBe('Béatrice Umutoni');
});

test('one deletes the account while the other gives up the role: one is left', async () => {
  await twoAdministrators();
  const [ada, beatrice] = [await as('ada'), await as('beatrice')];
  const gone = await atOnce(
    'network',
    () => t.app.people.deleteAccount(ada, { typed: ada.name, proof: password }),
    () =>
      t.app.networkMembers.takeBack(beatrice, {
        ...{ networkId: t.networkId, personId: beatrice.personId, role: 'administrator' },
      }),
  );
  expect(gone.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(await administrators()).toBe(1);
});

test.each(['merged first', 'opened first'])(
  'a duplicate is merged while a room is opened for it: nothing points to it afterwards (%s)',
  async (order) => {
    const ada = await as('ada');
    const { id: goneId } = await duplicate();
    const merge = () => t.app.institutions.merge(ada, { keepId: t.institutionIds.gihara, goneId });
    const open = () =>
      t.app.rooms.open(ada, {
        ...{ networkId: t.networkId, topicId: t.topicId, lang: 'en', name: 'A third room' },
        ...{ giverId: goneId, receiverId: t.institutionIds.muhura },
      });
    const [first, second] = order === 'merged first' ? [merge, open] : [open, merge];
    const both = await atOnce<unknown, unknown>('network', first, second);
    const opened = order === 'merged first' ? both[1] : both[0];
    expect((order === 'merged first' ? both[0] : both[1]).status).toBe('fulfilled');
    for (const [table, column] of [
      ...repointed,
      ...Object.keys(collided).flatMap((one) =>
        one === 'institution_apart'
          ? [
              [one, 'one_id'],
              [one, 'other_id'],
            ]
          : [[one, 'institution_id']],
      ),
    ])
      expect(
        await count(
          sql<{
            n: number;
          }>`SELECT count(*) AS n FROM ${sql.table(table!)} WHERE ${sql.ref(column!)} = ${goneId}`,
        ),
        table,
      ).toBe(0);
    const rooms = await t.db.selectFrom('room').where('name', '=', 'A third room').select('id').execute();
    expect(rooms).toHaveLength(opened.status === 'fulfilled' ? 1 : 0);
    if (opened.status === 'rejected')
      expect(opened.reason).toMatchObject({ fields: { giverId: expect.stringMatching(/^error/) } });
    else expect(await twinsOf(opened.value as RoomId)).toEqual(['Gihara Hospital', 'Muhura Hospital']);
  },
);

test.each(['deleted first', 'committed first'])(
  'an account is deleted while its person commits: a whole commitment or none (%s)',
  async (order) => {
    await t.db
      .updateTable('person')
      .set({ password_hash: await hashPassword(password) })
      .execute();
    const odette = await as('odette');
    const go = () => t.app.people.deleteAccount(odette, { typed: odette.name, proof: password });
    const commit = () =>
      t.app.commitments.make(odette, {
        ...{
          roomId: t.roomId,
          text: 'Count every Friday',
          lang: 'en',
          dueOn: '2026-12-10',
          reportOn: '2026-12-15',
        },
        ...{ institutionId: t.institutionIds.gihara, ownerId: odette.personId },
      });
    const [first, second] = order === 'deleted first' ? [go, commit] : [commit, go];
    const both = await atOnce<unknown, unknown>('person', first, second);
    const [gone, made] = order === 'deleted first' ? both : [both[1], both[0]];
    expect(gone).toMatchObject({ status: 'fulfilled' });
    const written = made.status === 'fulfilled' ? 1 : 0;
    if (made.status === 'rejected') expect(made.reason).toMatchObject({ code: 'signed_out' });
    expect(await count(sql<{ n: number }>`SELECT count(*) AS n FROM commitment`)).toBe(written);
    expect(
      await count(sql<{ n: number }>`SELECT count(*) AS n FROM event WHERE kind = 'commitment_made'`),
    ).toBe(written);
    expect(
      await count(sql<{ n: number }>`SELECT count(*) AS n FROM event WHERE data::text LIKE '%Odette%'`),
    ).toBe(0);
    expect(
      await count(
        sql<{ n: number }>`SELECT count(*) AS n FROM room_member WHERE person_id = ${odette.personId}`,
      ),
    ).toBe(0);
  },
);

test.each(['left first', 'accepted first'])(
  'an institution leaves while somebody accepts a poster through it: nobody is in through it (%s)',
  async (order) => {
    const { token } = await t.app.invitations.make(await as('felix'), {
      ...{ networkId: t.networkId, roomId: t.roomId, institutionId: '', target: 'room' },
      ...{ role: 'staff', many: 'on' },
    });
    const ada = await as('ada');
    const leave = () =>
      t.app.institutionMembers.leaveNetwork(ada, { institutionId: t.institutionIds.nyanza, sure: 'on' });
    const accept = () =>
      t.app.invitations.acceptAsNew(token, {
        ...{ way: 'pin', name: 'Ines', lang: 'fr', pin: '739205', telephone: '' },
        institutionId: t.institutionIds.nyanza,
      });
    const [first, second] = order === 'left first' ? [leave, accept] : [accept, leave];
    const both = await atOnce<unknown, unknown>('network', first, second);
    const [left, accepted] = order === 'left first' ? both : [both[1], both[0]];
    expect(left).toMatchObject({ status: 'fulfilled' });
    const nyanza = t.institutionIds.nyanza;
    expect(
      await count(sql<{ n: number }>`SELECT count(*) AS n FROM room_member WHERE institution_id = ${nyanza}`),
    ).toBe(0);
    expect(
      await count(sql<{ n: number }>`SELECT count(*) AS n FROM room_institution
        WHERE institution_id = ${nyanza} AND left_at IS NULL`),
    ).toBe(0);
    // Who was refused is not half here.
    expect(await count(sql<{ n: number }>`SELECT count(*) AS n FROM person WHERE name = 'Ines'`)).toBe(
      accepted.status === 'fulfilled' ? 1 : 0,
    );
    if (accepted.status === 'rejected')
      expect(['invalid', 'gone']).toContain((accepted.reason as { code: string }).code);
  },
);

test('a deleted account’s links for guests open no door', async () => {
  await t.db
    .updateTable('person')
    .set({ password_hash: await hashPassword(password) })
    .execute();
  const theo = await as('theo');
  const planned: unknown = await t.app.sessions.plan(theo, {
    ...{
      roomId: t.roomId,
      title: 'With guests',
      day: '2026-11-26',
      time: '10:00',
      minutes: 60,
      kind: 'coaching_session',
    },
  });
  const sessionId = typeof planned === 'string' ? planned : (planned as { sessionId: string }).sessionId;
  const { token } = await t.app.guests.makeLink(theo, { sessionId });
  expect(await t.app.guests.look(token)).toMatchObject({ open: true });
  await t.app.people.deleteAccount(theo, { typed: theo.name, proof: password });
  expect(await t.app.guests.look(token)).toMatchObject({ open: false, because: 'revoked' });
});

async function duplicate(): Promise<{ id: InstitutionId }> {
  const id = newId<InstitutionId>();
  await t.db
    .insertInto('institution')
    .values({
      ...{ id, network_id: t.networkId, name: 'Gihara Hosp.', short_name: 'Gihara', level: 'district' },
      ...{ place: 'Kamonyi', zone: 'Africa/Kigali', lang: 'en', created_at: t.clock.now() },
    })
    .execute();
  return { id };
}

async function twinsOf(roomId: RoomId): Promise<string[]> {
  const rows = await t.db
    .selectFrom('room_institution')
    .innerJoin('institution', 'institution.id', 'room_institution.institution_id')
    .where('room_id', '=', roomId)
    .orderBy('institution.name')
    .select('institution.name')
    .execute();
  return rows.map(({ name }) => name);
}
