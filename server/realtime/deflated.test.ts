import zlib from 'node:zlib';
import * as decoding from 'lib0/decoding';
import { expect, it } from 'vitest';
import { messageType } from '#domain/sync/messages.ts';
import { note, notes, useRealtime } from '../../tests/fixtures/realtime-stage.ts';
import { stockClient, until } from '../../tests/fixtures/realtime.ts';
import { deflatedFrame } from './deflated.ts';
import { updateFrame } from './frames.ts';

const t = useRealtime();

it('a large plan comes packed to who asks, and is the same', async () => {
  const writer = t.client('odette');
  await writer.synced;
  for (let n = 0; n < 200; n += 1) note(writer.doc, `a longer line of words, number ${n}`);
  await until(async () => (await t.rowCount()) > 0);
  const sizes: number[] = [];
  const reader = stockClient(t.server.url, t.room.documentId, 'jean-paul', { deflate: '1' });
  reader.provider.messageHandlers[messageType.deflated] = (_encoder, decoder, provider) => {
    const packed = decoding.readVarUint8Array(decoder);
    const data = zlib.inflateSync(packed);
    sizes.push(data.length / packed.length);
    provider.ws!.onmessage!({ data } as unknown as MessageEvent);
  };
  await reader.synced;
  expect(sizes[0]).toBeGreaterThan(2);
  await until(() => notes(reader.doc).length === notes(writer.doc).length);
  expect(notes(reader.doc)).toEqual(notes(writer.doc));
  reader.stop();
});

it('packs the same bytes once for all who come, and nothing small', () => {
  const content = new Uint8Array(50_000).fill(7);
  const once = deflatedFrame(updateFrame(content), content);
  expect(once!.length).toBeLessThan(1_000);
  expect(deflatedFrame(updateFrame(content), content)).toBe(once);
  expect(deflatedFrame(updateFrame(new Uint8Array(100)), new Uint8Array(100))).toBeNull();
});
