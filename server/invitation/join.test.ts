import { afterAll, expect, test } from 'vitest';
import { secretOf, testApp } from '../../tests/fixtures/app.ts';
import { tokenOfId } from '../auth/account-token.ts';
import { findActor } from '../auth/sign-in.ts';
import { limits } from '../auth/rate-limits.ts';

const secret = 'a secret of the tests, long enough';
const t = await testApp();
const ada = await t.actorOf('ada');
const oscar = await t.actorOf('oscar');
afterAll(() => t.close());

const place = {
  ...{ networkId: t.networkId, roomId: t.roomId, role: 'staff' },
  institutionId: t.institutionIds.gihara,
};
const link = async (more = {}) => (await t.app.invitations.make(ada, { ...place, ...more })).token;
const typed = (email: string, more = {}) => ({ way: 'email', name: 'Nadia', email, lang: 'fr', ...more });
const finish = { name: 'Nadia', lang: 'fr', password: 'a few words in a row' };
const from = (address: string) => ({ address, device: 'Firefox' });
const mailTo = (address: string) =>
  t.db.selectFrom('outbox').where('address', '=', address).orderBy('made_at').selectAll().execute();
const joinToken = async (address: string) => {
  const mail = (await mailTo(address)).findLast((one) => one.template === 'join');
  return tokenOfId(secret, (mail!.data as { tokenId: string }).tokenId);
};
const personWith = (email: string) =>
  t.db.selectFrom('person').where('email', '=', email).select(['id', 'name']).execute();

test('an unknown and a known address are answered alike, and both get the same mail', async () => {
  const answers = [];
  for (const email of ['nadia@example.org', 'oscar@example.org'])
    answers.push(
      JSON.stringify(await t.app.invitations.acceptAsNew(await link(), typed(email))).replace(email, '…'),
    );
  expect(answers[0]).toBe(answers[1]);
  const mails = [await mailTo('nadia@example.org'), await mailTo('oscar@example.org')];
  expect(mails.map((found) => found.map((one) => [one.template, one.lang, one.person_id]))).toEqual([
    [['join', 'fr', null]],
    [['join', 'fr', null]],
  ]);
  expect(await personWith('nadia@example.org')).toEqual([]);
});

test('the link in the mail finishes for somebody new, once', async () => {
  const token = await joinToken('nadia@example.org');
  expect(await t.app.invitations.lookAtJoining(token, null)).toMatchObject({ open: true, whose: 'new' });
  await expect(
    t.app.invitations.finishJoining(token, { ...finish, password: 'short' }, from('a')),
  ).rejects.toMatchObject({ fields: { password: 'error_password_short' } });
  const both = await Promise.allSettled(
    [1, 2].map(() => t.app.invitations.finishJoining(token, finish, from('a'))),
  );
  expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  const [nadia] = await personWith('nadia@example.org');
  const actor = await findActor(t.db, nadia!.id, 'x');
  expect((await t.app.rooms.mine(actor!)).map((room) => room.role)).toEqual(['staff']);
  expect(await t.app.invitations.lookAtJoining(token, null)).toEqual({ open: false, because: 'unknown' });
});

test('whose the address is already accepts by signing in, as one person; nobody else can', async () => {
  const token = await joinToken('oscar@example.org');
  expect(await t.app.invitations.lookAtJoining(token, null)).toMatchObject({ whose: 'theirs' });
  expect(await t.app.invitations.lookAtJoining(token, ada)).toMatchObject({ whose: 'theirs' });
  await expect(t.app.invitations.finishJoining(token, finish, from('a'))).rejects.toMatchObject({
    fields: { '': 'error_join_sign_in' },
  });
  await expect(t.app.invitations.joinSignedIn(null, token, from('a'))).rejects.toMatchObject({
    code: 'signed_out',
  });
  await expect(t.app.invitations.joinSignedIn(ada, token, from('a'))).rejects.toMatchObject({
    code: 'conflict',
  });
  expect(await t.app.invitations.lookAtJoining(token, oscar)).toMatchObject({ whose: 'mine' });
  expect(await t.app.invitations.joinSignedIn(oscar, token, from('a'))).toEqual({ roomId: t.roomId });
  expect(await personWith('oscar@example.org')).toHaveLength(1);
});

