import { createRateLimits, limits } from '../auth/rate-limits.ts';
import { afterAll, expect, test } from 'vitest';
import { newId } from '#domain/ids.ts';
import { shownCode } from '#domain/person/sign-in-code.ts';
import { secretOf, testApp, type PersonName } from '../../tests/fixtures/app.ts';
import { tokenOfId } from '../auth/account-token.ts';
import { writeAccountMail } from '../auth/by-mail.ts';
import { hashPassword } from '../auth/passwords.ts';
import { createSecondFactor } from '../auth/second-factor.ts';
import { generateHOTP } from '@oslojs/otp';
import { sql } from '../db/database.ts';

const t = await testApp();
afterAll(() => t.close());
const secret = 'a secret of the tests, long enough';
const tokenOf = (id: string) => tokenOfId(secret, id);
const from = { address: '10.0.0.9', device: 'Firefox' };
const password = 'a few words in a row';

const set = (name: PersonName, person: object) =>
  t.db.updateTable('person').set(person).where('id', '=', t.personIds[name]).execute();
/** Who came in without an e-mail address. */
const withCode = async (name: PersonName, code: string, pin: string) =>
  set(name, { email: null, sign_in_code: code, pin_hash: await hashPassword(pin) });
const lastMail = async (template: string) => {
  const row = await t.db
    .selectFrom('outbox')
    .where('template', '=', template)
    .orderBy('made_at', 'desc')
    .orderBy('id', 'desc')
    .selectAll()
    .executeTakeFirst();
  return row as unknown as { address: string; data: { tokenId: string } } | undefined;
};

await withCode('odette', 'K7QM4XRT', '739205');

test('only the co-facilitator or an administrator gives a new PIN, and only to who cannot help themselves', async () => {
  const input = { institutionId: t.institutionIds.gihara, personId: t.personIds.odette };
  for (const name of ['odette', 'grace', 'jeanpaul', 'olive', 'oscar', 'beatrice', 'felix'] as const)
    await expect(t.app.people.resetPin(await t.actorOf(name), input)).rejects.toMatchObject({
      code: 'not_found',
    });
  await expect(t.app.people.resetPin(null, input)).rejects.toMatchObject({ code: 'signed_out' });
  const theo = await t.actorOf('theo');
  const foreign = { institutionId: t.institutionIds.gihara, personId: t.personIds.oscar };
  await expect(t.app.people.resetPin(theo, foreign)).rejects.toMatchObject({ code: 'not_found' });
  const grace = { institutionId: t.institutionIds.gihara, personId: t.personIds.grace };
  await expect(t.app.people.resetPin(theo, grace)).rejects.toMatchObject({
    fields: { '': 'error_pin_not_theirs' },
  });
});

