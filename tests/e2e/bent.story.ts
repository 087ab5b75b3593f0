import { expect, test } from '@playwright/test';
import * as Y from 'yjs';
import { addCard, cardsMap, fieldText, setSections } from '#domain/plan/document.ts';
import { newId } from '#domain/ids.ts';
import { clean } from './cast.ts';
import { phone, saved, usePlan } from './plan-stage.ts';
import { STORY_PORT } from './product.ts';

const stage = usePlan(STORY_PORT + 80);

/** What a program can make of a plan: everything but what the page would write. */
async function bend(doc: Y.Doc, arrived: Y.Doc): Promise<void> {
  const cards = cardsMap(doc);
  const bent = (entries: Record<string, unknown>) => cards.set(newId(), new Y.Map(Object.entries(entries)));
  bent({});
  bent({ kind: 'action' });
  bent({
    kind: 'action',
    title: 7,
    order: {},
    lang: ['x'],
    owner: 'nobody',
    due: 'soon',
    serves: 1,
    deletedAt: true,
  });
  bent({ kind: 'gap', text: new Y.Map(), priority: 'urgent', section: { id: 1 } });
  cards.set('no id', 'no card');
  doc.getMap('sections').set('x', { kind: 'nothing' });
  setSections(doc, []);
  const long = addCard(doc, { kind: 'idea' }, 'en');
  // As much as the server takes at once, with nothing else in the same message.
  fieldText(doc, long, 'title')!.insert(0, 'long '.repeat(195_000));
  await expect.poll(() => fieldText(arrived, long, 'title')?.length).toBe(975_000);
  for (let done = 0; done < 10_000; done += 500) {
    doc.transact(() => {
      for (let n = 0; n < 500; n += 1)
        bent({ kind: 'note', order: `b${done + n}`, lang: 'en', text: `card ${done + n}` });
    });
    await expect.poll(() => cardsMap(arrived).size).toBe(cards.size);
  }
}

test('a plan that a program has bent, with ten thousand cards and a title of a megabyte, is read and written', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const program = stage.program('odette');
  await program.synced;
  addCard(program.doc, { kind: 'action', texts: { title: 'Count the shelves' } }, 'en');
  const reader = stage.program('jeanpaul');
  await bend(program.doc, reader.doc);
  reader.stop();
  const page = await stage.openPlan(await stage.comeAs(browser, 'jeanpaul', phone));
  await page.getByRole('button', { name: 'Modifier : Count the shelves' }).click();
  await page.getByLabel('Comment, où, avec quoi').fill('chaque lundi');
  await page.getByRole('button', { name: 'C’est bon' }).click();
  await expect(saved(page)).toBeVisible({ timeout: 30_000 });
  await page.reload();
  await expect(page.getByText('chaque lundi')).toBeVisible();
  await expect(page.getByRole('button', { name: /^En montrer plus \(\d+ sur 10/ })).toBeVisible();
  const long = page.locator('article.idea').filter({ hasText: 'long long' });
  await expect.poll(async () => (await long.boundingBox())!.height).toBeLessThan(1_500);
  await expect(long.getByRole('button', { name: 'Tout afficher' })).toBeVisible();
  await page.screenshot({ path: 'test-results/bent-phone-fr.png' });
  await clean(page);
  program.stop();
  await page.context().close();
});
