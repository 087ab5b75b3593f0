import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { pino } from 'pino';
import { createRtcProxy } from './rtc-proxy.ts';

const listening = async (server: ReturnType<typeof createServer>) =>
  new Promise<string>((resolve) =>
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    ),
  );

test('the call server gets the token that was looked at, whatever else a request brings', async () => {
  const heard: (string | undefined)[] = [];
  const far = createServer((req, res) => {
    heard.push(req.headers.authorization, req.headers.cookie);
    res.end('ok');
  });
  const farOrigin = await listening(far);
  const proxy = createRtcProxy({
    target: () => farOrigin,
    admit: (token) => token === 'good',
    log: pino({ level: 'silent' }),
  });
  const near = createServer((req, res) => proxy.handle(req, res));
  const origin = await listening(near);
  const ask = async (path: string, headers: Record<string, string>) =>
    (await fetch(origin + path, { headers })).status;
  try {
    expect(await ask('/rtc/validate?access_token=other', { authorization: 'Bearer good' })).toBe(401);
    expect(await ask('/rtc/validate', { authorization: 'Bearer other' })).toBe(401);
    expect(heard).toEqual([]);
    const two = { authorization: 'Bearer of-another-call', cookie: 'session=secret' };
    expect(await ask('/rtc/validate?access_token=good', two)).toBe(200);
    expect(await ask('/rtc/validate', { authorization: 'Bearer good' })).toBe(200);
    expect(heard).toEqual(['Bearer good', undefined, 'Bearer good', undefined]);
  } finally {
    near.close();
    far.close();
  }
});
