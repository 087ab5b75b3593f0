import { afterAll, expect, test } from 'vitest';
import { testApp } from '../../tests/fixtures/app.ts';
import { findActor } from '../auth/sign-in.ts';
import type { Accepted, CameIn } from './accept.ts';

const t = await testApp();
const ada = await t.actorOf('ada');
const felix = await t.actorOf('felix');
const beatrice = await t.actorOf('beatrice');
const odette = await t.actorOf('odette');
const oscar = await t.actorOf('oscar');
const theo = await t.actorOf('theo');
const grace = await t.actorOf('grace');
afterAll(() => t.close());

const toRoom = (more = {}) => ({
  networkId: t.networkId,
  roomId: t.roomId,
  institutionId: t.institutionIds.gihara,
  role: 'staff',
  ...more,
});
const withPin = (name: string, more = {}) => ({ way: 'pin', name, pin: '407192', lang: 'fr', ...more });
const code = (of: string) => expect.objectContaining({ code: of });
const fields = (of: Record<string, string>) => expect.objectContaining({ code: 'invalid', fields: of });
const make = t.app.invitations.make;
const actorBy = async (accepted: Accepted) => (await findActor(t.db, (accepted as CameIn).personId, 'new'))!;
const people = () => t.db.selectFrom('person').select('id').execute();

test('who may invite to a room: its facilitators and the network; co-facilitators for their own institution', async () => {
  await expect(make(null, toRoom())).rejects.toEqual(code('signed_out'));
  for (const actor of [odette, oscar, grace])
    await expect(make(actor, toRoom())).rejects.toEqual(code('not_found'));
  for (const actor of [felix, ada, beatrice, theo]) expect(await make(actor, toRoom())).toBeDefined();
  await expect(make(theo, toRoom({ institutionId: t.institutionIds.nyanza }))).rejects.toEqual(
    fields({ institutionId: 'error_invite_own' }),
  );
  await expect(make(theo, toRoom({ role: 'facilitator' }))).rejects.toEqual(
    fields({ role: 'error_invite_own_role' }),
  );
  // A poster on which newcomers choose leads to other institutions too.
  await expect(make(theo, toRoom({ institutionId: '', many: true }))).rejects.toEqual(
    fields({ institutionId: 'error_invite_own' }),
  );
  await expect(make(ada, toRoom({ networkId: t.roomId }))).rejects.toEqual(code('not_found'));
});

test('to an institution: those who speak for it; to the network: administrators', async () => {
  const at = (more = {}) => toRoom({ roomId: '', target: 'institution', ...more });
  for (const actor of [theo, grace, ada, beatrice]) expect(await make(actor, at())).toBeDefined();
  for (const actor of [odette, oscar, felix])
    await expect(make(actor, at())).rejects.toEqual(code('not_found'));
  await expect(make(theo, at({ institutionId: t.institutionIds.nyanza }))).rejects.toEqual(code('not_found'));
  await expect(make(ada, at({ role: 'observer' }))).rejects.toEqual(fields({ role: 'error_invite_role' }));
  const toNetwork = toRoom({ roomId: '', role: 'administrator' });
  for (const actor of [felix, beatrice, odette])
    await expect(make(actor, toNetwork)).rejects.toEqual(code('not_found'));
  expect(await make(ada, toNetwork)).toBeDefined();
});

