import { fork, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as decoding from 'lib0/decoding';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { messageType } from '#domain/sync/messages.ts';
import { databaseUrl, makeTemplate, TEMPLATE } from '../../tests/fixtures/postgres-template.ts';
import { note, notes } from '../../tests/fixtures/realtime-stage.ts';
import { makeRoomWithPlan, stockClient, until } from '../../tests/fixtures/realtime.ts';
import { startRedis } from '../../tests/fixtures/redis.ts';
import { openDatabase } from '../db/database.ts';
import { startPostgres, type EmbeddedPostgres } from '../embedded/postgres.ts';
import { findRedis } from '../test-redis.ts';
import { loadDocument } from './store.ts';

const program = findRedis();

describe.skipIf(program === null)(
  'two servers in processes of their own, with what they stand on failing',
  () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'twinward-nodes-'));
    fs.chmodSync(folder, 0o755);
    let postgres: EmbeddedPostgres;
    let redis: Awaited<ReturnType<typeof startRedis>>;
    let db: ReturnType<typeof openDatabase>;
    let room: Awaited<ReturnType<typeof makeRoomWithPlan>>;
    const children: ChildProcess[] = [];

    const startOwnPostgres = async (portFrom: number) =>
      (postgres = await startPostgres({
        ...{ folder: path.join(folder, 'postgres'), password: 'only-for-this-test', portFrom },
        // Commits wait for their write, so that an ended Postgres keeps them; only a lost machine would not.
        settings: { fsync: 'off', full_page_writes: 'off' },
      }));
    const url = () => databaseUrl(postgres.url, TEMPLATE);

    beforeAll(async () => {
      await startOwnPostgres(18_000 + (process.pid % 1000));
      await makeTemplate(postgres.url);
      db = openDatabase(url());
      room = await makeRoomWithPlan(db.kysely);
      redis = await startRedis(program!);
    }, 60_000);
    afterAll(async () => {
      for (const child of children) child.kill('SIGKILL');
      await redis.kill();
      await db.kysely.destroy();
      await postgres.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    });

    async function node() {
      const file = path.resolve(import.meta.dirname, '../../tests/fixtures/realtime-process.ts');
      const child = fork(file, [url(), room.odette, redis.url], {
        ...{ execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
      });
      children.push(child);
      const at = await new Promise<string>((resolve) =>
        child.once('message', (message) => resolve(String(message))),
      );
      return { child, url: at };
    }

    /** Writes a note every few ms until it is stopped; knows which of them the server said it has saved. */
    function writer(at: string, cookie: string) {
      const client = stockClient(at, room.documentId, cookie, { ack: '1' });
      const written: string[] = [];
      let saved = 0;
      let closes = 0;
      client.provider.messageHandlers[messageType.ack] = (_encoder, decoder) => {
        // The first update of a line is the answer to the server's question.
        if (closes === 0) saved = Math.max(saved, decoding.readVarUint(decoder) - 1);
      };
      client.provider.messageHandlers[messageType.rights] = () => {};
      client.provider.on('connection-close', () => void closes++);
      let typing: NodeJS.Timeout | undefined;
      // As in the browser: nobody writes before the plan has come.
      void client.synced.then(() => {
        typing = setInterval(() => {
          written.push(`${client.doc.clientID} wrote ${written.length}`);
          note(client.doc, written.at(-1)!);
        }, 15);
      });
      return {
        ...client,
        written,
        saved: () => written.slice(0, saved),
        closes: () => closes,
        rest: () => clearInterval(typing),
      };
    }

    async function load() {
      const nodes = await Promise.all([node(), node()]);
      const writers = [writer(nodes[0].url, 'odette'), writer(nodes[1].url, 'jean-paul')] as const;
      const watchers = nodes.map(({ url: at }) => stockClient(at, room.documentId, 'odette'));
      const has = (doc: Y.Doc, text: string | undefined) => text !== undefined && notes(doc).includes(text);
      const crossed = () =>
        has(watchers[0]!.doc, writers[1].written[9]) && has(watchers[1]!.doc, writers[0].written[9]);
      await until(() => crossed() && writers.every(({ saved }) => saved().length > 10), 10_000, 'the load');
      const everybody = [...writers, ...watchers];
      return {
        ...{ nodes, writers, watchers, everybody, has },
        seenOrSaved: () => [
          ...writers.flatMap(({ saved }) => saved()),
          // What a writer did not write itself it has seen.
          ...watchers.flatMap(({ doc }) => notes(doc)),
        ],
        /** Ends the load; how often each writer was sent away until then. */
        async converge() {
          for (const { rest } of writers) rest();
          const all = writers.flatMap(({ written }) => written);
          const whole = ({ doc }: { doc: Y.Doc }) => {
            const there = new Set(notes(doc));
            return all.every((text) => there.has(text));
          };
          await until(() => everybody.every(whole), 10_000, 'everybody has everything');
          await until(
            async () => (await onDisk()).length === notes(everybody[0]!.doc).length,
            4000,
            'the disk has it',
          );
          const closes = writers.map((each) => each.closes());
          for (const { stop } of everybody) stop();
          for (const { child } of nodes) child.kill('SIGKILL');
          return closes;
        },
      };
    }

    /** What somebody finds who comes after everybody has gone. */
    async function onDisk() {
      const stored = await loadDocument(db.pool, room.documentId);
      const doc = new Y.Doc();
      for (const update of [stored!.merged, ...stored!.tail.map((row) => row.update)])
        Y.applyUpdate(doc, update);
      return notes(doc);
    }

    it('Redis killed, started again and frozen for 5 s: nobody is sent away, words still cross', async () => {
      const { writers, watchers, has, converge } = await load();
      const crosses = async () => {
        const newest = writers.map(({ written }) => written.at(-1));
        await until(
          () => has(watchers[0]!.doc, newest[1]) && has(watchers[1]!.doc, newest[0]),
          4000,
          'words cross',
        );
      };
      await redis.kill();
      await crosses();
      await redis.start();
      await sleep(1200);
      // Who only reads on that node finds no gap by writing.
      writers[1].rest();
      redis.freeze();
      const thawAt = performance.now() + 5000;
      while (performance.now() < thawAt) await crosses();
      redis.thaw();
      await crosses();
      expect(await converge()).toEqual([0, 0]);
    }, 30_000);

    it('Postgres ended without a word and started again: what was seen or called saved is there', async () => {
      const { everybody, seenOrSaved, converge } = await load();
      const port = Number(new URL(postgres.url).port);
      process.kill(postgres.pid, 'SIGQUIT');
      await sleep(500);
      const promised = seenOrSaved();
      // Nobody may bring back what the disk has lost.
      for (const { provider } of everybody) provider.disconnect();
      await until(() => !alive(postgres.pid));
      await startOwnPostgres(port);
      expect(Number(new URL(postgres.url).port)).toBe(port);
      expect(await onDisk()).toEqual(expect.arrayContaining(promised));
      for (const { provider } of everybody) provider.connect();
      await converge();
    }, 30_000);

    it('one of two servers killed: the other has all that was seen or called saved, and carries everybody', async () => {
      const { nodes, writers, watchers, seenOrSaved, converge } = await load();
      nodes[0].child.kill('SIGKILL');
      for (const { provider } of [writers[0], watchers[0]!]) provider.disconnect();
      const promised = seenOrSaved();
      expect(promised.length).toBeGreaterThan(20);
      expect(await onDisk()).toEqual(expect.arrayContaining(promised));
      for (const { provider } of [writers[0], watchers[0]!]) {
        provider.serverUrl = nodes[1].url;
        provider.connect();
      }
      expect((await converge())[1]).toBe(0);
    }, 30_000);
  },
);

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
