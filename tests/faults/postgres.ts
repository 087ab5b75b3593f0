import { setTimeout as sleep } from 'node:timers/promises';
import { signalTree } from '../bench/realtime/processes.ts';
import { Crowd } from './crowd.ts';
import type { Fault, FaultOptions } from './fault.ts';
import { defaultLimits } from '../../server/realtime/limits.ts';
import { startNode, watchMemory } from './nodes.ts';
import { Counts } from './promises.ts';

/** Beyond what waits to be saved: what a document and its lines cost, and room for what is not collected yet. */
export const memoryMargin = 32_000_000;

const ways: Record<string, (ground: FaultOptions['ground']) => void> = {
  // As `pg_ctl stop -m immediate`: it ends without a checkpoint, and its connections break.
  stopped: ({ pid }) => process.kill(pid, 'SIGQUIT'),
  // Connections stay open and nobody answers.
  hanging: ({ pid }) => signalTree(pid, 'SIGSTOP'),
};

/** Postgres away under load: stopped, then hanging. */
export const postgres: Fault = {
  how:
    'Under load Postgres is away for 20 s, once stopped at once and once hanging (SIGSTOP, then kill -9). What people had been shown and told ' +
    'by then is compared with the disk before anybody brings anything back. Peak: the most the server held meanwhile, above the time before.',
  async run({ ground, short, random }) {
    const awayMs = short ? 1500 : 20_000;
    const counts = new Counts();
    const node = await startNode({ databaseUrl: ground.url });
    const crowd = await Crowd.gather(ground, [node.url], { documents: short ? 2 : 6, random });
    const before = await node.state();
    const stopWatching = watchMemory(node);
    crowd.write();
    for (const leave of Object.values(ways)) {
      await sleep(short ? 500 : 4000);
      leave(ground);
      await sleep(awayMs);
      const promised = crowd.promised();
      crowd.leave();
      ground.killPostgres();
      await ground.restartPostgres();
      await counts.onDisk(ground.pool, promised);
      await counts.atServer(node.url, ground.people[0]!, promised);
      crowd.comeBack();
    }
    await sleep(short ? 300 : 3000);
    crowd.rest();
    const apart = await crowd.apart(ground, 60_000);
    await counts.onDisk(ground.pool, crowd.promised());
    const peak = (await stopWatching()).live - before.live;
    const { failures } = await node.state();
    crowd.go();
    await node.stop();
    const allowed = defaultLimits.unsavedBytes + memoryMargin;
    return {
      ...{ counts, apart, sentAway: crowd.people.flatMap(({ sentAway }) => sentAway) },
      figures: { 'batches not saved': failures, 'peak, MB': (peak / 1e6).toFixed(1) },
      broken: [
        ...(peak > allowed ? [`the server held ${peak / 1e6} MB more than before`] : []),
        ...(failures === 0 ? ['no commit failed, so nothing was tried'] : []),
      ],
    };
  },
};
