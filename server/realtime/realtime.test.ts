import * as encoding from 'lib0/encoding';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { addCard, cardsMap, readCards } from '#domain/plan/document.ts';
import { messageType } from '#domain/sync/messages.ts';
import {
  bareSocket,
  makeRoomWithPlan,
  startRealtime,
  stockClient,
  until,
} from '../../tests/fixtures/realtime.ts';
import { testDatabase, type TestDatabase } from '../../tests/fixtures/postgres.ts';
import { openDatabase } from '../db/database.ts';
import { awarenessFrame, step1Frame, step2Frame, updateFrame } from './frames.ts';
import { compactDocument } from './store.ts';

let database: TestDatabase;
let db: ReturnType<typeof openDatabase>;
let room: Awaited<ReturnType<typeof makeRoomWithPlan>>;
let server: Awaited<ReturnType<typeof startRealtime>>;
const stops: (() => void)[] = [];

beforeAll(async () => {
  database = await testDatabase();
  db = openDatabase(database.url);
});
afterAll(async () => {
  await db.kysely.destroy();
  await database.drop();
});
beforeEach(async () => {
  room = await makeRoomWithPlan(db.kysely);
  server = await startRealtime(db.pool);
  visitor('odette', room.odette, true);
  visitor('jean-paul', room.jeanPaul, true);
  visitor('observer', room.jeanPaul, false);
  server.refusals.set('outsider', { ok: false, code: 4404 });
});
afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  await server.stop();
});

const visitor = (cookie: string, personId: string, canEdit: boolean) =>
  server.visitors.set(cookie, { personId, authSessionId: `session of ${cookie}`, name: cookie, canEdit });

function client(cookie: string, params: Record<string, string> = {}) {
  const made = stockClient(server.url, room.documentId, cookie, params);
  stops.push(made.stop);
  return made;
}
async function bare(cookie: string, headers: Record<string, string> = {}) {
  const made = await bareSocket(server.url, room.documentId, cookie, headers);
  stops.push(() => made.ws.terminate());
  return made;
}
const note = (doc: Y.Doc, text: string) => addCard(doc, { kind: 'note', texts: { text } }, 'en');
const notes = (doc: Y.Doc) =>
  readCards(doc).flatMap((card) => (card.kind === 'note' ? [card.fields.text] : []));
const anUpdate = (text = 'hello') => {
  const doc = new Y.Doc();
  note(doc, text);
  return Y.encodeStateAsUpdate(doc);
};
const rowCount = async () =>
  Number(
    (await db.pool.query('SELECT count(*) FROM document_update WHERE document_id = $1', [room.documentId]))
      .rows[0].count,
  );

describe('who is refused', () => {
  it('closes a signed-out person with 4401 after a completed handshake', async () => {
    const { closed } = await bare('nobody');
    expect(await closed).toEqual({ code: 4401, opened: true });
  });
  it('closes an outsider with 4404, like a document that does not exist', async () => {
    const outsider = await bare('outsider');
    const nowhere = await bareSocket(server.url, '00000000-0000-7000-8000-000000000000', 'odette');
    expect(await outsider.closed).toEqual({ code: 4404, opened: true });
    expect(await nowhere.closed).toEqual({ code: 4404, opened: true });
  });
  it('answers a foreign origin with a bare 403', async () => {
    const { closed } = await bare('odette', { origin: 'https://evil.example' });
    expect(await closed).toMatchObject({ opened: false, status: 403 });
  });
  it('keeps what a reader writes from the log and from the others, by any message type', async () => {
    const reader = await bare('observer');
    const writer = client('odette');
    await writer.synced;
    reader.send(updateFrame(anUpdate('as update')));
    reader.send(step2Frame(anUpdate('as step 2')));
    note(writer.doc, 'allowed');
    await until(async () => (await rowCount()) === 1);
    const late = client('jean-paul');
    await late.synced;
    expect(notes(late.doc)).toContain('allowed');
    expect(notes(late.doc)).not.toContain('as update');
    expect(notes(late.doc)).not.toContain('as step 2');
    expect(reader.ws.readyState).toBe(reader.ws.OPEN);
  });
  it('closes the sockets of a person whose rights ended, by a notice in the database, within a second', async () => {
    const one = await bare('odette');
    const other = await bare('jean-paul');
    server.visitors.delete('odette');
    const started = performance.now();
    await db.pool.query(`SELECT pg_notify('rights', $1)`, [JSON.stringify({ personId: room.odette })]);
    expect(await one.closed).toMatchObject({ code: 4401 });
    expect(performance.now() - started).toBeLessThan(1000);
    expect(other.ws.readyState).toBe(other.ws.OPEN);
  });
  it('turns a writer into a reader on the open socket', async () => {
    const one = await bare('odette');
    visitor('odette', room.odette, false);
    server.realtime.revoke({ roomId: room.roomId });
    await until(() => one.frames.some((frame) => frame[0] === messageType.rights && frame[1] === 0));
    one.send(updateFrame(anUpdate()));
    await server.realtime.flush();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await rowCount()).toBe(0);
  });
  it('closes at the end of the sign-in', async () => {
    const one = await bare('odette');
    server.clock.time = new Date('2031-01-01');
    one.send(step1Frame(new Uint8Array([0])));
    expect(await one.closed).toMatchObject({ code: 4401 });
  });
});

