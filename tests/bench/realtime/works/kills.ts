import { setTimeout as sleep } from 'node:timers/promises';
import type { Bed, Figures, Work } from '../bed.ts';
import { LightClient, Tally, type Clocks } from '../client.ts';
import { seeded } from '../history.ts';
import type { RunningServer } from '../servers.ts';
import { author } from '../typing.ts';

const kills = 5;
const documentCount = 10;
const peopleEach = 4;
const writersEach = 2;
const pace = 15;
/** A kill comes at a moment between these, ms after the first edit. */
const moments = [3000, 12_000] as const;

async function killed(bed: Bed, database: boolean): Promise<Figures> {
  const random = seeded(database ? 2 : 1);
  const sum = { seen: 0, missing: 0, saved: 0, savedMissing: 0, broken: 0 };
  for (let kill = 0; kill < kills; kill++) {
    const server = await bed.start();
    const rooms = await gather(bed, server);
    await write(rooms, moments[0] + random() * (moments[1] - moments[0]));
    if (database) bed.ground.killPostgres();
    await server.stop('SIGKILL');
    for (const { clients } of rooms) for (const client of clients) client.close();
    if (database) await bed.ground.restartPostgres();
    const again = await bed.start();
    for (const room of rooms) await compare(bed, again, room, sum);
    await again.stop();
  }
  return {
    ...sum,
    saved: bed.candidate.acknowledges ? sum.saved : 'not said',
    savedMissing: bed.candidate.acknowledges ? sum.savedMissing : 'not said',
  };
}

interface Room {
  document: string;
  clients: LightClient[];
  writers: { client: LightClient; id: number; next: () => Uint8Array }[];
}
let nextAuthor = 2_000_000;

async function gather(bed: Bed, server: RunningServer): Promise<Room[]> {
  const rooms: Room[] = [];
  for (const document of await bed.ground.documents(documentCount)) {
    const ids = Array.from({ length: peopleEach }, () => nextAuthor++);
    const clients = ids.map((own, p) => {
      const cookie = bed.ground.people[p]!;
      const { wire } = bed.candidate;
      return new LightClient({ origin: server.origin, wire, document, cookie, own, tally: new Tally() });
    });
    await Promise.all(clients.map((client) => client.synced));
    const writers = clients
      .slice(0, writersEach)
      .map((client, w) => ({ client, id: ids[w]!, next: author(ids[w]!) }));
    rooms.push({ document, clients, writers });
  }
  return rooms;
}

async function write(rooms: Room[], ms: number): Promise<void> {
  const writers = rooms.flatMap((room) => room.writers);
  const begun = performance.now();
  for (let sent = 0; performance.now() - begun < ms; await sleep(2)) {
    const due = ((performance.now() - begun) / 1000) * pace * writers.length;
    for (; sent < due; sent++) {
      const { client, next } = writers[sent % writers.length]!;
      client.send(next());
    }
  }
}

/** What the others had seen, and what was called saved, must be there for a newcomer who brings nothing along. */
async function compare(
  bed: Bed,
  server: RunningServer,
  { document, clients, writers }: Room,
  sum: { seen: number; missing: number; saved: number; savedMissing: number; broken: number },
): Promise<void> {
  const late = new LightClient({
    ...{ origin: server.origin, wire: bed.candidate.wire, document, cookie: bed.ground.people[0]! },
  });
  const wanted = (id: number) =>
    Math.max(...clients.filter((_, p) => writers[p]?.id !== id).map((c) => c.seen.get(id) ?? 0));
  const whole = (has: Clocks) => writers.every(({ id }) => (has.get(id) ?? 0) >= wanted(id));
  // Some say "synced" before they have read the document: they get the time for it.
  await late.until(() => late.answers > 0 && whole(late.seen), 3000).catch(() => {});
  if (late.answers === 0) sum.broken++;
  for (const { client, id } of writers) {
    const has = late.seen.get(id) ?? 0;
    sum.seen += wanted(id);
    sum.missing += Math.max(0, wanted(id) - has);
    sum.saved += client.saved;
    sum.savedMissing += Math.max(0, client.saved - has);
  }
  late.close();
}

const columns = [
  { key: 'seen', head: 'edits seen by others' },
  { key: 'missing', head: 'of them lost' },
  { key: 'saved', head: 'called saved' },
  { key: 'savedMissing', head: 'of them lost ' },
  { key: 'broken', head: 'documents that do not load' },
];
const how =
  `${documentCount} documents of ${peopleEach}, ${writersEach} write in each, ${pace} times a second. Five times, at a moment of ${moments[0] / 1000} to ` +
  `${moments[1] / 1000} s, the server is killed; after its restart a newcomer's document is compared with what the others had seen.`;

export const killWorks: Work[] = [
  {
    title: 'kill -9 under load, five times',
    ...{ how, columns, once: true },
    run: (bed) => killed(bed, false),
  },
  {
    title: 'kill -9 of the server and of its Postgres at once, five times',
    ...{ how, columns, once: true },
    concerns: ({ usesPostgres }) => usesPostgres,
    run: (bed) => killed(bed, true),
  },
];
