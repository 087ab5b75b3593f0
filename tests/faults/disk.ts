import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from '../../server/embedded/processes.ts';
import type { Fault } from './fault.ts';
import { Counts } from './promises.ts';
import { underLoad } from './under-load.ts';

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
  async run(options) {
    const { ground, short } = options;
    const counts = new Counts();
    const { crowd, end } = await underLoad(options);
    await sleep(3000);
    fill();
    await sleep(short ? 5000 : 15_000);
    await counts.onDisk(ground.pool, crowd.promised());
    fs.rmSync(ballast());
    // A full disk may end Postgres too; who runs it starts it again.
    const ended = !isRunning(ground.pid, 'postgres');
    if (ended) await ground.restartPostgres();
    await sleep(3000);
    const outcome = await end(counts);
    return { ...outcome, figures: { ...outcome.figures, 'Postgres ended': ended ? 'yes' : 'no' } };
  },
};
