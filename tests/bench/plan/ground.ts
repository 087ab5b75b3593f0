import { fork } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { fieldText, readCards } from '#domain/plan/document.ts';
import { openDatabase } from '../../../server/db/database.ts';
import { startPostgres } from '../../../server/embedded/postgres.ts';
import { writeCards } from '../../../server/plan/rows.ts';
import { startProduct } from '../people/product.ts';
import { growPlan } from './grow.ts';
import type { Subject, Writer } from './subject.ts';

interface Room {
  roomId: string;
  otherRoomId: string;
  signIns: Record<string, string>;
}

/** The built product on a database of its own, with a room whose plan has 300 cards and a long history. */
export async function layGround(
  port: number,
  edits: number,
  writers: number,
): Promise<Subject & { grown: Grown }> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'twinward-plan-bench-'));
  fs.chmodSync(folder, 0o755);
  const postgres = await startPostgres({
    ...{ folder: path.join(folder, 'postgres'), password: 'only-for-this-bench', portFrom: port + 10 },
  });
  const product = await startProduct(postgres.url, port, folder);
  const room = await seed(postgres.url);
  const grown = await grow(postgres.url, edits, writers);
  const session = (who: 'odette' | 'jeanpaul') => room.signIns[who]!;
  return {
    ...{ name: 'Twinward', port, grown, url: `${product.origin}/rooms/${room.roomId}/plan` },
    comesBack: true,
    fileUrl: `${product.origin}/rooms/${room.otherRoomId}/plan`,
    cookies: [
      {
        ...{ name: 'session', value: session('jeanpaul'), url: product.origin },
        expires: Date.now() / 1000 + 86_400,
      },
    ],
    watch: { readable: '[data-card] h3', writable: '[data-card] .opener', mark: '[data-card] h3' },
    beginToWrite: (page) => page.locator('[data-card].action .opener').nth(5).click(),
    async writer(place) {
      const doc = new Y.Doc();
      const provider = new WebsocketProvider(`ws://localhost:${port}/sync`, grown.documentId, doc, {
        WebSocketPolyfill: socketOf(session('odette'), product.origin),
        disableBc: true,
      });
      await new Promise<void>((resolve) => provider.on('sync', (is) => is && resolve()));
      return { ...writingIn(doc, place), stop: () => (provider.destroy(), doc.destroy()) };
    },
    async end() {
      await product.stop();
      await postgres.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

function writingIn(doc: Y.Doc, place: number): Omit<Writer, 'stop'> {
  const cards = readCards(doc);
  const idea = cards.filter(({ kind }) => kind === 'idea')[place]!;
  const meaning = fieldText(doc, idea.id, 'meaning')!;
  const aim = fieldText(doc, cards.find(({ kind }) => kind === 'aim')!.id, 'text')!;
  return {
    type: (letter) => meaning.insert(meaning.length, 'abcdefgh '[letter % 9]!),
    mark: (mark) =>
      doc.transact(() => {
        aim.delete(0, aim.length);
        aim.insert(0, `#${mark};`);
      }),
  };
}

function seed(url: string): Promise<Room> {
  const child = fork('tests/e2e/plan-seed.ts', [url], { execArgv: [] });
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as Room));
    child.once('exit', (code) => reject(new Error(`the seed ended with ${code}`)));
  });
}

interface Grown {
  documentId: string;
  bytes: number;
  cards: number;
  letters: number;
}

/** Writes the history where a compacted document has it, and its rows. */
async function grow(url: string, edits: number, writers: number): Promise<Grown> {
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
