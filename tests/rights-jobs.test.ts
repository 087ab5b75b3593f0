// What runs by the clock, and the jobs a request leaves behind: each shows that who lost the right between its planning
// and its running is told nothing. tests/rights.table.ts says in words whom each reaches.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeAccountMail } from '../server/auth/by-mail.ts';
import { timedWork } from '../server/jobs/timed.ts';
import { deliver, type Outgoing } from '../server/messaging/deliver.ts';
import { createLinks } from '../server/messaging/links.ts';
import { testApp, type TestApp } from './fixtures/app.ts';
import { jobs } from './rights.table.ts';

let t: TestApp;
beforeEach(async () => (t = await testApp()));
afterEach(() => t.close());

const log = { info() {}, warn() {}, error() {}, debug() {} } as unknown as TestApp['app']['log'];
const run = async (name: string) =>
  timedWork.find((work) => work.name === name)!.run({ db: t.db, clock: t.clock, log });
const links = createLinks('a secret of the tests, long enough');

/** Everything that waits goes out: who got which template. */
async function sent(): Promise<Record<string, string[]>> {
  const rows = await t.db.selectFrom('outbox').select(['id', 'person_id', 'template']).execute();
  const out = new Set<string>();
  const gateway = (mail: Outgoing) => (out.add(mail.id), Promise.resolve('taken'));
  for (const { id } of rows)
    await deliver({ db: t.db, clock: t.clock, origin: t.app.origin, links, gateway }, id);
  const nameOf = Object.fromEntries(Object.entries(t.personIds).map(([name, id]) => [id as string, name]));
  const to: Record<string, string[]> = {};
  for (const { id, person_id, template } of rows)
    if (out.has(id)) (to[nameOf[person_id ?? ''] ?? 'somebody'] ??= []).push(template);
  return to;
}

const room = () => ({ roomId: t.roomId });
const planned = { day: '2026-11-26', time: '14:00', minutes: 60 };
const plan = async () =>
  t.app.sessions.plan(await t.actorOf('felix'), {
    ...{ ...room(), kind: 'coaching_session', title: 'Stock cards', ...planned },
  });
async function promise(): Promise<void> {
  for (const [owner, institution] of [
    ['odette', 'gihara'],
    ['theo', 'gihara'],
    ['jeanpaul', 'nyanza'],
  ] as const)
    await t.app.commitments.make(await t.actorOf('felix'), {
      ...{ ...room(), text: 'Count', lang: 'en', dueOn: '2026-12-01', reportOn: '2026-12-02' },
      ...{ ownerId: t.personIds[owner], institutionId: t.institutionIds[institution] },
    });
}
/** Odette is taken out of the room; Théo only listens from now on. */
async function lose(): Promise<void> {
  const felix = await t.actorOf('felix');
  await t.app.roomMembers.remove(felix, { ...room(), personId: t.personIds.odette });
  await t.app.roomMembers.change(felix, {
    ...{ ...room(), personId: t.personIds.theo, role: 'observer', institutionId: t.institutionIds.gihara },
  });
}
const later = (at: string) => t.clock.set(at);
const audience = async (template: string) =>
  Object.entries(await sent())
    .filter(([, templates]) => templates.includes(template))
    .map(([name]) => name)
    .sort();

async function guest(): Promise<{ personId: string; secret: string; sessionId: string }> {
  const sessionId = (await plan()) as unknown as string;
  const felix = await t.actorOf('felix');
  const { token } = await t.app.guests.makeLink(felix, { sessionId });
  const said = { name: 'Ismaël', institution: 'Ruli', lang: 'fr', zone: 'Africa/Kigali' };
  const { personId } = await t.app.guests.come(token, null, said, { address: '10.0.0.1' });
  await t.app.guests.letIn(felix, { sessionId, personId });
  return { personId, sessionId, secret: await t.app.auth.start(personId, 'test') };
}
const outbox = () => t.db.selectFrom('outbox').select(['key', 'person_id']).orderBy('key').execute();

