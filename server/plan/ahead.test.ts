import { afterAll, beforeAll, expect, it } from 'vitest';
import * as Y from 'yjs';
import { addCard, readCards } from '#domain/plan/document.ts';
import { testApp, type TestApp } from '../../tests/fixtures/app.ts';

let t: TestApp;
beforeAll(async () => {
  t = await testApp();
});
afterAll(() => t.close());

/** Folds so many more cards into the room's document, as the compactor would. */
async function fold(count: number): Promise<void> {
  const doc = new Y.Doc();
  const there = t.db.selectFrom('document').where('room_id', '=', t.roomId).where('kind', '=', 'plan');
  const { id, merged } = await there.select(['id', 'merged']).executeTakeFirstOrThrow();
  if (merged) Y.applyUpdate(doc, merged);
  for (let n = 0; n < count; n++)
    addCard(doc, { kind: 'action', texts: { title: `Count shelf ${n}` } }, 'en');
  const update = Buffer.from(Y.encodeStateAsUpdate(doc));
  await t.db.updateTable('document').set({ merged: update }).where('id', '=', id).execute();
}

it('who is not of the room finds no document', async () => {
  await expect(t.app.plans.document(null, t.roomId)).rejects.toMatchObject({ code: 'signed_out' });
  await expect(t.app.plans.document(await t.actorOf('odette'), crypto.randomUUID())).rejects.toMatchObject({
    code: 'not_found',
  });
});

it('a large document is to be asked for ahead, by a device that does not keep it, and holds every card', async () => {
  const odette = await t.actorOf('odette');
  expect((await t.app.plans.open(odette, t.roomId)).ahead).toBe(false);
  await fold(200);
  expect((await t.app.plans.open(odette, t.roomId)).ahead).toBe(true);
  expect((await t.app.plans.open(odette, t.roomId, { kept: true })).ahead).toBe(false);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, (await t.app.plans.document(odette, t.roomId))!);
  expect(readCards(doc).filter(({ kind }) => kind === 'action')).toHaveLength(200);
});