describe('what is malformed or too much', () => {
  /** One embed nested so deep, written by hand: Yjs itself cannot encode it. */
  const nested = (depth: number) => {
    const encoder = encoding.createEncoder();
    for (const n of [1, 1, 77, 0, 5, 1]) encoding.writeVarUint(encoder, n);
    encoding.writeVarString(encoder, 't');
    encoding.writeVarString(encoder, '['.repeat(depth) + ']'.repeat(depth));
    encoding.writeVarUint(encoder, 0);
    return updateFrame(encoding.toUint8Array(encoder));
  };
  it('takes content nested a little', async () => {
    const one = await bare('odette');
    one.send(nested(3));
    await until(async () => (await rowCount()) === 1);
    expect(one.ws.readyState).toBe(one.ws.OPEN);
  });
  it.each<[string, () => Uint8Array]>([
    ['an unknown sync message', () => new Uint8Array([0, 9])],
    ['an empty frame', () => new Uint8Array()],
    ['a cut update', () => updateFrame(anUpdate().slice(0, 9))],
    ['a broken state vector', () => step1Frame(new Uint8Array([200, 1]))],
    ['content nested 5,000 deep', () => nested(5000)],
  ])('%s closes its sender only', async (_what, frame) => {
    const bad = await bare('odette');
    const good = client('jean-paul');
    await good.synced;
    bad.send(frame());
    expect(await bad.closed).toMatchObject({ code: 4400 });
    note(good.doc, 'still here');
    await until(async () => (await rowCount()) === 1);
    expect(good.provider.wsconnected).toBe(true);
  });
  it('ignores message types it does not know', async () => {
    const one = await bare('odette');
    one.send(new Uint8Array([77, 1, 2, 3]));
    one.send(step1Frame(new Uint8Array([0])));
    await until(() => one.frames.some((frame) => frame[0] === 0 && frame[1] === 1));
    expect(one.ws.readyState).toBe(one.ws.OPEN);
  });
  it('closes an oversized frame with "too large", a hurried sender with "too fast"', async () => {
    await server.stop();
    server = await startRealtime(db.pool, {
      limits: { frameBytes: 1000, updatesPerSecond: 5, updatesBurst: 20 },
    });
    visitor('odette', room.odette, true);
    const large = await bare('odette');
    large.send(updateFrame(anUpdate('x'.repeat(1200))));
    expect(await large.closed).toMatchObject({ code: 4413 });
    const fast = await bare('odette');
    for (let i = 0; i < 40; i++) fast.send(new Uint8Array([3]));
    expect(await fast.closed).toMatchObject({ code: 4529 });
  });
});

describe('presence', () => {
  const state = (user: object) => JSON.stringify({ user, card: 'x' });
  it('carries the signed-in identity, whatever the client says', async () => {
    const liar = await bare('jean-paul');
    const other = client('odette');
    await other.synced;
    liar.send(
      awarenessFrame([{ clientId: 4242, clock: 1, state: state({ name: 'Odette', personId: room.odette }) }]),
    );
    await until(() => other.provider.awareness.getStates().has(4242));
    expect(other.provider.awareness.getStates().get(4242)).toMatchObject({
      card: 'x',
      user: { name: 'jean-paul', personId: room.jeanPaul },
    });
  });
  it('drops what somebody else says for another, and what signs another out', async () => {
    const other = client('odette');
    await other.synced;
    other.provider.awareness.setLocalState({ here: true });
    const id = other.doc.clientID;
    const watcher = client('odette');
    await until(() => watcher.provider.awareness.getStates().get(id)?.here === true);
    const liar = await bare('jean-paul');
    liar.send(awarenessFrame([{ clientId: id, clock: 99, state: 'null' }]));
    liar.send(awarenessFrame([{ clientId: id, clock: 100, state: state({ forged: true }) }]));
    liar.send(awarenessFrame([{ clientId: 7, clock: 1, state: state({}) }]));
    await until(() => watcher.provider.awareness.getStates().has(7));
    expect(watcher.provider.awareness.getStates().get(id)).toMatchObject({
      here: true,
      user: { name: 'odette' },
    });
    expect(liar.ws.readyState).toBe(liar.ws.OPEN);
  });
  it('ends with the socket', async () => {
    const one = client('jean-paul');
    const other = client('odette');
    one.provider.awareness.setLocalState({ here: true });
    await until(() => other.provider.awareness.getStates().has(one.doc.clientID));
    one.stop();
    await until(() => !other.provider.awareness.getStates().has(one.doc.clientID));
    expect(other.provider.awareness.getStates().has(one.doc.clientID)).toBe(false);
  });
});

