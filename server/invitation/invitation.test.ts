import { afterAll, expect, test } from 'vitest';
import { testApp } from '../../tests/fixtures/app.ts';

const t = await testApp();
const ada = await t.actorOf('ada');
const felix = await t.actorOf('felix');
const beatrice = await t.actorOf('beatrice');
const odette = await t.actorOf('odette');
const oscar = await t.actorOf('oscar');
afterAll(() => t.close());

const toRoom = (more = {}) => ({
  networkId: t.networkId,
  roomId: t.roomId,
  institutionId: t.institutionIds.gihara,
  role: 'staff',
  ...more,
});
const newcomer = (email: string) => ({
  name: 'Nadia',
  email,
  password: 'a few words in a row',
  lang: 'fr',
});
const code = (of: string) => expect.objectContaining({ code: of });
const fields = (of: Record<string, string>) => expect.objectContaining({ code: 'invalid', fields: of });

test('only facilitators of the room and those who look after the network invite to it', async () => {
  await expect(t.app.invitations.make(null, toRoom())).rejects.toEqual(code('signed_out'));
  for (const actor of [odette, oscar])
    await expect(t.app.invitations.make(actor, toRoom())).rejects.toEqual(code('not_found'));
  for (const actor of [felix, ada, beatrice])
    expect(await t.app.invitations.make(actor, toRoom())).toBeDefined();
});

test('only administrators invite to the network, and roles go with their place', async () => {
  const toNetwork = toRoom({ roomId: '', role: 'administrator' });
  for (const actor of [felix, beatrice, odette])
    await expect(t.app.invitations.make(actor, toNetwork)).rejects.toEqual(code('not_found'));
  await expect(t.app.invitations.make(ada, toRoom({ role: 'administrator' }))).rejects.toEqual(
    fields({ role: 'error_invite_role' }),
  );
  await expect(t.app.invitations.make(ada, toRoom({ roomId: '' }))).rejects.toEqual(
    fields({ role: 'error_invite_role' }),
  );
  await expect(t.app.invitations.make(ada, toRoom({ institutionId: t.roomId }))).rejects.toEqual(
    fields({ institutionId: 'error_choice' }),
  );
});

test('looking never uses a link up; a new person comes in and the database knows only hashes', async () => {
  const { token } = await t.app.invitations.make(felix, toRoom());
  for (let times = 0; times < 3; times++)
    expect(await t.app.invitations.look(token, null)).toMatchObject({
      open: true,
      offer: {
        room: 'Pharmacy supply chain',
        institution: 'Gihara Hospital',
        role: 'staff',
        by: felix.name,
      },
    });
  await t.app.invitations.acceptAsNew(token, newcomer('nadia@example.org'));
  const secret = await t.app.auth.signIn(
    { email: 'NADIA@example.org', password: 'a few words in a row' },
    { address: 'a', device: '' },
  );
  const nadia = (await t.app.auth.actorOf(secret))!.actor;
  expect(nadia).toMatchObject({ lang: 'fr', zone: 'Africa/Kigali' });
  expect((await t.app.rooms.mine(nadia)).map((room) => room.role)).toEqual(['staff']);
  expect(await t.app.invitations.look(token, nadia)).toEqual({ open: false, because: 'used', mine: true });
  const kept = await t.db.selectFrom('invitation').select('token_hash').execute();
  expect(JSON.stringify(kept)).not.toContain(token);
});

test('used at once by several, exactly one wins and nobody is left behind', async () => {
  const { token } = await t.app.invitations.make(ada, toRoom());
  const tries = await Promise.allSettled(
    [1, 2, 3, 4].map((n) => t.app.invitations.acceptAsNew(token, newcomer(`race${n}@example.org`))),
  );
  expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  for (const one of tries) if (one.status === 'rejected') expect(one.reason).toEqual(code('gone'));
  const people = await t.db.selectFrom('person').where('email', 'like', 'race%').select('id').execute();
  expect(people).toHaveLength(1);
});

test('forged, revoked and expired links are gone, each with its reason', async () => {
  for (const token of ['', 'x', 'A'.repeat(43), "'; drop table person; --"])
    expect(await t.app.invitations.look(token, null)).toMatchObject({ open: false, because: 'unknown' });
  await expect(t.app.invitations.acceptAsNew('A'.repeat(43), newcomer('x@example.org'))).rejects.toEqual(
    code('gone'),
  );
  const { token, invitationId } = await t.app.invitations.make(felix, toRoom());
  await expect(t.app.invitations.revoke(odette, { invitationId })).rejects.toEqual(code('not_found'));
  await t.app.invitations.revoke(ada, { invitationId });
  expect(await t.app.invitations.look(token, null)).toMatchObject({ because: 'revoked' });
  await expect(t.app.invitations.accept(oscar, token, {})).rejects.toEqual(code('gone'));
  const late = await t.app.invitations.make(felix, toRoom());
  const before = t.clock.now();
  t.clock.set('2026-11-30T08:00:00Z');
  expect(await t.app.invitations.look(late.token, null)).toMatchObject({ because: 'expired' });
  await expect(t.app.invitations.accept(oscar, late.token, {})).rejects.toEqual(code('gone'));
  t.clock.set(before);
});

test('a taken address leaves the link open; the signed-in person comes in as themselves', async () => {
  const { token, invitationId } = await t.app.invitations.make(ada, toRoom({ role: 'observer' }));
  await expect(t.app.invitations.acceptAsNew(token, newcomer('Oscar@Example.org'))).rejects.toEqual(
    fields({ email: 'error_email_taken' }),
  );
  await expect(
    t.app.invitations.acceptAsNew(token, { ...newcomer('y@example.org'), password: 'short' }),
  ).rejects.toEqual(fields({ password: 'error_password_short' }));
  await expect(t.app.invitations.accept(null, token, {})).rejects.toEqual(code('signed_out'));
  await t.app.invitations.accept(oscar, token, {});
  expect((await t.app.rooms.mine(oscar)).map((room) => room.role).sort()).toEqual([
    'facilitator',
    'observer',
  ]);
  await expect(t.app.invitations.revoke(ada, { invitationId })).rejects.toEqual(code('conflict'));
});

test('where an administrator is, and in the demo, nobody gets the first link', async () => {
  expect(await t.app.invitations.firstAdministrator()).toBeNull();
});
