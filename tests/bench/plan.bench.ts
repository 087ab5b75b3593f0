// A plan of 300 cards with 60,000 edits by 12 people, on a phone's profile: opened cold and again, written in, and left open for an hour's work;
// beside it the same texts in a document editor.
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { findChromium } from '../../server/test-browser.ts';
import { badLine } from '../e2e/bad-line.ts';
import { layGround } from './plan/ground.ts';
import { layPeer } from './plan/peer.ts';
import type { Subject, Writer } from './plan/subject.ts';
import { watchPlan, type Watched } from './plan/watch.ts';
import { installPeers } from './realtime/servers.ts';
import { median, percentile, printTable } from './table.ts';

/** "3G slow" of WebPageTest. */
const slow3g = { bitsPerSecond: 400_000, delayMs: 400, lossShare: 0 };
const processor = 6;
const writers = 12;
const edits = 60_000;
const runs = Number(process.argv[2] ?? 3);
const hourOfEdits = 21_600;

type Figures = Map<string, number>;
const budgets: Record<string, number> = {
  'cold: first text readable, s': 2,
  'cold: writable, s': 4,
  'again: bytes, kB': 20,
  'own letter to painted, 95 %, ms': 50,
};

installPeers();
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-quic'],
});
try {
  const ours = await layGround(4930, edits, writers);
  const { cards, letters, bytes } = ours.grown;
  console.log(
    `${cards} cards, ${letters} letters, ${edits} edits by ${writers}: ${(bytes / 1000).toFixed(0)} kB as Yjs has it\n`,
  );
  const mine = await measure(ours);
  const theirs = await measure(await layPeer(4950, edits, writers));
  const rows = [...mine].map(([what, value]) => {
    const other = theirs.get(what);
    const budget = budgets[what];
    return [
      what,
      shown(value),
      other === undefined ? '' : shown(other),
      other === undefined ? '' : (value / other).toFixed(2),
      budget === undefined ? '' : `${budget}, ${value <= budget ? 'met' : '**missed**'}`,
    ];
  });
  printTable(
    ['phone, 6 times slower; 400 kbit/s, 400 ms', 'Twinward', 'Tiptap + y-websocket', 'ratio', 'budget'],
    rows,
  );
} finally {
  await browser.close();
}

function shown(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0);
}

async function measure(subject: Subject): Promise<Figures> {
  const figures: Figures = new Map();
  try {
    for (const part of [measureOpening, measureKeys, measureHour]) {
      const before = figures.size;
      await part(subject, figures);
      // It takes minutes: what is known is said at once.
      for (const [what, value] of [...figures].slice(before))
        console.log(`${subject.name}: ${what}: ${shown(value)}`);
    }
  } finally {
    await subject.end();
  }
  return figures;
}

