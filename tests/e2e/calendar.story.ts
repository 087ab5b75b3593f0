import { expect, test, type Page } from '@playwright/test';
import { aLaptop, aPhone, comeIn } from './cast.ts';

// It brings its own phone and laptop: once is enough.
test.skip(({ isMobile }) => isMobile, 'brings its own phone');
test.describe.configure({ mode: 'serial' });

const title = 'Stock cards, every week';
let felix: Page;
let jeanpaul: Page;
let session: string;

test.beforeAll(async ({ browser, isMobile }) => {
  test.skip(isMobile, 'brings its own phone');
  felix = await comeIn(browser, 'Félix Ntwali', aLaptop);
  jeanpaul = await comeIn(browser, 'Jean-Paul Habimana', aPhone);
});
test.afterAll(async () => {
  await felix?.context().close();
  await jeanpaul?.context().close();
});

test('the facilitator plans a series; the room’s calendar has it', async () => {
  await felix.goto('/rooms');
  await felix.getByRole('main').getByRole('link', { name: 'Pharmacy supply chain' }).click();
  await felix.getByRole('link', { name: 'Plan a session' }).first().click();
  await felix.getByLabel('Title', { exact: true }).fill(title);
  // Within the hour: people are told without the quiet minutes.
  const soon = new Date(Date.now() + 50 * 60_000 + 2 * 3_600_000).toISOString();
  await felix.getByLabel('Day').fill(soon.slice(0, 10));
  await felix.getByLabel('Starts at').fill(soon.slice(11, 16));
  await felix.getByLabel('How often').selectOption('week');
  await felix.getByLabel('How many sessions').fill('3');
  await felix.getByRole('button', { name: 'Plan the session' }).click();
  await expect(felix.getByText('Session 1 of 3 · Every week')).toBeVisible();
  session = new URL(felix.url()).pathname;
  await felix.getByRole('link', { name: 'All sessions' }).click();
  // The session's own page has a calendar file to download, by nearly the same name.
  await felix.waitForURL(/\/sessions$/);
  await felix.getByRole('link', { name: 'Calendar', exact: true }).click();
  await expect(
    felix
      .getByRole('table')
      .getByRole('link', { name: new RegExp(title) })
      .first(),
  ).toBeVisible();
});

test('a nurse answers from the mail on a French phone, without scripts and without signing in', async ({
  browser,
}) => {
  test.setTimeout(150_000);
  const mail = jeanpaul.getByRole('link', { name: new RegExp(`Invitation.*${title}`) });
  await expect(async () => {
    await jeanpaul.goto('/mailbox');
    await expect(mail).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 90_000, intervals: [3000] });
  await mail.click();
  const file = jeanpaul.getByRole('link', { name: 'Fichier d’agenda de ce message' });
  const [download] = await Promise.all([jeanpaul.waitForEvent('download'), file.click()]);
  expect(download.suggestedFilename()).toBe('invite.ics');
  const button = jeanpaul.frameLocator('iframe').getByRole('link', { name: 'Je viens' });
  const address = await button.getAttribute('href');
  const plain = await browser.newContext({ ...aPhone, javaScriptEnabled: false });
  const page = await plain.newPage();
  await page.goto(address!);
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  await page.getByLabel('Pareil pour les 2 séances suivantes').check();
  await page.getByRole('button', { name: 'Je viens' }).click();
  await expect(page.getByText('Votre réponse est enregistrée')).toBeVisible();
  await plain.close();
});

test('the room sees it by institution; a move asks again, and says so', async () => {
  await felix.goto(session);
  const row = felix.getByRole('listitem').filter({ hasText: 'Jean-Paul Habimana' });
  await expect(row.getByText('comes')).toBeVisible();
  await expect(felix.getByText(/^1 comes · /).first()).toBeVisible();
  await felix.getByText('Move the session').click();
  const next = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  await felix.getByLabel('Day').fill(next);
  await felix.getByLabel('Starts at').fill('10:00');
  await felix.getByRole('button', { name: 'Move it' }).click();
  await expect(row.getByText('Answered before it was moved')).toBeVisible();
  await jeanpaul.goto(session);
  await expect(jeanpaul.getByText('Vous avez répondu avant le changement d’horaire')).toBeVisible();
  await jeanpaul.getByRole('button', { name: 'Peut-être' }).click();
  await expect(row.getByText('perhaps')).toBeVisible();
  await felix.getByRole('link', { name: 'Who was told, and a text to pass on' }).click();
  await expect(felix.getByRole('row', { name: /Jean-Paul Habimana.*perhaps/ })).toBeVisible();
});

test('a calendar address can be fetched by anybody who has it, until it has ended', async ({ request }) => {
  await jeanpaul.goto('/me/calendar');
  await jeanpaul.getByRole('button', { name: 'Créer l’adresse' }).click();
  const address = await jeanpaul.getByLabel('Adresse à copier').inputValue();
  const answer = await request.get(address);
  expect(answer.headers()['content-type']).toContain('text/calendar');
  expect(await answer.text()).toContain(title.replace(',', '\\,'));
  await jeanpaul.getByRole('button', { name: 'Supprimer l’adresse' }).click();
  await expect(jeanpaul.getByText('L’adresse est supprimée')).toBeVisible();
  expect((await request.get(address)).status()).toBe(404);
});
