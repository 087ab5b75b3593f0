import fs from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { badLine, countBreaks } from './bad-line.ts';
import { clean } from './cast.ts';
import { laptop, phone, saved, usePlan } from './plan-stage.ts';
import { STORY_PORT } from './product.ts';

const stage = usePlan(STORY_PORT + 80);
const shot = (page: Page, name: string) => page.screenshot({ path: `test-results/together-${name}.png` });
const action = 'Weekly count of 20 tracer medicines';
const panel = (page: Page) =>
  page.getByRole('region', { name: /Comments\. |Commentaires\. / }).filter({ visible: true });

/** Writes a card with the keyboard alone, from the button that adds it. */
async function write(page: Page, add: string, words: readonly string[], done: string): Promise<void> {
  await page.getByRole('button', { name: add }).focus();
  await page.keyboard.press('Enter');
  for (const [place, text] of words.entries()) {
    if (place > 0) await page.keyboard.press('Tab');
    await page.keyboard.type(text);
  }
  await page.getByRole('button', { name: done }).focus();
  await page.keyboard.press('Enter');
}

test('two institutions draft, discuss, suggest, agree and sign a plan; an action is promised, its report appears, and the actions go to another room', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const line = await badLine(stage.port);
  const grace = await stage.openPlan(await stage.comeAs(browser, 'grace', laptop));
  const clemence = await (await stage.comeAs(browser, 'clemence', phone, line.proxy)).newPage();
  const breaks = countBreaks(clemence);
  await clemence.goto(stage.planUrl);
  await expect(saved(clemence)).toBeVisible();

  // They draft; the phone's line is poor, and lost twice.
  line.worsen();
  await write(grace, 'Edit: No aim yet', ['Fewer stock-outs at Nyanza Lake', 'under 5 %'], 'Done');
  await write(grace, 'Add an action', [action, 'Both pharmacists, on Mondays'], 'Done');
  const theirs = clemence.getByRole('article', { name: action });
  await expect(theirs.getByText('Both pharmacists, on Mondays')).toBeVisible({ timeout: 15_000 });
  await clemence.getByRole('button', { name: `Modifier : ${action}` }).click();
  const detail = clemence.getByLabel('Comment, où, avec quoi');
  await detail.press('End');
  await detail.pressSequentially(', with the ');
  await line.drop(breaks, 1500);
  await detail.pressSequentially('stock ');
  await line.drop(breaks, 1500);
  await detail.pressSequentially('cards');
  await clemence.getByLabel('Qui s’en charge').selectOption('Clémence Uwase');
  await clemence.getByLabel('Pour quand').fill('2027-03-15');
  await clemence.getByRole('button', { name: 'C’est bon' }).click();
  await expect(saved(clemence)).toBeVisible({ timeout: 20_000 });
  const card = grace.getByRole('article', { name: action });
  await expect(card.getByText('Both pharmacists, on Mondays, with the stock cards')).toBeVisible();
  await expect(card.getByText('by 15 Mar 2027')).toBeVisible();

  // They discuss it, and one suggests another wording.
  await card.getByRole('button', { name: `Edit: ${action}` }).press('Enter');
  await grace.getByRole('link', { name: `Comment: ${action}` }).press('Enter');
  const said = panel(grace);
  await said.getByLabel('What would you like to ask or say?').fill('Is Monday not delivery day?');
  await said.getByRole('button', { name: 'Comment', exact: true }).press('Enter');
  await theirs.getByRole('link', { name: /1 commentaire/ }).click();
  await panel(clemence).getByLabel('Votre réponse').first().fill('Si. Je propose le mardi.');
  await panel(clemence).getByRole('button', { name: 'Répondre' }).first().click();
  await expect(said.getByText('Je propose le mardi.')).toBeVisible();
  await panel(clemence).getByRole('link', { name: 'Proposer une autre formulation' }).first().click();
  await panel(clemence).getByRole('link', { name: 'Comment, où, avec quoi' }).click();
  await panel(clemence)
    .getByLabel('Comment, où, avec quoi')
    .fill('Both pharmacists, on Tuesdays, with the stock cards');
  await panel(clemence).getByRole('button', { name: 'Proposer', exact: true }).click();
  await shot(clemence, 'suggests-phone-fr');
  await said.getByRole('button', { name: 'Accept' }).press('Enter');
  await expect(theirs.getByText('on Tuesdays')).toBeVisible({ timeout: 15_000 });
  await shot(grace, 'accepted-laptop-en');
  await clean(grace);
  await clean(clemence);

  // They sign.
  await grace.goto(stage.planUrl);
  await grace.getByRole('link', { name: 'Sign off' }).press('Enter');
  await grace.getByRole('button', { name: 'Sign for Gihara Hospital' }).press('Enter');
  await expect(grace.getByText('Waiting for Nyanza Lake Hospital.')).toBeVisible();
  await clemence.goto(`${stage.planUrl}/sign-off`);
  await clemence.getByRole('button', { name: /^Signer .*pour Nyanza Lake Hospital/ }).click();
  await expect(clemence.getByText('Signé par tous. Le plan est gardé tel qu’il est.')).toBeVisible();
  await grace.goto(stage.planUrl);
  await expect(grace.getByRole('link', { name: /^Signed by both on/ })).toBeVisible();

  // The action is promised with two taps, and its report stands under it at once in every open page.
  await clemence.goto(stage.planUrl);
  await theirs.getByRole('link', { name: 'En faire un engagement' }).click();
  await expect(clemence.getByLabel('Fait pour le')).toHaveValue('2027-03-15');
  await clemence.getByRole('button', { name: 'Prendre l’engagement' }).click();
  await clemence.waitForURL(/\/commitments\/[0-9a-f-]{36}$/);
  await expect(card.getByText(/^report /)).toBeVisible();
  await clemence.getByRole('link', { name: 'Faire le retour' }).click();
  await clemence.getByRole('radio', { name: 'C’est fait' }).check({ force: true });
  await clemence.getByLabel(/Qu’est-ce qui s’est passé/).fill('Compté deux fois, rien ne manque.');
  await clemence.getByRole('button', { name: 'Envoyer le retour' }).click();
  await expect(card.getByText(/^done/)).toBeVisible();
  await shot(grace, 'reported-laptop-en');

  // The table of actions goes to another room, and is equal there.
  /** The cells of one action, without how much is said about it. */
  const row = async ({ page, name }: { page: Page; name: string }) => {
    const cells = page.getByRole('grid').getByRole('row', { name }).getByRole('gridcell');
    return (await cells.allInnerTexts()).map((text) => text.replace(/\s+\d+$/, ''));
  };
  await grace.goto(`${stage.planUrl}?as=table`);
  await expect(grace.getByRole('gridcell', { name: action })).toBeVisible();
  const here = await row({ page: grace, name: action });
  await grace.goto(`${stage.planUrl}/export`);
  const [download] = await Promise.all([
    grace.waitForEvent('download'),
    grace.getByRole('link', { name: /CSV/ }).click(),
  ]);
  await grace.goto(`${stage.otherPlanUrl}/import`);
  await grace.locator('[data-ready=true]').waitFor();
  await grace.getByLabel('Paste the table here').fill(fs.readFileSync(await download.path(), 'utf8'));
  await grace.getByRole('button', { name: 'Add 1 action' }).click();
  await expect(grace.getByRole('article', { name: action })).toBeVisible();
  await grace.goto(`${stage.otherPlanUrl}?as=table`);
  await expect(grace.getByRole('gridcell', { name: action })).toBeVisible();
  expect((await row({ page: grace, name: action })).slice(0, 6)).toEqual(here.slice(0, 6));
  await clean(grace);
  line.close();
  await Promise.all([grace, clemence].map((page) => page.context().close()));
});
