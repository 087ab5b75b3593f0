import { expect, test, type Browser, type Page } from '@playwright/test';
import { aLaptop, aPhone, comeIn } from './cast.ts';
import sharp from 'sharp';

test.describe.configure({ mode: 'serial' });
// Each story brings its own phone and laptop, and there is one demo network: once is enough.
test.beforeEach(() => test.skip(test.info().project.name === 'phone-fr'));

/** Follows a person's room to its commitments. */
async function openCommitments(page: Page, room: string, tab: RegExp): Promise<void> {
  await page.goto('/rooms');
  await page.getByRole('main').getByRole('link', { name: room }).first().click();
  await page.waitForURL(/\/rooms\/[^/]+/);
  await page.getByRole('main').getByRole('link', { name: tab }).first().click();
  await page.waitForURL(/\/rooms\/[^/]+\/commitments$/);
}

test('a commitment is made, accepted with one tap, and every open page shows it at once', async ({
  browser,
}) => {
  const felix = await comeIn(browser, 'Félix', aLaptop);
  const paul = await comeIn(browser, 'Jean-Paul', { ...aPhone, locale: 'en-GB' });
  const odette = await comeIn(browser, 'Odette', aLaptop);
  const text = `Label the fridge shelves ${Date.now()}`;
  for (const page of [felix, odette]) await openCommitments(page, 'Pharmacy supply chain', /^Commitments/);
  await openCommitments(paul, 'Pharmacy supply chain', /^Engagements/);

  await felix.getByRole('link', { name: 'Make a commitment' }).click();
  await felix.getByLabel('What will be done?').fill(text);
  await felix.getByLabel('Which institution?').selectOption({ label: 'Nyanza Lake Hospital' });
  await felix.getByRole('button', { name: 'Make the commitment' }).click();
  await expect(felix.getByText('Please choose one of these.')).toBeVisible();
  await expect(felix.getByLabel('What will be done?')).toHaveValue(text);
  await felix.getByLabel('Who will see to it?').selectOption({ label: 'Jean-Paul Habimana' });
  await felix.getByRole('button', { name: 'Make the commitment' }).click();
  await expect(felix.getByRole('heading', { level: 1, name: text })).toBeVisible();

  await expect(odette.getByRole('link', { name: text })).toBeVisible();
  await paul.getByRole('link', { name: text }).click();
  await paul.getByRole('button', { name: 'Oui, je m’en charge' }).click();
  await expect(paul.getByRole('button', { name: 'Oui, je m’en charge' })).toBeHidden();
  await expect(felix.getByText('Jean-Paul took it on')).toBeVisible();
  await expect(odette.getByRole('row', { name: text }).getByText(/^report \d/)).toBeVisible();
  for (const page of [felix, paul, odette]) await page.context().close();
});

