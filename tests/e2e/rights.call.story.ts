import { expect, test, type Page } from '@playwright/test';
import { aLaptop, aPhone, clean, comeIn } from './cast.ts';

test.describe.configure({ mode: 'serial' });

const soon = { timeout: 1_500 };
const title = 'Approvisionnement de la pharmacie';
let felix: Page;
let spes: Page;
let inCall: Page;
let room = '';
let session = '';

test.beforeAll(async ({ browser }) => {
  felix = await comeIn(browser, 'Félix Ntwali', aLaptop);
  spes = await comeIn(browser, 'Spès Niyonkuru', aPhone);
});
test.afterAll(async () => {
  await felix?.context().close();
  await spes?.context().close();
});

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test('a manager promises something, and is in a call', async () => {
  await felix.goto('/rooms');
  await felix.getByRole('main').getByRole('link', { name: title }).click();
  await felix.waitForURL(/\/rooms\/[\w-]{36}/);
  room = /\/rooms\/[\w-]{36}/.exec(felix.url())![0];
  await felix.goto(`${room}/sessions/new`);
  await felix.getByLabel('Title', { exact: true }).fill('Ruptures de stock');
  await felix.getByLabel(/^Day/).first().fill(inDays(1));
  await felix.getByLabel('Starts at').fill('23:30');
  await felix.getByRole('button', { name: 'Plan the session' }).click();
  await felix.waitForURL(/\/sessions\/[\w-]{36}/);
  session = new URL(felix.url()).pathname;
  await spes.goto(`/commitments/new?room=${room.slice('/rooms/'.length)}`);
  await spes.getByLabel(/Que va-t-on faire/).fill('Compter les antibiotiques chaque vendredi');
  inCall = await spes.context().newPage();
  await inCall.goto(`${session}/call`);
  await inCall.getByRole('button', { name: 'Rejoindre', exact: true }).click();
  await expect(inCall.getByRole('button', { name: 'Quitter' })).toBeVisible({ timeout: 20_000 });
});

test('she is replaced: both pages say so within a second, she is out of the call, her words are there', async () => {
  await felix.goto(`${room}/people`);
  await felix.getByRole('link', { name: 'Change the place of Spès Niyonkuru' }).click();
  await felix.getByLabel('Who takes over').selectOption({ label: 'Révérien Hakizimana' });
  await felix.getByRole('button', { name: 'Replace Spès Niyonkuru' }).click();
  const gone = 'Vous n’êtes plus dans cette salle';
  await Promise.all([
    expect(spes.getByRole('heading', { name: gone })).toBeVisible(soon),
    expect(inCall.getByRole('heading', { name: gone })).toBeVisible(soon),
  ]);
  await expect(spes.getByRole('textbox')).toHaveValue('Compter les antibiotiques chaque vendredi');
  // In the call she was writing nothing.
  await expect(inCall.getByRole('textbox')).toHaveCount(0);
  await clean(spes);
  await felix.goto(session);
  await expect(felix.getByRole('main').getByText('Spès Niyonkuru')).toHaveCount(0);
  const back = await inCall.request.post(`${session}/call/entries`, { data: { device: 'a-device' } });
  expect(back.status()).toBe(404);
  expect((await spes.goto(`${room}/plan`))?.status()).toBe(404);
});

test('a role is taken away in the middle of a form: clear words, nothing half-written, the words are kept', async ({
  browser,
}) => {
  const aline = await comeIn(browser, 'Aline Nduwimana', { ...aLaptop, locale: 'fr-FR' });
  await aline.goto(`${room}/sessions/new`);
  await aline.getByLabel('Titre', { exact: true }).fill('Visite de la chaîne du froid');
  await felix.goto(`${room}/people`);
  await felix.getByRole('link', { name: 'Change the place of Aline Nduwimana' }).click();
  await felix.getByLabel('Role', { exact: true }).selectOption({ label: 'Observer' });
  await felix.getByRole('button', { name: 'Change the role', exact: true }).click();
  const reads = (name: string) => expect(aline.getByRole('heading', { name })).toBeVisible(soon);
  await reads('Votre rôle dans cette salle a changé');
  await reads('Ce que vous écriviez n’a pas été envoyé');
  // Only what she typed, and not what the form began with.
  await expect(aline.getByRole('textbox')).toHaveCount(1);
  await expect(aline.getByRole('textbox')).toHaveValue('Visite de la chaîne du froid');
  await clean(aline);
  await felix.goto(`${room}/sessions`);
  await expect(felix.getByText('Visite de la chaîne du froid')).toHaveCount(0);
  await aline.context().close();
});
