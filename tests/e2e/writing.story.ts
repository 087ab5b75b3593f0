import { expect, test, type Browser, type Page } from '@playwright/test';
import { clean } from './cast.ts';
import { laptop, phone, saved, usePlan } from './plan-stage.ts';
import { STORY_PORT } from './product.ts';

const stage = usePlan(STORY_PORT + 60);
test.describe.configure({ mode: 'serial' });

/** Odette on a laptop in English, Jean-Paul on a phone in French. */
async function bothInThePlan(browser: Browser): Promise<[Page, Page]> {
  const laptopOf = await stage.comeAs(browser, 'odette', laptop);
  const phoneOf = await stage.comeAs(browser, 'jeanpaul', phone);
  return [await stage.openPlan(laptopOf), await stage.openPlan(phoneOf)];
}

test('undo takes back what I did, and leaves what the other wrote, also in a card that I added', async ({
  browser,
}) => {
  const [one, two] = await bothInThePlan(browser);
  const [undo, redo] = ['Undo what I did', 'Do it again'].map((name) => one.getByRole('button', { name }));
  await expect(undo!).toBeDisabled();
  await one.getByRole('button', { name: 'Add an idea' }).click();
  const title = one.getByLabel('Idea', { exact: true });
  await title.fill('Count weekly');
  await two.getByRole('button', { name: 'Modifier : Count weekly' }).click();
  const theirs = two.getByLabel('Idée', { exact: true });
  await theirs.press('End');
  await theirs.pressSequentially(', each shelf');
  await expect(title).toHaveValue('Count weekly, each shelf');
  // Somebody else is in this field: it says so.
  await expect(one.getByRole('group').locator('span', { hasText: /^Jean-Paul Habimana$/ })).toBeVisible();
  await title.press('Control+z');
  await expect(theirs).toHaveValue(', each shelf');
  await expect(title).toHaveValue(', each shelf');
  await undo!.click();
  await expect(one.getByRole('article', { name: ', each shelf' })).toBeVisible();
  await expect(undo!).toBeDisabled();
  await one.screenshot({ path: 'test-results/plan-undo-laptop-en.png' });
  await two.screenshot({ path: 'test-results/plan-undo-phone-fr.png' });
  await redo!.click();
  await title.press('Control+Shift+z');
  await expect(theirs).toHaveValue('Count weekly, each shelf');
  await expect(one.getByRole('status').filter({ hasText: 'Done again in' })).toHaveCount(1);
  await Promise.all([one, two].map((page) => page.context().close()));
});

test('a keyboard that composes words keeps them, and shows what the other wrote when the word is done', async ({
  browser,
}) => {
  const [one, two] = await bothInThePlan(browser);
  await two.getByRole('button', { name: 'Ajouter une idée' }).click();
  const mine = two.getByLabel('Idée', { exact: true });
  await mine.fill('au ');
  await one.getByRole('button', { name: 'Edit: au' }).click();
  const theirs = one.getByLabel('Idea', { exact: true });
  // As Android's keyboards do: the word stands in the field from its first letter on, and is exchanged as a whole.
  const keyboard = await two.context().newCDPSession(two);
  const compose = (text: string) =>
    keyboard.send('Input.imeSetComposition', {
      ...{ text, selectionStart: text.length, selectionEnd: text.length },
    });
  await mine.press('End');
  await compose('centr');
  await theirs.press('Home');
  await theirs.pressSequentially('Demander ');
  await expect(theirs).toHaveValue('Demander au ');
  await compose('centre');
  await expect(mine).toHaveValue('au centre');
  await keyboard.send('Input.insertText', { text: 'centre ' });
  await expect(mine).toHaveValue('Demander au centre ');
  await expect(theirs).toHaveValue('Demander au centre ');
  await mine.pressSequentially('de santé');
  await expect(theirs).toHaveValue('Demander au centre de santé');
  await Promise.all([one, two].map((page) => page.context().close()));
});

test('a card deleted while somebody writes in it without a network comes back with the words, for both', async ({
  browser,
}) => {
  const [one, two] = await bothInThePlan(browser);
  await one.getByRole('button', { name: 'Add an idea' }).click();
  await one.getByLabel('Idea', { exact: true }).fill('Order by consumption');
  await two.getByRole('button', { name: 'Modifier : Order by consumption' }).click();
  await two.context().setOffline(true);
  await two.getByLabel('Ce que cela veut dire ici').fill('moyenne de trois mois');
  await two.getByRole('button', { name: 'C’est bon' }).click();
  await one.getByRole('button', { name: 'Delete' }).click();
  await expect(one.getByRole('heading', { name: 'Order by consumption' })).toBeHidden();
  await two.context().setOffline(false);
  await expect(
    one.getByText('“Order by consumption” is there again: somebody was writing in it.'),
  ).toBeVisible({
    timeout: 20_000,
  });
  await expect(one.getByText('moyenne de trois mois')).toBeVisible();
  await expect(two.getByText('moyenne de trois mois')).toBeVisible();
  await expect(saved(two)).toBeVisible();
  await Promise.all([one, two].map((page) => page.context().close()));
});

