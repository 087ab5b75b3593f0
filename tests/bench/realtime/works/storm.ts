import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../../table.ts';
import type { Bed, Figures, Work } from '../bed.ts';
import { documentOf } from '../history.ts';
import { clientOf, contentOf, seedDocuments, type Content } from '../seed.ts';
import type { RunningServer } from '../servers.ts';

const documentCount = 200;
const peopleEach = 5;

async function storm(bed: Bed): Promise<Figures> {
  const has = contentOf(documentOf(20_000));
  const documents = await seedDocuments(bed, documentCount, has);
  const server = await bed.start();
  const first = await everybody(bed, server, documents, has);
  for (const client of first.clients) client.close();
  const again = await everybody(bed, server, documents, has);
  await sleep(500);
  const lost = again.clients.filter(({ closedWith }) => closedWith !== null).length;
  for (const client of again.clients) client.close();
  return { all: again.all, p50: again.p50, cold: first.all, lost };
}

async function everybody(bed: Bed, server: RunningServer, documents: string[], has: Content) {
  const begun = performance.now();
  const took: number[] = [];
  const clients = documents.flatMap((document) =>
    Array.from({ length: peopleEach }, (_, person) => clientOf(bed, server, document, { person, has })),
  );
  await Promise.all(
    clients.map(async (client) => {
      await client.until(() => client.answers > 0, 60_000);
      took.push(performance.now() - begun);
    }),
  );
  return { clients, all: performance.now() - begun, p50: percentile(took, 50) };
}

export const stormWorks: Work[] = [
  {
    title: 'storm: 1,000 people of 200 documents drop and reconnect at once',
    how:
      'Documents of 20 kB; everybody has their content, says so, and answers when the server asks for what it lacks, as a browser does. From the ' +
      'first connect to the moment when the last one is synced; cold: the same on a server that has just started.',
    columns: [
      { key: 'all', head: 'all synced, ms' },
      { key: 'p50', head: 'half of them, ms' },
      { key: 'cold', head: 'cold, ms' },
      { key: 'lost', head: 'sockets closed afterwards', over: 'sum' },
    ],
    run: storm,
  },
];
