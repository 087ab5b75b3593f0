import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { addressOf } from './pages.ts';

const asked = (forwarded?: string) =>
  ({
    socket: { remoteAddress: '10.0.0.9' },
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

it.each([
  ['a header that anybody may send, without a proxy', '1.1.1.1', 0, '10.0.0.9'],
  ['no header', undefined, 1, '10.0.0.9'],
  ['an empty header', '', 1, '10.0.0.9'],
  ['what one proxy added behind what was made up', '6.6.6.6, 1.1.1.1', 1, '1.1.1.1'],
  ['two proxies', '6.6.6.6, 1.1.1.1,2.2.2.2', 2, '1.1.1.1'],
  ['fewer addresses than proxies', '1.1.1.1', 2, '10.0.0.9'],
])('the address that asks: %s', (_what, forwarded, proxies, address) => {
  expect(addressOf(asked(forwarded), proxies)).toBe(address);
});
