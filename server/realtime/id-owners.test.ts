import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { note, notes, useRealtime } from '../../tests/fixtures/realtime-stage.ts';
import { bareSocket, startRealtime, until } from '../../tests/fixtures/realtime.ts';
import { awarenessFrame, step2Frame, updateFrame } from './frames.ts';
import { IdOwners } from './id-owners.ts';

const t = useRealtime();
const hers = 4242;

/** What somebody writes under this client id who has read all that `from` has. */
function words(clientId: number, text: string, from?: Y.Doc): Uint8Array {
  const doc = new Y.Doc();
  if (from) Y.applyUpdate(doc, Y.encodeStateAsUpdate(from));
  const before = Y.encodeStateVector(doc);
  doc.clientID = clientId;
  note(doc, text);
  return Y.encodeStateAsUpdate(doc, before);
}
const presence = (clientId: number, clock = 1) =>
  awarenessFrame([{ clientId, clock, state: JSON.stringify({ card: 'x' }) }]);
/** It has nothing that the server lacks: from now on what it sends was written just now. */
function answering(socket: Awaited<ReturnType<typeof t.bare>>) {
  socket.send(step2Frame(new Uint8Array([0, 0])));
  return socket;
}
const forgotten = () => until(() => t.server.realtime.metrics().documents === 0);
const rows = async (count: number) => until(async () => (await t.rowCount()) === count);
async function restart() {
  await t.restart({});
  t.visitor('odette', t.room.odette, true);
  t.visitor('odette elsewhere', t.room.odette, true);
  t.visitor('jean-paul', t.room.jeanPaul, true);
}

describe('under the client id of somebody who is not here', () => {
  /** Odette has written one note and gone. */
  async function odetteWasHere() {
    const one = await t.bare('odette');
    one.send(updateFrame(words(hers, 'by Odette')));
    await rows(1);
    one.ws.close();
    await forgotten();
    const reader = t.client('odette');
    await reader.synced;
    return reader.doc;
  }
  const forgeries = [
    ['an edit', updateFrame],
    ['an answer', step2Frame],
  ] as const;

  it.each(forgeries)('%s of another person is refused once the document was unloaded', async (_, frame) => {
    const plan = await odetteWasHere();
    const liar = answering(await t.bare('jean-paul'));
    liar.send(frame(words(hers, 'forged', plan)));
    expect((await liar.closed).code).toBe(4500);
    expect(notes(plan)).not.toContain('forged');
    expect(await t.rowCount()).toBe(1);
  });
  it.each(forgeries)('%s of another person is refused on another node', async (_, frame) => {
    const plan = await odetteWasHere();
    const other = await startRealtime(t.db.pool);
    const jeanPaul = { personId: t.room.jeanPaul, authSessionId: 's', name: 'jean-paul', canEdit: true };
    other.visitors.set('jean-paul', jeanPaul);
    const liar = answering(await bareSocket(other.url, t.room.documentId, 'jean-paul'));
    liar.send(frame(words(hers, 'forged', plan)));
    expect((await liar.closed).code).toBe(4500);
    expect(await t.rowCount()).toBe(1);
    await other.stop();
  });
  it('nobody writes, though she had only been here, and her words of meanwhile arrive after a restart', async () => {
    const one = await t.bare('odette');
    one.send(presence(hers));
    const watcher = t.client('jean-paul');
    await until(() => watcher.provider.awareness.getStates().has(hers));
    watcher.stop();
    await restart();
    const liar = answering(await t.bare('jean-paul'));
    liar.send(updateFrame(words(hers, 'forged')));
    expect((await liar.closed).code).toBe(4500);
    const again = await t.bare('odette');
    again.send(step2Frame(words(hers, 'on the way home')));
    await rows(1);
    const reader = t.client('jean-paul');
    await until(() => notes(reader.doc).includes('on the way home'));
    expect(notes(reader.doc)).not.toContain('forged');
  });
  it('nobody else is shown', async () => {
    await odetteWasHere();
    await restart();
    const watcher = t.client('odette');
    await watcher.synced;
    const liar = await t.bare('jean-paul');
    liar.send(presence(hers));
    liar.send(presence(7));
    await until(() => watcher.provider.awareness.getStates().has(7));
    expect(watcher.provider.awareness.getStates().has(hers)).toBe(false);
    const back = await t.bare('odette');
    back.send(presence(hers));
    await until(() => watcher.provider.awareness.getStates().has(hers));
  });
  it.each(forgeries)('%s of another person is refused, though they may only read', async (_, frame) => {
    const observer = await t.bare('observer');
    const watcher = t.client('odette');
    await watcher.synced;
    observer.send(presence(hers));
    await until(() => watcher.provider.awareness.getStates().has(hers));
    const liar = answering(await t.bare('odette'));
    liar.send(frame(words(hers, 'forged')));
    expect((await liar.closed).code).toBe(4500);
    observer.send(presence(hers, 2));
    await until(() => watcher.provider.awareness.meta.get(hers)?.clock === 2);
    expect(await t.rowCount()).toBe(0);
  });
});