const proofs: Record<string, () => Promise<void>> = {
  async 'find-due'() {
    await promise();
    await lose();
    later('2026-12-02T07:00:00Z');
    await run('find-due');
    expect(await audience('report_due')).toEqual(['jeanpaul']);
  },
  async 'find-invitations'() {
    await plan();
    await lose();
    later('2026-11-23T08:10:00Z');
    await run('find-invitations');
    // An observer is in the room and invited like everybody.
    const invited = await audience('session_invited');
    expect(invited).not.toContain('odette');
    expect(invited).toEqual(expect.arrayContaining(['jeanpaul', 'theo', 'olive']));
    later('2026-11-25T12:30:00Z');
    await run('find-invitations');
    expect((await sent())['odette'] ?? []).toEqual([]);
  },
  async deliver() {
    await promise();
    await plan();
    later('2026-11-23T08:10:00Z');
    await run('find-invitations');
    later('2026-12-02T07:00:00Z');
    await run('find-due');
    expect((await outbox()).filter((row) => row.person_id === t.personIds.odette).length).toBeGreaterThan(2);
    await lose();
    expect(await sent()).not.toHaveProperty('odette');
  },
  async 'account-mail'() {
    const ask = async (email: string) =>
      writeAccountMail(
        { db: t.db, clock: t.clock, tokenOf: (id) => `token of ${id}` },
        { kind: 'sign_in', email },
      );
    // The address was another's when the mail was asked for, or belongs to nobody any more.
    await t.db.updateTable('person').set({ email: null }).where('id', '=', t.personIds.odette).execute();
    await t.db
      .updateTable('person')
      .set({ deleted_at: t.clock.now() })
      .where('id', '=', t.personIds.grace)
      .execute();
    for (const name of ['odette', 'grace', 'felix']) await ask(`${name}@example.org`);
    expect(await audience('sign_in_link')).toEqual(['felix']);
  },
  async 'end-visits'() {
    const { secret, sessionId } = await guest();
    const before = await outbox();
    later('2026-11-26T20:00:00Z');
    await run('end-visits');
    expect(await t.app.auth.actorOf(secret)).toBeNull();
    expect([await outbox(), sessionId]).toEqual([before, sessionId]);
  },
  async 'forget-guests'() {
    const { personId } = await guest();
    const before = await outbox();
    later('2027-01-20T02:20:00Z');
    await run('forget-guests');
    const gone = t.db.selectFrom('person').where('id', '=', personId).select('name');
    expect((await gone.executeTakeFirstOrThrow()).name).not.toBe('Ismaël');
    expect(await outbox()).toEqual(before);
  },
  async 'forget-authors'() {
    const { id } = await t.db.selectFrom('document').select('id').executeTakeFirstOrThrow();
    const author = { document_id: id, person_id: t.personIds.odette };
    await t.db
      .insertInto('document_author')
      .values([
        { ...author, client_id: 1, at: new Date('2025-11-01T00:00:00Z') },
        { ...author, client_id: 2, at: new Date('2026-11-01T00:00:00Z') },
      ])
      .execute();
    const before = await outbox();
    await run('forget-authors');
    const left = await t.db.selectFrom('document_author').select('client_id').execute();
    expect(left.map((row) => row.client_id)).toEqual([2]);
    expect(await outbox()).toEqual(before);
  },
  async 'keep-versions'() {
    const plan = t.db.updateTable('document').where('room_id', '=', t.roomId).where('kind', '=', 'plan');
    await plan.set({ unkept_since: t.clock.now() }).execute();
    const before = await outbox();
    later('2026-11-24T07:00:00Z');
    await run('keep-versions');
    const { id: version } = await t.db.selectFrom('plan_version').select('id').executeTakeFirstOrThrow();
    const odette = await t.actorOf('odette');
    expect(await t.app.plans.version(odette, t.roomId, version)).toMatchObject({ kind: 'daily' });
    await lose();
    await expect(t.app.plans.version(odette, t.roomId, version)).rejects.toMatchObject({ code: 'not_found' });
    expect(await outbox()).toEqual(before);
  },
  async 'find-imports'() {
    const add = async (place: string) => {
      const ada = await t.actorOf('beatrice');
      const importId = await t.app.institutions.imports.start(ada, {
        ...{ networkId: t.networkId, text: `Name;Level;Place\n${place};dh;${place}` },
      });
      await t.app.institutions.imports.confirm(ada, { importId, version: '1' });
      return importId;
    };
    const stateOf = async (id: string) =>
      (await t.db.selectFrom('import').where('id', '=', id).select('state').executeTakeFirstOrThrow()).state;
    const first = await add('Ruli');
    await run('find-imports');
    expect(await stateOf(first)).toBe('done');
    const second = await add('Nyamata');
    await t.app.networkMembers.takeBack(await t.actorOf('ada'), {
      ...{ networkId: t.networkId, personId: t.personIds.beatrice, role: 'backbone_manager' },
    });
    await run('find-imports');
    // Whose yes does not count any more wrote nothing: somebody who may looks at it again.
    expect(await stateOf(second)).toBe('preview');
    const names = await t.db.selectFrom('institution').select('name').execute();
    expect(names.map(({ name }) => name)).not.toContain('Nyamata');
    await t.app.institutions.imports.confirm(await t.actorOf('ada'), { importId: second, version: '1' });
    await run('find-imports');
    expect(await stateOf(second)).toBe('done');
  },
  async 'forget-accounts'() {
    await plan();
    await lose();
    const before = await outbox();
    await run('forget-accounts');
    expect(await outbox()).toEqual(before);
  },
};

test('all that runs by the clock or after a request has a row that says whom it reaches, and a proof', () => {
  const named = [...timedWork.map((work) => work.name), 'deliver', 'account-mail'].toSorted();
  expect(Object.keys(jobs).toSorted()).toEqual(named);
  expect(Object.keys(proofs).toSorted()).toEqual(named);
});

for (const [name, proof] of Object.entries(proofs))
  test(`JOB ${name} tells nobody who lost the right meanwhile`, proof);
