import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

const SERVERS = ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/usr/bin/valkey-server'];

/** The installed Redis or Valkey; installs Debian's where that is possible. Null, said aloud, where it is not. */
export function findRedis(): string | null {
  const given = process.env['TWINWARD_REDIS'];
  if (given) return given;
  const installed = () => SERVERS.find((file) => fs.existsSync(file)) ?? null;
  if (installed()) return installed();
  if (process.getuid?.() === 0 && fs.existsSync('/usr/bin/apt-get')) install();
  const now = installed();
  if (now === null)
    console.error('SKIPPED: the tests of several nodes need Redis: sudo apt-get install redis-server');
  return now;
}

function install(): void {
  console.log("Installing redis-server from Debian's packages …");
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'redis-server'], {
    stdio: 'inherit',
    env,
  });
}
