import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../../table.ts';
import type { Bed, Figures, Work } from '../bed.ts';
import { LightClient, Tally } from '../client.ts';
import { processorTime } from '../processes.ts';
import type { RunningServer } from '../servers.ts';
import { SilentClient } from '../silent.ts';
import { author } from '../typing.ts';

interface Shape {
  documents: number;
  peopleEach: number;
  writersEach: number;
  /** Deliveries a second of the first step. */
  from: number;
}
interface Step {
  /** Why it did not hold; empty when it did. */
  broke: string;
  perSecond: number;
  p99: number;
  load: number;
  driver: number;
}

const limitMs = 250;
const stepMs = 2000;
const halvings = 3;

/** Doubles the pace until the line breaks, then halves the distance three times. The best step that held is the figure. */
async function saturate(bed: Bed, shape: Shape): Promise<Figures> {
  const server = await bed.start();
  let best: Step | null = null;
  let broken: Step | null = null;
  const take = async (pace: number) => {
    const step = await oneStep(bed, server, shape, pace);
    if (step.broke) broken = step;
    else best = step.perSecond > (best?.perSecond ?? 0) ? step : best;
    return !step.broke;
  };
  // The first one warms up.
  await take(shape.from / 2);
  let low = shape.from / 2;
  let high = shape.from;
  while (high < 8e6 && (await take(high))) {
    low = high;
    high *= 2;
  }
  for (let i = 0; i < halvings; i++) {
    const middle = Math.sqrt(low * high);
    if (await take(middle)) low = middle;
    else high = middle;
  }
  const { perSecond, p99, load, driver } = (best ?? broken) as unknown as Step;
  const end = broken as Step | null;
  const figures = { p99, load, driver, brokenDriver: end?.driver ?? 0, broke: end?.broke ?? 'nothing' };
  return { perSecond: best ? perSecond : 'none', ...figures };
}

/** Fresh documents and people each time: what a broken step left behind must not break the next one. */
async function oneStep(bed: Bed, server: RunningServer, shape: Shape, deliveries: number): Promise<Step> {
  const tally = new Tally();
  const crowd = await gather(bed, server, shape, tally);
  tally.reset();
  const pids = bed.pids(server);
  const before = { used: processorTime(pids), driver: process.cpuUsage(), at: performance.now() };
  const sent = await write(crowd.writers, deliveries / (shape.peopleEach - 1), tally);
  const seconds = (performance.now() - before.at) / 1000;
  const load = (processorTime(pids) - before.used) / 1e6 / seconds;
  const { user, system } = process.cpuUsage(before.driver);
  const missing = await crowd.missing(sent);
  crowd.close();
  await sleep(500);
  const p99 = tally.latencies.length > 0 ? percentile(tally.latencies, 99) : Infinity;
  return {
    broke: missing || (p99 < limitMs ? '' : `p99 ${Math.round(p99)} ms`),
    perSecond: (sent * (shape.peopleEach - 1)) / seconds,
    ...{ p99, load, driver: (user + system) / 1e6 / seconds },
  };
}

interface Writer {
  client: SilentClient;
  id: number;
  next: () => Uint8Array;
}
let nextAuthor = 1_000_000;

/** In each document one person measures; the others read without looking. */
async function gather(bed: Bed, server: RunningServer, shape: Shape, tally: Tally) {
  const { wire } = bed.candidate;
  const writers: Writer[] = [];
  const rooms: { watcher: LightClient; readers: SilentClient[] }[] = [];
  for (const document of await bed.ground.documents(shape.documents)) {
    const to = (p: number) => ({
      ...{ origin: server.origin, wire, document },
      cookie: bed.ground.people[p % bed.ground.people.length]!,
    });
    const watcher = new LightClient({ ...to(0), tally, measures: true });
    const others = Array.from({ length: shape.peopleEach - 1 }, (_, p) => new SilentClient(to(p + 1)));
    await Promise.all([watcher.synced, ...others.map((other) => other.opened)]);
    for (const client of others.slice(0, shape.writersEach))
      writers.push({ client, id: nextAuthor, next: author(nextAuthor++) });
    rooms.push({ watcher, readers: others.slice(shape.writersEach) });
  }
  // What a server says on joining is not counted.
  await sleep(500);
  const start = rooms.map(({ readers }) => readers.map(({ bytes }) => bytes));
  return {
    writers,
    /** What has not arrived within 3 s: at those who measure edit by edit, at the readers by bytes, which are the same for all of a document. */
    async missing(sent: number): Promise<string> {
      const uneven = () =>
        rooms.some(({ readers }, r) => {
          const got = readers.map(({ bytes }, i) => bytes - start[r]![i]!);
          return Math.min(...got) < 0.98 * Math.max(...got);
        });
      const end = performance.now() + 3000;
      while ((tally.deliveries < sent || uneven()) && performance.now() < end) await sleep(20);
      if (rooms.some(({ readers }) => readers.some(({ closed }) => closed))) return 'a reader was closed';
      if (tally.deliveries < sent) return `${sent - tally.deliveries} of ${sent} edits late`;
      return uneven() ? 'readers got less' : '';
    },
    close() {
      for (const { watcher, readers } of rooms) [watcher, ...readers].forEach((one) => one.close());
      for (const { client } of writers) client.close();
    },
  };
}

async function write(writers: Writer[], perSecond: number, tally: Tally): Promise<number> {
  const begun = performance.now();
  let sent = 0;
  for (let passed = 0; passed < stepMs;) {
    passed = performance.now() - begun;
    const due = Math.floor((Math.min(passed, stepMs) / 1000) * perSecond);
    for (; sent < due; sent++) {
      const { client, id, next } = writers[sent % writers.length]!;
      tally.sent(id);
      client.send(next());
    }
    await sleep(1);
  }
  return sent;
}

const columns = [
  { key: 'perSecond', head: 'deliveries a second' },
  { key: 'p99', head: 'p99 ms there', digits: 0 },
  { key: 'load', head: 'of the core', digits: 2 },
  { key: 'driver', head: "driver's load there", digits: 2 },
  { key: 'broke', head: 'it broke by' },
  { key: 'brokenDriver', head: "driver's load where it broke", digits: 2 },
];
const how =
  `The pace is doubled every ${stepMs / 1000} s until p99 is above ${limitMs} ms, something has not arrived 3 s after the end, or a socket was ` +
  `closed; then the distance is halved ${halvings} times. The fastest step that held is shown. Server and database share one core. A driver's load ` +
  'near 1 would mean that the driver was measured. Letters are sent one by one, each as an update of its own.';
const one = { documents: 1, peopleEach: 200, writersEach: 50, from: 50_000 };
const many = { documents: 100, peopleEach: 10, writersEach: 3, from: 10_000 };

export const saturationWorks: Work[] = [
  {
    title: 'saturation, one document of 200 people, 50 write',
    ...{ how, columns },
    run: (bed) => saturate(bed, one),
  },
  {
    title: 'saturation, 100 documents of 10 people, 3 write in each',
    ...{ how, columns },
    run: (bed) => saturate(bed, many),
  },
];
