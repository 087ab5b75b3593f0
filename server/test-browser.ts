import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

const CHROMIUMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const PACKAGES = ['chromium', 'fonts-noto-core'];

/** The installed Chromium; installs Debian's where that is possible, says what to do where it is not. */
export function findChromium(): string {
  const given = process.env['TWINWARD_CHROMIUM'];
  if (given) return given;
  const found = CHROMIUMS.find((file) => fs.existsSync(file));
  if (found) return found;
  if (process.getuid?.() === 0 && fs.existsSync('/usr/bin/apt-get')) install();
  const now = CHROMIUMS.find((file) => fs.existsSync(file));
  if (now) return now;
  console.error(
    `The browser stories need Chromium. On Debian or Ubuntu: sudo apt-get install ${PACKAGES.join(' ')}\n` +
      'Elsewhere install Chromium or Chrome and say where: TWINWARD_CHROMIUM=/path/to/chromium npm test',
  );
  process.exit(1);
}

function install(): void {
  console.log(`Installing ${PACKAGES.join(' and ')} from Debian's packages …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...PACKAGES], {
    stdio: 'inherit',
    env,
  });
}
