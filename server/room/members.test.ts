import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testApp, type PersonName, type TestApp } from '../../tests/fixtures/app.ts';

let t: TestApp;
beforeEach(async () => {
  t = await testApp();
});
afterEach(() => t.close());

const notFound = expect.objectContaining({ code: 'not_found' });
const refused = (fields: object) => expect.objectContaining({ fields });
const at = (name: PersonName) => ({ roomId: t.roomId, personId: t.personIds[name] });
const as = (name: PersonName) => t.actorOf(name);

const roleOf = async (name: PersonName) =>
  (
    await t.db
      .selectFrom('room_member')
      .where('room_id', '=', t.roomId)
      .where('person_id', '=', t.personIds[name])
      .select('role')
      .executeTakeFirst()
  )?.role ?? null;

async function promise(owner: PersonName) {
  const { id } = await t.app.commitments.make(await as('felix'), {
    ...{
      roomId: t.roomId,
      text: 'Count every Friday',
      lang: 'en',
      dueOn: '2026-12-10',
      reportOn: '2026-12-15',
    },
    ...{ institutionId: t.institutionIds.gihara, ownerId: t.personIds[owner] },
  });
  return id;
}
const ownerOf = async (id: string) =>
  (await t.db.selectFrom('commitment').where('id', '=', id).select('owner_id').executeTakeFirstOrThrow())
    .owner_id;
const eventKinds = async () =>
  (await t.app.rooms.events(await as('felix'), t.roomId)).map((event) => event.kind);
const audited = (kind: string) =>
  t.db.selectFrom('audit').where('kind', '=', kind).selectAll().executeTakeFirstOrThrow();

describe('the people of a room', () => {
  it('are not there for outsiders, and nobody below a manager changes them', async () => {
    for (const name of ['oscar'] as const)
      await expect(t.app.roomMembers.list(await as(name), t.roomId)).rejects.toEqual(notFound);
    await expect(t.app.roomMembers.list(null, t.roomId)).rejects.toMatchObject({ code: 'signed_out' });
    for (const name of ['oscar', 'odette', 'olive', 'jeanpaul'] as const) {
      const change = { ...at('theo'), role: 'staff', institutionId: t.institutionIds.gihara };
      await expect(t.app.roomMembers.change(await as(name), change), name).rejects.toEqual(notFound);
      await expect(t.app.roomMembers.remove(await as(name), at('theo')), name).rejects.toEqual(notFound);
      const replace = { ...at('theo'), successorId: t.personIds.odette };
      await expect(t.app.roomMembers.replace(await as(name), replace), name).rejects.toEqual(notFound);
    }
    expect(await roleOf('theo')).toBe('co_facilitator');
  });

  it('of another institution are not a manager’s to change, nor may a manager make a facilitator', async () => {
    const grace = await as('grace');
    const role = { role: 'observer', institutionId: t.institutionIds.nyanza };
    await expect(t.app.roomMembers.change(grace, { ...at('jeanpaul'), ...role })).rejects.toEqual(notFound);
    await expect(t.app.roomMembers.remove(grace, at('felix'))).rejects.toEqual(notFound);
    const facilitator = { ...at('odette'), role: 'facilitator', institutionId: t.institutionIds.gihara };
    await expect(t.app.roomMembers.change(grace, facilitator)).rejects.toEqual(
      refused({ role: 'error_choice' }),
    );
    const elsewhere = { ...at('odette'), role: 'staff', institutionId: t.institutionIds.nyanza };
    await expect(t.app.roomMembers.change(grace, elsewhere)).rejects.toEqual(
      refused({ institutionId: 'error_choice' }),
    );
  });

  it('are seen, not what they write, by those who look after the network', async () => {
    const places = await t.app.roomMembers.list(await as('beatrice'), t.roomId);
    expect(places.length).toBe(7);
    expect(places.every((place) => place.abilities.change)).toBe(true);
    await expect(t.app.rooms.events(await as('beatrice'), t.roomId)).rejects.toEqual(notFound);
  });

  it('get another role from their manager, which stands in the record and in the audit', async () => {
    await t.app.roomMembers.change(await as('grace'), {
      ...at('odette'),
      ...{ role: 'observer', institutionId: t.institutionIds.gihara },
    });
    expect(await roleOf('odette')).toBe('observer');
    expect(await eventKinds()).toContain('person_changed');
    expect(await audited('room_member_changed')).toMatchObject({
      ...{ person_id: t.personIds.grace, network_id: t.networkId, room_id: t.roomId },
      data: { subjectId: t.personIds.odette, role: 'observer', was: 'staff' },
    });
  });

  it('stand for another institution only when they belong to it', async () => {
    const felix = await as('felix');
    const change = { ...at('odette'), role: 'staff', institutionId: t.institutionIds.nyanza };
    await expect(t.app.roomMembers.change(felix, change)).rejects.toEqual(
      refused({ institutionId: 'rights_error_not_of_institution' }),
    );
    await t.db
      .insertInto('institution_member')
      .values({
        ...{ institution_id: t.institutionIds.nyanza, person_id: t.personIds.odette },
        ...{ role: 'staff', created_at: t.clock.now() },
      })
      .execute();
    await t.app.roomMembers.change(felix, change);
    expect((await t.app.rooms.head(await as('odette'), t.roomId)).institutionId).toBe(
      t.institutionIds.nyanza,
    );
  });
});

