import { afterAll, expect, test } from 'vitest';
import { secretOf, testApp } from '../../tests/fixtures/app.ts';
import { hashPassword } from './passwords.ts';
import { hashSecret } from './lucia.ts';

const t = await testApp();
const password = 'correct horse battery';
await t.db
  .updateTable('person')
  .set({ password_hash: await hashPassword(password) })
  .where('email', 'in', ['odette@example.org', 'theo@example.org'])
  .execute();
afterAll(() => t.close());

const from = { address: '10.0.0.1', device: 'Firefox' };
const wrong = { code: 'invalid', fields: { '': 'error_sign_in' } };

test('wrong e-mail, wrong password and somebody without one look alike', async () => {
  for (const [who, typed] of [
    ['nobody@example.org', password],
    ['odette@example.org', 'wrong'],
    ['grace@example.org', password],
  ])
    await expect(t.app.auth.signIn({ who, password: typed }, from)).rejects.toMatchObject(wrong);
  await expect(t.app.auth.signIn({ who: 'odette', password: '' }, from)).rejects.toMatchObject({
    fields: { who: 'error_who', password: 'error_required' },
  });
});

test('a sign-in is kept as a hash, stands for its person, and ends', async () => {
  const secret = secretOf(await t.app.auth.signIn({ who: ' Odette@Example.org ', password }, from));
  const rows = await t.db.selectFrom('auth_session').selectAll().execute();
  expect(rows.map((row) => row.id)).toEqual([hashSecret(secret)]);
  expect((await t.app.auth.actorOf(secret))?.actor.personId).toBe(t.personIds.odette);
  await t.app.auth.signOut(secret);
  expect(await t.app.auth.actorOf(secret)).toBeNull();
  for (const forged of [undefined, '', 'x', hashSecret(secret), 'a'.repeat(34)])
    expect(await t.app.auth.actorOf(forged)).toBeNull();
});

test('people see and end their own sign-ins only', async () => {
  const start = () => t.app.auth.start(t.personIds.odette, 'phone');
  const [one, two, three] = [await start(), await start(), await start()];
  const odette = (await t.app.auth.actorOf(one))!.actor;
  const theo = await t.actorOf('theo');
  expect((await t.app.people.signIns(odette)).map((row) => row.here)).toEqual([true, false, false]);
  const signInId = hashSecret(two);
  await expect(t.app.people.endSignIn(theo, { signInId })).rejects.toMatchObject({ code: 'not_found' });
  await t.app.people.endSignIn(odette, { signInId });
  expect(await t.app.auth.actorOf(two)).toBeNull();
  await t.app.people.endOtherSignIns(odette, {});
  expect(await t.app.auth.actorOf(three)).toBeNull();
  expect(await t.app.auth.actorOf(one)).not.toBeNull();
});

test('an account and an address can only be tried so often', async () => {
  const tryIt = (who: string, address: string) =>
    t.app.auth.signIn({ who, password: 'wrong' }, { address, device: '' });
  for (let n = 0; n < 10; n++)
    await expect(tryIt('theo@example.org', `10.1.0.${n}`)).rejects.toMatchObject(wrong);
  await expect(
    t.app.auth.signIn({ who: 'theo@example.org', password }, { address: '10.1.1.1', device: '' }),
  ).rejects.toMatchObject({ code: 'too_many' });
  for (let n = 0; n < 40; n++)
    await expect(tryIt(`guess${n}@example.org`, '10.2.0.1')).rejects.toMatchObject(wrong);
  await expect(tryIt('odette@example.org', '10.2.0.1')).rejects.toMatchObject({ code: 'too_many' });
});

test('without the demo nobody is offered and nobody comes in without a password', async () => {
  await expect(t.app.auth.demoPeople()).rejects.toMatchObject({ code: 'not_found' });
  await expect(t.app.auth.startAs(t.personIds.odette, '')).rejects.toMatchObject({ code: 'not_found' });
});
