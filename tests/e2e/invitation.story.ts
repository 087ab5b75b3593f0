import { expect, test, type Browser, type Page } from '@playwright/test';
import { aLaptop, clean } from './cast.ts';

// The links are made on a laptop in English; who comes by them has the phone in French or the laptop in English.
test.describe.configure({ mode: 'serial' });

let felix: Page;
let room = '';

test.beforeAll(async ({ browser }) => {
  felix = await fresh(browser);
  await felix.goto('/demo');
  await felix.evaluate(() => document.querySelectorAll('details').forEach((fold) => (fold.open = true)));
  await felix
    .getByRole('button', { name: /Félix Ntwali/ })
    .first()
    .click();
  await expect(felix).toHaveURL(/\/$/);
  await felix.goto('/rooms');
  await felix.getByRole('main').getByRole('link', { name: 'Approvisionnement de la pharmacie' }).click();
  await expect(felix).toHaveURL(/\/rooms\/[\da-f-]{36}/);
  room = new URL(felix.url()).pathname.split('/')[2]!;
});
test.afterAll(() => felix?.context().close());

const fresh = (browser: Browser) => browser.newContext({ ...aLaptop }).then((one) => one.newPage());
const words = (french: boolean) => (fr: string, en: string) => (french ? fr : en);
const main = (page: Page) => page.getByRole('main');

/** Makes a link in the room and gives its path. */
async function make(way: 'link' | 'poster', name = ''): Promise<string> {
  await felix.goto(`/rooms/${room}/invitations/new?way=${way}`);
  if (name) await felix.getByLabel('For whom').fill(name);
  await clean(felix);
  await felix.getByRole('button', { name: way === 'link' ? 'Make the link' : 'Make the poster' }).click();
  return new URL(await felix.locator('input[readonly]').first().inputValue()).pathname;
}

async function comeIn(page: Page, link: string, name: string, french: boolean): Promise<void> {
  const say = words(french);
  await page.goto(link);
  await clean(page);
  await page.getByLabel(say('Votre nom', 'Your name')).fill(name);
  const where = page.getByLabel(say('Où travaillez-vous', 'Where do you work'));
  if (await where.isVisible()) await where.selectOption({ label: 'Hôpital de Kibuye' });
  await page.getByLabel(say('Choisissez un code PIN', 'Choose a PIN')).fill('483920');
  await page.getByRole('button', { name: say('Entrer', 'Come in'), exact: true }).click();
  await expect(
    page.getByRole('heading', { name: say('Votre carte de connexion', 'Your sign-in card') }),
  ).toBeVisible();
}

test('a link for one lets one person in; used, taken back, forged it says so and gives nothing', async ({
  page,
  browser,
  isMobile,
}) => {
  const link = await make('link', 'For one');
  await comeIn(page, link, `One ${isMobile ? 'F' : 'E'}`, isMobile);
  // Somebody else with the same link.
  const other = await fresh(browser);
  expect((await other.goto(link))?.status()).toBe(410);
  await clean(other);
  expect((await other.goto(`/invitations/${'A'.repeat(43)}`))?.status()).toBe(410);
  const second = await make('link', 'Taken back');
  await felix.goto(`/rooms/${room}/invitations`);
  await felix.getByRole('button', { name: 'Take back: Taken back' }).first().click();
  await expect(felix.getByRole('button', { name: 'Take back: Taken back' })).toHaveCount(0);
  expect((await other.goto(second))?.status()).toBe(410);
  await clean(other);
  await other.context().close();
});

test('by a poster many come in; who scans it twice, in two tabs, is one person', async ({
  page,
  isMobile,
}) => {
  const poster = await make('poster');
  const name = `Many ${isMobile ? 'F' : 'E'}`;
  await comeIn(page, poster, name, isMobile);
  const tab = await page.context().newPage();
  await tab.goto(poster);
  await clean(tab);
  await expect(
    main(tab).getByText(words(isMobile)('Vous y êtes déjà', 'You are here already')),
  ).toBeVisible();
  await felix.goto(`/rooms/${room}/people`);
  await expect(main(felix).getByText(name, { exact: true })).toHaveCount(1);
});

test('a pasted list with one wrong row invites nobody before it is mended', async ({ isMobile }) => {
  test.skip(isMobile, 'on the laptop');
  await felix.goto(`/rooms/${room}/invitations/list`);
  const list = felix.getByLabel('Paste the rows here');
  const rows = 'Name\tE-mail\tInstitution\nAgnès Uwera\tagnes@demo.twinward.example\tHôpital de Kibuye';
  await list.fill(`${rows}\nWrong Row\tnot-an-address\tHôpital de Kibuye`);
  await felix.getByRole('button', { name: 'Look what will happen' }).click();
  await expect(felix.getByText('“not-an-address” is not an e-mail address')).toBeVisible();
  await clean(felix);
  await felix.goto(`/rooms/${room}/invitations`);
  await expect(felix.getByText('Agnès Uwera')).toHaveCount(0);
});
