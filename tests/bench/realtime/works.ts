import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../table.ts';
import { author, LightClient, Tally } from './client.ts';
import { processorTime } from './processes.ts';
import type { Candidate, RunningServer } from './servers.ts';

export interface Bed {
  candidate: Candidate;
  server: RunningServer;
  /** Whose processor time counts. */
  pids: number[];
  documents: string[];
  people: string[];
}
export interface Measured {
  deliveries: number;
  p50: number;
  p99: number;
  perDeliveryUs: number;
  perSecond: number;
  /** Share of one core that the server and its database took. */
  load: number;
}

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
let nextClient = 1000;

/** People write at a steady pace; says how long an edit took to the others and what it cost. */
export async function steady(bed: Bed, shape: Shape): Promise<Measured> {
  const tally = new Tally();
  const { clients, writers } = await gather(bed, shape, tally);
  await sleep(settleMs);
  tally.reset();
  const before = processorTime(bed.pids);
  const begun = performance.now();
  await write(writers, shape, tally);
  const seconds = (performance.now() - begun) / 1000;
  await sleep(settleMs);
  const used = processorTime(bed.pids) - before;
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

async function gather(bed: Bed, shape: Shape, tally: Tally) {
  const clients: LightClient[] = [];
  const writers: Writer[] = [];
  for (let d = 0; d < shape.documents; d++) {
    for (let p = 0; p < shape.peopleEach; p++) {
      const own = nextClient++;
      const client = new LightClient({
        origin: bed.server.origin,
        wire: bed.candidate.wire,
        document: bed.documents[d]!,
        cookie: bed.people[p % bed.people.length]!,
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
