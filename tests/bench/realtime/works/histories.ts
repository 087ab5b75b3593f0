import { setTimeout as sleep } from 'node:timers/promises';
import * as Y from 'yjs';
import type { Bed, Figures, Work } from '../bed.ts';
import type { LightClient } from '../client.ts';
import { b4History, seededHistory, type History } from '../history.ts';
import { clientOf } from '../seed.ts';

/** Bytes on their way before the writer waits for the socket to take them. */
const aheadBytes = 1_000_000;
/** Ample on a slow core. */
const smallMsAnEdit = 0.1;

async function history(bed: Bed, { author, updates, clock }: History): Promise<Figures> {
  const [document] = await bed.ground.documents(1);
  const server = await bed.start();
  const writer = clientOf(bed, server, document!);
  await writer.synced;
  const perSecond = await ingest(bed, writer, author, updates, clock);
  writer.close();
  const { storedAfterMs, storedAfterEditMs = 0 } = bed.candidate;
  await sleep(storedAfterMs + storedAfterEditMs * updates.length);
  await server.stop();
  // Between the two there is time to make the document small, for those who do it on its way out of memory.
  const restMs = bed.candidate.emptyAfterMs + updates.length * smallMsAnEdit;
  const first = await connect(bed, document!, author, clock, restMs);
  const second = await connect(bed, document!, author, clock, 0);
  return { perSecond, first, second };
}

async function ingest(bed: Bed, writer: LightClient, author: number, updates: Uint8Array[], clock: number) {
  const begun = performance.now();
  for (const [i, update] of updates.entries()) {
    writer.send(update);
    // Lets what comes from the server be read now and then.
    if (i % 500 === 499) await sleep(0);
    while (writer.waiting > aheadBytes) await sleep(1);
  }
  const vector = Y.encodeStateVector(new Map([[author, clock]]));
  if (bed.candidate.acknowledges) await writer.until(() => writer.saved >= updates.length, 120_000);
  else await writer.workedOff(vector, 120_000);
  return (updates.length / (performance.now() - begun)) * 1000;
}

/** Ms from the connect to having all of the document, on a server that has just started. Some say "synced" before: that does not count. */
async function connect(
  bed: Bed,
  document: string,
  author: number,
  clock: number,
  restMs: number,
): Promise<number | string> {
  const server = await bed.start();
  const begun = performance.now();
  const reader = clientOf(bed, server, document);
  const whole = await reader.seenUpTo(author, clock, 30_000).then(
    () => true,
    () => false,
  );
  reader.close();
  await sleep(restMs);
  await server.stop();
  return whole ? reader.newsAt - begun : 'lost words';
}

const columns = [
  { key: 'perSecond', head: 'ingest, edits a second' },
  { key: 'first', head: 'connect to synced after a restart, ms', digits: 0 },
  { key: 'second', head: 'the second restart, ms', digits: 0 },
];
const how =
  'One author sends each edit as an update of its own, as fast as the server takes them; ingest ends when the last one is applied (Twinward: acknowledged, so on ' +
  'disk). Then the server is restarted, and a newcomer connects until all is there.';
const once = <T>(make: () => T) => {
  let made: T | undefined;
  return () => (made ??= make());
};
const seeded = once(() => seededHistory(100_000));
const b4 = once(b4History);

export const historyWorks: Work[] = [
  {
    title: 'a document of 100,000 edits',
    how: `${how} Edits of a seeded author who jumps about and corrects.`,
    columns,
    run: (bed) => history(bed, seeded()),
  },
  {
    title: 'the B4 editing trace, 259,778 edits',
    how: `${how} The real trace, see trace/README.md.`,
    columns,
    run: (bed) => history(bed, b4()),
  },
];