describe('somebody who is removed', () => {
  it('loses the room, and what they promised goes to the successor', async () => {
    const id = await promise('odette');
    const successorId = t.personIds.theo;
    await expect(
      t.app.roomMembers.remove(await as('grace'), { ...at('odette'), successorId: t.personIds.oscar }),
    ).rejects.toEqual(refused({ successorId: 'error_choice' }));
    await t.app.roomMembers.remove(await as('grace'), { ...at('odette'), successorId });
    expect(await ownerOf(id)).toBe(successorId);
    await expect(t.app.rooms.head(await as('odette'), t.roomId)).rejects.toEqual(notFound);
    expect(await eventKinds()).toEqual(expect.arrayContaining(['person_removed', 'commitment_handed_over']));
    expect(await audited('room_member_removed')).toMatchObject({ data: { successorId } });
  });

  it('takes the open posters along, of the room or of the own institution, when that is ticked', async () => {
    const poster = async (more: object = {}) =>
      t.app.invitations.make(await as('felix'), {
        ...{ networkId: t.networkId, roomId: t.roomId, target: 'room', role: 'staff', many: true },
        ...{ institutionId: '', ...more },
      });
    const isOpen = async ({ token }: { token: string }) => (await t.app.invitations.look(token, null)).open;
    const [open, own, others, forOne] = [
      await poster(),
      await poster({ institutionId: t.institutionIds.gihara }),
      await poster({ institutionId: t.institutionIds.nyanza }),
      await poster({ institutionId: t.institutionIds.gihara, many: false }),
    ];
    const counted = async (name: PersonName, whom: PersonName) =>
      (await t.app.roomMembers.place(await as(name), t.roomId, t.personIds[whom])).posters;
    expect(await counted('felix', 'odette')).toBe(3);
    expect(await counted('grace', 'odette')).toBe(1);
    await t.app.roomMembers.remove(await as('grace'), { ...at('odette'), takeLinks: 'on' });
    for (const [link, stays] of [
      [open, true],
      [own, false],
      [others, true],
      [forOne, true],
    ] as const)
      expect(await isOpen(link)).toBe(stays);
    await t.app.roomMembers.remove(await as('felix'), at('olive'));
    expect(await isOpen(open)).toBe(true);
    await t.app.roomMembers.remove(await as('felix'), { ...at('jeanpaul'), takeLinks: 'on' });
    expect([await isOpen(open), await isOpen(others), await isOpen(forOne)]).toEqual([false, false, true]);
    expect(await audited('room_member_removed')).toMatchObject({ data: { linksTaken: '1' } });
  });

  it('leaves commitments that need an owner when there is no successor', async () => {
    const id = await promise('odette');
    expect(await t.app.commitments.ownerless(await as('felix'), t.roomId)).toEqual([]);
    await t.app.roomMembers.remove(await as('felix'), at('odette'));
    const waiting = await t.app.commitments.ownerless(await as('felix'), t.roomId);
    expect(waiting.map((item) => item.id)).toEqual([id]);
    await expect(t.app.commitments.ownerless(await as('odette'), t.roomId)).rejects.toEqual(notFound);
  });

  it('cannot come back by a link of their own', async () => {
    const { token } = await t.app.invitations.make(await as('felix'), {
      ...{ networkId: t.networkId, roomId: t.roomId },
      ...{ institutionId: t.institutionIds.backbone, role: 'facilitator' },
    });
    await t.app.roomMembers.remove(await as('ada'), { ...at('felix'), evenIfLast: 'on' });
    await expect(t.app.invitations.accept(await as('felix'), token, {})).rejects.toMatchObject({
      code: 'gone',
    });
    expect(await roleOf('felix')).toBeNull();
  });
});

