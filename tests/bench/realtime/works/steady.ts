import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../../table.ts';
import type { Bed, Figures, Work } from '../bed.ts';
import { LightClient, Tally } from '../client.ts';
import { processorTime } from '../processes.ts';
import type { RunningServer } from '../servers.ts';
import { author } from '../typing.ts';

interface Shape {
  documents: number;
  peopleEach: number;
  writersEach: number;
  /** Edits a second of each writer. */
  pace: number;
  seconds: number;
  awareness: boolean;
}

const settleMs = 1000;
const warmSeconds = 8;
let nextClient = 1000;

/** People write at a steady pace; says how long an edit took to the others and what it cost. */
async function steady(bed: Bed, shape: Shape): Promise<Figures> {
  const tally = new Tally();
  const server = await bed.start();
  const pids = bed.pids(server);
  const { clients, writers } = await gather(bed, server, shape, tally);
  // A server that has run for a while is what people meet: its code is compiled before anything counts.
  await write(writers, { ...shape, pace: shape.pace * 5, seconds: warmSeconds }, tally);
  await sleep(settleMs);
  tally.reset();
  const before = processorTime(pids);
  const begun = performance.now();
  await write(writers, shape, tally);
  const seconds = (performance.now() - begun) / 1000;
  await sleep(settleMs);
  const used = processorTime(pids) - before;
  for (const client of clients) client.close();
  return {
    deliveries: tally.deliveries,
    p50: percentile(tally.latencies, 50),
    p99: percentile(tally.latencies, 99),
    perDeliveryUs: used / tally.deliveries,
    perSecond: tally.deliveries / seconds,
    load: used / 1e6 / (seconds + settleMs / 1000),
  };
}

interface Writer {
  client: LightClient;
  id: number;
  next: () => Uint8Array;
  moves: number;
}

async function gather(bed: Bed, server: RunningServer, shape: Shape, tally: Tally) {
  const documents = await bed.ground.documents(shape.documents);
  const clients: LightClient[] = [];
  const writers: Writer[] = [];
  for (let d = 0; d < shape.documents; d++) {
    for (let p = 0; p < shape.peopleEach; p++) {
      const own = nextClient++;
      const client = new LightClient({
        origin: server.origin,
        wire: bed.candidate.wire,
        document: documents[d]!,
        cookie: bed.ground.people[p % bed.ground.people.length]!,
        tally,
        own,
        measures: shape.peopleEach <= 50 || p % 20 === 0,
      });
      clients.push(client);
      if (p < shape.writersEach) writers.push({ client, id: own, next: author(own), moves: 0 });
      if (clients.length % 100 === 0) await client.synced;
    }
  }
  await Promise.all(clients.map((client) => client.synced));
  return { clients, writers };
}

/** Everybody writes evenly through each second, at moments that differ. */
async function write(writers: Writer[], { pace, seconds, awareness }: Shape, tally: Tally): Promise<void> {
  const begun = performance.now();
  const total = Math.round(writers.length * pace * seconds);
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - begun) / 1000) * writers.length * pace));
    for (; sent < due; sent++) {
      const writer = writers[(sent * 7919) % writers.length]!;
      const update = writer.next();
      tally.sent(writer.id);
      writer.client.send(update);
      if (awareness)
        writer.client.point(writer.id, ++writer.moves, `{"cursor":{"at":${sent}},"user":{"name":"A"}}`);
    }
    await sleep(1);
  }
}

const columns = [
  { key: 'deliveries', head: 'deliveries' },
  { key: 'p50', head: 'p50 ms', digits: 1 },
  { key: 'p99', head: 'p99 ms', digits: 1 },
  { key: 'perDeliveryUs', head: 'µs a delivery', digits: 1 },
  { key: 'perSecond', head: 'deliveries a second' },
  { key: 'load', head: 'of a core', digits: 2 },
];
const how =
  'An edit is one letter, sent as an update of its own; a delivery is one edit that one other person has. Latency from the send to ' +
  'the arrival; µs are processor time of server and database. Before it counts, everybody writes five times as fast for ' +
  `${warmSeconds} s, so that what is measured is a server that has run for a while.`;
const fifty = { documents: 1, peopleEach: 50, writersEach: 10, pace: 10, seconds: 10 };
const many = { documents: 500, peopleEach: 4, writersEach: 1, pace: 1, seconds: 10 };

export const steadyWorks: Work[] = [
  {
    title: '50 in one document, 10 write 10 times a second',
    ...{ how, columns },
    run: (bed) => steady(bed, { ...fifty, awareness: false }),
  },
  {
    title: 'the same, with cursors',
    ...{ how, columns },
    run: (bed) => steady(bed, { ...fifty, awareness: true }),
  },
  {
    title: '500 documents of 4, one writes once a second',
    ...{ how, columns },
    run: (bed) => steady(bed, { ...many, awareness: false }),
  },
];