test('mailed to the very address, the account is made at once; an address that is taken goes the way of all', async () => {
  const mailed = (email: string) => t.app.invitations.mailTo(ada, { ...place, email, lang: 'fr' });
  await expect(mailed('not an address')).rejects.toMatchObject({ fields: { email: 'error_email' } });
  await expect(mailed('')).rejects.toMatchObject({ fields: { email: 'error_email' } });
  const earlier = await mailed('solange@example.org');
  const { invitationId } = await mailed('Solange@Example.org');
  const tokenOf = (id: string) => tokenOfId(secret, id);
  expect(await t.app.invitations.look(tokenOf(earlier.invitationId), null)).toMatchObject({
    because: 'revoked',
  });
  const [first] = await mailTo('solange@example.org');
  expect(first).toMatchObject({ template: 'invitation', lang: 'fr' });
  expect(JSON.stringify(first!.data)).not.toContain(tokenOf(earlier.invitationId));
  const token = tokenOf(invitationId);
  const own = typed('solange@example.org', { password: 'a few words in a row' });
  await expect(t.app.invitations.acceptAsNew(token, { ...own, password: '' })).rejects.toMatchObject({
    fields: { password: 'error_password_short' },
  });
  expect(await t.app.invitations.acceptAsNew(token, own)).toMatchObject({ byCode: false, roomId: t.roomId });
  expect(
    secretOf(await t.app.auth.signIn({ who: own.email, password: 'a few words in a row' }, from('b'))),
  ).toEqual(expect.any(String));
  const toOscar = await mailed('oscar@example.org');
  const his = typed('oscar@example.org', { password: 'a few words in a row' });
  expect(await t.app.invitations.acceptAsNew(tokenOf(toOscar.invitationId), his)).toEqual({
    mailedTo: 'oscar@example.org',
  });
  // What was mailed is not shown to anybody else by making it anew.
  await expect(t.app.invitations.renew(ada, { invitationId: toOscar.invitationId })).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('a link that was used or taken back meanwhile leaves nobody behind', async () => {
  const token = await link();
  await t.app.invitations.acceptAsNew(token, typed('late@example.org'));
  await t.app.invitations.accept(oscar, token, {});
  const joining = await joinToken('late@example.org');
  expect(await t.app.invitations.lookAtJoining(joining, null)).toEqual({
    open: false,
    because: 'used',
    mine: false,
  });
  await expect(t.app.invitations.finishJoining(joining, finish, from('a'))).rejects.toMatchObject({
    code: 'gone',
  });
  expect(await personWith('late@example.org')).toEqual([]);
  for (const forged of ['', 'A'.repeat(43)])
    expect(await t.app.invitations.lookAtJoining(forged, null)).toEqual({ open: false, because: 'unknown' });
});

test('an address gets only so many mails, and the answer stays the same', async () => {
  const token = await link({ many: true });
  for (let n = 0; n < limits.mail.points + 3; n++)
    expect(await t.app.invitations.acceptAsNew(token, typed('flood@example.org'), from('c'))).toEqual({
      mailedTo: 'flood@example.org',
    });
  expect(await mailTo('flood@example.org')).toHaveLength(limits.mail.points);
});

test('one place lets only so many in within an hour; what was typed is kept and another network goes on', async () => {
  const token = await link({ many: true });
  await t.db
    .insertInto('rate_limit')
    .values({ key: 'join:10.0.0.9', points: limits.join.points, expire: Date.now() + 600_000 })
    .execute();
  const typedPin = { way: 'pin', name: 'Nurse', pin: '407192', lang: 'en' };
  await expect(t.app.invitations.acceptAsNew(token, typedPin, from('10.0.0.9'))).rejects.toMatchObject({
    code: 'conflict',
    fields: { '': 'error_invite_too_many' },
  });
  expect(await t.app.invitations.acceptAsNew(token, typedPin, from('10.0.0.10'))).toMatchObject({
    byCode: true,
  });
});
