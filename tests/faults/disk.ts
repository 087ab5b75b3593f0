import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from '../../server/embedded/processes.ts';
import { Crowd } from './crowd.ts';
import type { Fault } from './fault.ts';
import { defaultLimits } from '../../server/realtime/limits.ts';
import { startNode, watchMemory } from './nodes.ts';
import { memoryMargin } from './postgres.ts';
import { Counts } from './promises.ts';

const folder = () => fs.mkdtempSync(path.join(os.tmpdir(), 'twinward-full-'));
const size = '256m';
let mounted = '';

/** What makes the disk full, and whose going makes room. */
const ballast = () => path.join(mounted, 'ballast');

function fill(): void {
  const file = fs.openSync(ballast(), 'w');
  const block = Buffer.alloc(65_536, 1);
  try {
    // Down to the last byte: Postgres needs little.
    for (let length = block.length; length > 0;) {
      try {
        fs.writeSync(file, block, 0, length);
      } catch {
        length >>= 1;
      }
    }
  } finally {
    fs.closeSync(file);
  }
}

/** Postgres's disk is full for a while. */
export const disk: Fault = {
  how:
    `Postgres's files lie on a file system of ${size}, mounted for this. Under load it is filled to the last byte for 15 s: commits fail. What people ` +
    'had been shown and told by then is compared with the disk, then room is made, and everything must arrive.',
  prepare() {
    if (process.getuid?.() !== 0 || process.platform !== 'linux')
      throw new Error('a file system can be mounted by root on Linux only: sudo npm run faults -- disk');
    mounted = folder();
    const { status, stderr } = spawnSync(
      'mount',
      ['-t', 'tmpfs', '-o', `size=${size},mode=755`, 'tmpfs', mounted],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`the file system could not be mounted: ${stderr.trim()}`);
    return {
      // Its log of changes must not fill the disk by itself.
      ground: { folder: mounted, settings: { max_wal_size: '64MB', min_wal_size: '32MB' } },
      end() {
        // Lazily: this process may still hold Postgres's log.
        spawnSync('umount', ['-l', mounted]);
        fs.rmdirSync(mounted);
      },
    };
  },
  async run({ ground, short, random }) {
    const counts = new Counts();
    const node = await startNode({ databaseUrl: ground.url });
    const crowd = await Crowd.gather(ground, [node.url], { documents: short ? 2 : 6, random });
    const before = await node.state();
    const stopWatching = watchMemory(node);
    crowd.write();
    await sleep(3000);
    fill();
    await sleep(short ? 5000 : 15_000);
    await counts.onDisk(ground.pool, crowd.promised());
    const { failures } = await node.state();
    fs.rmSync(ballast());
    // A full disk may end Postgres too; who runs it starts it again.
    const ended = !isRunning(ground.pid, 'postgres');
    if (ended) await ground.restartPostgres();
    await sleep(3000);
    crowd.rest();
    const apart = await crowd.apart(ground, 60_000);
    await counts.onDisk(ground.pool, crowd.promised());
    await counts.atServer(node.url, ground.people[0]!, crowd.promised());
    const peak = (await stopWatching()).live - before.live;
    crowd.go();
    await node.stop();
    return {
      ...{ counts, apart, sentAway: crowd.people.flatMap(({ sentAway }) => sentAway) },
      figures: {
        'batches not saved': failures,
        'peak, MB': (peak / 1e6).toFixed(1),
        'Postgres ended': ended ? 'yes' : 'no',
      },
      broken: [
        ...(peak > defaultLimits.unsavedBytes + memoryMargin
          ? [`the server held ${peak / 1e6} MB more than before`]
          : []),
        ...(failures === 0 ? ['no commit failed, so nothing was tried'] : []),
      ],
    };
  },
};
