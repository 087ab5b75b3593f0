import fs from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { aLaptop, aPhone, clean, comeIn } from './cast.ts';
import { clipboards, clipboardText } from './clipboards.ts';

test.describe.configure({ mode: 'serial' });

const table = [
  ['Activité', 'Responsable', 'Échéance', 'Coût'].join('\t'),
  ['Compter 20 articles', 'Odette', '15/12/2026', '0'].join('\t'),
  ['"Étiqueter\nles rayons"', 'Personne d’autre', 'bientôt', '20 000'].join('\t'),
  ['=Former l’équipe', '', '1er mars 2027', ''].join('\t'),
].join('\n');

/** Opens the plan of the first room of whoever this is, and waits until it can be written in. */
async function plan(page: Page): Promise<string> {
  await page.goto('/rooms');
  await page.locator('main a[href^="/rooms/"]').first().click();
  await page.waitForURL(/\/rooms\/[0-9a-f-]{36}/);
  const room = /\/rooms\/[0-9a-f-]{36}/.exec(page.url())![0];
  await page.goto(`${room}/plan`);
  await expect(page.getByText(/Saved · everyone sees this|Enregistré · tout le monde le voit/)).toBeVisible();
  return `${room}/plan`;
}

test('a table becomes cards after a look at them, and one step takes all of it back', async ({ browser }) => {
  test.skip(test.info().project.name === 'phone-fr');
  const page = await comeIn(browser, 'Félix', aLaptop);
  const address = await plan(page);
  await page.getByRole('link', { name: 'Import a table' }).click();
  await page.locator('[data-ready=true]').waitFor();
  const field = page.getByLabel('Paste the table here');
  await field.evaluate((area: HTMLTextAreaElement) => {
    area.value = 'Action\n'.repeat(5001);
    area.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await expect(page.getByText('This table has 5001 rows.')).toBeVisible();
  for (const [program, html] of Object.entries(clipboards)) {
    await field.evaluate((area: HTMLTextAreaElement, pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/html', pasted);
      area.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, html);
    await expect(field, program).toHaveValue(clipboardText);
    await expect(page.getByRole('button', { name: 'Add 2 actions' })).toBeVisible();
    await field.fill('');
  }
  expect(await page.title()).not.toBe('run');
  await field.fill(table);
  await expect(page.getByRole('button', { name: 'Add 3 actions' })).toBeVisible();
  await expect(page.getByText('we cannot tell which day this is')).toBeVisible();
  await expect(page.getByText('nobody of this room has this name')).toBeVisible();
  await clean(page);
  await page.screenshot({ path: 'test-results/files-import-laptop-en.png', fullPage: true });
  await page.getByRole('button', { name: 'Add 3 actions' }).click();
  await page.waitForURL(`**${address}`);
  const added = page.getByText('=Former l’équipe', { exact: true }).first();
  await expect(added).toBeVisible();
  await page.getByRole('button', { name: 'Undo what I did' }).click();
  await expect(page.getByRole('article', { name: '=Former l’équipe' })).toHaveCount(0);
  await expect(page.getByRole('article', { name: 'Compter 20 articles' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Do it again' }).click();
  await expect(page.getByRole('article', { name: 'Compter 20 articles' })).toBeVisible();
  await page.context().close();
});

test('the plan is taken along, and what was taken along can be imported', async ({ browser }) => {
  test.skip(test.info().project.name === 'phone-fr');
  const page = await comeIn(browser, 'Félix', aPhone);
  const address = await plan(page);
  await page.goto(`${address}/export?in=fr`);
  await clean(page);
  await page.screenshot({ path: 'test-results/files-export-phone-fr.png', fullPage: true });
  const take = async (name: RegExp) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name }).click(),
    ]);
    return { name: download.suggestedFilename(), path: await download.path() };
  };
  const pdf = await take(/PDF/);
  expect(pdf.name).toMatch(/^plan-.*\.pdf$/);
  expect(fs.readFileSync(pdf.path).subarray(0, 5).toString()).toBe('%PDF-');
  const book = await take(/XLSX/);
  await page.goto(`${address}/import`);
  await page.locator('[data-ready=true]').waitFor();
  await page.locator('input[type=file]').setInputFiles({
    name: book.name,
    mimeType: 'application/octet-stream',
    buffer: fs.readFileSync(book.path),
  });
  await expect(page.getByRole('button', { name: /^(Ajouter|Add) \d+ actions$/ })).toBeVisible();
  await expect(page.getByText('=Former l’équipe').first()).toBeVisible();
  await clean(page);
  await page.screenshot({ path: 'test-results/files-import-phone-fr.png', fullPage: true });
  await page.goto(`${address}/export/print?in=fr`);
  await clean(page);
  await page.screenshot({ path: 'test-results/files-print-phone-fr.png' });
  await page.context().close();
});

test('a public link shows the plan to anybody, and nothing once it is taken back', async ({ browser }) => {
  test.skip(test.info().project.name === 'phone-fr');
  const page = await comeIn(browser, 'Félix', aLaptop);
  const address = await plan(page);
  await page.goto(`${address}/links`);
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.getByLabel('The link', { exact: true }).inputValue();
  await clean(page);
  await page.screenshot({ path: 'test-results/files-links-laptop-en.png', fullPage: true });
  const outside = await browser.newContext({ ...aPhone, javaScriptEnabled: false });
  const reader = await outside.newPage();
  const opened = await reader.goto(new URL(link).pathname);
  expect(opened!.headers()).toMatchObject({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
  await expect(reader.getByRole('heading', { level: 1 })).toContainText('Plan d’action');
  await reader.screenshot({ path: 'test-results/files-public-phone-fr.png', fullPage: true });
  expect(await outside.cookies()).toEqual([]);
  await page.getByRole('button', { name: 'Take back' }).first().click();
  await expect(page.getByText('The link is taken back.')).toBeVisible();
  const gone = await reader.goto(new URL(link).pathname);
  expect(gone!.status()).toBe(404);
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText('Ce lien ne mène nulle part');
  await Promise.all([page.context(), outside].map((context) => context.close()));
});
