import { fork, spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { badLine, writeWithDrops } from './bad-line.ts';
import { startPostgres } from '../../server/embedded/postgres.ts';

const port = Number(process.env['PLAN_PORT'] ?? 4230);
const origin = `http://127.0.0.1:${port}`;
const phone = { width: 360, height: 740 };
const laptop = { width: 1440, height: 900 };

let postgres: Awaited<ReturnType<typeof startPostgres>> | undefined;
let folder: string;
let server: ChildProcess;
let story: { roomId: string; signIns: Record<string, string> };

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  // It brings its own phone and laptop: once is enough.
  test.skip(test.info().project.name === 'phone-fr');
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'twinward-plan-'));
  fs.chmodSync(folder, 0o755);
  postgres = await startPostgres({
    folder: path.join(folder, 'postgres'),
    password: 'only-for-this-story',
    portFrom: port + 10,
  });
  await startServer();
  story = await seed();
});
test.afterAll(async () => {
  if (!postgres) return;
  await killServer();
  await postgres.stop();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** The product as in production, on the story's own database, so that it can be killed. */
async function startServer(): Promise<void> {
  const child = spawn(process.execPath, ['server/main.ts'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: postgres!.url,
      PORT: String(port),
      HOST: '127.0.0.1',
      ORIGIN: origin,
      SECRET: 'only-for-this-story-only-for-this-story',
      DATA_DIR: path.join(folder, 'data'),
      LOG_LEVEL: 'error',
      // Nobody calls here: no call server is looked for or built.
      LIVEKIT_URL: 'ws://127.0.0.1:9',
      LIVEKIT_API_KEY: 'story',
      LIVEKIT_API_SECRET: 'only-for-this-story-only-for-this-story',
    },
  });
  server = child;
  const answers = () =>
    fetch(`${origin}/sign-in`).then(
      ({ status }) => status,
      () => 0,
    );
  await expect.poll(answers, { timeout: 30_000 }).toBe(200);
}
async function killServer(): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGKILL');
  await gone;
}
async function seed(): Promise<typeof story> {
  const child = fork('tests/e2e/plan-seed.ts', [postgres!.url], { execArgv: [] });
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as typeof story));
    child.once('exit', (code) => reject(new Error(`the seed ended with ${code}`)));
  });
}