describe('the last facilitator of a room', () => {
  it('does not vanish unnoticed: not by leaving, by removal, nor by another role', async () => {
    const last = refused({ '': 'rights_error_last_facilitator' });
    await expect(t.app.roomMembers.leave(await as('felix'), { roomId: t.roomId })).rejects.toEqual(last);
    await expect(t.app.roomMembers.remove(await as('ada'), at('felix'))).rejects.toEqual(last);
    const staff = { ...at('felix'), role: 'staff', institutionId: t.institutionIds.backbone };
    await expect(t.app.roomMembers.change(await as('felix'), staff)).rejects.toEqual(last);
    expect(await roleOf('felix')).toBe('facilitator');
    await t.app.roomMembers.leave(await as('felix'), { roomId: t.roomId, evenIfLast: 'on' });
    expect(await roleOf('felix')).toBeNull();
  });

  it('is left alone when two go at once: one of the two stays', async () => {
    await t.app.roomMembers.change(await as('felix'), {
      ...at('theo'),
      ...{ role: 'facilitator', institutionId: t.institutionIds.gihara },
    });
    const [felix, theo] = [await as('felix'), await as('theo')];
    const tries = await Promise.allSettled([
      t.app.roomMembers.remove(felix, at('theo')),
      t.app.roomMembers.remove(theo, at('felix')),
    ]);
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect([await roleOf('felix'), await roleOf('theo')].filter(Boolean)).toEqual(['facilitator']);
  });
});

describe('a manager who is replaced', () => {
  it('goes, and the successor has the role and what was promised', async () => {
    const id = await promise('grace');
    await expect(
      t.app.roomMembers.replace(await as('felix'), { ...at('grace'), successorId: t.personIds.jeanpaul }),
    ).rejects.toEqual(refused({ successorId: 'error_choice' }));
    await t.app.roomMembers.replace(await as('felix'), { ...at('grace'), successorId: t.personIds.odette });
    expect([await roleOf('odette'), await roleOf('grace')]).toEqual(['manager', null]);
    expect(await ownerOf(id)).toBe(t.personIds.odette);
    expect(await eventKinds()).toContain('person_replaced');
    expect(await audited('room_member_replaced')).toMatchObject({
      data: { subjectId: t.personIds.grace, successorId: t.personIds.odette, role: 'manager' },
    });
  });

  it('is not replaced by somebody of the hospital whom the facilitator cannot see', async () => {
    await t.app.roomMembers.remove(await as('grace'), at('odette'));
    const replace = { ...at('grace'), successorId: t.personIds.odette };
    await expect(t.app.roomMembers.replace(await as('felix'), replace)).rejects.toEqual(
      refused({ successorId: 'error_choice' }),
    );
    await t.app.roomMembers.replace(await as('grace'), replace);
    expect([await roleOf('odette'), await roleOf('grace')]).toEqual(['manager', null]);
  });
});

describe('an institution', () => {
  const gihara = () => ({ roomId: t.roomId, institutionId: t.institutionIds.gihara });

  it('is taken out by its manager, the facilitator and the network only', async () => {
    for (const name of ['odette', 'theo', 'clemence', 'olive', 'oscar'] as const)
      await expect(t.app.roomMembers.institutionLeaves(await as(name), gihara()), name).rejects.toEqual(
        notFound,
      );
  });

  it('leaves with its people, keeps its name at what it promised, and can come back with them', async () => {
    const id = await promise('odette');
    await t.app.roomMembers.institutionLeaves(await as('grace'), gihara());
    for (const name of ['odette', 'theo', 'grace'] as const) expect(await roleOf(name)).toBeNull();
    expect(await roleOf('jeanpaul')).toBe('staff');
    const page = await t.app.commitments.page(await as('felix'), id);
    expect(page.item.institution.name).toBe('Gihara Hospital');
    expect(await t.app.commitments.ownerless(await as('felix'), t.roomId)).toEqual([]);
    const head = await t.app.rooms.head(await as('felix'), t.roomId);
    expect(head.institutions.find((one) => one.shortName === 'Gihara')?.left).toBe(true);
    await expect(t.app.roomMembers.institutionReturns(await as('clemence'), gihara())).rejects.toEqual(
      notFound,
    );
    await t.app.roomMembers.institutionReturns(await as('felix'), gihara());
    expect([await roleOf('odette'), await roleOf('theo'), await roleOf('grace')]).toEqual([
      ...['staff', 'co_facilitator', 'manager'],
    ]);
  });
});
