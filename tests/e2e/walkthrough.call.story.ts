import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium, expect, test, type Browser, type Locator, type Page } from '@playwright/test';
import { aLaptop, aPhone, be, look } from './cast.ts';
import { writeFakeCamera } from '../fixtures/fake-camera.ts';

let browser: Browser;
let walker: Page;
let watcher: Page;
let folder: string;

test.describe.configure({ mode: 'serial' });
test.setTimeout(240_000);
// eslint-disable-next-line no-empty-pattern -- Playwright wants a pattern here
test.beforeAll(async ({}, info) => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'twinward-walk-'));
  const film = path.join(folder, 'walk.y4m');
  writeFakeCamera(film);
  const { launchOptions } = info.project.use;
  const args = [...(launchOptions?.args ?? []), `--use-file-for-fake-video-capture=${film}`];
  browser = await chromium.launch({ ...launchOptions, args });
  const both = {
    baseURL: info.project.use.baseURL ?? '',
    permissions: ['camera', 'microphone'],
    timezoneId: 'Africa/Kigali',
  };
  walker = await (await browser.newContext({ ...both, ...aPhone })).newPage();
  watcher = await (await browser.newContext({ ...both, ...aLaptop })).newPage();
});
test.afterAll(async () => {
  await browser?.close();
  if (folder) fs.rmSync(folder, { recursive: true, force: true });
});

const shownVideo = (): Locator => watcher.getByLabel('Picture of Jean-Paul Habimana');

