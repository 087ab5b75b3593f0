import { fork } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { readCards } from '#domain/plan/document.ts';
import { openDatabase } from '../../../server/db/database.ts';
import { startPostgres } from '../../../server/embedded/postgres.ts';
import { writeCards } from '../../../server/plan/rows.ts';
import { startProduct } from '../people/product.ts';
import { growPlan } from './grow.ts';

interface Room {
  roomId: string;
  signIns: Record<string, string>;
}

/** The built product on a database of its own, with a room whose plan has 300 cards and a long history. */
export async function layGround(port: number, edits: number, writers: number) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'twinward-plan-bench-'));
  fs.chmodSync(folder, 0o755);
  const postgres = await startPostgres({
    ...{ folder: path.join(folder, 'postgres'), password: 'only-for-this-bench', portFrom: port + 10 },
  });
  const product = await startProduct(postgres.url, port, folder);
  const room = await seed(postgres.url);
  const grown = await grow(postgres.url, edits, writers);
  return {
    ...{ origin: product.origin, port, grown },
    planUrl: `${product.origin}/rooms/${room.roomId}/plan`,
    cookie: (who: 'odette' | 'jeanpaul') => ({
      ...{ name: 'session', value: room.signIns[who]!, url: product.origin },
      expires: Date.now() / 1000 + 86_400,
    }),
    /** Somebody who writes from a program. */
    async writer(who: 'odette' | 'jeanpaul') {
      const doc = new Y.Doc();
      const provider = new WebsocketProvider(`ws://localhost:${port}/sync`, grown.documentId, doc, {
        WebSocketPolyfill: socketOf(room.signIns[who]!, product.origin),
        disableBc: true,
      });
      await new Promise<void>((resolve) => provider.on('sync', (is) => is && resolve()));
      return { doc, stop: () => (provider.destroy(), doc.destroy()) };
    },
    async end() {
      await product.stop();
      await postgres.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type Ground = Awaited<ReturnType<typeof layGround>>;

function seed(url: string): Promise<Room> {
  const child = fork('tests/e2e/plan-seed.ts', [url], { execArgv: [] });
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as Room));
    child.once('exit', (code) => reject(new Error(`the seed ended with ${code}`)));
  });
}

/** Writes the history where a compacted document has it, and its rows. */
async function grow(url: string, edits: number, writers: number) {
  const { kysely: db } = openDatabase(url, { max: 1 });
  const document = await db
    .selectFrom('document')
    .where('kind', '=', 'plan')
    .select(['id', 'merged'])
    .executeTakeFirstOrThrow();
  const doc = new Y.Doc();
  Y.applyUpdate(doc, document.merged!);
  growPlan(doc, edits, writers);
  const merged = Buffer.from(Y.encodeStateAsUpdate(doc));
  await db.updateTable('document').set({ merged }).where('id', '=', document.id).execute();
  const cards = readCards(doc);
  await writeCards(db, document.id, cards, new Date());
  await db.destroy();
  const letters = cards.reduce((sum, { fields }) => sum + Object.values(fields).join('').length, 0);
  return { documentId: document.id, bytes: merged.length, cards: cards.length, letters };
}

const socketOf = (session: string, origin: string) =>
  class extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, { headers: { cookie: `session=${session}`, origin } });
    }
  } as unknown as typeof globalThis.WebSocket;
