import { expect, it } from 'vitest';
import { Ladder } from './ladder.ts';

const every = 2_000;

it('goes down after four bad seconds, and only to voices in the end', () => {
  const ladder = new Ladder();
  const rungs = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => ladder.sample('bad', n * every));
  expect(rungs).toEqual([0, 1, 1, 2, 2, 3, 3, 3]);
});

it('does not move for one weak moment, and on a weak line gives up the small pictures only', () => {
  const ladder = new Ladder();
  expect(ladder.sample('weak', 0)).toBe(0);
  expect(ladder.sample('good', every)).toBe(0);
  const rungs = [2, 3, 4, 5, 6, 7].map((n) => ladder.sample('weak', n * every));
  expect(rungs).toEqual([0, 0, 0, 1, 1, 1]);
});

it('comes back after thirty good seconds, and waits twice as long after a relapse', () => {
  const ladder = new Ladder();
  let now = 0;
  const twiceBad = () => {
    ladder.sample('bad', (now += every));
    ladder.sample('bad', (now += every));
  };
  twiceBad();
  const goodUntilUp = () => {
    const begun = now;
    while (ladder.rung > 0) ladder.sample('good', (now += every));
    return (now - begun) / 1000;
  };
  const first = goodUntilUp();
  twiceBad();
  const second = goodUntilUp();
  expect(first).toBeGreaterThanOrEqual(30);
  expect(first).toBeLessThan(36);
  expect(second).toBeGreaterThanOrEqual(60);
});
