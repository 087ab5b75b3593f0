import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { messageType, syncType } from '#domain/sync/messages.ts';
import { note, notes, useRealtime } from '../../tests/fixtures/realtime-stage.ts';
import { until } from '../../tests/fixtures/realtime.ts';
import { readFrame, step1Frame, step2Frame, updateFrame } from './frames.ts';

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

describe('who loses the right to write and gets it back', () => {
  const mayWrite = (canEdit: boolean) => {
    t.visitor('odette', t.room.odette, canEdit);
    t.server.realtime.revoke({ personId: t.room.odette });
  };
  type Writer = Awaited<ReturnType<typeof hastyWriter>>;
  const questions = (writer: Writer) =>
    writer.frames.map((frame) => readFrame(frame)).filter((frame) => frame.type === 'step1');
  const heard = (writer: Writer, type: number, value: number) =>
    until(() => writer.frames.some((frame) => frame[0] === type && frame[1] === value));
  const answer = (writer: Writer) =>
    writer.send(step2Frame(Y.encodeStateAsUpdate(writer.doc, questions(writer).at(-1)!.stateVector)));
  /** What was sent before has been looked at. */
  async function allTaken(writer: Writer): Promise<void> {
    writer.send(step1Frame(new Uint8Array([0])));
    await until(() =>
      writer.frames.some(([type, kind]) => type === messageType.sync && kind === syncType.step2),
    );
  }

  it('is not told that words dropped meanwhile are saved, until they are', async () => {
    const writer = await hastyWriter();
    await until(() => questions(writer).length === 1);
    const lock = await t.db.pool.connect();
    await lock.query('BEGIN');
    await lock.query('SELECT 1 FROM document WHERE id = $1 FOR UPDATE', [t.room.documentId]);
    answer(writer);
    await until(() => t.server.realtime.metrics().unsavedBytes > 0);
    mayWrite(false);
    await heard(writer, messageType.rights, 0);
    note(writer.doc, 'dropped');
    writer.send(updateFrame(writer.live.at(-1)!));
    await allTaken(writer);
    await lock.query('COMMIT');
    lock.release();
    await until(() => writer.acks().length > 0);
    expect(writer.acks()).toEqual([1]);
    mayWrite(true);
    await until(() => questions(writer).length === 2);
    answer(writer);
    await until(() => writer.acks().at(-1) === 3);
    const reader = t.client('jean-paul');
    await reader.synced;
    expect(notes(reader.doc)).toContain('dropped');
  });
  it('is heard again, though the answer to the first question came meanwhile', async () => {
    const writer = await hastyWriter();
    await until(() => questions(writer).length === 1);
    mayWrite(false);
    await heard(writer, messageType.rights, 0);
    answer(writer);
    await allTaken(writer);
    mayWrite(true);
    await until(() => questions(writer).length === 2);
    writer.send(updateFrame(writer.live.at(-1)!));
    answer(writer);
    await until(() => writer.acks().at(-1) === 3);
    expect(await t.rowCount()).toBe(1);
  });
});