test('a code that others tried too often opens again by a new PIN, which works once', async () => {
  const tryIt = (pin: string, address: string, known?: string) =>
    t.app.auth.signIn({ who: 'k7qm-4xrt', password: pin }, { address, device: '', known });
  const before = secretOf(await tryIt('739205', '10.3.0.1'));
  const known = t.app.auth.knowDevice(undefined, t.personIds.odette);
  for (let n = 0; n < 10; n++)
    await expect(tryIt('000000', `10.3.1.${n}`)).rejects.toMatchObject({
      fields: { '': 'error_sign_in_pin' },
    });
  await expect(tryIt('739205', '10.3.0.1')).rejects.toMatchObject({ code: 'too_many' });
  const refused = t.db.selectFrom('audit').where('kind', '=', 'sign_in_refused').selectAll();
  await expect(tryIt('739205', '10.3.0.2')).rejects.toMatchObject({ code: 'too_many' });
  expect(await refused.execute()).toHaveLength(1);
  // Her own telephone is not locked out by others; a forged cookie helps nobody.
  secretOf(await tryIt('739205', '10.3.0.1', known));
  await expect(tryIt('739205', '10.3.0.1', `${known}x`)).rejects.toMatchObject({ code: 'too_many' });

  // Somebody in the same hospital tried so many codes that its whole address is locked.
  const tries = createRateLimits(t.db);
  for (let n = 0; n < limits.address.points; n++)
    await tries.take(limits.address, '10.3.0.1').catch(() => null);
  expect(await tries.isFull(limits.address, '10.3.0.1')).toBe(true);
  const given = await t.app.people.resetPin(await t.actorOf('theo'), {
    institutionId: t.institutionIds.gihara,
    personId: t.personIds.odette,
  });
  expect(given).toMatchObject({ code: shownCode('K7QM4XRT'), pin: expect.stringMatching(/^\d{6}$/) });
  expect(await t.app.auth.actorOf(before)).toBeNull();
  await expect(tryIt('739205', '10.3.0.1')).rejects.toMatchObject({ fields: { '': 'error_sign_in_pin' } });
  const step = (await tryIt(given.pin, '10.3.0.1')) as { step: string };
  expect(await t.app.auth.lookAtStep(step.step)).toMatchObject({ need: 'pin', name: 'Odette Mukamana' });
  await expect(t.app.auth.stepWithPin(step.step, { pin: given.pin }, from)).rejects.toMatchObject({
    fields: { pin: 'error_pin_same' },
  });
  await expect(t.app.auth.stepWithPin(step.step, { pin: '123456' }, from)).rejects.toMatchObject({
    fields: { pin: 'error_pin_weak' },
  });
  secretOf(await t.app.auth.stepWithPin(step.step, { pin: '482937' }, from));
  await expect(t.app.auth.stepWithPin(step.step, { pin: '906134' }, from)).rejects.toMatchObject({
    code: 'gone',
  });
  // Her own PIN is no exception any more.
  await expect(tryIt('482937', '10.3.0.1')).rejects.toMatchObject({ code: 'too_many' });
  secretOf(await tryIt('482937', '10.3.0.3'));
});

test('a link by mail: nobody learns who is here; it works once, and a new password ends other sign-ins', async () => {
  await t.app.auth.askForMail('sign_in', { email: 'nobody@example.org' }, from);
  await writeAccountMail(
    { db: t.db, clock: t.clock, tokenOf },
    { kind: 'sign_in', email: 'nobody@example.org' },
  );
  expect(await lastMail('sign_in_link')).toBeUndefined();
  await writeAccountMail(
    { db: t.db, clock: t.clock, tokenOf },
    { kind: 'sign_in', email: 'theo@example.org' },
  );
  const token = tokenOf((await lastMail('sign_in_link'))!.data.tokenId);
  expect(await t.app.auth.lookAtLink(token)).toMatchObject({ name: 'Théo Niyonzima' });
  expect(await t.app.auth.lookAtPasswordLink(token)).toBeNull();
  const earlier = secretOf(await t.app.auth.enterByLink(token, from));
  await expect(t.app.auth.enterByLink(token, from)).rejects.toMatchObject({ code: 'gone' });
  await writeAccountMail(
    { db: t.db, clock: t.clock, tokenOf },
    { kind: 'password', email: 'theo@example.org' },
  );
  const forgotten = tokenOf((await lastMail('password_link'))!.data.tokenId);
  await expect(t.app.auth.choosePassword(forgotten, { password: 'short' }, from)).rejects.toMatchObject({
    fields: { password: 'error_password_short' },
  });
  secretOf(await t.app.auth.choosePassword(forgotten, { password }, from));
  expect(await t.app.auth.actorOf(earlier)).toBeNull();
  expect(await lastMail('password_changed')).toMatchObject({ address: 'theo@example.org' });
});