describe('honest hands', () => {
  it('one person writes in two tabs, and one brings along what the other had kept', async () => {
    await restart();
    const [one, two] = [await t.bare('odette'), await t.bare('odette elsewhere')];
    one.send(presence(hers));
    two.send(presence(5));
    two.send(step2Frame(words(hers, 'kept by the other tab')));
    await rows(1);
    two.send(updateFrame(words(5, 'from the second tab')));
    await rows(2);
    await restart();
    const reader = t.client('odette');
    await reader.synced;
    const late = await t.bare('odette');
    late.send(updateFrame(words(hers, 'goes on', reader.doc)));
    await until(() => notes(reader.doc).includes('goes on'));
    expect(notes(reader.doc)).toEqual(
      expect.arrayContaining(['kept by the other tab', 'from the second tab']),
    );
  });
  it("somebody's words that a friend brings are still theirs to continue", async () => {
    const friend = await t.bare('jean-paul');
    friend.send(step2Frame(words(hers, 'seen and lost')));
    await rows(1);
    const reader = t.client('odette');
    await reader.synced;
    const one = await t.bare('odette');
    one.send(updateFrame(words(hers, 'goes on', reader.doc)));
    await until(() => notes(reader.doc).includes('goes on'));
    expect(notes(reader.doc)).toContain('seen and lost');
  });
  it.each([
    [4, 4],
    [5, 0],
  ])("an edit of %d authors makes %d of them its sender's", async (authors, claimed) => {
    const sender = await t.bare('odette');
    const ids = Array.from({ length: authors }, (_, n) => 500 + n);
    sender.send(updateFrame(Y.mergeUpdates(ids.map((id) => words(id, `by ${id}`)))));
    await rows(1);
    const { rows: noted } = await t.db.pool.query('SELECT 1 FROM document_author WHERE document_id = $1', [
      t.room.documentId,
    ]);
    expect(noted).toHaveLength(claimed);
  });
  it('frames that come while it is asked whose an id is keep their order and are all acknowledged', async () => {
    const doc = new Y.Doc();
    const sender = await t.bare('odette');
    doc.on('update', (update: Uint8Array) => sender.send(updateFrame(update)));
    for (let n = 0; n < 30; n++) note(doc, `note ${n}`);
    await until(() => sender.frames.some((frame) => frame[0] === 100 && frame[1] === 30));
    expect(sender.ws.readyState).toBe(sender.ws.OPEN);
  });
  it('when it cannot be asked, they come back later', async () => {
    await t.db.pool.query('ALTER TABLE document_author RENAME TO document_author_away');
    const sender = await t.bare('odette');
    sender.send(updateFrame(words(hers, 'later')));
    const { code } = await sender.closed;
    await t.db.pool.query('ALTER TABLE document_author_away RENAME TO document_author');
    expect(code).toBe(4500);
  });
});

describe('the register', () => {
  it('gives an id to one of many who ask at once, on two nodes, and tells all of them whose it is', async () => {
    const registers = [0, 1].map(() => new IdOwners(t.db.pool, () => new Date()));
    const people = Array.from({ length: 40 }, (_, n) => (n % 2 ? t.room.odette : t.room.jeanPaul));
    const clientIds = [1, 2, 3];
    const answers = await Promise.all(
      people.map((claimFor, n) =>
        registers[n % 3 === 0 ? 0 : 1]!.ask({ documentId: t.room.documentId, clientIds, claimFor }),
      ),
    );
    for (const answer of answers) expect([...answer.keys()].sort()).toEqual(clientIds);
    for (const id of clientIds) expect(new Set(answers.map((answer) => answer.get(id))).size).toBe(1);
  });
  it('answers who asks for the same id twice in one question', async () => {
    const register = new IdOwners(t.db.pool, () => new Date());
    const question = { documentId: t.room.documentId, clientIds: [8, 8], claimFor: t.room.odette };
    expect([...(await register.ask(question))]).toEqual([[8, t.room.odette]]);
  }, 3000);
  it('claims nothing for who only asks', async () => {
    const register = new IdOwners(t.db.pool, () => new Date());
    const question = { documentId: t.room.documentId, clientIds: [9], claimFor: null };
    expect([...(await register.ask(question))]).toEqual([]);
    await register.ask({ ...question, claimFor: t.room.odette });
    expect([...(await register.ask(question))]).toEqual([[9, t.room.odette]]);
  });
});
