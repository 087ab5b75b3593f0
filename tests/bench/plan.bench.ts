// A plan of 300 cards with 60,000 edits by 12 people, on a phone's profile: opened cold and again, written in, and left open for an hour's work.
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import type * as Y from 'yjs';
import { fieldText, readCards } from '#domain/plan/document.ts';
import { findChromium } from '../../server/test-browser.ts';
import { badLine } from '../e2e/bad-line.ts';
import { layGround } from './plan/ground.ts';
import { watchPlan, type Watched } from './plan/watch.ts';
import { median, percentile, printTable } from './table.ts';

/** "3G slow" of WebPageTest. */
const slow3g = { bitsPerSecond: 400_000, delayMs: 400, lossShare: 0 };
const processor = 6;
const writers = 12;
const edits = 60_000;
const runs = Number(process.argv[2] ?? 3);
const hourOfEdits = 21_600;

const ground = await layGround(4930, edits, writers);
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-quic'],
});
const rows: (string | number)[][] = [];
const row = (what: string, value: number, unit: string, budget?: number) =>
  rows.push([
    what,
    `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`,
    budget === undefined ? '' : `${budget} ${unit}`,
    budget === undefined ? '' : value <= budget ? 'met' : '**missed**',
  ]);
try {
  const { grown } = ground;
  console.log(
    `${grown.cards} cards, ${grown.letters} letters, ${edits} edits by ${writers}: ${(grown.bytes / 1000).toFixed(0)} kB as Yjs has it\n`,
  );
  await measureOpening();
  await measureKeys();
  await measureHour();
  printTable(['on a phone (6 times slower, 400 kbit/s, 400 ms)', 'median', 'budget', ''], rows);
} finally {
  await browser.close();
  await ground.end();
}

async function phone(proxy?: string): Promise<BrowserContext> {
  const context = await browser.newContext({
    ...{ viewport: { width: 360, height: 740 }, locale: 'en-GB', hasTouch: true, isMobile: true },
    ...(proxy ? { proxy: { server: proxy } } : {}),
  });
  await context.addCookies([ground.cookie('jeanpaul')]);
  await context.addInitScript(watchPlan);
  return context;
}

async function slowPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: processor });
  return page;
}

function watchedIn(page: Page): Promise<Watched> {
  return page.evaluate(() => (window as unknown as { watched: Watched }).watched);
}

/** Times in ms. */
interface Opened {
  readable: number;
  writable: number;
  bytes: number;
}

/** Opens the plan until it can be written in and the line is quiet. */
async function open(context: BrowserContext, bytes: () => number): Promise<Opened> {
  const page = await slowPage(context);
  const before = bytes();
  await page.goto(ground.planUrl, { waitUntil: 'commit' });
  await page.locator('[data-card] .opener').first().waitFor({ timeout: 120_000 });
  const { readable, writable } = await watchedIn(page);
  await quiet(bytes);
  await page.close();
  return { readable: readable!, writable: writable!, bytes: bytes() - before };
}

async function quiet(bytes: () => number): Promise<void> {
  for (let last = -1; bytes() - last > 1000; await sleep(4000)) last = bytes();
}

/** For the first time at all; for the first time by a browser that knows the app's other pages; and again. */
async function measureOpening(): Promise<void> {
  const [never, known, again]: Opened[][] = [[], [], []];
  for (let run = 0; run < runs; run += 1) {
    const line = await badLine(ground.port, slow3g);
    const newcomer = await phone(line.proxy);
    line.worsen();
    never!.push(await open(newcomer, line.bytes));
    again!.push(await open(newcomer, line.bytes));
    await newcomer.close();
    line.close();
    known!.push(await openKnown());
  }
  for (const [name, list, budgets] of [
    ['first visit of all', never!, [undefined, undefined, undefined]],
    ['cold, the app is known', known!, [2, 4, undefined]],
    ['again', again!, [2, 4, 20]],
  ] as const) {
    row(`${name}: first card readable`, median(list.map((one) => one.readable)) / 1000, 's', budgets[0]);
    row(`${name}: writable`, median(list.map((one) => one.writable)) / 1000, 's', budgets[1]);
    row(`${name}: bytes`, median(list.map((one) => one.bytes)) / 1000, 'kB', budgets[2]);
  }
}

