import { describe, expect, it } from 'vitest';
import { useRealtime } from '../../tests/fixtures/realtime-stage.ts';
import { until } from '../../tests/fixtures/realtime.ts';
import { awarenessFrame } from './frames.ts';
import { readNodeMessage, writeNodeMessage } from './node-messages.ts';

const t = useRealtime();
const presence = (clientId: number, state: string, clock = 1) => awarenessFrame([{ clientId, clock, state }]);

async function watching() {
  const watcher = t.client('jean-paul');
  await watcher.synced;
  return watcher.provider.awareness.getStates();
}

describe('what cannot be shown', () => {
  it('is a presence that grows when it is written out: nobody sees it, and the next one is seen', async () => {
    const seen = await watching();
    const sender = await t.bare('odette');
    const numbers = Array.from({ length: 700 }, () => '1e20').join();
    sender.send(presence(5, `{"at":[${numbers}]}`));
    sender.send(presence(6, '{}'));
    await until(() => seen.has(6));
    expect(seen.has(5)).toBe(false);
  });
  it.each([
    ['one too large', JSON.stringify({ at: 'x'.repeat(9000) })],
    ['no JSON', '{'],
    ['a list', '[]'],
  ])('is left out of what another node says, and the others are heard: %s', (_, state) => {
    const good = { clientId: 1, clock: 1, state: '{}', owner: t.room.odette };
    const gone = { ...good, clientId: 3, state: 'null' };
    const entries = [good, { ...good, clientId: 2, state }, gone];
    const { message } = readNodeMessage(writeNodeMessage('n', { type: 'presence', entries }));
    expect(message).toEqual({ type: 'presence', entries: [good, gone] });
  });
});

it('who asks again and again who is here ends with "too fast"', async () => {
  const one = await t.bare('odette');
  for (let n = 0; n < 50; n++) one.send(new Uint8Array([3]));
  expect((await one.closed).code).toBe(4529);
});

it('a page that stays open while its person signs out and in is seen further on', async () => {
  const seen = await watching();
  (await t.bare('odette')).send(presence(5, '{"card":"one"}'));
  await until(() => seen.get(5)?.['card'] === 'one');
  const anew = { personId: t.room.odette, authSessionId: 'another', name: 'odette', canEdit: true };
  t.server.visitors.set('odette anew', anew);
  (await t.bare('odette anew')).send(presence(5, '{"card":"two"}', 2));
  await until(() => seen.get(5)?.['card'] !== 'one');
  expect(seen.get(5)).toMatchObject({ card: 'two' });
});
