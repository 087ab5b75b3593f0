import { expect, it } from 'vitest';
import { createBucket } from './pace.ts';

it('a bucket allows its burst, then its pace, and what is refused costs nothing', () => {
  let now = 0;
  const may = createBucket(1, 3, () => now);
  expect([may(1), may(1), may(1), may(1)]).toEqual([true, true, true, false]);
  let allowed = 0;
  // Somebody who asks three times as often as is allowed is let in as often as is allowed.
  for (; now < 10_000; now += 333) if (may(1)) allowed++;
  expect(allowed).toBe(9);
  now += 60_000;
  expect([may(4), may(3), may(1)]).toEqual([false, true, false]);
});
