import { afterAll, beforeAll, expect, test } from 'vitest';
import * as Y from 'yjs';
import { addCards, readCards } from '#domain/plan/document.ts';
import { testApp, type TestApp } from '../../../tests/fixtures/app.ts';
import { writeCards } from '../rows.ts';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
  const doc = new Y.Doc();
  const values = { owner: t.personIds.odette, institution: t.institutionIds.gihara, due: '2026-12-15' };
  addCards(doc, [{ kind: 'action', texts: { title: 'Weekly count' }, values }], 'en');
  const { id } = await t.db
    .selectFrom('document')
    .where('room_id', '=', t.roomId)
    .where('kind', '=', 'plan')
    .select('id')
    .executeTakeFirstOrThrow();
  await writeCards(t.db, id, readCards(doc), t.clock.now());
  await t.app.commitments.make(await t.actorOf('felix'), {
    ...{
      roomId: t.roomId,
      text: 'Said in a session',
      lang: 'en',
      dueOn: '2026-12-20',
      reportOn: '2026-12-22',
    },
    ...{ institutionId: t.institutionIds.nyanza, ownerId: t.personIds.jeanpaul },
  });
});
afterAll(() => t?.close());

type Who = Parameters<TestApp['actorOf']>[0];
const make = async (who: Who, days: unknown = '7') =>
  t.app.plans.makeLink(await t.actorOf(who), { roomId: t.roomId, days });
const open = (token: string) => t.app.planDoor.open(token, 'en', '192.0.2.7');

test('only those who lead the room make links; nobody else sees one or takes one back', async () => {
  for (const who of ['odette', 'grace', 'olive', 'oscar', 'beatrice', 'ada'] as const) {
    const actor = await t.actorOf(who);
    await expect(make(who)).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.app.plans.links(actor, t.roomId)).rejects.toMatchObject({ code: 'not_found' });
  }
  await expect(make('felix', '365')).rejects.toMatchObject({ code: 'invalid' });
  await make('felix');
  const [link] = await t.app.plans.links(await t.actorOf('theo'), t.roomId);
  // Oscar leads another room.
  const elsewhere = { roomId: t.otherRoomId, linkId: link!.id };
  await expect(t.app.plans.revokeLink(await t.actorOf('oscar'), elsewhere)).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(
    t.app.plans.revokeLink(await t.actorOf('odette'), { roomId: t.roomId, linkId: link!.id }),
  ).rejects.toMatchObject({ code: 'not_found' });
});

test('whoever holds a link reads the plan and nobody’s name; ended, taken back or made up it opens nothing', async () => {
  const { token } = await make('theo');
  const outline = (await open(token))!;
  expect(outline.actions).toMatchObject([
    { title: 'Weekly count', institution: 'Gihara Hospital', owner: '', due: '2026-12-15' },
  ]);
  const words = JSON.stringify(outline);
  for (const name of ['Odette', 'Jean-Paul', 'Said in a session']) expect(words).not.toContain(name);
  expect(JSON.stringify(await t.db.selectFrom('plan_link').selectAll().execute())).not.toContain(token);
  const theo = await t.actorOf('theo');
  const [mine] = await t.app.plans.links(theo, t.roomId);
  expect(mine).toMatchObject({ madeBy: 'Théo Niyonzima', lastOpenedAt: t.clock.now() });
  for (const bad of ['', 'x', 'A'.repeat(43)]) expect(await open(bad)).toBeNull();

  t.clock.set('2026-11-30T07:59:00Z');
  expect(await open(token)).not.toBeNull();
  t.clock.set('2026-11-30T08:00:00Z');
  expect(await open(token)).toBeNull();
  t.clock.set('2026-11-23T08:00:00Z');
  // Who may no longer share the plan shares it no longer.
  const seat = t.db.updateTable('room_member').where('person_id', '=', t.personIds.theo);
  await seat.set({ role: 'staff' }).execute();
  expect(await open(token)).toBeNull();
  await seat.set({ role: 'co_facilitator' }).execute();
  const twice = { roomId: t.roomId, linkId: mine!.id };
  await t.app.plans.revokeLink(await t.actorOf('felix'), twice);
  expect(await open(token)).toBeNull();
  t.clock.set('2026-11-23T08:01:00Z');
  await t.app.plans.revokeLink(theo, twice);
  const kinds = await t.db
    .selectFrom('audit')
    .where('kind', 'like', 'plan_link%')
    .select('kind')
    .orderBy('at')
    .execute();
  expect(kinds.map(({ kind }) => kind)).toEqual(['plan_link_made', 'plan_link_made', 'plan_link_revoked']);
});

test('somebody who guesses on and on is stopped', async () => {
  const guess = async () => {
    for (let tries = 0; tries < 70; tries++) await t.app.planDoor.open(`guess ${tries}`, 'en', '192.0.2.8');
  };
  await expect(guess()).rejects.toMatchObject({ code: 'too_many' });
});
