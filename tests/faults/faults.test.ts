import { afterAll, beforeAll, expect, it } from 'vitest';
import { openGround, type Ground } from '../bench/realtime/ground.ts';
import { seeded } from '../bench/realtime/history.ts';
import { brokenPromises } from './fault.ts';
import { kill } from './kill.ts';
import { postgres } from './postgres.ts';

// The short forms; the long ones are `npm run faults -- kill postgres`.
let ground: Ground;
beforeAll(async () => {
  process.setMaxListeners(0);
  ground = await openGround({ portFrom: 18_000 + (process.pid % 1000) });
}, 60_000);
afterAll(() => ground.close());

it.each(Object.entries({ kill, postgres }))(
  '%s: nothing is missing that was seen or called saved, and everybody ends with the same',
  async (_name, fault) => {
    const outcome = await fault.run({ ground, short: true, random: seeded(1) });
    expect(outcome.counts.seen).toBeGreaterThan(0);
    expect(brokenPromises(outcome)).toEqual([]);
  },
  90_000,
);
