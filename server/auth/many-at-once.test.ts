import { afterAll, expect, test } from 'vitest';
import { testApp, type PersonName } from '../../tests/fixtures/app.ts';
import { hashPassword } from './passwords.ts';

const t = await testApp();
afterAll(() => t.close());
const password = 'a few words in a row';

test('sixty who sign in or prove who they are at once leave the others their pages', async () => {
  await t.db
    .updateTable('person')
    .set({ password_hash: await hashPassword(password) })
    .execute();
  const names = Object.keys(t.personIds) as PersonName[];
  const actors = await Promise.all(names.map((name) => t.actorOf(name)));
  const began = performance.now();
  let open = 60;
  const come = (n: number) => {
    const name = names[n % names.length]!;
    const from = { address: `10.0.0.${n}`, device: 'Firefox' };
    return n < 30
      ? t.app.people.exportMine(actors[n % actors.length]!, { proof: password })
      : t.app.auth.signIn({ who: `${name}@example.org`, password }, from);
  };
  const all = Array.from({ length: 60 }, (_, n) => come(n).finally(() => (open -= 1)));
  const waits: number[] = [];
  while (open > 0) {
    const before = performance.now();
    await t.app.people.home(actors[0]!);
    waits.push(performance.now() - before);
  }
  await Promise.all(all);
  // Who held a connection while hashing would let the page wait for most of the others.
  expect(waits.length).toBeGreaterThan(5);
  expect(Math.max(...waits)).toBeLessThan((performance.now() - began) / 2);
}, 120_000);
