import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { cardsMap, deleteCard, readCards, restoreCard } from '#domain/plan/document.ts';
import { messageType } from '#domain/sync/messages.ts';
import { anUpdate, note, notes, useRealtime } from '../../tests/fixtures/realtime-stage.ts';
import { until } from '../../tests/fixtures/realtime.ts';
import { step2Frame, updateFrame } from './frames.ts';
import { defaultLimits } from './limits.ts';

const t = useRealtime();
const small = async () => {
  await t.restart({ limits: { ...defaultLimits, documentBytes: 20_000 } });
  t.visitor('odette', t.room.odette, true);
  t.visitor('jean-paul', t.room.jeanPaul, true);
};

/** So that not a byte more fits. */
async function fill(doc: Y.Doc): Promise<void> {
  const stored = async () => {
    const { rows } = await t.db.pool.query<{ bytes: string }>(
      `SELECT length(merged) + (SELECT coalesce(sum(length(update)), 0) FROM document_update WHERE document_id = id) AS bytes
       FROM document WHERE id = $1`,
      [t.room.documentId],
    );
    return Number(rows[0]!.bytes);
  };
  note(doc, 'x'.repeat(15_000));
  await until(async () => (await t.rowCount()) === 2);
  // A card of so many letters takes 200 bytes more.
  note(doc, 'z'.repeat(20_000 - (await stored()) - 200));
  await until(async () => (await t.rowCount()) === 3);
}

describe('a document near its limit', () => {
  it('refuses only who would make it too large; the others write on', async () => {
    await small();
    const other = t.client('jean-paul');
    await other.synced;
    const sender = await t.bare('odette');
    sender.send(updateFrame(anUpdate('x'.repeat(21_000))));
    expect((await sender.closed).code).toBe(4413);
    note(other.doc, 'goes on');
    await until(async () => (await t.rowCount()) === 1);
    expect(other.provider.wsconnected).toBe(true);
  });
  it('takes no note of what it refuses: what stands on that is not there', async () => {
    await small();
    const doc = new Y.Doc();
    const said: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => said.push(update));
    note(doc, 'x'.repeat(21_000));
    note(doc, 'stands on it');
    const writers = [await t.bare('odette'), await t.bare('odette')];
    writers[0]!.send(updateFrame(said[0]!));
    expect((await writers[0]!.closed).code).toBe(4413);
    writers[1]!.send(step2Frame(new Uint8Array([0, 0])));
    writers[1]!.send(updateFrame(said[1]!));
    expect((await writers[1]!.closed).code).toBe(4500);
    expect(await t.rowCount()).toBe(0);
  });
  it('says how full it is, to who asks for such messages, when that changes and on joining', async () => {
    await small();
    const asks = await t.bare('odette');
    const sizes = (frames: Uint8Array[]) => frames.filter(([type]) => type === messageType.size).length;
    asks.send(updateFrame(anUpdate('x'.repeat(8_000))));
    await until(async () => (await t.rowCount()) === 1);
    expect(sizes(asks.frames)).toBe(0);
    asks.send(updateFrame(anUpdate('x'.repeat(7_000))));
    await until(() => sizes(asks.frames) === 1);
    const late = await t.bare('jean-paul');
    await until(() => sizes(late.frames) === 1);
  });
  it('takes a deletion when it is full', async () => {
    await small();
    const writer = t.client('odette');
    await writer.synced;
    const id = note(writer.doc, 'y'.repeat(19_000));
    await until(async () => (await t.rowCount()) === 1);
    const refused = await t.bare('jean-paul');
    refused.send(updateFrame(anUpdate('z'.repeat(2_000))));
    expect((await refused.closed).code).toBe(4413);
    const text = (cardsMap(writer.doc).get(id) as Y.Map<Y.Text>).get('text')!;
    text.delete(0, 19_000);
    await until(async () => (await t.rowCount()) === 2);
    expect(notes(writer.doc)).toContain('');
    expect(writer.provider.wsconnected).toBe(true);
  });
  it('lets a card be deleted, brought back and deleted again when it is full, but no letter be added', async () => {
    await small();
    const [writer, other] = [t.client('odette'), t.client('jean-paul')];
    await Promise.all([writer.synced, other.synced]);
    const id = note(writer.doc, 'y');
    await until(async () => (await t.rowCount()) === 1);
    await fill(writer.doc);
    const deleted = (doc: Y.Doc) => readCards(doc).find((card) => card.id === id)?.deletedAt !== null;
    for (const isDeleted of [true, false, true]) {
      if (isDeleted) deleteCard(writer.doc, id, new Date('2026-11-23T08:00:00Z'));
      else restoreCard(writer.doc, id);
      await until(() => deleted(other.doc) === isDeleted);
    }
    expect(writer.provider.wsconnected).toBe(true);
    const closed = new Promise<number>((resolve) =>
      writer.provider.on('connection-close', (event) => resolve(event?.code ?? 0)),
    );
    note(writer.doc, 'one more');
    expect(await closed).toBe(4413);
  });
});