describe('what is kept', () => {
  it('lets two stock clients type in one field and converge, with each author in the log', async () => {
    const [a, b] = [client('odette'), client('jean-paul')];
    await Promise.all([a.synced, b.synced]);
    const card = readCards(a.doc).find(({ kind }) => kind === 'aim')!;
    const text = (doc: Y.Doc) => (cardsMap(doc).get(card.id) as Y.Map<Y.Text>).get('text')!;
    for (let i = 0; i < 20; i++) {
      text(a.doc).insert(0, 'a');
      text(b.doc).insert(text(b.doc).length, 'b');
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await until(() => text(a.doc).length === 40 && text(a.doc).toString() === text(b.doc).toString());
    const authors = await db.pool.query(
      'SELECT DISTINCT person_id FROM document_update WHERE document_id = $1',
      [room.documentId],
    );
    expect(authors.rows.map((row) => row.person_id).sort()).toEqual([room.odette, room.jeanPaul].sort());
  });
  it('never shows a late joiner an empty plan: the first answer is the whole', async () => {
    const first = client('odette');
    await first.synced;
    note(first.doc, 'kept');
    await until(async () => (await rowCount()) === 1);
    first.stop();
    await until(() => server.realtime.metrics().documents === 0);
    const late = client('jean-paul');
    await late.synced;
    expect(notes(late.doc)).toContain('kept');
    expect(readCards(late.doc).length).toBe(3);
  });
  it('acknowledges after the commit, not before, and shows others nothing before it', async () => {
    const sender = await bare('odette');
    const other = client('jean-paul');
    await other.synced;
    const blocker = await db.pool.connect();
    await blocker.query('BEGIN');
    await blocker.query('SELECT 1 FROM document WHERE id = $1 FOR UPDATE', [room.documentId]);
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
    const sender = await bare('odette');
    await until(() => sender.frames.length > 0);
    await db.pool.query(`ALTER TABLE document_update ADD CONSTRAINT refuse CHECK (false) NOT VALID`);
    sender.send(updateFrame(anUpdate('lost')));
    const { code } = await sender.closed;
    await db.pool.query('ALTER TABLE document_update DROP CONSTRAINT refuse');
    expect(code).toBe(4500);
    expect(sender.frames.filter((frame) => frame[0] === messageType.ack)).toEqual([]);
  });
  it('writes nothing for a client that only repeats what is known', async () => {
    const a = client('odette');
    await a.synced;
    note(a.doc, 'x');
    await until(async () => (await rowCount()) === 1);
    a.provider.disconnect();
    a.provider.connect();
    await until(() => a.provider.synced);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await rowCount()).toBe(1);
  });
  it('keeps an append that comes in the middle of a compaction', async () => {
    const a = client('odette');
    await a.synced;
    note(a.doc, 'before');
    await until(async () => (await rowCount()) === 1);
    await db.pool.query('UPDATE document SET projected_seq = seq WHERE id = $1', [room.documentId]);
    const folded = await compactDocument(db.pool, room.documentId, async () => {
      note(a.doc, 'during');
      await until(async () => (await rowCount()) === 2);
    });
    expect(folded).toBe(1);
    expect(await rowCount()).toBe(1);
    a.stop();
    await until(() => server.realtime.metrics().documents === 0);
    const late = client('jean-paul');
    await late.synced;
    expect(notes(late.doc)).toEqual(expect.arrayContaining(['before', 'during']));
  });
  it('does not compact what the projection has not read', async () => {
    const a = client('odette');
    await a.synced;
    note(a.doc, 'unread');
    await until(async () => (await rowCount()) === 1);
    expect(await compactDocument(db.pool, room.documentId)).toBe(0);
    expect(await rowCount()).toBe(1);
  });
  it('sets an unreadable row aside and opens the rest', async () => {
    await db.pool.query(
      `INSERT INTO document_update (document_id, seq, person_id, at, update) VALUES ($1, 1, $2, now(), '\\x0105ff'), ($1, 2, $2, now(), $3)`,
      [room.documentId, room.odette, Buffer.from(anUpdate('good'))],
    );
    await db.pool.query('UPDATE document SET seq = 2 WHERE id = $1', [room.documentId]);
    const a = client('odette');
    await a.synced;
    expect(notes(a.doc)).toContain('good');
    await until(
      async () =>
        (await db.pool.query('SELECT 1 FROM document_update_aside WHERE document_id = $1', [room.documentId]))
          .rowCount === 1,
    );
    note(a.doc, 'goes on');
    await until(async () => (await rowCount()) === 2);
  });
});
