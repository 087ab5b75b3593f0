import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { LIVEKIT_VERSION } from './livekit-archive.ts';

const MODULE = `github.com/livekit/livekit-server/cmd/server@v${LIVEKIT_VERSION}`;
const GO_NEEDED = { major: 1, minor: 26 };
/** Also where Go's own installer puts it: a service, or a shell without a profile, often has not got that on its path. */
const withGo = () => ({
  ...process.env,
  PATH: `${process.env['PATH'] ?? ''}${path.delimiter}/usr/local/go/bin`,
});

/** Builds the LiveKit server with the machine's Go into `folder`; its path, or why not in plain words. */
export async function buildWithGo(
  folder: string,
  signal: AbortSignal,
): Promise<{ binary: string } | { reason: string }> {
  const version = goVersion();
  if (!version) return { reason: 'there is no Go on this machine to build it with' };
  if (
    version.major < GO_NEEDED.major ||
    (version.major === GO_NEEDED.major && version.minor < GO_NEEDED.minor)
  ) {
    return { reason: `Go ${version.major}.${version.minor} is too old to build it (1.26 is needed)` };
  }
  const lastWords = await run(folder, signal);
  const built = path.join(folder, process.platform === 'win32' ? 'server.exe' : 'server');
  if (!fs.existsSync(built)) return { reason: `building it with Go did not succeed${lastWords}` };
  return { binary: built };
}

export function goVersion(): { major: number; minor: number } | null {
  const answer = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8', env: withGo() });
  const match = /^go(\d+)\.(\d+)/.exec(answer.stdout ?? '');
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : null;
}

function run(folder: string, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    // A group of its own, so that the compilers Go starts end with it.
    const child = spawn('go', ['install', MODULE], {
      env: { ...withGo(), GOBIN: folder },
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: process.platform !== 'win32',
    });
    let words = '';
    child.stderr.on('data', (bytes: Buffer) => (words = (words + bytes.toString()).slice(-400)));
    const end = () => endGroup(child.pid);
    signal.addEventListener('abort', end, { once: true });
    child.once('error', (error) => resolve(`: ${error.message}`));
    child.once('close', (code) => {
      signal.removeEventListener('abort', end);
      resolve(code === 0 ? '' : `: ${words.trim().split('\n').at(-1) ?? ''}`);
    });
  });
}

function endGroup(pid: number | undefined): void {
  if (!pid) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGTERM');
  } catch {
    // Ended in between.
  }
}
