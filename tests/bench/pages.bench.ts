// How long the second start takes to the first page, and what each page makes a phone download the first time.
import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { median, printTable } from './table.ts';

const port = 4900;
const origin = `http://localhost:${port}`;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'twinward-bench-'));
fs.chmodSync(folder, 0o755);

interface Product {
  process: ChildProcess;
  milliseconds: number;
}

async function start(): Promise<Product> {
  const began = performance.now();
  const child = spawn('npm', ['start', '--silent'], {
    env: { ...process.env, PORT: String(port), DATA_DIR: path.join(folder, 'data'), LOG_LEVEL: 'silent' },
    stdio: 'ignore',
    detached: true,
  });
  for (;;) {
    const answer = await fetch(`${origin}/sign-in`).catch(() => null);
    if (answer?.status === 200) return { process: child, milliseconds: performance.now() - began };
    if (child.exitCode !== null) throw new Error(`The product ended with ${child.exitCode}`);
    await new Promise((wait) => setTimeout(wait, 50));
  }
}

const stop = ({ process: child }: Product) =>
  new Promise<void>((done) => {
    child.once('exit', () => done());
    process.kill(-child.pid!, 'SIGTERM');
  });

/** Compressed bytes of a first visit, by kind, until the network is quiet. */
async function weigh(page: Page, visit: () => Promise<unknown>): Promise<{ js: number; all: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  const kinds = new Map<string, string>();
  const sum = { js: 0, all: 0 };
  session.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    sum.all += encodedDataLength;
    if (kinds.get(requestId) === 'Script') sum.js += encodedDataLength;
  });
  await visit();
  await page.waitForLoadState('networkidle');
  await session.detach();
  return sum;
}

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1);

async function weighPages(browser: Browser): Promise<void> {
  const phone = { viewport: { width: 360, height: 740 }, locale: 'en-GB', serviceWorkers: 'block' as const };
  const rows: (string | number)[][] = [];
  const measure = async (name: string, budget: string, page: Page, visit: () => Promise<unknown>) => {
    const { js, all } = await weigh(page, visit);
    rows.push([name, kilobytes(js), kilobytes(all), budget]);
  };
  const visitor = await browser.newPage(phone);
  await measure('sign-in', 'JS under 60', visitor, () => visitor.goto(`${origin}/sign-in`));
  await visitor.goto(`${origin}/demo`);
  await visitor
    .getByRole('button', { name: /Odette/ })
    .first()
    .click();
  await visitor.waitForURL(`${origin}/`);
  await visitor.goto(`${origin}/rooms`);
  const room = await visitor
    .locator('main')
    .getByRole('link', { name: 'Pharmacy supply chain' })
    .getAttribute('href');
  const cookies = await visitor.context().cookies();
  const fresh = async () => {
    const context = await browser.newContext(phone);
    await context.addCookies(cookies);
    return context.newPage();
  };
  const inRoom = await fresh();
  await measure('room (plan)', 'JS under 130', inRoom, () => inRoom.goto(`${origin}${room}`));
  const today = await fresh();
  await measure('Today', '', today, () => today.goto(`${origin}/`));
  const mailbox = await fresh();
  await mailbox.goto(`${origin}/mailbox`);
  const link = await reportLink(mailbox);
  if (link) {
    const report = await browser.newPage(phone);
    await measure('report-back by link', 'all under 15', report, () => report.goto(link));
  }
  printTable(['page, first visit', 'JavaScript kB', 'all kB', 'budget kB'], rows);
}

/** The signed link of the first mail that asks for a report-back. */
async function reportLink(page: Page): Promise<string | null> {
  const mails = await page
    .locator('a[href^="/mailbox/"]')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  for (const mail of mails) {
    await page.goto(`${origin}${mail}`);
    const found = /https?:\/\/[^\s"'<]+\/r\/[\w.~-]+/.exec(await page.content());
    if (found) return found[0];
  }
  return null;
}

const first = await start();
await stop(first);
const times: number[] = [];
for (let run = 0; run < 3; run += 1) {
  const product = await start();
  times.push(product.milliseconds);
  if (run < 2) await stop(product);
  else {
    const browser = await chromium.launch({
      executablePath: process.env['TWINWARD_CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-quic',
      ],
    });
    try {
      await weighPages(browser);
    } finally {
      await browser.close();
      await stop(product);
    }
  }
}
printTable(
  ['start to first page', 'seconds', 'budget'],
  [
    ['first (data and demo made)', (first.milliseconds / 1000).toFixed(1), ''],
    ['again, median of 3', (median(times) / 1000).toFixed(1), 'under 10'],
  ],
);
fs.rmSync(folder, { recursive: true, force: true });
