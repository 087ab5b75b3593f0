import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  addCard,
  deleteCard,
  fieldText,
  moveCard,
  restoreCard,
  setCardValue,
} from '#domain/plan/document.ts';
import { testApp, type PersonName, type TestApp } from '../../tests/fixtures/app.ts';
import { planOf, type TestPlan } from '../../tests/fixtures/plan.ts';
import { keepVersions } from './keep-versions.ts';

let t: TestApp;
let plan: TestPlan;
const ids: Record<string, string> = {};
beforeAll(async () => {
  t = await testApp();
  plan = await planOf(t);
});
afterAll(async () => {
  await plan.close();
  await t.close();
});

const run = () => keepVersions({ db: t.db, clock: t.clock });
const kept = async () =>
  t.db
    .selectFrom('plan_version')
    .orderBy('at')
    .select(['kind', 'day', 'hash', 'contributors', 'session_id'])
    .execute();
const history = async (name: PersonName, filter: Parameters<typeof t.app.plans.history>[2] = {}) =>
  t.app.plans.history(await t.actorOf(name), t.roomId, filter);

it('a plan is kept when the day on which somebody wrote is over where the room is, once', async () => {
  ids['count'] = await plan.write('odette', (doc) =>
    addCard(doc, { kind: 'action', texts: { title: 'Count weekly' } }, 'en'),
  );
  await plan.write('jeanpaul', (doc) => setCardValue(doc, ids['count']!, 'due', '2026-12-15'));
  expect(await run()).toBe(0);
  t.clock.set('2026-11-23T21:59:00Z');
  expect(await run()).toBe(0);
  // Midnight in Kigali.
  t.clock.set('2026-11-23T22:00:00Z');
  expect(await run()).toBe(1);
  expect(await run()).toBe(0);
  expect(await kept()).toMatchObject([{ kind: 'daily', day: '2026-11-23' }]);
  expect((await kept())[0]!.contributors.sort()).toEqual([t.personIds.odette, t.personIds.jeanpaul].sort());
});

it('a plan is kept as a session left it, when all that was saved then is projected', async () => {
  t.clock.set('2026-11-24T08:00:00Z');
  const felix = await t.actorOf('felix');
  const end = async () => {
    const planned = { day: '2026-11-24', time: '14:00', minutes: 60 };
    const id = (await t.app.sessions.plan(felix, {
      ...{ roomId: t.roomId, kind: 'coaching_session', title: 'Stock cards', ...planned },
    })) as unknown as string;
    await t.db
      .updateTable('session')
      .set({ opened_at: t.clock.now(), ended_at: t.clock.now() })
      .where('id', '=', id)
      .execute();
    return id;
  };
  const first = await end();
  // Nothing was written since: the version of the day before is the plan of this session.
  await run();
  expect(await kept()).toHaveLength(1);
  const keptFor = (id: string) =>
    t.db.selectFrom('session').where('id', '=', id).select('plan_version_id').executeTakeFirstOrThrow();
  expect((await keptFor(first)).plan_version_id).not.toBeNull();
  await t.db.updateTable('document').set({ seq: 1000 }).where('id', '=', plan.documentId).execute();
  const second = await end();
  expect(await run()).toBe(0);
  await t.db.updateTable('document').set({ projected_seq: 1000 }).where('id', '=', plan.documentId).execute();
  await plan.write('theo', (doc) => fieldText(doc, ids['count']!, 'title')!.insert(12, ' on Monday'));
  expect(await run()).toBe(1);
  expect(await kept()).toMatchObject([{}, { kind: 'session', day: '2026-11-24', session_id: second }]);
  t.clock.set('2026-11-25T08:00:00Z');
  // That day has its version.
  expect(await run()).toBe(0);
  const { markers } = await history('olive');
  expect(markers).toMatchObject([{ kind: 'session', session: { id: second, title: 'Stock cards' } }]);
});