/** Somebody who has been on Today and in the rooms, and opens this plan for the first time. */
async function openKnown(): Promise<Opened> {
  const line = await badLine(ground.port, slow3g);
  const context = await phone(line.proxy);
  const page = await context.newPage();
  await page.goto(ground.planUrl.replace(/plan$/, 'people'));
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  // The service worker has put the app's files aside.
  await sleep(3000);
  await page.close();
  line.worsen();
  const opened = await open(context, line.bytes);
  await context.close();
  line.close();
  return opened;
}

/** Own letters and others', while the others write three letters a second each. */
async function measureKeys(): Promise<void> {
  const context = await phone();
  const page = await slowPage(context);
  await page.goto(ground.planUrl);
  await page.locator('[data-card] .opener').first().waitFor();
  const others = await Promise.all(Array.from({ length: writers - 1 }, () => ground.writer('odette')));
  const ended = { now: false };
  const busy = Promise.all(others.slice(1).map((other, n) => typeAlong(other.doc, n, ended)));
  await page.locator('[data-card].action .opener').nth(5).click();
  for (let n = 0; n < 200; n += 1) {
    await page.keyboard.press(String.fromCharCode(97 + (n % 26)));
    await sleep(120);
  }
  const own = (await watchedIn(page)).keys;
  const away = await othersLetters(others[0]!.doc, page);
  ended.now = true;
  await busy;
  for (const other of others) other.stop();
  await context.close();
  row('own letter to painted, median', median(own), 'ms');
  row('own letter to painted, 95 %', percentile(own, 95), 'ms', 50);
  row("another's letter to painted, median", median(away), 'ms');
  row("another's letter to painted, 95 %", percentile(away, 95), 'ms');
}

async function typeAlong(doc: Y.Doc, n: number, ended: { now: boolean }): Promise<void> {
  const card = readCards(doc).filter(({ kind }) => kind === 'idea')[n]!;
  const text = fieldText(doc, card.id, 'meaning')!;
  for (let letter = 0; !ended.now; letter += 1) {
    text.insert(text.length, 'abcdefgh '[letter % 9]!);
    await sleep(333);
  }
}

async function othersLetters(doc: Y.Doc, page: Page): Promise<number[]> {
  const aim = readCards(doc).find(({ kind }) => kind === 'aim')!;
  const text = fieldText(doc, aim.id, 'text')!;
  const sent: number[] = [];
  for (let mark = 0; mark < 60; mark += 1) {
    doc.transact(() => {
      text.delete(0, text.length);
      text.insert(0, `#${mark};`);
    });
    sent.push(Date.now());
    await sleep(500);
  }
  const { seen } = await watchedIn(page);
  return sent.flatMap((at, mark) => (seen[mark] ? [seen[mark] - at] : []));
}

/** What an hour's work of twelve people (a letter each two seconds) leaves in the page's memory. */
async function measureHour(): Promise<void> {
  const context = await phone();
  const page = await context.newPage();
  await page.goto(ground.planUrl);
  await page.locator('[data-card] .opener').first().waitFor();
  const others = await Promise.all(Array.from({ length: writers }, () => ground.writer('odette')));
  const before = await heap(page);
  await Promise.all(others.map(({ doc }, n) => hourOf(doc, n)));
  await sleep(5000);
  const after = await heap(page);
  for (const other of others) other.stop();
  await context.close();
  row('memory of the page, opened', before / 1e6, 'MB');
  row('memory of the page, after an hour of twelve', after / 1e6, 'MB');
}

async function hourOf(doc: Y.Doc, n: number): Promise<void> {
  const cards = readCards(doc).filter(({ kind }) => kind === 'action');
  for (let edit = 0; edit < hourOfEdits / writers; edit += 1) {
    const text = fieldText(doc, cards[(n * 12 + Math.floor(edit / 40)) % cards.length]!.id, 'detail')!;
    if (edit % 5 === 4) text.delete(text.length - 1, 1);
    else text.insert(text.length, 'count shelf '[edit % 12]!);
    await sleep(25);
  }
}

async function heap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')!.value;
}
