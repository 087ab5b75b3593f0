import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { addCard } from '#domain/plan/document.ts';
import { item, update, varString } from '../../tests/fuzz/hostile-updates.ts';
import { testDatabase } from '../../tests/fixtures/postgres.ts';
import { makeRoomWithPlan, until } from '../../tests/fixtures/realtime.ts';
import { openDatabase } from '../db/database.ts';
import { createProjector } from './projector.ts';

/** Takes Yjs minutes to put together: each letter is compared with all the others. */
function crowd(letters: number): Uint8Array {
  const text = item(4, varString('a'.repeat(letters)), { parent: 'text' });
  const between = Array.from({ length: letters - 1 }, (_, n) =>
    item(4, varString('x'), { rightOrigin: [7, n + 1] }),
  );
  return update([{ client: 7, structs: [text, ...between] }]);
}

it('a plan that takes for ever to read is left alone, and the others are read', async () => {
  const database = await testDatabase();
  const { kysely: db, pool } = openDatabase(database.url);
  const [bent, good] = [await makeRoomWithPlan(db), await makeRoomWithPlan(db)];
  const save = async (documentId: string, personId: string, bytes: Uint8Array) => {
    await pool.query(
      `WITH next AS (UPDATE document SET seq = seq + 1 WHERE id = $1 RETURNING seq)
       INSERT INTO document_update (document_id, seq, person_id, at, update)
       SELECT $1, seq, $2, now(), $3 FROM next`,
      [documentId, personId, Buffer.from(bytes)],
    );
  };
  const doc = new Y.Doc();
  addCard(doc, { kind: 'gap', texts: { text: 'read all the same' } }, 'en');
  await save(bent.documentId, bent.odette, crowd(60_000));
  await save(good.documentId, good.odette, Y.encodeStateAsUpdate(doc));
  const problems: object[] = [];
  const log = { error: (details: object) => problems.push(details) };
  const projector = createProjector({ db, pool, log, askMs: 50, readMs: 2_000 });
  const unread = async () =>
    (await db.selectFrom('document').whereRef('seq', '>', 'projected_seq').select('id').execute()).map(
      ({ id }) => id,
    );
  projector.start();
  await until(async () => problems.length > 0 && (await unread()).length === 1, 15_000);
  expect(await unread()).toEqual([bent.documentId]);
  projector.touched(bent.documentId);
  await projector.flush();
  expect(problems).toEqual([
    { documentId: bent.documentId, error: expect.stringContaining('took longer') as string },
  ]);
  await projector.stop();
  await db.destroy();
  await database.drop();
}, 30_000);