test('a card deleted under somebody’s fingers stays; one that only lies open closes', async ({ browser }) => {
  const [one, two] = await bothInThePlan(browser);
  await one.getByRole('button', { name: 'Add an action' }).click();
  await one.getByLabel('Action', { exact: true }).fill('Check the cold chain');
  await two.getByRole('button', { name: 'Modifier : Check the cold chain' }).click();
  await one.getByRole('button', { name: 'Delete' }).click();
  await expect(two.getByText('Quelqu’un d’autre a supprimé « Check the cold chain »')).toBeVisible();
  await expect(two.getByLabel('Action', { exact: true })).toBeHidden();
  await two.getByText('Annuler', { exact: true }).click();
  await two.getByRole('button', { name: 'Modifier : Check the cold chain' }).click();
  const detail = two.getByLabel('Comment, où, avec quoi');
  await detail.pressSequentially('chaque matin');
  await expect(one.getByText('chaque matin')).toBeVisible();
  await one.getByRole('button', { name: 'Edit: Check the cold chain' }).click();
  await one.getByRole('button', { name: 'Delete' }).click();
  await expect(two.getByText('La carte reste, puisque vous y écrivez.')).toBeVisible();
  await detail.pressSequentially(' et chaque soir');
  await expect(one.getByText('chaque matin et chaque soir')).toBeVisible();
  await Promise.all([one, two].map((page) => page.context().close()));
});

test('deleted cards are listed, and are taken back with all their words', async ({ browser }) => {
  const a = await stage.comeAs(browser, 'jeanpaul', phone);
  const page = await stage.openPlan(a);
  for (const words of ['Peser les médicaments', 'Une liste au mur']) {
    await page.getByRole('button', { name: 'Ajouter une note' }).click();
    await page.getByLabel('Note', { exact: true }).fill(words);
    await page.getByRole('button', { name: 'Supprimer' }).click();
    await expect(page.getByRole('heading', { name: words })).toBeHidden();
  }
  await page.getByText('2 cartes supprimées').click();
  const taking = page.getByRole('button', { name: 'Reprendre « Peser les médicaments »' });
  await taking.scrollIntoViewIfNeeded();
  await page.screenshot({ path: 'test-results/plan-deleted-phone-fr.png' });
  await clean(page);
  await taking.click();
  await expect(page.getByRole('heading', { name: 'Peser les médicaments' })).toBeVisible();
  await expect(page.getByText('1 carte supprimée')).toBeVisible();
  await a.close();
});

test('cards are put in order by dragging, by keyboard and by finger, and the others see it', async ({
  browser,
}) => {
  const [one, two] = await bothInThePlan(browser);
  for (const words of ['First gap', 'Second gap', 'Third gap']) {
    await one.getByRole('button', { name: 'Add a gap' }).click();
    await one.getByLabel('The gap', { exact: true }).fill(words);
    await one.getByRole('button', { name: 'Done' }).click();
  }
  const order = (page: Page, section: string) =>
    page.getByRole('region', { name: section }).getByRole('heading', { level: 3 }).allTextContents();
  const inOrder = async (...gaps: string[]) => {
    const wanted = gaps.map((gap) => `${gap} gap`);
    await expect.poll(() => order(one, 'Gaps')).toEqual(wanted);
    await expect.poll(() => order(two, 'Écarts')).toEqual(wanted);
  };
  await inOrder('First', 'Second', 'Third');
  await drag(one, 'Third gap', 'First gap');
  await inOrder('Third', 'First', 'Second');
  await one.getByRole('button', { name: 'Edit: Third gap' }).press('Alt+ArrowDown');
  await inOrder('First', 'Third', 'Second');
  await one.getByRole('button', { name: 'Undo what I did' }).click();
  await inOrder('Third', 'First', 'Second');
  await drag(two, 'Second gap', 'Third gap');
  await inOrder('Second', 'Third', 'First');
  await one.screenshot({ path: 'test-results/plan-order-laptop-en.png' });
  await two.getByRole('heading', { name: 'Third gap' }).scrollIntoViewIfNeeded();
  await two.screenshot({ path: 'test-results/plan-order-phone-fr.png' });
  await Promise.all([one, two].map((page) => page.context().close()));
});

/** From the handle of one card to the upper half of another. */
async function drag(page: Page, from: string, to: string): Promise<void> {
  const card = (name: string) => page.getByRole('article', { name });
  // Neither below the bar above nor behind the one below.
  await card(to).evaluate((element) => element.scrollIntoView({ block: 'center' }));
  const handle = card(from).getByTitle(/another place|autre place/);
  const [start, end] = [await handle.boundingBox(), await card(to).boundingBox()];
  await page.mouse.move(start!.x + 20, start!.y + 20);
  await page.mouse.down();
  await page.mouse.move(start!.x + 15, start!.y + 10, { steps: 4 });
  await page.mouse.move(end!.x + end!.width / 2, end!.y + 6, { steps: 12 });
  await page.mouse.up();
}

test('cards are found by words without accents and chosen by who promised what', async ({ browser }) => {
  const a = await stage.comeAs(browser, 'jeanpaul', phone);
  const page = await stage.openPlan(a);
  await page.getByText('Chercher ou filtrer').click();
  await page.getByLabel('Chercher dans le plan').fill('MEDICAMENTS');
  await expect(page.getByRole('article')).toHaveCount(1);
  await expect(page.getByText(/^1 sur \d+ cartes$/)).toBeVisible();
  await page.screenshot({ path: 'test-results/plan-found-phone-fr.png' });
  await clean(page);
  await page.getByRole('button', { name: 'Tout afficher' }).click();
  await page.getByRole('radio', { name: 'Sans responsable' }).check();
  const actions = page.getByRole('region', { name: 'Actions' });
  await expect(actions.getByRole('article')).toHaveCount(await page.getByRole('article').count());
  await expect(page.getByRole('article')).not.toHaveCount(0);
  await page.getByRole('radio', { name: 'À moi' }).check();
  await expect(page.getByRole('article')).toHaveCount(0);
  await page.getByRole('button', { name: 'Tout afficher' }).click();
  await expect(page.getByRole('heading', { name: 'Peser les médicaments' })).toBeVisible();
  await a.close();
});
