import { defaultLimits } from '../../server/realtime/limits.ts';
import { Crowd } from './crowd.ts';
import type { FaultOptions, Outcome } from './fault.ts';
import { startNode, watchMemory } from './nodes.ts';
import type { Counts } from './promises.ts';

/** Beyond what waits to be saved: what a document and its lines cost, and room for what is not collected yet. */
const memoryMargin = 32_000_000;

/** One server, people who write on it, and an eye on its memory: what a trouble with Postgres begins and ends with. */
export async function underLoad({ ground, short, random }: FaultOptions) {
  const node = await startNode({ databaseUrl: ground.url });
  const crowd = await Crowd.gather(ground, [node.url], { documents: short ? 2 : 6, random });
  const before = await node.state();
  const stopWatching = watchMemory(node);
  crowd.write();
  return {
    node,
    crowd,
    /** Everybody stops, and must come to the same text. */
    async end(counts: Counts): Promise<Outcome> {
      crowd.rest();
      const apart = await crowd.apart(ground, 60_000);
      await counts.onDisk(ground.pool, crowd.promised());
      await counts.atServer(node.url, ground.people[0]!, crowd.promised());
      const peak = (await stopWatching()).live - before.live;
      const { failures } = await node.state();
      crowd.go();
      await node.stop();
      return {
        ...{ counts, apart, sentAway: crowd.people.flatMap(({ sentAway }) => sentAway) },
        figures: { 'batches not saved': failures, 'peak, MB': (peak / 1e6).toFixed(1) },
        broken: [
          ...(peak > defaultLimits.unsavedBytes + memoryMargin
            ? [`the server held ${peak / 1e6} MB more than before`]
            : []),
          ...(failures === 0 ? ['no commit failed, so nothing was tried'] : []),
        ],
      };
    },
  };
}