async function comeAs(browser: Browser, who: string, viewport: typeof phone, proxy?: string) {
  const through = proxy ? { proxy: { server: proxy } } : {};
  const context = await browser.newContext({ viewport, serviceWorkers: 'allow', ...through });
  await context.addCookies([{ name: 'session', value: story.signIns[who]!, url: origin }]);
  return context;
}
async function openPlan(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${origin}/rooms/${story.roomId}/plan`);
  return page;
}
const saved = (page: Page) => page.getByText(/Saved · everyone sees this|Enregistré · tout le monde le voit/);

test('two people type in one field at once, on a phone in French and a laptop in English', async ({
  browser,
}) => {
  const [a, b] = [await comeAs(browser, 'jeanpaul', phone), await comeAs(browser, 'odette', laptop)];
  const [one, two] = [await openPlan(a), await openPlan(b)];
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
  const [a, b] = [await comeAs(browser, 'jeanpaul', phone), await comeAs(browser, 'odette', laptop)];
  const [one, two] = [await openPlan(a), await openPlan(b)];
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
  const [a, b] = [await comeAs(browser, 'jeanpaul', phone), await comeAs(browser, 'odette', laptop)];
  const [one, two] = [await openPlan(a), await openPlan(b)];
  await expect(saved(one)).toBeVisible();
  await killServer();
  for (const text of ['premier', 'deuxième', 'troisième']) {
    await one.getByRole('button', { name: 'Ajouter une action' }).click();
    await one.getByLabel('Action', { exact: true }).fill(text);
    await one.getByRole('button', { name: 'C’est bon' }).click();
  }
  await expect(one.getByText('Pas de réseau. 3 modifications gardées sur ce téléphone')).toBeVisible();
  await one.screenshot({ path: 'test-results/plan-phone-offline.png' });
  await one.close();
  await startServer();
  const again = await openPlan(a);
  await expect(saved(again)).toBeVisible();
  for (const text of ['premier', 'deuxième', 'troisième']) {
    await expect(again.getByRole('heading', { name: text })).toBeVisible();
    await expect(two.getByRole('heading', { name: text })).toBeVisible({ timeout: 45_000 });
  }
  await Promise.all([a.close(), b.close()]);
});

test('a server killed between two edits loses nothing that the other had seen', async ({ browser }) => {
  const [a, b] = [await comeAs(browser, 'odette', laptop), await comeAs(browser, 'jeanpaul', phone)];
  const [one, two] = [await openPlan(a), await openPlan(b)];
  await one.getByRole('button', { name: 'Add a gap' }).click();
  await one.getByLabel('The gap', { exact: true }).fill('first words');
  await expect(two.getByRole('heading', { name: 'first words' })).toBeVisible();
  await killServer();
  await one.getByLabel('The gap', { exact: true }).press('End');
  await one.getByLabel('The gap', { exact: true }).pressSequentially(' and more');
  await startServer();
  await expect(two.getByRole('heading', { name: 'first words and more' })).toBeVisible({ timeout: 15_000 });
  const fresh = await (await comeAs(browser, 'odette', laptop)).newPage();
  await fresh.goto(`${origin}/rooms/${story.roomId}/plan`);
  await expect(fresh.getByRole('heading', { name: 'first words and more' })).toBeVisible();
  await Promise.all([a.close(), b.close(), fresh.context().close()]);
});

test('an observer reads and is told why; an outsider finds nothing', async ({ browser }) => {
  const a = await comeAs(browser, 'olive', laptop);
  const page = await openPlan(a);
  await expect(page.getByText('You are an observer of this room.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Aim', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Edit|^Add/ })).toHaveCount(0);
  const b = await comeAs(browser, 'oscar', laptop);
  const answer = await (await b.newPage()).goto(`${origin}/rooms/${story.roomId}/plan`);
  expect(answer!.status()).toBe(404);
  await Promise.all([a.close(), b.close()]);
});

test('a kept plan opens cold without a network, shows its age, takes words and sends them later', async ({
  browser,
}) => {
  const a = await comeAs(browser, 'jeanpaul', phone);
  const page = await openPlan(a);
  await expect(saved(page)).toBeVisible();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => page.evaluate(() => caches.match('/offline').then(Boolean))).toBe(true);
  await page.reload();
  await expect(saved(page)).toBeVisible();
  await page.waitForTimeout(2500);
  await page.close();
  await killServer();
  const cold = await openPlan(a);
  await expect(cold.getByRole('heading', { name: 'Pharmacy supply chain' })).toBeVisible();
  await expect(cold.getByText(/État du /)).toBeVisible();
  await expect(cold.getByRole('heading', { name: 'Commander selon la consommation' })).toBeVisible();
  await cold.getByRole('button', { name: 'Ajouter une note' }).click();
  await cold.getByLabel('Note', { exact: true }).fill('écrit sans réseau');
  await cold.getByRole('button', { name: 'C’est bon' }).click();
  await expect(cold.getByText('Pas de réseau. 1 modification gardée sur ce téléphone')).toBeVisible();
  await cold.screenshot({ path: 'test-results/plan-cold.png' });
  await startServer();
  await expect(saved(cold)).toBeVisible({ timeout: 15_000 });
  const b = await comeAs(browser, 'odette', laptop);
  await expect((await openPlan(b)).getByRole('heading', { name: 'écrit sans réseau' })).toBeVisible();
  await Promise.all([a.close(), b.close()]);
});

for (const [what, block] of [
  ['refused', (page: Page) => page.routeWebSocket(/\/sync\//, (socket) => socket.close())],
  // Accepted, and nothing let through: nobody connects it to the server.
  ['swallowed', (page: Page) => page.routeWebSocket(/\/sync\//, () => {})],
] as const) {
  test(`where websockets are ${what}, two people write over requests`, async ({ browser }) => {
    const [a, b] = [await comeAs(browser, 'jeanpaul', phone), await comeAs(browser, 'odette', laptop)];
    const [one, two] = [await a.newPage(), await b.newPage()];
    for (const page of [one, two]) {
      await block(page);
      await page.goto(`${origin}/rooms/${story.roomId}/plan`);
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
  const a = await comeAs(browser, 'odette', laptop);
  await a.addInitScript(() => Object.defineProperty(window, 'indexedDB', { value: undefined }));
  const page = await openPlan(a);
  await expect(page.getByText('This device cannot keep your words.')).toBeVisible();
  await expect(saved(page)).toBeVisible();
  await a.setOffline(true);
  await killServer();
  await page.getByRole('button', { name: 'Add a note' }).click();
  await page.getByLabel('Note', { exact: true }).fill('nowhere else');
  await expect(page.getByText('1 change is not saved yet: keep this page open')).toBeVisible();
  const asked = page.waitForEvent('dialog');
  const leaving = page.close({ runBeforeUnload: true });
  await (await asked).dismiss();
  await leaving;
  await a.setOffline(false);
  await startServer();
  await expect(saved(page)).toBeVisible({ timeout: 15_000 });
  await a.close();
});

/** PHONES_MINUTES=10 is the long form. */
const phonesMs = Number(process.env['PHONES_MINUTES'] ?? 0.25) * 60_000;

test('two phones on bad lines write one field, with three drops each, and lose nothing', async ({
  browser,
}) => {
  test.setTimeout(phonesMs + 120_000);
  const lines = await Promise.all([badLine(port), badLine(port)]);
  const a = await comeAs(browser, 'jeanpaul', phone, lines[0].proxy);
  const b = await comeAs(browser, 'odette', phone, lines[1].proxy);
  const [one, two] = [await openPlan(a), await openPlan(b)];
  await one.getByRole('button', { name: 'Ajouter une note' }).click();
  await one.getByLabel('Note', { exact: true }).fill('=');
  await two.getByRole('button', { name: 'Edit: =' }).click();
  const fields = [one, two].map((page) => page.getByLabel('Note', { exact: true }));
  for (const line of lines) line.worsen();
  const typed = await writeWithDrops(fields, lines, phonesMs);
  for (const page of [one, two]) await expect(saved(page)).toBeVisible({ timeout: 30_000 });
  await expect
    .poll(async () => (await fields[0]!.inputValue()) === (await fields[1]!.inputValue()), {
      timeout: 20_000,
    })
    .toBe(true);
  const sorted = (text: string) => [...text].sort().join('');
  expect(sorted(await fields[0]!.inputValue())).toBe(sorted(`=${typed}`));
  await Promise.all([a.close(), b.close()]);
  for (const line of lines) line.close();
});