async function phone(subject: Subject, proxy?: string): Promise<BrowserContext> {
  const context = await browser.newContext({
    ...{ viewport: { width: 360, height: 740 }, locale: 'en-GB', hasTouch: true, isMobile: true },
    ...(proxy ? { proxy: { server: proxy } } : {}),
  });
  await context.addCookies(subject.cookies);
  await context.addInitScript(watchPlan, subject.watch);
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

async function untilWritable(page: Page): Promise<void> {
  await page.waitForFunction(
    () => (window as unknown as { watched?: Watched }).watched?.writable != null,
    null,
    {
      timeout: 120_000,
    },
  );
}

/** Times in seconds, bytes in kB, both ways together. */
interface Opened {
  readable: number;
  writable: number;
  bytes: number;
}

/** Opens the plan until it can be written in and the line is quiet. */
async function open(subject: Subject, context: BrowserContext, bytes: () => number): Promise<Opened> {
  const page = await slowPage(context);
  const before = bytes();
  await page.goto(subject.url, { waitUntil: 'commit' });
  await untilWritable(page);
  const { readable, writable } = await watchedIn(page);
  for (let last = -1; bytes() - last > 1000; await sleep(4000)) last = bytes();
  await page.close();
  return { readable: readable! / 1000, writable: writable! / 1000, bytes: (bytes() - before) / 1000 };
}

async function measureOpening(subject: Subject, figures: Figures): Promise<void> {
  const first: Opened[] = [];
  const cold: Opened[] = [];
  const again: Opened[] = [];
  for (let run = 0; run < runs; run += 1) {
    const line = await badLine(subject.port, slow3g);
    const newcomer = await phone(subject, line.proxy);
    line.worsen();
    first.push(await open(subject, newcomer, line.bytes));
    if (subject.comesBack) again.push(await open(subject, newcomer, line.bytes));
    await newcomer.close();
    line.close();
    cold.push(await openKnown(subject));
  }
  const middle = (name: string, list: Opened[]) => {
    if (list.length === 0) return;
    figures.set(`${name}: first text readable, s`, median(list.map(({ readable }) => readable)));
    figures.set(`${name}: writable, s`, median(list.map(({ writable }) => writable)));
    figures.set(`${name}: bytes, kB`, median(list.map(({ bytes }) => bytes)));
  };
  middle('first visit of all', first);
  middle('cold', cold);
  middle('again', again);
}

/** Somebody who has the app's files, and opens this plan for the first time. */
async function openKnown(subject: Subject): Promise<Opened> {
  const line = await badLine(subject.port, slow3g);
  const context = await phone(subject, line.proxy);
  const page = await context.newPage();
  await page.goto(subject.fileUrl);
  await sleep(5000);
  await page.close();
  line.worsen();
  const opened = await open(subject, context, line.bytes);
  await context.close();
  line.close();
  return opened;
}

/** Own letters and others', while the others write three letters a second each. */
async function measureKeys(subject: Subject, figures: Figures): Promise<void> {
  const context = await phone(subject);
  const page = await slowPage(context);
  await page.goto(subject.url);
  await untilWritable(page);
  const others = await Promise.all(Array.from({ length: writers - 1 }, (_, n) => subject.writer(20 + n)));
  await subject.beginToWrite(page);
  const ended = { now: false };
  const busy = Promise.all(others.slice(1).map((other) => typeAlong(other, ended)));
  for (let n = 0; n < 200; n += 1) {
    await page.keyboard.press(String.fromCharCode(97 + (n % 26)));
    await sleep(120);
  }
  const own = (await watchedIn(page)).keys;
  const away = await othersLetters(others[0]!, page);
  ended.now = true;
  await busy;
  for (const other of others) other.stop();
  await context.close();
  figures.set('own letter to painted, median, ms', median(own));
  figures.set('own letter to painted, 95 %, ms', percentile(own, 95));
  figures.set("another's letter to painted, median, ms", median(away));
  figures.set("another's letter to painted, 95 %, ms", percentile(away, 95));
}

async function typeAlong(other: Writer, ended: { now: boolean }): Promise<void> {
  for (let letter = 0; !ended.now; letter += 1) {
    other.type(letter);
    await sleep(333);
  }
}

async function othersLetters(other: Writer, page: Page): Promise<number[]> {
  const sent: number[] = [];
  for (let mark = 0; mark < 60; mark += 1) {
    other.mark(mark);
    sent.push(Date.now());
    await sleep(500);
  }
  await sleep(2000);
  const { seen } = await watchedIn(page);
  return sent.flatMap((at, mark) => (seen[mark] ? [seen[mark] - at] : []));
}

/** What an hour's work of twelve people (a letter each two seconds) leaves in the page's memory. */
async function measureHour(subject: Subject, figures: Figures): Promise<void> {
  const context = await phone(subject);
  const page = await context.newPage();
  await page.goto(subject.url);
  await untilWritable(page);
  const others = await Promise.all(Array.from({ length: writers }, (_, n) => subject.writer(40 + n)));
  figures.set('memory of the page, opened, MB', await heap(page));
  await Promise.all(
    others.map(async (other) => {
      for (let edit = 0; edit < hourOfEdits / writers; edit += 1) {
        other.type(edit);
        await sleep(25);
      }
    }),
  );
  await sleep(5000);
  figures.set('memory of the page, after an hour of twelve, MB', await heap(page));
  for (const other of others) other.stop();
  await context.close();
}

async function heap(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')!.value / 1e6;
}