test('a report comes back by the link in the mail, without sign-in, in French, without JavaScript', async ({
  browser,
}) => {
  const odette = await comeIn(browser, 'Odette', aLaptop);
  await odette.goto('/mailbox');
  await odette.getByRole('link', { name: /How did it go\? Count the 20 tracer medicines/ }).click();
  const link = await odette
    .frameLocator('iframe')
    .getByRole('link', { name: 'Report back' })
    .getAttribute('href');
  expect(link).toMatch(/\/r\/[\w-]{70,}\?lang=en$/);
  const address = link!.replace('lang=en', 'lang=fr');

  await underFifteenKilobytes(browser, address);

  const peer = await comeIn(browser, 'Jean-Paul', aLaptop);
  await openCommitments(peer, 'Pharmacy supply chain', /^Engagements/);
  await peer.getByRole('link', { name: 'Count the 20 tracer medicines every Friday' }).click();

  const plain = await browser.newContext({
    viewport: aPhone.viewport,
    javaScriptEnabled: false,
    locale: 'en-GB',
  });
  const page = await plain.newPage();
  await page.goto(address);
  await expect(page.getByText('Où en êtes-vous')).toBeVisible();
  await page.getByRole('radio', { name: 'Bloqué' }).check({ force: true });
  await page
    .getByLabel(/Qu’est-ce qui s’est passé/)
    .fill('Deux semaines de suite. Le vendredi soir est trop chargé.');
  const next = page.getByLabel('Prochain retour le');
  const given = await next.inputValue();
  await next.fill('2020-01-01');
  await page.getByLabel('Nous aimerions de l’aide').check();
  await page.getByRole('button', { name: 'Envoyer le retour' }).click();
  await expect(page.getByText('Ce jour est passé.')).toBeVisible();
  await expect(page.getByLabel(/Qu’est-ce qui s’est passé/)).toHaveValue(/^Deux semaines/);
  await expect(page.getByRole('radio', { name: 'Bloqué' })).toBeChecked();
  await page.getByLabel('Prochain retour le').fill(given);
  await page.locator('input[type=file]').setInputFiles({
    name: 'store.jpg',
    mimeType: 'image/jpeg',
    buffer: await sharp({ create: { width: 1600, height: 900, channels: 3, background: '#5a7d6a' } })
      .jpeg()
      .toBuffer(),
  });
  await page.getByRole('button', { name: 'Envoyer le retour' }).click();
  await expect(page.getByRole('heading', { name: 'C’est envoyé. Merci.' })).toBeVisible();
  // Opened again, it shows what was said and takes no second answer.
  await page.goto(address);
  await expect(page.getByText('Le vendredi soir est trop chargé.')).toBeVisible();
  await expect(page.getByRole('button')).toHaveCount(0);
  await plain.close();

  const said = peer.getByRole('article').filter({ hasText: 'Le vendredi soir est trop chargé.' });
  await expect(said.getByRole('img')).toBeVisible();
  await expect(said.getByText('aimerait de l’aide')).toBeVisible();
  await said.getByLabel(/Votre réponse/).fill('Chez nous, le jeudi marche mieux.');
  await said.getByRole('button', { name: 'Envoyer la réponse' }).click();
  await expect(said.getByText('Chez nous, le jeudi marche mieux.')).toBeVisible();
  await odette.goto('/mailbox');
  await expect(
    odette.getByRole('link', { name: /Jean-Paul Habimana answered your report Today/ }),
  ).toBeVisible();
  await peer.context().close();
  await odette.context().close();
});

/** Everything that a phone with JavaScript downloads for the report page, as it goes over the line. */
async function underFifteenKilobytes(browser: Browser, address: string): Promise<void> {
  const context = await browser.newContext({ viewport: aPhone.viewport });
  const page = await context.newPage();
  const sizes: Promise<number>[] = [];
  page.on('requestfinished', (request) => {
    sizes.push(request.sizes().then((one) => one.responseBodySize));
  });
  await page.goto(address, { waitUntil: 'networkidle' });
  const first = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  expect(sizes.length).toBeGreaterThan(2);
  expect(first).toBeGreaterThan(1_000);
  expect(first).toBeLessThan(15 * 1024);

  await page.getByLabel(/Qu’est-ce qui s’est passé/).fill('Gardé sur ce téléphone');
  await page.reload({ waitUntil: 'commit' });
  await expect(page.getByLabel(/Qu’est-ce qui s’est passé/)).toHaveValue('Gardé sur ce téléphone');
  await context.close();
}

test('a bent link says so and a stranger’s address is not found', async ({ browser }) => {
  const context = await browser.newContext({ viewport: aPhone.viewport, locale: 'fr-FR' });
  const page = await context.newPage();
  const answer = await page.goto('/r/AAAAAAAA');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'Ce lien n’est pas complet' })).toBeVisible();
  await context.close();
});

test('the manager sees what needs her first, and groups by name', async ({ browser }) => {
  const grace = await comeIn(browser, 'Grace', aLaptop);
  await grace.goto('/commitments');
  await expect(grace.getByRole('heading', { level: 1, name: 'What we promised' })).toBeVisible();
  await expect(
    grace
      .getByRole('row')
      .nth(1)
      .getByText(/days? late|due/),
  ).toBeVisible();
  await grace.getByRole('link', { name: 'By person' }).click();
  await expect(grace.getByRole('heading', { level: 2, name: 'Odette Mukamana' })).toBeVisible();
  const people = await grace.getByRole('main').getByRole('heading', { level: 2 }).allInnerTexts();
  expect(people.length).toBeGreaterThan(1);
  expect(people).toEqual(people.toSorted((a, b) => a.localeCompare(b)));
  await grace.getByRole('searchbox', { name: 'Search' }).fill('hygiene');
  await grace.keyboard.press('Enter');
  await expect(grace.getByRole('link', { name: /Hand-hygiene audit/ })).toBeVisible();
  await grace.context().close();
});
