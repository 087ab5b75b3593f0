import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { messageType } from '#domain/sync/messages.ts';
import { anUpdate, note, notes, useRealtime } from '../../tests/fixtures/realtime-stage.ts';
import { until, bareSocket } from '../../tests/fixtures/realtime.ts';
import { awarenessFrame, step1Frame, step2Frame, updateFrame } from './frames.ts';

const t = useRealtime();

describe('who is refused', () => {
  it('closes a signed-out person with 4401 after a completed handshake', async () => {
    const { closed } = await t.bare('nobody');
    expect(await closed).toEqual({ code: 4401, opened: true });
  });
  it('closes an outsider with 4404, like a document that does not exist', async () => {
    const outsider = await t.bare('outsider');
    const nowhere = await bareSocket(t.server.url, '00000000-0000-7000-8000-000000000000', 'odette');
    expect(await outsider.closed).toEqual({ code: 4404, opened: true });
    expect(await nowhere.closed).toEqual({ code: 4404, opened: true });
  });
  it('closes the page of somebody else: signed out here, while another signed in', async () => {
    const { provider } = t.client('odette', { person: t.room.jeanPaul });
    const code = await new Promise((resolve) => provider.on('closed', (event) => resolve(event.code)));
    expect(code).toBe(4401);
    await t.client('odette', { person: t.room.odette }).synced;
  });
  it('answers a foreign origin with a bare 403', async () => {
    const { closed } = await t.bare('odette', { origin: 'https://evil.example' });
    expect(await closed).toMatchObject({ opened: false, status: 403 });
  });
  it('keeps what a reader writes from the log and from the others, by any message type', async () => {
    const reader = await t.bare('observer');
    const writer = t.client('odette');
    await writer.synced;
    reader.send(updateFrame(anUpdate('as update')));
    reader.send(step2Frame(anUpdate('as step 2')));
    note(writer.doc, 'allowed');
    await until(async () => (await t.rowCount()) === 1);
    const late = t.client('jean-paul');
    await late.synced;
    expect(notes(late.doc)).toContain('allowed');
    expect(notes(late.doc)).not.toContain('as update');
    expect(notes(late.doc)).not.toContain('as step 2');
    expect(reader.ws.readyState).toBe(reader.ws.OPEN);
  });
  it('closes the sockets of a person whose rights ended', async () => {
    const one = await t.bare('odette');
    const other = await t.bare('jean-paul');
    t.server.visitors.delete('odette');
    const started = performance.now();
    t.server.realtime.revoke({ personId: t.room.odette });
    expect(await one.closed).toMatchObject({ code: 4401 });
    expect(performance.now() - started).toBeLessThan(1000);
    expect(other.ws.readyState).toBe(other.ws.OPEN);
  });
  it('turns a writer into a reader on the open socket', async () => {
    const one = await t.bare('odette');
    t.visitor('odette', t.room.odette, false);
    t.server.realtime.revoke({ roomId: t.room.roomId });
    await until(() => one.frames.some((frame) => frame[0] === messageType.rights && frame[1] === 0));
    one.send(updateFrame(anUpdate()));
    await t.server.realtime.flush();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await t.rowCount()).toBe(0);
  });
  it('closes at the end of the sign-in', async () => {
    const one = await t.bare('odette');
    t.server.clock.time = new Date('2031-01-01');
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
  /** Two authors of one letter each. Yjs reads it, and keeps only the first when it merges it with others. */
  const lowestFirst = () => {
    const one = (client: number) => [1, client, 0, 4, 1, 1, 116, 1, 120];
    return new Uint8Array([2, ...one(7), ...one(8), 0]);
  };
  it('refuses with reason: merging loses what is not in the order of Yjs', () => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, lowestFirst());
    expect(doc.store.clients.size).toBe(2);
    const merged = Y.mergeUpdates([lowestFirst(), new Uint8Array([0, 0])]);
    expect(Y.decodeUpdate(merged).structs).toHaveLength(1);
  });
  it('takes content nested a little', async () => {
    const one = await t.bare('odette');
    one.send(nested(3));
    await until(async () => (await t.rowCount()) === 1);
    expect(one.ws.readyState).toBe(one.ws.OPEN);
  });
  it.each<[string, () => Uint8Array]>([
    ['an unknown sync message', () => new Uint8Array([0, 9])],
    ['an empty frame', () => new Uint8Array()],
    ['a cut update', () => updateFrame(anUpdate().slice(0, 9))],
    ['a broken state vector', () => step1Frame(new Uint8Array([200, 1]))],
    ['content nested 5,000 deep', () => nested(5000)],
    ['authors in another order than Yjs writes them', () => updateFrame(lowestFirst())],
  ])('%s closes its sender only', async (_what, frame) => {
    const bad = await t.bare('odette');
    const good = t.client('jean-paul');
    await good.synced;
    bad.send(frame());
    expect(await bad.closed).toMatchObject({ code: 4400 });
    note(good.doc, 'still here');
    await until(async () => (await t.rowCount()) === 1);
    expect(good.provider.wsconnected).toBe(true);
  });
  it('ignores message types it does not know', async () => {
    const one = await t.bare('odette');
    one.send(new Uint8Array([77, 1, 2, 3]));
    one.send(step1Frame(new Uint8Array([0])));
    await until(() => one.frames.some((frame) => frame[0] === 0 && frame[1] === 1));
    expect(one.ws.readyState).toBe(one.ws.OPEN);
  });
  it('closes an oversized frame with "too large", a hurried sender with "too fast"', async () => {
    await t.restart({
      limits: { frameBytes: 1000, updatesPerSecond: 5, updatesBurst: 20 },
    });
    t.visitor('odette', t.room.odette, true);
    const large = await t.bare('odette');
    large.send(updateFrame(anUpdate('x'.repeat(1200))));
    expect(await large.closed).toMatchObject({ code: 4413 });
    const fast = await t.bare('odette');
    for (let i = 0; i < 40; i++) fast.send(new Uint8Array([3]));
    expect(await fast.closed).toMatchObject({ code: 4529 });
  });
});

describe('presence', () => {
  const state = (user: object) => JSON.stringify({ user, card: 'x' });
  it('carries the signed-in identity, whatever the client says', async () => {
    const liar = await t.bare('jean-paul');
    const other = t.client('odette');
    await other.synced;
    liar.send(
      awarenessFrame([
        { clientId: 4242, clock: 1, state: state({ name: 'Odette', personId: t.room.odette }) },
      ]),
    );
    await until(() => other.provider.awareness.getStates().has(4242));
    expect(other.provider.awareness.getStates().get(4242)).toMatchObject({
      card: 'x',
      user: { name: 'jean-paul', personId: t.room.jeanPaul },
    });
  });
  it('drops what somebody else says for another, and what signs another out', async () => {
    const other = t.client('odette');
    await other.synced;
    other.provider.awareness.setLocalState({ here: true });
    const id = other.doc.clientID;
    const watcher = t.client('odette');
    await until(() => watcher.provider.awareness.getStates().get(id)?.here === true);
    const liar = await t.bare('jean-paul');
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
    const one = t.client('jean-paul');
    const other = t.client('odette');
    one.provider.awareness.setLocalState({ here: true });
    await until(() => other.provider.awareness.getStates().has(one.doc.clientID));
    one.stop();
    await until(() => !other.provider.awareness.getStates().has(one.doc.clientID));
    expect(other.provider.awareness.getStates().has(one.doc.clientID)).toBe(false);
  });
});
