import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bytesOf } from './bytes-of.ts';

const goesOn = new AbortController().signal;
let server: http.Server;
let origin: string;

beforeAll(async () => {
  server = http.createServer(async (req, res) => {
    if (req.url === '/nothing') return void res.writeHead(404).end();
    res.write('slow ');
    if (req.url === '/stops') return;
    for (const word of ['but ', 'it ', 'comes']) {
      await sleep(150);
      res.write(word);
    }
    res.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

it('what is refused, what stops and what nobody waits for any more is an error', async () => {
  await expect(bytesOf(`${origin}/nothing`, goesOn)).rejects.toThrow('404');
  await expect(bytesOf(`${origin}/stops`, goesOn, 200)).rejects.toThrow();
  const end = new AbortController();
  const asked = bytesOf(`${origin}/stops`, end.signal, 60_000);
  end.abort();
  await expect(asked).rejects.toThrow();
});

it('what comes slowly comes whole, however long it takes', async () => {
  const bytes = await bytesOf(`${origin}/slow`, goesOn, 400);
  expect(new TextDecoder().decode(bytes)).toBe('slow but it comes');
});
