import { afterAll, expect, test } from 'vitest';
import { testApp } from '../../tests/fixtures/app.ts';
import { inTransaction } from '../db/database.ts';
import { claimToken, lookAtToken, makeToken, tokenOfId } from './account-token.ts';
import { createRateLimits } from './rate-limits.ts';
import { newSignInCode } from './sign-in-code.ts';

const t = await testApp();
afterAll(() => t.close());

const made = (more: object = {}) =>
  inTransaction(t.db, (trx) =>
    makeToken(trx, {
      ...{ kind: 'sign_in', personId: t.personIds.odette, address: 'odette@example.org' },
      ...{ now: t.clock.now(), minutes: 20, ...more },
    }),
  );
const claim = (token: string, now = t.clock.now()) =>
  inTransaction(t.db, (trx) => claimToken(trx, token, { kind: 'sign_in', now }));

test('a forged, a foreign, an expired and a used token open nothing', async () => {
  const now = t.clock.now();
  for (const forged of ['', 'x', 'a'.repeat(43), "' or 1=1"]) expect(await claim(forged)).toBeNull();
  const foreign = await made({ kind: 'password' });
  expect(await claim(foreign.token)).toBeNull();
  const { token } = await made();
  expect(await claim(token, new Date(now.getTime() + 20 * 60_000))).toBeNull();
  expect(await claim(token)).not.toBeNull();
  expect(await claim(token)).toBeNull();
});

test('looking uses nothing up; of two at once one comes in', async () => {
  const { token } = await made();
  for (let n = 0; n < 3; n++)
    expect(await lookAtToken(t.db, token, { kind: 'sign_in', now: t.clock.now() })).toMatchObject({
      personId: t.personIds.odette,
    });
  const both = await Promise.all([claim(token), claim(token)]);
  expect(both.filter(Boolean)).toHaveLength(1);
});

test('the database keeps no token, and one for a mail is known by its id and the secret alone', async () => {
  const { id, token } = await inTransaction(t.db, (trx) =>
    makeToken(trx, { kind: 'sign_in', personId: null, now: t.clock.now(), minutes: 20 }, (id) =>
      tokenOfId('secret', id),
    ),
  );
  expect(token).toBe(tokenOfId('secret', id));
  expect(token).not.toBe(tokenOfId('another', id));
  const rows = await t.db.selectFrom('account_token').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(token);
});

test('tries are counted for all processes and outlive a restart', async () => {
  const limit = { name: 'test', points: 3, seconds: 60 };
  const [one, other] = [createRateLimits(t.db), createRateLimits(t.db)];
  await one.take(limit, 'k');
  await other.take(limit, 'k');
  await one.take(limit, 'k');
  await expect(other.take(limit, 'k')).rejects.toMatchObject({ code: 'too_many' });
  await expect(createRateLimits(t.db).take(limit, 'k')).rejects.toMatchObject({ code: 'too_many' });
  expect(await one.isFull(limit, 'k')).toBe(true);
  await one.take(limit, 'another');
  await one.forget(limit, 'k');
  await other.take(limit, 'k');
  expect(await other.isFull(limit, 'k')).toBe(false);
});

test('sign-in codes differ', async () => {
  const codes = await inTransaction(t.db, async (trx) => [
    await newSignInCode(trx),
    await newSignInCode(trx),
  ]);
  expect(new Set(codes).size).toBe(2);
  expect(codes[0]).toMatch(/^[2-9A-Z]{8}$/);
});
