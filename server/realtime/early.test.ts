import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { messageType } from '#domain/sync/messages.ts';
import { note, notes, useRealtime } from '../../tests/fixtures/realtime-stage.ts';
import { until } from '../../tests/fixtures/realtime.ts';
import { readFrame, step2Frame, updateFrame } from './frames.ts';

const t = useRealtime();

/** Somebody with words that were never sent, who types on while the server's question is still on its way. */
async function hastyWriter() {
  const line = await t.bare('odette');
  const doc = new Y.Doc();
  note(doc, 'typed offline');
  const live: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => live.push(update));
  note(doc, 'typed at once');
  note(doc, 'and more');
  const acks = () => line.frames.filter(([type]) => type === messageType.ack).map((frame) => frame[1]!);
  const asked = () => line.frames.map((frame) => readFrame(frame)).find((frame) => frame.type === 'step1');
  return { ...line, doc, live, acks, asked };
}

it('who types before the answer to our question is not sent away, and is told of no word as saved before it is', async () => {
  const writer = await hastyWriter();
  for (const update of writer.live) writer.send(updateFrame(update));
  await until(() => writer.asked() !== undefined);
  const reader = t.client('jean-paul');
  await reader.synced;
  await t.server.realtime.flush();
  const begun = notes(reader.doc);
  expect(begun).not.toContain('and more');
  expect(writer.acks()).toEqual([]);
  writer.send(step2Frame(Y.encodeStateAsUpdate(writer.doc, writer.asked()!.stateVector)));
  await until(() => notes(reader.doc).includes('and more'));
  await until(() => writer.acks().at(-1) === writer.live.length + 1);
  expect(notes(reader.doc).sort()).toEqual([...begun, 'and more', 'typed at once', 'typed offline'].sort());
  note(writer.doc, 'later');
  writer.send(updateFrame(writer.live.at(-1)!));
  await until(() => notes(reader.doc).includes('later'));
  expect(writer.ws.readyState).toBe(writer.ws.OPEN);
});

it('who has answered and sends what stands on nothing is asked to come back', async () => {
  const writer = await hastyWriter();
  writer.send(step2Frame(new Uint8Array([0, 0])));
  writer.send(updateFrame(writer.live[0]!));
  expect(await writer.closed).toMatchObject({ code: 4500 });
});
