import { expect, test, type Page } from '@playwright/test';
import { badLine, countBreaks, writeWithDrops } from './bad-line.ts';
import { laptop, phone, saved, usePlan } from './plan-stage.ts';
import { STORY_PORT } from './product.ts';

const stage = usePlan(STORY_PORT + 20);
test.describe.configure({ mode: 'serial' });

test('two people type in one field at once, on a phone in French and a laptop in English', async ({
  browser,
}) => {
  const [a, b] = [
    await stage.comeAs(browser, 'jeanpaul', phone),
    await stage.comeAs(browser, 'odette', laptop),
  ];
  const [one, two] = [await stage.openPlan(a), await stage.openPlan(b)];
  await expect(saved(one)).toBeVisible();
  await expect(saved(two)).toBeVisible();
  await one.getByRole('button', { name: 'Ajouter une idée' }).click();
  await one.getByLabel('Idée', { exact: true }).fill('Commander selon la consommation');
  await expect(two.getByRole('heading', { name: 'Commander selon la consommation' })).toBeVisible();
  await expect(two.getByText('Jean-Paul Habimana, Nyanza Lake')).toBeVisible();
  await two.getByRole('button', { name: 'Edit: Commander selon la consommation' }).click();
  const mine = one.getByLabel('Ce que cela veut dire ici');
  const theirs = two.getByLabel('What it means here');
  await mine.focus();
  await theirs.focus();
  await Promise.all([
    mine.pressSequentially('moyenne de trois mois ', { delay: 20 }),
    theirs.pressSequentially('plus the lead time ', { delay: 20 }),
  ]);
  await expect.poll(async () => (await mine.inputValue()) === (await theirs.inputValue())).toBe(true);
  // Letters of two people may stand between each other, but none is lost.
  const sorted = (text: string) => [...text].sort().join('');
  expect(sorted(await mine.inputValue())).toBe(sorted('moyenne de trois mois plus the lead time '));
  await one.screenshot({ path: 'test-results/plan-phone-fr.png', fullPage: false });
  await two.screenshot({ path: 'test-results/plan-laptop-en.png' });
  await one.getByRole('button', { name: 'C’est bon' }).click();
  await two.getByRole('button', { name: 'Done' }).click();
  await two.reload();
  await expect(two.getByRole('heading', { name: 'Commander selon la consommation' })).toBeVisible();
  await Promise.all([a.close(), b.close()]);
});

test('a caret stays in its words while somebody else writes before it', async ({ browser }) => {
  const [a, b] = [
    await stage.comeAs(browser, 'jeanpaul', phone),
    await stage.comeAs(browser, 'odette', laptop),
  ];
  const [one, two] = [await stage.openPlan(a), await stage.openPlan(b)];
  await one.getByRole('button', { name: 'Ajouter une note' }).click();
  const mine = one.getByLabel('Note', { exact: true });
  await mine.fill('abc');
  await two.getByRole('button', { name: 'Edit: abc' }).click();
  const theirs = two.getByLabel('Note', { exact: true });
  await theirs.press('Home');
  await theirs.pressSequentially('before ');
  await expect(mine).toHaveValue('before abc');
  await mine.pressSequentially('d');
  await expect(theirs).toHaveValue('before abcd');
  await Promise.all([a.close(), b.close()]);
});

test('what is typed without a network is counted, kept when the page is closed, and sent later', async ({
  browser,
}) => {
  const [a, b] = [
    await stage.comeAs(browser, 'jeanpaul', phone),
    await stage.comeAs(browser, 'odette', laptop),
  ];
  const [one, two] = [await stage.openPlan(a), await stage.openPlan(b)];
  await expect(saved(one)).toBeVisible();
  await stage.killServer();
  for (const text of ['premier', 'deuxième', 'troisième']) {
    await one.getByRole('button', { name: 'Ajouter une action' }).click();
    await one.getByLabel('Action', { exact: true }).fill(text);
    await one.getByRole('button', { name: 'C’est bon' }).click();
  }
  await expect(one.getByText('Pas de réseau. 3 modifications gardées sur cet appareil')).toBeVisible();
  await one.screenshot({ path: 'test-results/plan-phone-offline.png' });
  await one.close();
  await stage.startServer();
  const again = await stage.openPlan(a);
  await expect(saved(again)).toBeVisible();
  for (const text of ['premier', 'deuxième', 'troisième']) {
    await expect(again.getByRole('heading', { name: text })).toBeVisible();
    await expect(two.getByRole('heading', { name: text })).toBeVisible({ timeout: 45_000 });
  }
  await Promise.all([a.close(), b.close()]);
});

