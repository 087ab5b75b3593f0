import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { useRealtime } from '../../tests/fixtures/realtime-stage.ts';

const t = useRealtime();

it('who asks for signs of life and never reads them is sent away before they fill the memory', async () => {
  const { ws } = await t.bare('odette');
  const { _socket: socket } = ws as unknown as { _socket: Socket };
  let ended = false;
  ws.on('close', () => (ended = true));
  socket.on('error', () => {});
  socket.pause();
  const payload = Buffer.alloc(125);
  let pings = 0;
  while (!ended && pings < 400_000 && !socket.destroyed) {
    for (let i = 0; i < 2_000; i++, pings++) if (ws.readyState === ws.OPEN) ws.ping(payload);
    await new Promise((resolve) => setImmediate(resolve));
    if (t.server.realtime.metrics().connections === 0) break;
  }
  expect(t.server.realtime.metrics().connections).toBe(0);
  expect(pings).toBeLessThan(400_000);
}, 20_000);