test('roles go with their place, posters give no power, and days are those offered', async () => {
  await expect(make(ada, toRoom({ role: 'administrator' }))).rejects.toEqual(
    fields({ role: 'error_invite_role' }),
  );
  await expect(make(ada, toRoom({ roomId: '' }))).rejects.toEqual(fields({ role: 'error_invite_role' }));
  await expect(make(ada, toRoom({ institutionId: t.roomId }))).rejects.toEqual(
    fields({ institutionId: 'error_choice' }),
  );
  await expect(make(ada, toRoom({ institutionId: '' }))).rejects.toEqual(
    fields({ institutionId: 'error_choice' }),
  );
  for (const role of ['facilitator', 'manager', 'co_facilitator'])
    await expect(make(ada, toRoom({ many: 'true', role }))).rejects.toEqual(
      fields({ role: 'error_invite_poster_role' }),
    );
  await expect(make(ada, toRoom({ days: '365' }))).rejects.toEqual(fields({ days: 'error_choice' }));
  const { expiresAt } = await make(ada, toRoom({ days: '30' }));
  expect(expiresAt).toEqual(new Date('2026-12-23T08:00:00Z'));
});

test('looking never uses a link up; with a name and a PIN one is in; the database knows only hashes', async () => {
  const { token } = await make(felix, toRoom());
  for (let times = 0; times < 3; times++)
    expect(await t.app.invitations.look(token, null)).toMatchObject({
      open: true,
      offer: { room: 'Pharmacy supply chain', institution: 'Gihara Hospital', by: felix.name, role: 'staff' },
      earlier: null,
    });
  for (const [typed, refused] of [
    [{ pin: '123456' }, { pin: 'error_pin_weak' }],
    [{ pin: '12' }, { pin: 'error_pin' }],
    [{ name: ' ' }, { name: 'error_required' }],
    [{ telephone: 'call me' }, { telephone: 'error_telephone' }],
  ] as const)
    await expect(t.app.invitations.acceptAsNew(token, withPin('Nadia', typed))).rejects.toEqual(
      fields(refused),
    );
  const accepted = await t.app.invitations.acceptAsNew(
    token,
    withPin('Nadia', { telephone: '0788 123 456' }),
  );
  expect(accepted).toMatchObject({ roomId: t.roomId, byCode: true });
  const nadia = await actorBy(accepted);
  expect(nadia).toMatchObject({ lang: 'fr', zone: 'Africa/Kigali', email: null });
  expect((await t.app.rooms.mine(nadia)).map((room) => room.role)).toEqual(['staff']);
  const row = await t.db
    .selectFrom('person')
    .where('id', '=', nadia.personId)
    .selectAll()
    .executeTakeFirstOrThrow();
  expect(row).toMatchObject({ telephone: '0788123456', sign_in_code: expect.stringMatching(/^\w{8}$/) });
  expect(row.pin_hash).toMatch(/^\$argon2id\$/);
  expect(await t.app.invitations.look(token, nadia)).toEqual({ open: false, because: 'used', mine: true });
  const kept = await t.db.selectFrom('invitation').select('token_hash').execute();
  expect(JSON.stringify(kept)).not.toContain(token);
});

test('a single link used at once by several: exactly one wins and nobody is left behind', async () => {
  const { token } = await make(ada, toRoom());
  const before = (await people()).length;
  const tries = await Promise.allSettled(
    [1, 2, 3, 4].map((n) => t.app.invitations.acceptAsNew(token, withPin(`Racer ${n}`))),
  );
  expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  for (const one of tries) if (one.status === 'rejected') expect(one.reason).toEqual(code('gone'));
  expect(await people()).toHaveLength(before + 1);
});

