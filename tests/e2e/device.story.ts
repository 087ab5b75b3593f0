import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { aPhone, keptRooms, killPhones, occupyWords } from './device-store.ts';
import { laptop, phone, saved, usePlan } from './plan-stage.ts';
import { STORY_PORT } from './product.ts';

const stage = usePlan(STORY_PORT + 40);

test.afterEach(killPhones);

const cannotKeep = /This device cannot keep your words|Cet appareil ne peut pas garder vos mots/;

/** Opens the plan often enough for the phone to keep it whole. */
async function keepPlan(context: BrowserContext): Promise<Page> {
  const page = await stage.openPlan(context);
  await expect(saved(page)).toBeVisible();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => page.evaluate(() => caches.match('/offline').then(Boolean))).toBe(true);
  await page.reload();
  await expect(saved(page)).toBeVisible();
  await expect.poll(() => page.evaluate(keptRooms)).toBe(1);
  return page;
}

async function writeNote(page: Page, words: string): Promise<void> {
  await page.getByRole('button', { name: /^(Add a note|Ajouter une note)$/ }).click();
  await page.getByLabel('Note', { exact: true }).fill(words);
}

test('a phone that dies keeps its words; it opens the plan the day after without a server, and sends them', async ({
  browser,
}) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'twinward-phone-'));
  const before = await aPhone(folder);
  await before.context.addCookies([stage.cookie('jeanpaul', true)]);
  const page = await keepPlan(before.context);
  await stage.killServer();
  await writeNote(page, 'les derniers mots');
  // What is said to be kept outlives the very next moment.
  await expect(page.getByText(/1 (change|modification) (kept|gardée)/)).toBeVisible();
  await before.kill();

  const after = await aPhone(folder);
  // Chromium writes cookies to disk only every half minute; this one would have been there for days.
  await after.context.addCookies([stage.cookie('jeanpaul', true)]);
  const cold = await after.context.newPage();
  await cold.clock.setSystemTime(Date.now() + 86_400_000);
  await cold.goto(stage.planUrl);
  await expect(cold.getByRole('heading', { name: 'les derniers mots' })).toBeVisible();
  await expect(cold.getByText(/Dernier texte reçu\s: hier à \d\d\sh\s\d\d/)).toBeVisible();
  await expect(cold.getByText(/1 modification gardée/)).toBeVisible();
  await cold.screenshot({ path: 'test-results/device-cold.png' });
  await stage.startServer();
  await expect(saved(cold)).toBeVisible({ timeout: 20_000 });
  const other = await stage.comeAs(browser, 'odette', laptop);
  const theirs = await stage.openPlan(other);
  await expect(theirs.getByRole('heading', { name: 'les derniers mots' })).toBeVisible();
  await Promise.all([other.close(), after.kill()]);
  fs.rmSync(folder, { recursive: true, force: true });
});

test('words count as kept when the device has written them, not before', async ({ browser }) => {
  const a = await stage.comeAs(browser, 'odette', laptop);
  const page = await stage.openPlan(a);
  await expect(saved(page)).toBeVisible();
  await page.evaluate(occupyWords);
  await stage.killServer();
  await writeNote(page, 'on the way to the disk');
  await expect(page.getByText('No network. Keeping your words on this device…')).toBeVisible();
  await sleep(500);
  await expect(page.getByText(/kept on this/)).toHaveCount(0);
  const asked = page.waitForEvent('dialog');
  const leaving = page.close({ runBeforeUnload: true });
  await (await asked).dismiss();
  await leaving;
  await page.evaluate(() => Object.assign(window, { letGo: true }));
  await expect(page.getByText('No network. 1 change kept on this device')).toBeVisible();
  await stage.startServer();
  await expect(saved(page)).toBeVisible({ timeout: 20_000 });
  await a.close();
});

test('a page left open while somebody else signs in sends nothing in their name, and shows them nothing unsent', async ({
  browser,
}) => {
  const shared = await stage.comeAs(browser, 'jeanpaul on another phone', phone);
  const page = await stage.openPlan(shared);
  await expect(saved(page)).toBeVisible();
  await stage.killServer();
  await writeNote(page, 'de Jean-Paul seul');
  await expect(page.getByText('1 modification gardée')).toBeVisible();
  await shared.addCookies([stage.cookie('odette')]);
  await stage.startServer();
  await expect(page.getByText('Saved · everyone sees this')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('heading', { name: 'de Jean-Paul seul' })).toHaveCount(0);
  // The browser brings a page back as it was left: here by its own event, for under test none is kept.
  await shared.addCookies([stage.cookie('jeanpaul on another phone')]);
  const own = await stage.openPlan(shared);
  await expect(own.getByRole('heading', { name: 'de Jean-Paul seul' })).toBeVisible();
  await expect(saved(own)).toBeVisible();
  const opened = page.waitForEvent('load');
  await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  await opened;
  await expect(page.getByText('Enregistré · tout le monde le voit')).toBeVisible();
  await shared.close();
});

test('on a shared phone signing out takes everything away, and the next person sees nothing', async ({
  browser,
}) => {
  const shared = await stage.comeAs(browser, 'jeanpaul on another phone', phone);
  const page = await keepPlan(shared);
  const kept = () =>
    page.evaluate(async () =>
      (await indexedDB.databases()).filter(({ name }) => name?.startsWith('twinward')),
    );
  expect(await kept()).not.toEqual([]);
  await page.goto(`${stage.origin}/me`);
  await page.getByRole('button', { name: 'Se déconnecter' }).click();
  await expect(page).toHaveURL(/sign-in/);
  await expect.poll(kept).toEqual([]);
  await shared.clearCookies();
  await stage.killServer();
  await page.goto(stage.planUrl);
  await expect(page.getByText('Pharmacy supply chain')).toHaveCount(0);
  await expect(page.getByText(/No plan is kept on this device yet/)).toBeVisible();
  await stage.startServer();
  await shared.close();
});

