import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { note, useRealtime } from '../tests/fixtures/realtime-stage.ts';
import { until } from '../tests/fixtures/realtime.ts';
import { realtimeMetrics } from './realtime-metrics.ts';

const t = useRealtime();

it('/metrics tells what the realtime server does, and twice the same when nothing happened', async () => {
  const registry = new Registry();
  const metrics = realtimeMetrics(registry);
  await t.restart({ commitSeconds: metrics.commitSeconds });
  metrics.watch(t.server.realtime, true);
  t.visitor('odette', t.room.odette, true);
  const writer = t.client('odette');
  await writer.synced;
  note(writer.doc, 'counted');
  await until(async () => (await t.rowCount()) > 0);
  await t.server.realtime.flush();
  const rude = await t.bare('odette');
  rude.send(new Uint8Array([0, 2, 9, 9]));
  await rude.closed;
  await until(() => t.server.realtime.metrics().connections === 1);
  const figures = async () => {
    const lines = (await registry.metrics()).split('\n').filter((line) => !line.startsWith('#'));
    return Object.fromEntries(lines.map((line) => line.replace('twinward_plans_', '').split(' ')));
  };
  const first = await figures();
  expect(first).toMatchObject({
    ...{ connections: '1', documents: '1', unsaved_bytes: '0', opened_total: '2', rows_total: '1' },
    ...{ malformed_total: '1', 'closed_total{code="4400"}': '1', commit_seconds_count: '1' },
    ...{ failures_total: '0', slow_readers_total: '0', redis_connected: '0' },
  });
  expect(Number(first.commit_seconds_sum)).toBeGreaterThan(0);
  expect(await figures()).toEqual(first);
});