test('a poster lets forty in at once, each from the institution they name, until it is taken back', async () => {
  const poster = await make(felix, toRoom({ institutionId: '', many: true, days: 1 }));
  const looked = await t.app.invitations.look(poster.token, null);
  expect(looked).toMatchObject({ offer: { many: true, institution: null } });
  expect(looked.open && looked.offer.institutions.map((one) => one.name).sort()).toEqual([
    'Gihara Hospital',
    'Network Office',
    'Nyanza Lake Hospital',
  ]);
  for (const institutionId of ['', t.institutionIds.muhura])
    await expect(
      t.app.invitations.acceptAsNew(poster.token, withPin('Nobody', { institutionId })),
    ).rejects.toEqual(fields({ institutionId: 'error_choice' }));
  const came = await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      t.app.invitations.acceptAsNew(
        poster.token,
        withPin(`Nurse ${n}`, { institutionId: t.institutionIds[n % 2 ? 'gihara' : 'nyanza'] }),
      ),
    ),
  );
  expect(new Set(came.map((one) => (one as CameIn).personId)).size).toBe(40);
  const { items } = await t.app.invitations.waitingFor(felix, t.roomId);
  expect(items.find((one) => one.many)).toMatchObject({ uses: 40, institution: null });
  const first = await actorBy(came[0]!);
  expect(first.institutions.map((one) => one.institutionId)).toEqual([t.institutionIds.nyanza]);
  await t.app.invitations.revoke(felix, { invitationId: poster.invitationId });
  await expect(
    t.app.invitations.acceptAsNew(poster.token, withPin('Late', { institutionId: t.institutionIds.gihara })),
  ).rejects.toEqual(code('gone'));
  expect(await t.app.rooms.mine(first)).toHaveLength(1);
});

test('a second invitation to the same room replaces role and institution, and says so before', async () => {
  const came = await t.app.invitations.acceptAsNew((await make(ada, toRoom())).token, withPin('Patience'));
  const patience = await actorBy(came);
  const same = await make(ada, toRoom());
  expect(await t.app.invitations.look(same.token, patience)).toMatchObject({
    earlier: { role: 'staff', institution: 'Gihara Hospital', same: true },
  });
  const other = await make(ada, toRoom({ role: 'manager', institutionId: t.institutionIds.nyanza }));
  expect(await t.app.invitations.look(other.token, patience)).toMatchObject({
    earlier: { role: 'staff', institution: 'Gihara Hospital', same: false },
  });
  expect(await t.app.invitations.accept(patience, other.token, {})).toEqual({ roomId: t.roomId });
  const places = await t.db
    .selectFrom('room_member')
    .where('person_id', '=', patience.personId)
    .select(['role', 'institution_id'])
    .execute();
  expect(places).toEqual([{ role: 'manager', institution_id: t.institutionIds.nyanza }]);
  // The only facilitator of a room cannot step down by tapping a poster.
  const poster = await make(ada, toRoom({ many: true }));
  await expect(t.app.invitations.accept(felix, poster.token, {})).rejects.toMatchObject({
    code: 'conflict',
    fields: { '': 'error_invite_last_facilitator' },
  });
});

test('places at an institution and in the network are given too', async () => {
  const link = await make(grace, toRoom({ roomId: '', target: 'institution', role: 'co_facilitator' }));
  const came = await t.app.invitations.acceptAsNew(link.token, withPin('Solange'));
  const solange = await actorBy(came);
  expect(solange.institutions).toMatchObject([
    { institutionId: t.institutionIds.gihara, role: 'co_facilitator' },
  ]);
  expect(await t.app.rooms.mine(solange)).toEqual([]);
  const network = await make(ada, toRoom({ roomId: '', role: 'backbone_manager' }));
  await t.app.invitations.accept(solange, network.token, {});
  const now = await findActor(t.db, solange.personId, 'x');
  expect(now!.networks).toMatchObject([{ role: 'backbone_manager', networkId: t.networkId }]);
});

