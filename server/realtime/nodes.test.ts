import { Redis } from 'ioredis';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { inTransaction } from '../db/database.ts';
import { listenTo } from '../db/listen.ts';
import { notifyRights } from '../live/notify.ts';
import { findRedis } from '../test-redis.ts';
import { note, notes, useRealtime } from '../../tests/fixtures/realtime-stage.ts';
import { startRealtime, stockClient, until } from '../../tests/fixtures/realtime.ts';
import { startRedis } from '../../tests/fixtures/redis.ts';
import { awarenessFrame, step2Frame } from './frames.ts';
import { openRedisBus } from './redis-bus.ts';
import type { RightsChange } from './rights.ts';

const program = findRedis();

describe.skipIf(program === null)('two nodes on one Postgres and one Redis', () => {
  const stage = useRealtime();
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let other: Awaited<ReturnType<typeof startRealtime>>;
  const stops: (() => void)[] = [];

  beforeAll(async () => void (redis = await startRedis(program!)));
  afterAll(() => redis.kill());
  beforeEach(async () => {
    await stage.restart({ nodes: nodes() });
    stage.visitor('odette', stage.room.odette, true);
    other = await startRealtime(stage.db.pool, { nodes: nodes() });
    const visitor = { personId: stage.room.jeanPaul, authSessionId: 'session of jean-paul' };
    other.visitors.set('jean-paul', { ...visitor, name: 'jean-paul', canEdit: true });
    await until(() => connected(stage.server) && connected(other), 4000, 'both nodes hear Redis');
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) stop();
    await other.stop();
  });

  const silent = { warn() {} };
  const nodes = () => ({
    bus: openRedisBus(redis.url, silent),
    namespace: 'test',
    beatMs: 300,
    deadMs: 1500,
  });
  const connected = ({ realtime }: typeof other) => realtime.metrics().redisConnected;
  const away = () => {
    const made = stockClient(other.url, stage.room.documentId, 'jean-paul');
    stops.push(made.stop);
    return made;
  };
  const pair = async () => {
    const [here, there] = [stage.client('odette'), away()];
    await Promise.all([here.synced, there.synced]);
    return { here, there };
  };

  it('what one node commits is seen on the other, in both directions', async () => {
    const { here, there } = await pair();
    for (let n = 0; n < 20; n++) note((n % 2 ? here : there).doc, `note ${n}`);
    const mine = ({ doc }: typeof here) => notes(doc).filter((text) => text?.startsWith('note ')).length;
    await until(() => mine(here) === 20 && mine(there) === 20);
    expect(notes(here.doc).sort()).toEqual(notes(there.doc).sort());
    expect(other.realtime.metrics().fromNodes).toBeGreaterThan(0);
  });

  it('who is on the other node is seen, under the name that signed in, and goes when the node goes', async () => {
    const { here, there } = await pair();
    there.provider.awareness.setLocalState({ user: { name: 'somebody else' } });
    const seen = () =>
      here.provider.awareness.getStates().get(there.doc.clientID) as { user?: { name: string } };
    await until(() => seen() !== undefined);
    expect(seen().user?.name).toBe('jean-paul');
    await other.stop();
    await until(() => seen() === undefined, 4000, 'the presence of a node that went');
  });

  it('presences of other nodes go when Redis is gone for long, without an error', async () => {
    const { here, there } = await pair();
    there.provider.awareness.setLocalState({ at: 1 });
    const seen = () => here.provider.awareness.getStates().has(there.doc.clientID);
    await until(seen);
    await redis.kill();
    await until(() => !seen(), 6000, 'the presence left');
    await redis.start();
    await until(() => connected(stage.server) && connected(other), 6000);
    // A client renews its presence by itself every 15 s; here it moves.
    there.provider.awareness.setLocalState({ at: 2 });
    await until(seen, 4000, 'the presence came back');
    expect(here.provider.wsconnected && there.provider.wsconnected).toBe(true);
  });

  it('with Redis dead, and frozen, everybody still converges; back again it is used', async () => {
    const { here, there } = await pair();
    await redis.kill();
    note(here.doc, 'Redis is dead');
    await until(() => notes(there.doc).includes('Redis is dead'), 2500);
    await redis.start();
    await until(() => connected(stage.server) && connected(other), 6000);
    redis.freeze();
    note(there.doc, 'Redis is frozen');
    await until(() => notes(here.doc).includes('Redis is frozen'), 2500);
    redis.thaw();
    expect(notes(here.doc).sort()).toEqual(notes(there.doc).sort());
  });

  it('rubbish on Redis, and numbers that are not so, harm nobody', async () => {
    const { here, there } = await pair();
    const forger = new Redis(redis.url);
    const channel = `test:document:${stage.room.documentId}`;
    for (const bytes of [[], [1, 65, 9], [1, 65, 0, 250, 1, 1, 2, 9, 9], [1, 65, 0, 1, 1, 255, 255, 3]])
      await forger.publish(channel, Buffer.from(bytes));
    forger.disconnect();
    note(here.doc, 'still here');
    await until(() => notes(there.doc).includes('still here'));
    expect(other.realtime.metrics().connections).toBe(1);
  });

  it('a client id that is bound on one node is taken on no other, nor written under', async () => {
    const { here, there } = await pair();
    there.provider.awareness.setLocalState({ card: 'hers' });
    const clientId = there.doc.clientID;
    await until(() => here.provider.awareness.getStates().has(clientId));
    const liar = await stage.bare('odette');
    liar.send(awarenessFrame([{ clientId, clock: 99, state: '{"card":"forged"}' }]));
    const forged = new Y.Doc();
    forged.clientID = clientId;
    note(forged, 'forged');
    liar.send(step2Frame(Y.encodeStateAsUpdate(forged)));
    expect((await liar.closed).code).toBe(4500);
    note(there.doc, 'my own');
    await until(() => notes(here.doc).includes('my own'));
    expect(notes(here.doc)).not.toContain('forged');
    expect(here.provider.awareness.getStates().get(clientId)).toMatchObject({ card: 'hers' });
  });

  it('a document that one node lets go of while the other writes is whole when it comes back', async () => {
    const { here, there } = await pair();
    const writing = setInterval(() => note(there.doc, `note ${notes(there.doc).length}`), 5);
    for (let n = 0; n < 3; n++) {
      // The last time Redis says nothing of what is written meanwhile.
      if (n === 2) redis.freeze();
      here.provider.disconnect();
      await until(() => stage.server.realtime.metrics().documents === 0);
      here.provider.connect();
      await until(() => here.provider.synced);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    clearInterval(writing);
    const written = notes(there.doc);
    await until(() => notes(here.doc).length === written.length);
    redis.thaw();
    expect(notes(here.doc)).toEqual(written);
    expect(there.provider.wsconnected).toBe(true);
  });

  it('a right that is taken away is heard on both nodes', async () => {
    const servers = [stage.server, other];
    const heard = await Promise.all(
      servers.map(({ realtime }) =>
        listenTo(
          stage.databaseUrl,
          { rights: (payload) => realtime.revoke(JSON.parse(payload) as RightsChange) },
          () => realtime.revoke({}),
          pino({ level: 'silent' }),
        ),
      ),
    );
    other.visitors.set('odette', stage.server.visitors.get('odette')!);
    const elsewhere = stockClient(other.url, stage.room.documentId, 'odette');
    stops.push(elsewhere.stop);
    const { here, there } = await pair();
    await elsewhere.synced;
    for (const { visitors } of servers) visitors.delete('odette');
    await inTransaction(stage.db.kysely, (trx) => notifyRights(trx, { personId: stage.room.odette }));
    for (const { provider } of [here, elsewhere]) await until(() => !provider.shouldConnect);
    expect(there.provider.wsconnected).toBe(true);
    for (const each of heard) await each.stop();
  });

  it('a document that is deleted closes on the node that did not delete it', async () => {
    const { there } = await pair();
    const closed = new Promise<number>((resolve) =>
      there.provider.on('connection-close', (event) => resolve(event?.code ?? 0)),
    );
    await stage.db.pool.query('DELETE FROM plan_card WHERE document_id = $1', [stage.room.documentId]);
    await stage.db.pool.query('DELETE FROM document WHERE id = $1', [stage.room.documentId]);
    expect(await closed).toBe(4404);
  });

  it('rows that were compacted before the other node saw them are read from the whole', async () => {
    const { here, there } = await pair();
    await redis.kill();
    note(here.doc, 'folded away');
    await stage.server.realtime.flush();
    await until(async () => (await stage.rowCount()) > 0);
    await stage.db.pool.query('UPDATE document SET projected_seq = seq WHERE id = $1', [
      stage.room.documentId,
    ]);
    const { compactDocument } = await import('./store.ts');
    const { compact } = await import('./merge.ts');
    await Promise.all(
      [1, 2].map(() => compactDocument(stage.db.pool, async (all) => compact(all), stage.room.documentId)),
    );
    await until(() => notes(there.doc).includes('folded away'));
    expect(there.provider.wsconnected).toBe(true);
    await redis.start();
  });
});