test('an address changes when both said yes, and not when the old one says no', async () => {
  const grace = await t.actorOf('grace');
  await set('grace', { password_hash: await hashPassword(password) });
  const asked = { email: 'grace@new.example', proof: password };
  await expect(t.app.people.askForAddress(grace, { ...asked, proof: 'wrong' })).rejects.toMatchObject({
    fields: { proof: 'error_proof' },
  });
  const both = async () => {
    await t.app.people.askForAddress(grace, asked);
    return [
      tokenOf((await lastMail('address_old'))!.data.tokenId),
      tokenOf((await lastMail('address_new'))!.data.tokenId),
    ] as const;
  };
  const [old, next] = await both();
  expect(await t.app.people.answerAddressChange('new', next, { answer: 'yes' })).toMatchObject({
    state: 'half',
  });
  expect((await t.actorOf('grace')).email).toBe('grace@example.org');
  expect(await t.app.people.answerAddressChange('old', old, { answer: 'no' })).toMatchObject({
    state: 'refused',
  });
  expect((await t.actorOf('grace')).email).toBe('grace@example.org');
  t.clock.set('2026-11-23T08:05:00Z');
  const [again, nextAgain] = await both();
  await t.app.people.answerAddressChange('old', again, { answer: 'yes' });
  expect(await t.app.people.answerAddressChange('new', nextAgain, { answer: 'yes' })).toMatchObject({
    state: 'changed',
  });
  expect((await t.actorOf('grace')).email).toBe('grace@new.example');
  expect((await t.app.people.account(grace)).newAddress).toBeNull();
});

test('a second step: the secret lies encrypted, each code works once, an administrator can take it off', async () => {
  const ada = await t.actorOf('ada');
  const beatrice = await t.actorOf('beatrice');
  await set('beatrice', { password_hash: await hashPassword(password) });
  await t.app.people.beginSecondFactor(beatrice, {});
  const setup = await t.app.people.secondFactorSetup(beatrice);
  const row = await t.db.selectFrom('second_factor').selectAll().executeTakeFirstOrThrow();
  const key = createSecondFactor(secret).open(row.secret, beatrice.personId);
  expect(Buffer.from(row.secret).includes(key)).toBe(false);
  expect(setup?.uri).toContain('otpauth://totp/Twinward');
  const codeAt = () => generateHOTP(key, BigInt(Math.floor(t.clock.now().getTime() / 30_000)), 6);
  await expect(
    t.app.people.confirmSecondFactor(beatrice, { code: '000000', proof: password }),
  ).rejects.toMatchObject({
    fields: { code: 'error_code' },
  });
  await expect(t.app.people.confirmSecondFactor(beatrice, { code: codeAt() })).rejects.toMatchObject({
    fields: { proof: 'error_proof' },
  });
  const codes = await t.app.people.confirmSecondFactor(beatrice, { code: codeAt(), proof: password });
  expect(codes).toHaveLength(10);
  const come = async () =>
    ((await t.app.auth.signIn({ who: 'beatrice@example.org', password }, from)) as { step: string }).step;
  const step = await come();
  await expect(t.app.auth.stepWithCode(step, { code: codeAt() }, from)).rejects.toMatchObject({
    fields: { code: 'error_code' },
  });
  t.clock.set(new Date(t.clock.now().getTime() + 30_000));
  secretOf(await t.app.auth.stepWithCode(step, { code: codeAt() }, from));
  secretOf(await t.app.auth.stepWithCode(await come(), { code: codes[0]!.toLowerCase() }, from));
  await expect(t.app.auth.stepWithCode(await come(), { code: codes[0]! }, from)).rejects.toMatchObject({
    code: 'invalid',
  });
  const input = { networkId: t.networkId, personId: beatrice.personId };
  await expect(t.app.people.removeSecondFactor(await t.actorOf('theo'), input)).rejects.toMatchObject({
    code: 'not_found',
  });
  await t.app.people.removeSecondFactor(ada, input);
  secretOf(await t.app.auth.signIn({ who: 'beatrice@example.org', password }, from));
});

