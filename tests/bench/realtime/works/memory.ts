import { setTimeout as sleep } from 'node:timers/promises';
import type { Bed, Figures, Work } from '../bed.ts';
import type { LightClient } from '../client.ts';
import { documentOf } from '../history.ts';
import { clientOf, contentOf, seedDocuments } from '../seed.ts';
import type { RunningServer } from '../servers.ts';

const documentCount = 1000;
const peopleEach = 5;
const content = () => contentOf(documentOf(50_000));

async function memory(bed: Bed): Promise<Figures> {
  const has = content();
  const documents = await seedDocuments(bed, documentCount, has);
  const server = await bed.start();
  // Once in and out, so that what is made only once is not counted as a document's.
  await leave(await come(bed, server, documents.slice(0, 20), 0));
  await sleep(bed.candidate.emptyAfterMs);
  const empty = await server.memory();
  const first = await come(bed, server, documents, 0);
  const withOne = await settled(server);
  const others: LightClient[] = [];
  for (let person = 1; person < peopleEach; person++)
    others.push(...(await come(bed, server, documents, person)));
  const withAll = await settled(server);
  await leave([...first, ...others]);
  await sleep(bed.candidate.emptyAfterMs);
  const left = await lowest(server);
  const perSocket = (withAll.live - withOne.live) / (documentCount * (peopleEach - 1));
  return {
    document: ((withOne.live - empty.live) / documentCount - perSocket) / 1000,
    socket: perSocket / 1000,
    live: (withAll.live - empty.live) / 1e6,
    resident: withAll.resident / 1e6,
    left: (left.live - empty.live) / 1e6,
    residentLeft: left.resident / 1e6,
  };
}

/** Each brings along what the document holds, as a browser that was here before, and waits until it is synced. */
async function come(bed: Bed, server: RunningServer, documents: string[], person: number) {
  const clients: LightClient[] = [];
  for (let i = 0; i < documents.length; i += 50) {
    const some = documents.slice(i, i + 50).map((document) => clientOf(bed, server, document, { person }));
    await Promise.all(some.map((client) => client.seenUpTo(503, 1, 120_000)));
    clients.push(...some);
  }
  return clients;
}

async function leave(clients: LightClient[]): Promise<void> {
  for (const client of clients) client.close();
  await sleep(500);
}

/** A thousand documents are put away one after the other: waits until it gets no less, for a minute at most. */
async function lowest(server: RunningServer) {
  let least = await settled(server);
  for (let tries = 0; tries < 15; tries++) {
    await sleep(2500);
    const now = await settled(server);
    if (now.live > least.live * 0.98) return now;
    least = now;
  }
  return least;
}

async function settled(server: RunningServer) {
  await sleep(1500);
  return server.memory();
}

export const memoryWorks: Work[] = [
  {
    title: 'memory: 1,000 idle documents of 50 kB, 5,000 sockets',
    how:
      'The documents are written, the server is started anew, one person opens each, then four more. Live: heap in use and buffers after a ' +
      'collection of garbage. Left: after everybody has gone and the server had time to notice.',
    columns: [
      { key: 'document', head: 'live kB a document', digits: 0 },
      { key: 'socket', head: 'live kB a socket', digits: 1 },
      { key: 'live', head: 'live MB', digits: 0 },
      { key: 'resident', head: 'resident MB', digits: 0 },
      { key: 'left', head: 'live MB left', digits: 1 },
      { key: 'residentLeft', head: 'resident MB left', digits: 0 },
    ],
    run: memory,
  },
];
