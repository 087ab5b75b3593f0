import { setTimeout as sleep } from 'node:timers/promises';
import * as Y from 'yjs';
import type { Bed } from './bed.ts';
import { LightClient } from './client.ts';
import type { RunningServer } from './servers.ts';

export interface Content {
  update: Uint8Array;
  vector: Uint8Array;
}
export const contentOf = (update: Uint8Array): Content => ({
  update,
  vector: Y.encodeStateVectorFromUpdate(update),
});

const atOnce = 50;

/** Writes a content into fresh documents, as a person would; each is stored when this resolves. */
export async function seedDocuments(bed: Bed, count: number, { update, vector }: Content): Promise<string[]> {
  const documents = await bed.ground.documents(count);
  const server = await bed.start();
  for (let i = 0; i < count; i += atOnce) {
    const clients = documents.slice(i, i + atOnce).map((document) => clientOf(bed, server, document));
    await Promise.all(
      clients.map(async (client) => {
        await client.synced;
        client.send(update);
        await client.workedOff(vector);
        if (bed.candidate.acknowledges) await client.until(() => client.saved === 1);
        client.close();
      }),
    );
  }
  await sleep(bed.candidate.storedAfterMs);
  await server.stop();
  return documents;
}

export const clientOf = (
  bed: Bed,
  { origin }: RunningServer,
  document: string,
  more: { person?: number; has?: Content } = {},
): LightClient => {
  const { people } = bed.ground;
  const cookie = people[(more.person ?? 0) % people.length]!;
  return new LightClient({
    origin,
    wire: bed.candidate.wire,
    document,
    cookie,
    ...(more.has && { has: more.has }),
  });
};
