import { setTimeout as sleep } from 'node:timers/promises';
import type { Ground } from '../bench/realtime/ground.ts';
import { Crowd } from './crowd.ts';
import type { Fault, FaultOptions } from './fault.ts';
import { startNode, type NodeState, type RunningNode } from './nodes.ts';
import { Person } from './person.ts';
import { Counts } from './promises.ts';

const documentCount = 150;
const atOnce = 100;
/** How long somebody stays, in ms. */
const stays = { from: 1000, to: 20_000 };
/** A server that has run for a while may hold so much more than one that has just seen its first people, in bytes. */
const margin = 6_000_000;
/** A document leaves memory 10 s after its last reader, and Postgres's connections after 10 s without work. */
const quietMs = 30_000;

/** People come and go; in the end the server holds what it held in the beginning. */
export const soak: Fault = {
  how:
    `${atOnce} people come and go on ${documentCount} documents, over sockets and requests, some writing, some leaving without a word. At the end, as at the start ` +
    `(after a first minute of the same), everybody is gone for ${quietMs / 1000} s: live bytes may differ by ${margin / 1e6} MB, open handles by none.`,
  async run({ ground, short, random, minutes = 20 }) {
    const node = await startNode({ databaseUrl: ground.url });
    const documents = await ground.documents(documentCount);
    const visit = (ms: number) => comeAndGo({ ground, node, documents, random, ms });
    // What is made once, and what the machine compiles on the way, belongs to the start line.
    await visit(short ? 10_000 : 60_000);
    const start = await quiet(node);
    const visits = await visit(short ? 15_000 : minutes * 60_000);
    const end = await quiet(node);
    // Somebody who stays: what soaked is still written and read.
    const counts = new Counts();
    const crowd = await Crowd.gather(ground, [node.url], { documents: 2, random });
    crowd.write();
    await sleep(2000);
    crowd.rest();
    const apart = await crowd.apart(ground, 20_000);
    await counts.onDisk(ground.pool, crowd.promised());
    crowd.go();
    await node.stop();
    return {
      ...{ counts, apart, sentAway: [], broken: notReturned(start, end) },
      figures: {
        visits,
        'live MB, start': (start.live / 1e6).toFixed(1),
        'live MB, end': (end.live / 1e6).toFixed(1),
        'resident MB, start': (start.resident / 1e6).toFixed(0),
        'resident MB, end': (end.resident / 1e6).toFixed(0),
        'handles, start': inWords(start.handles),
        'handles, end': inWords(end.handles),
        'connections to Postgres': `${start.database}, ${end.database}`,
      },
    };
  },
};

/** Keeps so many people in the documents for a while; how many came. */
async function comeAndGo({
  ground,
  node,
  documents,
  random,
  ms,
}: Pick<FaultOptions, 'random'> & {
  ground: Ground;
  node: RunningNode;
  documents: readonly string[];
  ms: number;
}): Promise<number> {
  const here = new Map<Person, number>();
  const end = performance.now() + ms;
  let visits = 0;
  while (performance.now() < end) {
    for (const [person, until] of here) {
      if (performance.now() >= until) {
        here.delete(person);
        if (random() < 0.3) person.vanish();
        else person.go();
      } else if (random() < 0.05) person.write(random);
    }
    // Not all in one moment.
    for (let n = 0; n < 3 && here.size < atOnce; n++) {
      const pick = <T>(all: readonly T[]) => all[Math.floor(random() * all.length)]!;
      const person = new Person({
        ...{ url: node.url, document: pick(documents), cookie: pick(ground.people) },
        way: random() < 0.3 ? 'requests' : 'socket',
      });
      visits++;
      here.set(person, performance.now() + stays.from + random() * (stays.to - stays.from));
    }
    await sleep(50);
  }
  for (const person of here.keys()) person.go();
  return visits;
}

async function quiet(node: RunningNode): Promise<NodeState> {
  await sleep(quietMs);
  return node.state();
}

const inWords = (handles: Record<string, number>) =>
  Object.entries(handles)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');

function notReturned(start: NodeState, end: NodeState): string[] {
  const more = Object.entries(end.handles).filter(([kind, count]) => count > (start.handles[kind] ?? 0));
  return [
    ...(end.live - start.live > margin ? [`${(end.live - start.live) / 1e6} MB did not come back`] : []),
    ...more.map(([kind, count]) => `${count} ${kind} in place of ${start.handles[kind] ?? 0}`),
    ...(end.documents > 0 ? [`${end.documents} documents are still open`] : []),
    ...(end.connections > 0 ? [`${end.connections} connections are still open`] : []),
    ...(end.unsavedBytes > 0 ? [`${end.unsavedBytes} bytes still wait to be saved`] : []),
    ...(end.database > start.database ? [`${end.database} connections to Postgres`] : []),
  ];
}