it('the history tells members who did what in which card, and nobody else', async () => {
  for (const name of ['oscar', 'beatrice', 'ada'] as const)
    await expect(history(name)).rejects.toMatchObject({ code: 'not_found' });
  await plan.write('odette', (doc) => setCardValue(doc, ids['count']!, 'owner', t.personIds.jeanpaul));
  t.clock.set('2026-11-25T09:00:00Z');
  ids['idea'] = await plan.write('jeanpaul', (doc) =>
    addCard(doc, { kind: 'idea', texts: { title: 'Trier' } }, 'fr'),
  );
  await plan.write('jeanpaul', (doc) => deleteCard(doc, ids['idea']!, t.clock.now()));
  t.clock.set('2026-11-25T10:00:00Z');
  await plan.write('clemence', (doc) => restoreCard(doc, ids['idea']!));
  t.clock.set('2026-11-25T11:00:00Z');
  await plan.write('clemence', (doc) => {
    addCard(doc, { kind: 'idea', texts: { title: 'Ranger' } }, 'fr');
    moveCard(doc, ids['idea']!, 1);
  });
  const { entries, names } = await history('olive');
  expect(entries.map(({ byName, what, title }) => `${byName} ${what} ${title}`)).toEqual([
    'Clémence Uwase added Ranger',
    'Clémence Uwase moved Trier',
    'Clémence Uwase taken_back Trier',
    'Jean-Paul Habimana deleted Trier',
    'Odette Mukamana changed Count weekly on Monday',
    'Théo Niyonzima changed Count weekly on Monday',
    'Jean-Paul Habimana changed Count weekly on Monday',
    'Odette Mukamana added Count weekly on Monday',
  ]);
  const owner = entries.find(({ pieces }) => pieces.some(({ name }) => name === 'owner'))!;
  expect(owner.pieces).toMatchObject([{ before: null, after: t.personIds.jeanpaul }]);
  expect(names[t.personIds.jeanpaul]).toBe('Jean-Paul Habimana');
  expect(owner.institutionId).toBe(t.institutionIds.gihara);
});

it('it is read from a version, from one’s last stay, of one card or person, and page by page', async () => {
  const oscar = await t.actorOf('oscar');
  const [daily] = await t.db.selectFrom('plan_version').orderBy('at').select('id').execute();
  const { entries } = await history('grace', { since: { versionId: daily!.id } });
  expect(entries.map(({ byName }) => byName)).not.toContain('Jean-Paul Habimana changed');
  expect(entries.at(-1)).toMatchObject({ byName: 'Théo Niyonzima' });
  await expect(
    t.app.plans.history(oscar, t.otherRoomId, { since: { versionId: daily!.id } }),
  ).rejects.toMatchObject({ code: 'not_found' });
  const grace = await t.actorOf('grace');
  expect(await t.app.plans.lastHere(grace, t.roomId)).toBeNull();
  t.clock.set('2026-11-25T09:30:00Z');
  await t.app.rooms.visit(grace, { roomId: t.roomId });
  t.clock.set('2026-11-25T12:00:00Z');
  await t.app.rooms.visit(grace, { roomId: t.roomId });
  const here = await t.app.plans.lastHere(grace, t.roomId);
  expect(here).toEqual(new Date('2026-11-25T09:30:00Z'));
  expect(await t.app.plans.summary(grace, t.roomId, here!)).toEqual({ added: 1, changed: 1, deleted: 0 });
  // What one did oneself is no news.
  const clemence = await t.actorOf('clemence');
  expect((await t.app.plans.history(clemence, t.roomId, { since: { at: here! } })).entries).toEqual([]);
  const ofCard = (await history('grace', { cardId: ids['idea']! })).entries;
  expect(new Set(ofCard.map(({ cardId }) => cardId))).toEqual(new Set([ids['idea']]));
  const ofTheo = (await history('grace', { personId: t.personIds.theo })).entries;
  expect(ofTheo.map(({ byName }) => byName)).toEqual(['Théo Niyonzima']);
  await t.db
    .insertInto('plan_change')
    .values(
      Array.from({ length: 400 }, (_, n) => ({
        ...{ document_id: plan.documentId, seq: 2000 + n, card_id: ids['count']!, field: 'detail' },
        ...{ before: `${n}`, after: `${n + 1}`, person_id: t.personIds.odette },
        at: new Date(Date.UTC(2026, 10, 26, 0, n * 20)),
      })),
    )
    .execute();
  const seen = new Set<string>();
  let before: string | null = null;
  let pages = 0;
  do {
    const page: Awaited<ReturnType<typeof history>> = await history('grace', { before });
    for (const entry of page.entries) seen.add(entry.id);
    before = page.next;
    pages += 1;
  } while (before !== null);
  expect([pages, seen.size]).toEqual([3, 408]);
});
