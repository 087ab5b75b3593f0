import { expect, it } from 'vitest';
import { anUpdate, note, notes, useRealtime } from '../../tests/fixtures/realtime-stage.ts';
import { startRealtime, stockClient, until } from '../../tests/fixtures/realtime.ts';
import { updateFrame } from './frames.ts';

const t = useRealtime();
async function restart(options: Parameters<typeof t.restart>[0]): Promise<void> {
  await t.restart(options);
  t.visitor('odette', t.room.odette, true);
  t.visitor('jean-paul', t.room.jeanPaul, true);
}
const readAll = () =>
  t.db.pool.query('UPDATE document SET projected_seq = seq WHERE id = $1', [t.room.documentId]);

it('a document at rest is made small, and what another server wrote into it meanwhile is shown here', async () => {
  await restart({ compactAfter: 3 });
  const here = t.client('odette');
  await here.synced;
  note(here.doc, 'ours');
  await until(async () => (await t.rowCount()) === 1);
  const elsewhere = await startRealtime(t.db.pool);
  elsewhere.visitors.set('jean-paul', {
    ...{ personId: t.room.jeanPaul, authSessionId: 'elsewhere', name: 'Jean-Paul', canEdit: true },
  });
  const there = stockClient(elsewhere.url, t.room.documentId, 'jean-paul', {});
  await there.synced;
  note(there.doc, 'theirs');
  await until(async () => (await t.rowCount()) === 2);
  await readAll();
  await until(() => notes(here.doc).includes('theirs'), 6_000);
  expect(await t.rowCount()).toBe(0);
  there.stop();
  await elsewhere.stop();
});

it('what comes twice fills nothing', async () => {
  await restart({ limits: { documentBytes: 60_000 } });
  const other = t.client('jean-paul');
  await other.synced;
  const line = await t.bare('odette');
  const words = anUpdate('x'.repeat(20_000));
  for (let n = 1; n <= 5; n++) {
    line.send(updateFrame(words));
    await until(async () => (await t.rowCount()) === n);
  }
  await until(() => notes(other.doc).some((words) => words?.length === 20_000));
  note(other.doc, 'and on');
  await until(async () => (await t.rowCount()) > 5);
  expect(line.ws.readyState).toBe(line.ws.OPEN);
  expect(other.provider.wsconnected).toBe(true);
  line.send(updateFrame(anUpdate('y'.repeat(60_000))));
  expect((await line.closed).code).toBe(4413);
});