test('a server killed between two edits loses nothing that the other had seen', async ({ browser }) => {
  const [a, b] = [
    await stage.comeAs(browser, 'odette', laptop),
    await stage.comeAs(browser, 'jeanpaul', phone),
  ];
  const [one, two] = [await stage.openPlan(a), await stage.openPlan(b)];
  await one.getByRole('button', { name: 'Add a gap' }).click();
  await one.getByLabel('The gap', { exact: true }).fill('first words');
  await expect(two.getByRole('heading', { name: 'first words' })).toBeVisible();
  await stage.killServer();
  await one.getByLabel('The gap', { exact: true }).press('End');
  await one.getByLabel('The gap', { exact: true }).pressSequentially(' and more');
  await stage.startServer();
  await expect(two.getByRole('heading', { name: 'first words and more' })).toBeVisible({ timeout: 15_000 });
  const fresh = await (await stage.comeAs(browser, 'odette', laptop)).newPage();
  await fresh.goto(stage.planUrl);
  await expect(fresh.getByRole('heading', { name: 'first words and more' })).toBeVisible();
  await Promise.all([a.close(), b.close(), fresh.context().close()]);
});

for (const part of ['entry', 'nodes'])
  test(`a line that breaks while the ${part} of a page load leaves what can be read, and the page goes on by itself`, async ({
    browser,
  }) => {
    const a = await stage.comeAs(browser, 'jeanpaul', phone);
    let broken = true;
    await a.route(
      (url) => url.pathname.includes(`/immutable/${part}/`) || url.pathname.endsWith('/version.json'),
      (route) => (broken ? route.abort('connectionreset') : route.continue()),
    );
    const page = await stage.openPlan(a);
    await expect(page.getByRole('heading', { name: 'Pharmacy supply chain' })).toBeVisible();
    if (part === 'nodes')
      await expect(
        page.getByText('La ligne s’est coupée pendant le chargement de cette page.'),
      ).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Pharmacy supply chain' })).toBeVisible();
    if (part === 'nodes') await page.screenshot({ path: 'test-results/line-lost-phone-fr.png' });
    broken = false;
    await expect(saved(page)).toBeVisible();
    await a.close();
  });

test('an observer reads and is told why; an outsider finds nothing', async ({ browser }) => {
  const a = await stage.comeAs(browser, 'olive', laptop);
  const page = await stage.openPlan(a);
  await expect(page.getByText('You are an observer of this room.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Aim', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Edit|^Add/ })).toHaveCount(0);
  const b = await stage.comeAs(browser, 'oscar', laptop);
  const answer = await (await b.newPage()).goto(stage.planUrl);
  expect(answer!.status()).toBe(404);
  await Promise.all([a.close(), b.close()]);
});

test('a kept plan opens cold without a network, shows its age, takes words and sends them later', async ({
  browser,
}) => {
  const a = await stage.comeAs(browser, 'jeanpaul', phone);
  const page = await stage.openPlan(a);
  await expect(saved(page)).toBeVisible();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => page.evaluate(() => caches.match('/offline').then(Boolean))).toBe(true);
  await page.reload();
  await expect(saved(page)).toBeVisible();
  await page.waitForTimeout(2500);
  await page.close();
  await stage.killServer();
  const cold = await stage.openPlan(a);
  await expect(cold.getByRole('heading', { name: 'Pharmacy supply chain' })).toBeVisible();
  await expect(cold.getByText(/Dernier texte reçu\s: aujourd’hui à \d\d\sh\s\d\d/)).toBeVisible();
  await expect(cold.getByRole('heading', { name: 'Commander selon la consommation' })).toBeVisible();
  await cold.getByRole('button', { name: 'Ajouter une note' }).click();
  await cold.getByLabel('Note', { exact: true }).fill('écrit sans réseau');
  await cold.getByRole('button', { name: 'C’est bon' }).click();
  await expect(cold.getByText('Pas de réseau. 1 modification gardée sur cet appareil')).toBeVisible();
  await cold.screenshot({ path: 'test-results/plan-cold.png' });
  await stage.startServer();
  await expect(saved(cold)).toBeVisible({ timeout: 15_000 });
  const b = await stage.comeAs(browser, 'odette', laptop);
  await expect((await stage.openPlan(b)).getByRole('heading', { name: 'écrit sans réseau' })).toBeVisible();
  await Promise.all([a.close(), b.close()]);
});