test('a device that gets full says so, and leaving with words that nothing keeps asks first', async ({
  browser,
}) => {
  const a = await stage.comeAs(browser, 'odette', laptop);
  const page = await a.newPage();
  const cdp = await a.newCDPSession(page);
  // Before the page opens: Chromium asks for the room that is left only now and then.
  await cdp.send('Storage.overrideQuotaForOrigin', { origin: stage.origin, quotaSize: 1 });
  await page.goto(stage.planUrl);
  await expect(saved(page)).toBeVisible();
  await writeNote(page, 'more than fits');
  await expect(page.getByText(cannotKeep)).toBeVisible();
  await expect(saved(page)).toBeVisible();
  await stage.killServer();
  await page.getByLabel('Note', { exact: true }).press('End');
  await page.getByLabel('Note', { exact: true }).pressSequentially(', and more');
  await expect(page.getByText('1 change is not saved yet: keep this page open')).toBeVisible();
  const asked = page.waitForEvent('dialog');
  const leaving = page.getByRole('link', { name: 'Rooms' }).first().click();
  const dialog = await asked;
  expect(dialog.message()).toContain('not saved yet');
  await dialog.dismiss();
  await leaving;
  await expect(page.getByLabel('Note', { exact: true })).toHaveValue('more than fits, and more');
  await stage.startServer();
  await expect(saved(page)).toBeVisible({ timeout: 20_000 });
  await a.close();
});

test('a line that answers nothing, and does not end, says so', async ({ browser }) => {
  const a = await stage.comeAs(browser, 'odette', laptop);
  const page = await a.newPage();
  let silent = false;
  await page.routeWebSocket(/\/sync\//, (socket) => {
    socket.connectToServer().onMessage((message) => silent || socket.send(message));
  });
  await page.goto(stage.planUrl);
  await expect(saved(page)).toBeVisible();
  silent = true;
  await writeNote(page, 'nobody answers');
  await expect(page.getByText('Saving…')).toBeVisible();
  await expect(page.getByText('The line is slow. 1 change kept on this device')).toBeVisible();
  silent = false;
  await page.getByLabel('Note', { exact: true }).press('!');
  await expect(saved(page)).toBeVisible();
  await a.close();
});

test('a store that fails in the middle says so, and the words arrive all the same', async ({ browser }) => {
  const a = await stage.comeAs(browser, 'odette', laptop);
  // As Chromium does when a write does not fit: the transaction is aborted after the request.
  await a.addInitScript(() => {
    const begin = Reflect.get(IDBDatabase.prototype, 'transaction') as IDBDatabase['transaction'];
    IDBDatabase.prototype.transaction = function (names, mode, options) {
      const transaction = begin.call(this, names, mode, options);
      if (mode === 'readwrite' && 'full' in window) queueMicrotask(() => transaction.abort());
      return transaction;
    };
  });
  const page = await stage.openPlan(a);
  await expect(saved(page)).toBeVisible();
  await expect(page.getByText(cannotKeep)).toHaveCount(0);
  await page.evaluate(() => Object.assign(window, { full: true }));
  await writeNote(page, 'only on the server');
  await expect(page.getByText(cannotKeep)).toBeVisible();
  await expect(saved(page)).toBeVisible();
  await a.close();
});

test('a full plan: told in time, refused without harm, and deleting makes room', async ({ browser }) => {
  const [a, b] = [
    await stage.comeAs(browser, 'odette', laptop),
    await stage.comeAs(browser, 'jeanpaul', phone),
  ];
  const opening = a
    .waitForEvent('page')
    .then((page) => page.waitForEvent('websocket', (socket) => socket.url().includes('/sync/')));
  const [one, two] = [await stage.openPlan(a), await stage.openPlan(b)];
  const documentId = new URL((await opening).url()).pathname.split('/').pop()!;
  await expect(saved(two)).toBeVisible();
  await fill(documentId, 3_990_000);
  await expect(one.getByText(/nearly full \(\d+ %\)/)).toBeVisible();
  await expect(two.getByText(/presque plein/)).toBeVisible();
  await writeNote(one, 'x'.repeat(20_000));
  await expect(one.getByText('This plan is full. 1 change kept on this device')).toBeVisible({
    timeout: 20_000,
  });
  await one.screenshot({ path: 'test-results/device-full.png' });
  await writeNote(two, 'les autres écrivent');
  await expect(saved(two)).toBeVisible();
  await one.getByLabel('Note', { exact: true }).fill('short words');
  await expect(saved(one)).toBeVisible({ timeout: 20_000 });
  await expect(two.getByRole('heading', { name: 'short words' })).toBeVisible();
  await Promise.all([a.close(), b.close()]);
});

/** Somebody's program writes so many bytes into the plan's document, as fast as the server lets it. */
async function fill(documentId: string, bytes: number): Promise<void> {
  const { name, value } = stage.cookie('odette');
  const headers = { cookie: `${name}=${value}`, origin: stage.origin };
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(`ws://127.0.0.1:${stage.port}/sync`, documentId, doc, {
    disableBc: true,
    WebSocketPolyfill: class extends WebSocket {
      constructor(url: string) {
        super(url, { headers });
      }
    } as never,
  });
  await expect.poll(() => provider.synced).toBe(true);
  for (let n = 0; n * 400_000 < bytes; n++) {
    doc.getMap('bulk').set(String(n), 'x'.repeat(Math.min(400_000, bytes - n * 400_000)));
    await sleep(n > 5 ? 1400 : 50);
  }
  await sleep(300);
  provider.destroy();
}
