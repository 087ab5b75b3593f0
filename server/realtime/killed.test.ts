import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addCard, readCards } from '#domain/plan/document.ts';
import { makeRoomWithPlan, stockClient, until } from '../../tests/fixtures/realtime.ts';
import { testDatabase, type TestDatabase } from '../../tests/fixtures/postgres.ts';
import { openDatabase } from '../db/database.ts';

let database: TestDatabase;
let db: ReturnType<typeof openDatabase>;
beforeAll(async () => {
  database = await testDatabase();
  db = openDatabase(database.url);
});
afterAll(async () => {
  await db.kysely.destroy();
  await database.drop();
});

async function startProcess(personId: string): Promise<{ child: ChildProcess; url: string }> {
  const file = path.resolve(import.meta.dirname, '../../tests/fixtures/realtime-process.ts');
  const child = fork(file, [database.url, personId], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const url = await new Promise<string>((resolve) =>
    child.once('message', (message) => resolve(String(message))),
  );
  return { child, url };
}

it('a server killed between and during edits loses nothing that anybody else had seen', async () => {
  const room = await makeRoomWithPlan(db.kysely);
  const first = await startProcess(room.odette);
  const writer = stockClient(first.url, room.documentId, 'odette');
  const watcher = stockClient(first.url, room.documentId, 'jean-paul');
  await Promise.all([writer.synced, watcher.synced]);
  const texts = (doc: typeof writer.doc) =>
    readCards(doc).flatMap((card) => (card.kind === 'gap' ? [card.fields.text!] : []));
  let n = 0;
  const typing = setInterval(
    () => addCard(writer.doc, { kind: 'gap', texts: { text: `gap ${n++}` } }, 'en'),
    1,
  );
  await until(() => texts(watcher.doc).length >= 60);
  first.child.kill('SIGKILL');
  clearInterval(typing);
  await new Promise((resolve) => first.child.once('exit', resolve));
  const seen = texts(watcher.doc);
  writer.stop();
  watcher.stop();
  const second = await startProcess(room.odette);
  const late = stockClient(second.url, room.documentId, 'jean-paul');
  await late.synced;
  expect(seen.length).toBeGreaterThanOrEqual(60);
  expect(texts(late.doc)).toEqual(expect.arrayContaining(seen));
  late.stop();
  second.child.kill('SIGTERM');
});
