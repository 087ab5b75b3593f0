import { describe, expect, it } from 'vitest';
import type * as Y from 'yjs';
import { cardsMap, readCards } from '#domain/plan/document.ts';
import { messageType } from '#domain/sync/messages.ts';
import { anUpdate, note, notes, useRealtime } from '../../tests/fixtures/realtime-stage.ts';
import { until } from '../../tests/fixtures/realtime.ts';
import { updateFrame } from './frames.ts';
import type { Compact } from './compactor.ts';
import { compact } from './merge.ts';
import { compactDocument } from './store.ts';

const t = useRealtime();

describe('what is kept', () => {
  it('lets two stock clients type in one field and converge, with each author in the log', async () => {
    const [a, b] = [t.client('odette'), t.client('jean-paul')];
    await Promise.all([a.synced, b.synced]);
    const card = readCards(a.doc).find(({ kind }) => kind === 'aim')!;
    const text = (doc: Y.Doc) => (cardsMap(doc).get(card.id) as Y.Map<Y.Text>).get('text')!;
    for (let i = 0; i < 20; i++) {
      text(a.doc).insert(0, 'a');
      text(b.doc).insert(text(b.doc).length, 'b');
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await until(() => text(a.doc).length === 40 && text(a.doc).toString() === text(b.doc).toString());
    const authors = await t.db.pool.query(
      'SELECT DISTINCT person_id FROM document_update WHERE document_id = $1',
      [t.room.documentId],
    );
    expect(authors.rows.map((row) => row.person_id).sort()).toEqual([t.room.odette, t.room.jeanPaul].sort());
  });
  it('never shows a late joiner an empty plan: the first answer is the whole', async () => {
    const first = t.client('odette');
    await first.synced;
    note(first.doc, 'kept');
    await until(async () => (await t.rowCount()) === 1);
    first.stop();
    await until(() => t.server.realtime.metrics().documents === 0);
    const late = t.client('jean-paul');
    await late.synced;
    expect(notes(late.doc)).toContain('kept');
    expect(readCards(late.doc).length).toBe(3);
  });
  it('acknowledges after the commit, not before, and shows others nothing before it', async () => {
    const sender = await t.bare('odette');
    const other = t.client('jean-paul');
    await other.synced;
    const blocker = await t.db.pool.connect();
    await blocker.query('BEGIN');
    await blocker.query('SELECT 1 FROM document WHERE id = $1 FOR UPDATE', [t.room.documentId]);
    sender.send(updateFrame(anUpdate('waits')));
    await new Promise((resolve) => setTimeout(resolve, 150));
    const acks = () => sender.frames.filter((frame) => frame[0] === messageType.ack);
    expect(acks()).toEqual([]);
    expect(notes(other.doc)).not.toContain('waits');
    await blocker.query('COMMIT');
    blocker.release();
    await until(() => acks().length === 1);
    expect([...acks()[0]!]).toEqual([messageType.ack, 1]);
    await until(() => notes(other.doc).includes('waits'));
  });
  it('tells nobody "saved" when the commit fails, and says try again', async () => {
    const sender = await t.bare('odette');
    await until(() => sender.frames.length > 0);
    await t.db.pool.query(`ALTER TABLE document_update ADD CONSTRAINT refuse CHECK (false) NOT VALID`);
    sender.send(updateFrame(anUpdate('lost')));
    const { code } = await sender.closed;
    await t.db.pool.query('ALTER TABLE document_update DROP CONSTRAINT refuse');
    expect(code).toBe(4500);
    expect(sender.frames.filter((frame) => frame[0] === messageType.ack)).toEqual([]);
  });
  it('writes nothing for a client that only repeats what is known', async () => {
    const a = t.client('odette');
    await a.synced;
    note(a.doc, 'x');
    await until(async () => (await t.rowCount()) === 1);
    a.provider.disconnect();
    a.provider.connect();
    await until(() => a.provider.synced);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await t.rowCount()).toBe(1);
  });
  it('keeps an append that comes in the middle of a compaction', async () => {
    const a = t.client('odette');
    await a.synced;
    note(a.doc, 'before');
    await until(async () => (await t.rowCount()) === 1);
    await t.db.pool.query('UPDATE document SET projected_seq = seq WHERE id = $1', [t.room.documentId]);
    const slow: Compact = async (updates) => {
      note(a.doc, 'during');
      await until(async () => (await t.rowCount()) === 2);
      return compact(updates);
    };
    expect((await compactDocument(t.db.pool, slow, t.room.documentId))?.rows).toBe(1);
    expect(await t.rowCount()).toBe(1);
    a.stop();
    await until(() => t.server.realtime.metrics().documents === 0);
    const late = t.client('jean-paul');
    await late.synced;
    expect(notes(late.doc)).toEqual(expect.arrayContaining(['before', 'during']));
  });
  it('compacts beside the event loop while people write, and goes on from the small form', async () => {
    await t.restart({ compactAfter: 5 });
    t.visitor('odette', t.room.odette, true);
    const writer = t.client('odette');
    await writer.synced;
    for (let n = 0; n < 40; n++) {
      note(writer.doc, `note ${n}`);
      await t.db.pool.query('UPDATE document SET projected_seq = seq WHERE id = $1', [t.room.documentId]);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await until(async () => (await t.rowCount()) < 20);
    const late = t.client('odette');
    await late.synced;
    expect(notes(late.doc)).toEqual(notes(writer.doc));
    expect(notes(late.doc)).toContain('note 39');
  });
  it('does not compact what the projection has not read', async () => {
    const a = t.client('odette');
    await a.synced;
    note(a.doc, 'unread');
    await until(async () => (await t.rowCount()) === 1);
    const never: Compact = () => Promise.reject(new Error('nothing is to be compacted'));
    expect(await compactDocument(t.db.pool, never, t.room.documentId)).toBeNull();
    expect(await t.rowCount()).toBe(1);
  });
  it('sets an unreadable row aside and opens the rest', async () => {
    await t.db.pool.query(
      `INSERT INTO document_update (document_id, seq, person_id, at, update) VALUES ($1, 1, $2, now(), '\\x0105ff'), ($1, 2, $2, now(), $3)`,
      [t.room.documentId, t.room.odette, Buffer.from(anUpdate('good'))],
    );
    await t.db.pool.query('UPDATE document SET seq = 2 WHERE id = $1', [t.room.documentId]);
    const a = t.client('odette');
    await a.synced;
    expect(notes(a.doc)).toContain('good');
    await until(
      async () =>
        (
          await t.db.pool.query('SELECT 1 FROM document_update_aside WHERE document_id = $1', [
            t.room.documentId,
          ])
        ).rowCount === 1,
    );
    note(a.doc, 'goes on');
    await until(async () => (await t.rowCount()) === 2);
  });
});
