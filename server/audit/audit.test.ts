import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testApp, type TestApp } from '../../tests/fixtures/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

const notFound = expect.objectContaining({ code: 'not_found' });

describe('the audit', () => {
  it('is read by administrators only', async () => {
    for (const name of ['odette', 'felix', 'grace', 'beatrice', 'oscar'] as const) {
      const actor = await t.actorOf(name);
      await expect(t.app.audit.ofNetwork(actor, t.networkId), name).rejects.toEqual(notFound);
      await expect(t.app.audit.exportCsv(actor, { networkId: t.networkId }), name).rejects.toEqual(notFound);
    }
    await expect(t.app.audit.ofNetwork(null, t.networkId)).rejects.toMatchObject({ code: 'signed_out' });
  });

  it('shows what was done, to whom, newest first, by kind, person and day', async () => {
    const ada = await t.actorOf('ada');
    t.clock.set('2026-11-24T08:00:00Z');
    await t.app.roomMembers.remove(ada, { roomId: t.roomId, personId: t.personIds.olive });
    await t.app.auth.start(t.personIds.ada, 'a telephone');
    await t.app.auth.start(t.personIds.odette, 'her own');
    const all = await t.app.audit.ofNetwork(ada, t.networkId);
    expect(all.items.slice(0, 2).map(({ kind, by, subject, room }) => [kind, by, subject, room])).toEqual([
      ['signed_in', 'Ada Kabera', null, null],
      ['room_member_removed', 'Ada Kabera', 'Olive Kayitesi', 'Pharmacy supply chain'],
    ]);
    const kinds = async (filters: object) =>
      (await t.app.audit.ofNetwork(ada, t.networkId, filters)).items.map(({ kind }) => kind);
    expect(await kinds({ kind: 'room_member_removed' })).toEqual(['room_member_removed']);
    expect(await kinds({ personId: t.personIds.olive })).toEqual([
      'room_member_removed',
      'room_member_joined',
    ]);
    expect(await kinds({ day: '2026-11-24' })).toHaveLength(2);
    expect(await kinds({ day: '2026-11-22' })).toEqual([]);
    expect(await kinds({ personId: 'x' })).toEqual([]);
    const [first] = all.items;
    expect(await kinds({ after: first?.id })).toHaveLength(all.items.length - 1);
  });

  it('gives everybody their own: what they did and what was done to them', async () => {
    const mine = await t.app.audit.ofMe(await t.actorOf('olive'));
    expect(mine.map(({ kind, by }) => [kind, by])).toEqual([
      ['room_member_removed', 'Ada Kabera'],
      ['room_member_joined', 'Ada Kabera'],
    ]);
  });

  it('opens as a file without formulas, and that it was opened stands in it', async () => {
    const ada = await t.actorOf('ada');
    await t.db
      .updateTable('person')
      .set({ name: '=HYPERLINK("x")' })
      .where('id', '=', t.personIds.olive)
      .execute();
    const csv = await t.app.audit.exportCsv(ada, { networkId: t.networkId, kind: '', personId: '', day: '' });
    expect(csv).toContain('at,kind,by,subject');
    expect(csv).toContain(`"'=HYPERLINK(""x"")"`);
    const { items } = await t.app.audit.ofNetwork(ada, t.networkId, { kind: 'audit_exported' });
    expect(items).toHaveLength(1);
  });

  it('is changed by nobody: neither by SQL, nor by a person’s going', async () => {
    const count = async () =>
      Number(
        (
          await t.db
            .selectFrom('audit')
            .select((eb) => eb.fn.countAll().as('n'))
            .executeTakeFirstOrThrow()
        ).n,
      );
    const before = await count();
    await expect(t.db.updateTable('audit').set({ kind: 'x' }).execute()).rejects.toThrow(/never changed/);
    await expect(t.db.deleteFrom('audit').execute()).rejects.toThrow(/never changed/);
    await expect(t.db.deleteFrom('person').where('id', '=', t.personIds.ada).execute()).rejects.toThrow();
    expect(await count()).toBe(before);
    expect(Object.keys(t.app.audit).toSorted()).toEqual(['exportCsv', 'ofMe', 'ofNetwork']);
  });
});