test('a walk from the first station to the last', async () => {
  await be(watcher, 'Félix Ntwali');
  await be(walker, 'Jean-Paul Habimana');
  // His: the facilitator has other rooms, and a call that is on stands first.
  const address = await upcoming(walker);

  await test.step('both come into the call', async () => {
    await watcher.goto(`${address}/call`);
    await watcher.getByRole('button', { name: 'Join', exact: true }).click();
    await walker.goto(`${address}/call`);
    await walker.getByRole('button', { name: 'Rejoindre', exact: true }).click();
    await expect(walker.getByRole('button', { name: 'Commencer une visite' })).toBeVisible({
      timeout: 30_000,
    });
  });

  await test.step('the walker says where he goes, and starts', async () => {
    await walker.getByRole('button', { name: 'Commencer une visite' }).click();
    const sheet = walker.getByRole('dialog');
    for (const left of [5, 4, 3])
      await sheet.getByRole('button', { name: `Retirer le poste ${left}` }).click();
    await sheet.getByRole('textbox', { name: 'Poste 2' }).fill('Le magasin du fond');
    await sheet.getByRole('button', { name: 'Commencer' }).click();
    await expect(walker.getByRole('button', { name: 'Masquer' })).toBeVisible({ timeout: 20_000 });
  });

  await test.step('the other sees changing pictures that are not black, and the walker is told so', async () => {
    await expect(watcher.getByText('Jean-Paul walks · Nyanza Lake')).toBeVisible();
    await expect.poll(async () => (await look(shownVideo())).light, { timeout: 30_000 }).toBeGreaterThan(40);
    const first = await look(shownVideo());
    await expect.poll(async () => (await look(shownVideo())).mark).not.toBe(first.mark);
    await expect(walker.getByText('1 vous voit')).toBeVisible({ timeout: 20_000 });
    await expect(watcher.getByText('1 of 1 see this')).toBeVisible({ timeout: 20_000 });
  });

  const question = 'Who counts the boxes when they come in?';
  await test.step('a question, a vote, and the walker sees both', async () => {
    // The first question of a session is the current one at once; ours comes after another.
    for (const text of ['Is there a ladder for the top shelf?', question]) {
      await watcher.getByLabel('Your question').fill(text);
      await watcher.getByRole('button', { name: 'Ask', exact: true }).click();
      await expect(watcher.getByRole('article', { name: text })).toBeVisible();
    }
    const asked = watcher.getByRole('article', { name: question });
    const card = walker.getByRole('region', { name: 'Question en cours' });
    // A vote never changes the card under the walker's thumb; a facilitator may.
    await expect(card).not.toContainText(question);
    await asked.getByText('More').click();
    await asked.getByRole('button', { name: 'Ask this now' }).click();
    await expect(card).toContainText(question);
    await asked.getByRole('button', { name: /^Vote up/ }).click();
    await expect(card).toContainText('1 voix');
    await expect(asked.getByRole('button', { name: /^Take your vote back/ })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
  });

  await test.step('"Hide now" blanks the picture within a second, and nothing can be kept', async () => {
    await expect(watcher.getByRole('button', { name: 'Keep this moment' })).toBeVisible();
    await walker.getByRole('button', { name: 'Masquer' }).click();
    const begun = Date.now();
    await expect(watcher.getByText('Hidden by the walker. Nothing is shown.')).toBeVisible({
      timeout: 3_000,
    });
    expect((await look(shownVideo())).light).toBeLessThan(2);
    expect(Date.now() - begun).toBeLessThan(1_500);
    await expect(watcher.getByRole('button', { name: 'Keep this moment' })).toBeHidden();
    await expect(walker.getByText('Masqué : personne ne voit votre image')).toBeVisible();
    await walker.getByRole('button', { name: 'Montrer' }).click();
    await expect.poll(async () => (await look(shownVideo())).light, { timeout: 15_000 }).toBeGreaterThan(40);
  });

  await test.step('a moment is kept only after "no patient in view"', async () => {
    const refused = await walker.evaluate(async (to) => {
      const body = new FormData();
      body.set('image', new Blob(['x']), 'x.jpg');
      body.set('deviceAt', new Date().toISOString());
      const headers = { 'x-sveltekit-action': 'true', accept: 'application/json' };
      return (await fetch(`${to}/moments?/keep`, { method: 'POST', body, headers })).text();
    }, address);
    expect(refused).toContain('patient');
    await walker.getByRole('button', { name: 'Garder' }).click();
    const sheet = walker.getByRole('dialog', { name: 'Aucun patient visible ?' });
    await expect(sheet).toContainText('Poste : Receiving');
    await expect(sheet).toContainText(question);
    await sheet.getByRole('button', { name: 'Jeter' }).click();
    await expect(watcher.getByRole('tab', { name: 'Moments' })).toHaveText('Moments');
    await watcher.getByRole('button', { name: 'Keep this moment' }).click();
    await watcher.getByRole('button', { name: 'No patient in view: keep' }).click();
    const kept = watcher.getByRole('link', { name: 'Open: Receiving, kept by Félix Ntwali' });
    await expect(kept.first()).toBeVisible();
    const image = await watcher.request.get((await kept.first().getAttribute('href'))!);
    expect(image.headers()['content-type']).toBe('image/jpeg');
  });

  await test.step('answered, on to the next station, and the end', async () => {
    await walker.getByRole('button', { name: 'Répondu' }).click();
    await expect(walker.getByRole('region', { name: 'Question en cours' })).not.toContainText(question);
    await expect(watcher.getByRole('article', { name: question })).toContainText('Answered');
    await walker.getByRole('button', { name: 'Poste suivant' }).click();
    await expect(walker.getByRole('heading', { name: 'Le magasin du fond' })).toBeVisible();
    await expect(watcher.getByText('Station 2 of 2: Le magasin du fond')).toBeVisible();
    await walker.getByRole('button', { name: 'Terminer' }).click();
    await expect(walker.getByRole('button', { name: 'Commencer une visite' })).toBeVisible();
    await expect(watcher.getByText('Jean-Paul walks · Nyanza Lake')).toBeHidden();
  });
});

test('who does not belong to the room finds nothing of the walk', async () => {
  const address = new URL(watcher.url()).pathname.replace(/\/call$/, '');
  const outsider = await (await browser.newContext({ baseURL: new URL(watcher.url()).origin })).newPage();
  await be(outsider, 'Samuel Nsabimana');
  for (const page of ['questions', 'moments', 'call'])
    expect((await outsider.request.get(`${address}/${page}`)).status()).toBe(404);
});

async function upcoming(page: Page): Promise<string> {
  await page.goto('/');
  const link = page.locator('a[href*="/sessions/"]').first();
  const href = (await link.getAttribute('href'))!;
  return /\/sessions\/[0-9a-f-]{36}/.exec(href)![0];
}
