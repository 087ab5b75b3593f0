import { pino } from 'pino';
import { expect, test } from 'vitest';
import { createLifecycle, STOP_ORDER } from './lifecycle.ts';

const log = pino({ level: 'silent' });

test('parts end in the stated order, whatever order they began in, and once', async () => {
  const lifecycle = createLifecycle(log);
  const ended: string[] = [];
  for (const step of STOP_ORDER.toReversed()) lifecycle.onStop(step, () => ended.push(step));
  await Promise.all([lifecycle.stop('a'), lifecycle.stop('b')]);
  expect(ended).toEqual([...STOP_ORDER]);
});

test('a part that fails does not keep the others from ending', async () => {
  const lifecycle = createLifecycle(log);
  let postgresEnded = false;
  lifecycle.onStop('jobs', () => Promise.reject(new Error('stuck')));
  lifecycle.onStop('postgres', () => (postgresEnded = true));
  await lifecycle.stop('test');
  expect(postgresEnded).toBe(true);
});
