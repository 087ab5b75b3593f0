import { setTimeout as sleep } from 'node:timers/promises';
import { signalTree } from '../bench/realtime/processes.ts';
import type { Fault, FaultOptions } from './fault.ts';
import { Counts } from './promises.ts';
import { underLoad } from './under-load.ts';

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
  async run(options) {
    const { ground, short } = options;
    const awayMs = short ? 1500 : 20_000;
    const counts = new Counts();
    const { node, crowd, end } = await underLoad(options);
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
    return end(counts);
  },
};