for (const [what, block] of [
  ['refused', (page: Page) => page.routeWebSocket(/\/sync\//, (socket) => socket.close())],
  // Accepted, and nothing let through: nobody connects it to the server.
  ['swallowed', (page: Page) => page.routeWebSocket(/\/sync\//, () => {})],
] as const) {
  test(`where websockets are ${what}, two people write over requests`, async ({ browser }) => {
    const [a, b] = [
      await stage.comeAs(browser, 'jeanpaul', phone),
      await stage.comeAs(browser, 'odette', laptop),
    ];
    const [one, two] = [await a.newPage(), await b.newPage()];
    for (const page of [one, two]) {
      await block(page);
      await page.goto(stage.planUrl);
    }
    await expect(saved(one)).toBeVisible({ timeout: 12_000 });
    await expect(saved(two)).toBeVisible({ timeout: 12_000 });
    await one.getByRole('button', { name: 'Ajouter une note' }).click();
    await one.getByLabel('Note', { exact: true }).fill(`${what} un`);
    await two.getByRole('button', { name: `Edit: ${what} un` }).click();
    const theirs = two.getByLabel('Note', { exact: true });
    await theirs.press('End');
    await theirs.pressSequentially(' two');
    await expect(one.getByLabel('Note', { exact: true })).toHaveValue(`${what} un two`);
    await expect(saved(two)).toBeVisible();
    await Promise.all([a.close(), b.close()]);
  });
}

test('a device that keeps nothing says so, and leaving with unsent words asks', async ({ browser }) => {
  const a = await stage.comeAs(browser, 'odette', laptop);
  await a.addInitScript(() => Object.defineProperty(window, 'indexedDB', { value: undefined }));
  const page = await stage.openPlan(a);
  await expect(page.getByText('This device cannot keep your words.')).toBeVisible();
  await expect(saved(page)).toBeVisible();
  await a.setOffline(true);
  await stage.killServer();
  await page.getByRole('button', { name: 'Add a note' }).click();
  await page.getByLabel('Note', { exact: true }).fill('nowhere else');
  await expect(page.getByText('1 change is not saved yet: keep this page open')).toBeVisible();
  const asked = page.waitForEvent('dialog');
  const leaving = page.close({ runBeforeUnload: true });
  await (await asked).dismiss();
  await leaving;
  await a.setOffline(false);
  await stage.startServer();
  await expect(saved(page)).toBeVisible({ timeout: 15_000 });
  await a.close();
});

/** PHONES_MINUTES=10 is the long form; with `--trace off`, for a trace of ten minutes takes longer to write than the test may last. */
const phonesMs = Number(process.env['PHONES_MINUTES'] ?? 0.25) * 60_000;

test('two phones on bad lines write one field, with three drops each, and lose nothing', async ({
  browser,
}) => {
  test.setTimeout(phonesMs + 120_000);
  const lines = await Promise.all([badLine(stage.port), badLine(stage.port)]);
  const a = await stage.comeAs(browser, 'jeanpaul', phone, lines[0].proxy);
  const b = await stage.comeAs(browser, 'odette', phone, lines[1].proxy);
  const pages = await Promise.all([a.newPage(), b.newPage()]);
  const breaks = pages.map(countBreaks);
  for (const page of pages) await page.goto(stage.planUrl);
  await pages[0].getByRole('button', { name: 'Ajouter une note' }).click();
  await pages[0].getByLabel('Note', { exact: true }).fill('=');
  await pages[1].getByRole('button', { name: 'Edit: =' }).click();
  const fields = pages.map((page) => page.getByLabel('Note', { exact: true }));
  for (const line of lines) line.worsen();
  const writers = lines.map((line, n) => ({ line, field: fields[n]!, breaks: breaks[n]! }));
  const typed = await writeWithDrops(writers, phonesMs);
  for (const page of pages) await expect(saved(page)).toBeVisible({ timeout: 30_000 });
  const texts = () => Promise.all(fields.map((field) => field.inputValue()));
  await expect.poll(async () => new Set(await texts()).size, { timeout: 20_000 }).toBe(1);
  // Letters of two people may stand between each other; each one's own are all there, in their order.
  const [text] = await texts();
  expect(text!.replaceAll(/[^a-z]/g, '')).toBe(typed[0]);
  expect(text!.replaceAll(/[^A-Z]/g, '')).toBe(typed[1]);
  for (const line of lines) expect(line.bytes()).toBeGreaterThan(typed.join('').length);
  if (process.env['PHONES_MINUTES'])
    console.log(`${text!.length} letters; ${lines.map((line) => line.bytes())} bytes`);
  await Promise.all([a.close(), b.close()]);
  for (const line of lines) line.close();
});
