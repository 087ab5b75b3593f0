// Click on "Join" to the first picture of somebody else, on one machine: built product, real call server, Chromium's made camera.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { createProduct } from '../e2e/product.ts';
import { median, printTable } from './table.ts';

const rounds = 5;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'twinward-bench-call-'));
fs.chmodSync(folder, 0o755);
// BENCH_ORIGIN measures a product that runs already (with the demo network).
const running = process.env['BENCH_ORIGIN'];
const product = running ? null : createProduct(4910, folder);
const origin = running ?? product!.origin;

async function enter(browser: Browser, name: string): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', permissions: ['camera', 'microphone'] });
  const page = await context.newPage();
  await page.goto(`${origin}/demo`);
  await page
    .getByRole('button', { name: new RegExp(name) })
    .first()
    .click();
  await page.waitForURL((url) => url.pathname !== '/demo');
  return page;
}

async function join(page: Page, session: string): Promise<void> {
  await page.goto(`${origin}${session}/call`);
  await page.locator('video').waitFor();
  await page.getByRole('button', { name: 'Join', exact: true }).click();
}

/** Milliseconds from the click to the first decoded frame of the other. */
async function measure(page: Page, session: string): Promise<number> {
  await page.goto(`${origin}${session}/call`);
  await page.locator('video').waitFor();
  await page.waitForTimeout(1_000);
  return page.evaluate(async () => {
    const button = [...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === 'Join');
    const began = performance.now();
    button!.click();
    for (;;) {
      const video = document.querySelector<HTMLVideoElement>('.large video');
      if (video && video.videoWidth > 0 && video.currentTime > 0) return performance.now() - began;
      await new Promise((next) => setTimeout(next, 5));
    }
  });
}

try {
  await product?.start();
  const browser = await chromium.launch({
    executablePath: process.env['TWINWARD_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  });
  const odette = await enter(browser, 'Odette Mukamana');
  await odette.goto(`${origin}/rooms`);
  await odette.getByRole('main').getByRole('link', { name: 'Pharmacy supply chain' }).click();
  await odette.getByRole('link', { name: 'Sessions', exact: true }).click();
  await odette.waitForURL(/sessions$/);
  const session = await odette.locator('main h3 a[href^="/sessions/"]').first().getAttribute('href');
  await join(odette, session!);
  const felix = await enter(browser, 'Félix Ntwali');
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await measure(felix, session!));
  printTable(
    ['call on loopback', 'median', 'worst', 'goal'],
    [
      [
        'click to first remote picture',
        `${median(times).toFixed(0)} ms`,
        `${Math.max(...times).toFixed(0)} ms`,
        '1500 ms',
      ],
    ],
  );
  await browser.close();
} finally {
  await product?.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}
