import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { HttpSocket } from './http-socket.ts';

it('a line that is taken and never answered ends, so that another is tried', async () => {
  const taken: net.Socket[] = [];
  const silent = net.createServer((socket) => taken.push(socket));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const socket = new HttpSocket(`ws://127.0.0.1:${port}/sync/x`, undefined, 200);
  const { code } = await new Promise<{ code: number }>((resolve) => (socket.onclose = resolve));
  expect(code).toBe(1006);
  expect(taken.length).toBeGreaterThan(0);
  for (const one of taken) one.destroy();
  silent.close();
});
