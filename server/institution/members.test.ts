import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testApp, type PersonName, type TestApp } from '../../tests/fixtures/app.ts';

let t: TestApp;
beforeEach(async () => {
  t = await testApp();
});
afterEach(() => t.close());

const notFound = expect.objectContaining({ code: 'not_found' });
const refused = (key: string) => expect.objectContaining({ fields: { '': key } });
const gihara = (name: PersonName) => ({
  institutionId: t.institutionIds.gihara,
  personId: t.personIds[name],
});
const as = (name: PersonName) => t.actorOf(name);
const rooms = async (name: PersonName) => (await t.app.rooms.mine(await as(name))).map((room) => room.id);

describe('the people of an institution', () => {
  it('are seen by their own and by those who look after the network', async () => {
    const id = t.institutionIds.gihara;
    for (const name of ['jeanpaul', 'felix', 'oscar'] as const)
      await expect(t.app.institutionMembers.list(await as(name), id), name).rejects.toEqual(notFound);
    await expect(t.app.institutionMembers.list(null, id)).rejects.toMatchObject({ code: 'signed_out' });
    const seen = await t.app.institutionMembers.list(await as('odette'), id);
    expect(seen.people.map(({ name, role, signsIn }) => [name, role, signsIn])).toEqual([
      ['Grace Ingabire', 'manager', null],
      ['Odette Mukamana', 'staff', null],
      ['Théo Niyonzima', 'co_facilitator', null],
    ]);
    const helped = await t.app.institutionMembers.list(await as('theo'), id);
    expect(helped.people[0]?.signsIn).toBe('email');
  });

  it('are changed by who speaks for it and by administrators, and everybody may go', async () => {
    for (const name of ['odette', 'clemence', 'felix', 'beatrice', 'oscar'] as const) {
      const change = { ...gihara('theo'), role: 'staff' };
      await expect(t.app.institutionMembers.changeRole(await as(name), change), name).rejects.toEqual(
        notFound,
      );
      await expect(t.app.institutionMembers.remove(await as(name), gihara('theo')), name).rejects.toEqual(
        notFound,
      );
    }
    await t.app.institutionMembers.changeRole(await as('grace'), { ...gihara('odette'), role: 'manager' });
    expect((await as('odette')).institutions[0]?.role).toBe('manager');
    await t.app.institutionMembers.remove(await as('theo'), gihara('theo'));
    expect(await rooms('theo')).toEqual([]);
  });

  it('lose every room that the institution was their way into, and no other', async () => {
    await t.app.rooms.join(await as('ada'), {
      ...{ roomId: t.otherRoomId, personId: t.personIds.odette },
      ...{ institutionId: t.institutionIds.muhura, role: 'staff' },
    });
    await t.app.institutionMembers.remove(await as('grace'), gihara('odette'));
    expect(await rooms('odette')).toEqual([t.otherRoomId]);
    expect((await as('odette')).institutions.map((one) => one.institutionId)).toEqual([
      t.institutionIds.muhura,
    ]);
  });
});

describe('those who look after the network', () => {
  const backbone = (name: PersonName) => ({
    institutionId: t.institutionIds.backbone,
    personId: t.personIds[name],
  });
  const belong = (name: PersonName, role: string) =>
    t.db
      .insertInto('institution_member')
      .values({
        ...{ institution_id: t.institutionIds.backbone, person_id: t.personIds[name], role },
        created_at: t.clock.now(),
      })
      .onConflict((conflict) => conflict.columns(['institution_id', 'person_id']).doUpdateSet({ role }))
      .execute();

  it('are appointed and dismissed by administrators; the last one stays', async () => {
    const take = { networkId: t.networkId, personId: t.personIds.beatrice, role: 'backbone_manager' };
    for (const name of ['beatrice', 'felix', 'odette', 'oscar'] as const)
      await expect(t.app.networkMembers.takeBack(await as(name), take), name).rejects.toEqual(notFound);
    await expect(t.app.networkMembers.list(await as('felix'), t.networkId)).rejects.toEqual(notFound);
    const last = { networkId: t.networkId, personId: t.personIds.ada, role: 'administrator' };
    await expect(t.app.networkMembers.takeBack(await as('ada'), last)).rejects.toEqual(
      refused('rights_error_last_administrator'),
    );
    await t.app.networkMembers.takeBack(await as('ada'), take);
    expect((await as('beatrice')).networks).toEqual([]);
    await expect(t.app.networkMembers.takeBack(await as('ada'), take)).rejects.toEqual(notFound);
  });

  it('do not lose their role by the hand of their office’s manager', async () => {
    await belong('ada', 'staff');
    await belong('felix', 'manager');
    await expect(t.app.institutionMembers.remove(await as('felix'), backbone('ada'))).rejects.toEqual(
      refused('rights_error_network_role'),
    );
    await expect(t.app.institutionMembers.remove(await as('ada'), backbone('ada'))).rejects.toEqual(
      refused('rights_error_last_administrator'),
    );
    await belong('beatrice', 'staff');
    await t.app.institutionMembers.remove(await as('ada'), backbone('beatrice'));
    expect((await as('beatrice')).networks).toEqual([]);
  });
});

describe('an institution that leaves the network', () => {
  const gone = () => ({ institutionId: t.institutionIds.gihara, sure: 'on' });

  it('is taken out by its manager or an administrator, who said yes', async () => {
    for (const name of ['odette', 'theo', 'felix', 'beatrice', 'clemence', 'oscar'] as const) {
      await expect(t.app.institutionMembers.leaveNetwork(await as(name), gone()), name).rejects.toEqual(
        notFound,
      );
      await expect(
        t.app.institutionMembers.exportData(await as(name), { ...gone(), format: 'json' }),
        name,
      ).rejects.toEqual(notFound);
    }
    await expect(
      t.app.institutionMembers.leaveNetwork(await as('grace'), { ...gone(), sure: '' }),
    ).rejects.toMatchObject({ fields: { sure: 'error_not_sure' } });
  });

  it('takes its data along, and its people keep their accounts but no room', async () => {
    await t.app.commitments.make(await as('felix'), {
      ...{ roomId: t.roomId, text: '=1+1', lang: 'en', dueOn: '2026-12-10', reportOn: '2026-12-15' },
      ...{ institutionId: t.institutionIds.gihara, ownerId: t.personIds.odette },
    });
    const grace = await as('grace');
    const id = t.institutionIds.gihara;
    const { text } = await t.app.institutionMembers.exportData(grace, { institutionId: id, format: 'json' });
    expect(JSON.parse(text)).toMatchObject({
      institution: { name: 'Gihara Hospital' },
      commitments: [{ text: '=1+1', owner: 'Odette Mukamana' }],
    });
    const csv = await t.app.institutionMembers.exportData(grace, { institutionId: id, format: 'csv' });
    expect(csv.text).toContain("'=1+1");
    await t.app.institutionMembers.leaveNetwork(grace, gone());
    expect(await rooms('odette')).toEqual([]);
    expect((await as('odette')).institutions).toEqual([]);
    await expect(t.app.institutionMembers.list(await as('ada'), id)).rejects.toEqual(notFound);
    const kinds = (await t.app.audit.ofNetwork(await as('ada'), t.networkId)).items.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind.startsWith('institution_'))).toEqual([
      ...['institution_left', 'institution_exported', 'institution_exported'],
    ]);
  });
});
