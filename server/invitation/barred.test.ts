import { afterEach, beforeEach, expect, test } from 'vitest';
import { testApp, type PersonName, type TestApp } from '../../tests/fixtures/app.ts';

let t: TestApp;
beforeEach(async () => {
  t = await testApp();
});
afterEach(() => t.close());

const as = (name: PersonName) => t.actorOf(name);
const later = () => t.clock.set(new Date(t.clock.now().getTime() + 60_000));
const gone = expect.objectContaining({ code: 'gone' });

async function link(more: object = {}): Promise<string> {
  const { token } = await t.app.invitations.make(await as('ada'), {
    ...{ networkId: t.networkId, roomId: t.roomId, institutionId: t.institutionIds.gihara, role: 'staff' },
    ...more,
  });
  later();
  return token;
}
const accept = async (name: PersonName, token: string, raw: object = {}) =>
  t.app.invitations.accept(await as(name), token, raw);
const look = async (name: PersonName, token: string) => t.app.invitations.look(token, await as(name));
const rooms = async (name: PersonName) =>
  (
    await t.db
      .selectFrom('room_member')
      .where('person_id', '=', t.personIds[name])
      .select('room_id')
      .execute()
  ).map((row) => row.room_id);

test('who was taken out of a room does not come back by a poster or link from before; everybody else comes in', async () => {
  const poster = await link({ many: true });
  const open = await link({ many: true, institutionId: '' });
  const mine = await link({ role: 'manager' });
  await t.app.roomMembers.remove(await as('felix'), { roomId: t.roomId, personId: t.personIds.odette });
  for (const token of [poster, open, mine]) {
    const raw = { institutionId: t.institutionIds.gihara };
    await expect(accept('odette', token, raw)).rejects.toEqual(gone);
    expect(await look('odette', token)).toMatchObject({ open: false, because: 'removed' });
  }
  expect(await rooms('odette')).not.toContain(t.roomId);
  // To everybody else the poster is as it was.
  expect(await t.app.invitations.look(poster, null)).toMatchObject({ open: true });
  await accept('oscar', poster);
  expect(await rooms('oscar')).toContain(t.roomId);
});

test('who is invited anew comes back, and so does who gets a lost link anew', async () => {
  const { invitationId } = await t.app.invitations.make(await as('ada'), {
    ...{ networkId: t.networkId, roomId: t.roomId, institutionId: t.institutionIds.gihara, role: 'staff' },
  });
  later();
  await t.app.roomMembers.remove(await as('felix'), { roomId: t.roomId, personId: t.personIds.odette });
  later();
  const { token } = await t.app.invitations.renew(await as('felix'), { invitationId });
  await accept('odette', token);
  expect(await rooms('odette')).toContain(t.roomId);
});

test('who left by themselves may use the poster again', async () => {
  const poster = await link({ many: true });
  await t.app.roomMembers.leave(await as('odette'), { roomId: t.roomId });
  await accept('odette', poster);
  expect(await rooms('odette')).toContain(t.roomId);
});

test('who was replaced, or given another role, does not get the earlier one by a link from before', async () => {
  const poster = await link({ many: true, role: 'observer' });
  const again = await link({ role: 'co_facilitator' });
  await t.app.roomMembers.change(await as('felix'), {
    ...{ roomId: t.roomId, personId: t.personIds.theo },
    ...{ role: 'staff', institutionId: t.institutionIds.gihara },
  });
  await expect(accept('theo', again)).rejects.toEqual(gone);
  later();
  await t.app.roomMembers.replace(await as('felix'), {
    ...{ roomId: t.roomId, personId: t.personIds.theo, successorId: t.personIds.odette },
  });
  await expect(accept('theo', poster)).rejects.toEqual(gone);
  expect(await rooms('theo')).not.toContain(t.roomId);
});

test('who was taken out of an institution comes back neither to it nor through it into a room', async () => {
  const place = { roomId: '', target: 'institution', many: true };
  const poster = await link(place);
  const room = await link({ many: true });
  const open = await link({ many: true, institutionId: '' });
  const { gihara: institutionId, nyanza } = t.institutionIds;
  await t.app.institutionMembers.remove(await as('ada'), {
    ...{ institutionId, personId: t.personIds.odette },
  });
  for (const token of [poster, room, open])
    await expect(accept('odette', token, { institutionId })).rejects.toEqual(gone);
  await expect(accept('odette', open, { institutionId: nyanza })).rejects.toEqual(gone);
  later();
  await accept('odette', await link(place));
  const belongs = t.db
    .selectFrom('institution_member')
    .where('person_id', '=', t.personIds.odette)
    .where('institution_id', '=', institutionId);
  expect(await belongs.select('role').execute()).toHaveLength(1);
});

test('a role in the network that was taken back does not come back by a link from before', async () => {
  const [ada, beatrice] = [await as('ada'), t.personIds.beatrice];
  const { token } = await t.app.invitations.make(ada, {
    ...{ networkId: t.networkId, roomId: '', role: 'backbone_manager' },
    institutionId: t.institutionIds.backbone,
  });
  later();
  await t.app.networkMembers.takeBack(ada, {
    ...{ networkId: t.networkId, personId: beatrice, role: 'backbone_manager' },
  });
  await expect(accept('beatrice', token)).rejects.toEqual(gone);
  expect((await as('beatrice')).networks).toEqual([]);
});