test('deleting an account leaves neither name nor address nor number anywhere, and the last administrator stays', async () => {
  await set('ada', { password_hash: await hashPassword(password) });
  await expect(
    t.app.people.deleteAccount(await t.actorOf('ada'), { typed: 'Ada Kabera', proof: password }),
  ).rejects.toMatchObject({ fields: { '': 'error_last_administrator' } });
  await set('jeanpaul', { password_hash: await hashPassword(password), telephone: '+250788123456' });
  const jeanpaul = await t.actorOf('jeanpaul');
  const copy = await t.app.people.exportMine(jeanpaul, { proof: password });
  expect(copy.me).toMatchObject({ name: 'Jean-Paul Habimana', telephone: '+250788123456' });
  expect(copy.rooms).toMatchObject([{ name: 'Pharmacy supply chain', role: 'staff' }]);
  const good = { typed: 'Jean-Paul Habimana', proof: password };
  for (const wrong of [{ typed: 'Jean' }, { proof: 'wrong' }])
    await expect(t.app.people.deleteAccount(jeanpaul, { ...good, ...wrong })).rejects.toMatchObject({
      code: 'invalid',
    });
  await t.app.people.deleteAccount(jeanpaul, good);
  await t.db.updateTable('outbox').set({ sent_at: t.clock.now() }).where('sent_at', 'is', null).execute();
  const { forgetAccounts } = await import('./forget.ts');
  await forgetAccounts({ db: t.db, now: t.clock.now() });
  const tables = await sql<{ table_name: string }>`SELECT table_name FROM information_schema.tables
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`.execute(t.db);
  expect(tables.rows.length).toBeGreaterThan(40);
  for (const { table_name } of tables.rows) {
    const { rows } = await sql<{
      row: string;
    }>`SELECT to_jsonb(r)::text AS row FROM ${sql.table(table_name)} r`.execute(t.db);
    const all = rows.map(({ row }) => row).join('\n');
    for (const trace of ['Jean-Paul', 'jeanpaul@', '788123456']) expect(all, table_name).not.toContain(trace);
  }
  const row = await t.db
    .selectFrom('person')
    .where('id', '=', jeanpaul.personId)
    .select('name')
    .executeTakeFirstOrThrow();
  expect(row.name).toBe('Former member of Nyanza Lake Hospital');
  await expect(t.actorOf('jeanpaul')).rejects.toThrow();
});

test('who takes a strange name before deleting the account spoils nothing of others, and leaves no open link', async () => {
  const data = { title: 'the oxygen of the day', to: 'x' };
  const [before] = await t.db
    .insertInto('event')
    .values({
      ...{ id: newId(), room_id: t.otherRoomId, kind: 'person_replaced', subject_kind: 'person' },
      ...{ subject_id: t.personIds.oscar, by: t.personIds.oscar, at: t.clock.now() },
      data: JSON.stringify(data),
    })
    .returning('id')
    .execute();
  await t.db
    .insertInto('mailbox_mail')
    .values({
      ...{
        id: newId(),
        address: 'theo@example.org',
        subject: 'title',
        text: 'untitled: the title',
        html: '',
      },
      at: t.clock.now(),
    })
    .execute();
  const odette = await t.actorOf('odette');
  await set('theo', { email: 'theo@example.org' });
  await set('odette', { password_hash: await hashPassword(password), name: 'title' });
  await t.app.institutionMembers.changeRole(await t.actorOf('ada'), {
    ...{ institutionId: t.institutionIds.gihara, personId: odette.personId, role: 'manager' },
  });
  const { token } = await t.app.invitations.make(await t.actorOf('odette'), {
    ...{ networkId: t.networkId, roomId: '', institutionId: t.institutionIds.gihara },
    ...{ target: 'institution', role: 'staff' },
  });
  await t.app.people.deleteAccount(await t.actorOf('odette'), { typed: 'title', proof: password });
  const event = await t.db.selectFrom('event').where('id', '=', before!.id).select('data').executeTakeFirst();
  expect(event?.data).toEqual(data);
  const own = await t.db
    .selectFrom('event')
    .where('subject_id', '=', odette.personId)
    .where('kind', '=', 'person_joined')
    .select('data')
    .execute();
  expect(own.every((one) => 'title' in (one.data as object))).toBe(true);
  const mail = await t.db
    .selectFrom('mailbox_mail')
    .where('subject', 'like', 'Former%')
    .select('text')
    .execute();
  expect(mail).toEqual([{ text: 'untitled: the Former member of Gihara Hospital' }]);
  expect(await t.app.invitations.look(token, null)).toMatchObject({ open: false, because: 'revoked' });
});