test('forged, revoked, expired and left: each link says why; taking back and renewing are for who may invite', async () => {
  for (const token of ['', 'x', 'A'.repeat(43), "'; drop table person; --"])
    expect(await t.app.invitations.look(token, null)).toMatchObject({ open: false, because: 'unknown' });
  await expect(t.app.invitations.acceptAsNew('A'.repeat(43), withPin('X'))).rejects.toEqual(code('gone'));
  const { token, invitationId } = await make(felix, toRoom());
  for (const actor of [odette, oscar]) {
    await expect(t.app.invitations.revoke(actor, { invitationId })).rejects.toEqual(code('not_found'));
    await expect(t.app.invitations.renew(actor, { invitationId })).rejects.toEqual(code('not_found'));
  }
  const again = await t.app.invitations.renew(theo, { invitationId });
  expect(await t.app.invitations.look(token, null)).toMatchObject({ because: 'unknown' });
  await t.app.invitations.revoke(ada, { invitationId });
  expect(await t.app.invitations.look(again.token, null)).toMatchObject({ because: 'revoked' });
  await expect(t.app.invitations.accept(oscar, again.token, {})).rejects.toEqual(code('gone'));
  const left = await make(ada, toRoom({ institutionId: t.institutionIds.muhura }));
  const leaving = (left_at: Date | null) =>
    t.db.updateTable('institution').set({ left_at }).where('id', '=', t.institutionIds.muhura).execute();
  await leaving(t.clock.now());
  expect(await t.app.invitations.look(left.token, null)).toMatchObject({ because: 'left' });
  await expect(make(ada, toRoom({ institutionId: t.institutionIds.muhura }))).rejects.toEqual(
    fields({ institutionId: 'error_choice' }),
  );
  await leaving(null);
  const late = await make(felix, toRoom({ days: 1 }));
  const before = t.clock.now();
  t.clock.set('2026-11-24T08:00:00Z');
  expect(await t.app.invitations.look(late.token, null)).toMatchObject({ because: 'expired' });
  await expect(t.app.invitations.accept(oscar, late.token, {})).rejects.toEqual(code('gone'));
  t.clock.set(before);
});

test('who is signed in takes it as themselves; used links cannot be taken back; a guest is nobody', async () => {
  const { token, invitationId } = await make(ada, toRoom({ role: 'observer' }));
  await expect(t.app.invitations.accept(null, token, {})).rejects.toEqual(code('signed_out'));
  const guest = { ...oscar, guestOf: t.roomId as never };
  await expect(t.app.invitations.accept(guest, token, {})).rejects.toEqual(code('signed_out'));
  await t.app.invitations.accept(oscar, token, {});
  expect((await t.app.rooms.mine(oscar)).map((room) => room.role).sort()).toEqual([
    'facilitator',
    'observer',
  ]);
  await expect(t.app.invitations.revoke(ada, { invitationId })).rejects.toEqual(code('conflict'));
  const told = await t.db
    .selectFrom('audit')
    .where('kind', '=', 'invitation_used')
    .where('person_id', '=', oscar.personId)
    .select(['network_id', 'room_id'])
    .execute();
  expect(told).toEqual([{ network_id: t.networkId, room_id: t.roomId }]);
});

test('where an administrator is, and in the demo, nobody gets the first link', async () => {
  expect(await t.app.invitations.firstAdministrator()).toBeNull();
});

test('who leads a room makes nobody speak for a hospital elsewhere: neither one outside the room nor one that has its people', async () => {
  const { nyanza, muhura } = t.institutionIds;
  await expect(make(felix, toRoom({ institutionId: muhura, role: 'manager' }))).rejects.toEqual(
    fields({ institutionId: 'error_choice' }),
  );
  const roleOf = async (institutionId: string, by: typeof felix) => {
    const { token } = await make(by, toRoom({ institutionId, role: 'manager' }));
    const { personId } = await actorBy(await t.app.invitations.acceptAsNew(token, withPin('Manager')));
    return t.db
      .selectFrom('institution_member')
      .where('person_id', '=', personId)
      .where('institution_id', '=', institutionId)
      .select('role')
      .executeTakeFirstOrThrow();
  };
  expect(await roleOf(nyanza, felix)).toEqual({ role: 'staff' });
  expect(await roleOf(nyanza, beatrice)).toEqual({ role: 'manager' });
  // The first of a hospital where nobody speaks for it yet.
  await t.db
    .updateTable('institution_member')
    .set({ role: 'staff' })
    .where('institution_id', '=', nyanza)
    .execute();
  expect(await roleOf(nyanza, felix)).toEqual({ role: 'manager' });
});
