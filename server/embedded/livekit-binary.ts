import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildWithGo, goVersion } from './livekit-build.ts';
import { fetchArchive, LIVEKIT_VERSION } from './livekit-archive.ts';
import { takeLock } from './lock-file.ts';

export interface Preparation {
  detail: string;
  /** From 0 to 1 where a share can be told honestly. */
  progress?: number;
}

const TYPICAL_BUILD_S = 300;

/**
 * Finds a LiveKit server: on the PATH, in the user's cache, as the official release, or built with Go.
 * Clones share the cache; one of them prepares while the others wait.
 */
export async function findLivekit(
  cacheDir: string,
  tell: (preparation: Preparation) => void,
  signal: AbortSignal,
): Promise<{ binary: string } | { reason: string }> {
  const onPath = findOnPath('livekit-server');
  if (onPath) return { binary: onPath };
  const folder = path.join(cacheDir, `livekit-server-${LIVEKIT_VERSION}`);
  const cached = path.join(folder, 'livekit-server');
  while (!fs.existsSync(cached)) {
    const lock = takeLock(path.join(folder, 'preparing.lock'), 'node');
    if (lock) {
      try {
        return await prepare(folder, cached, tell, signal);
      } finally {
        lock.release();
      }
    }
    tell({ detail: 'Another start of the product is already preparing the call server.' });
    await sleep(1_000, undefined, { signal });
  }
  return { binary: cached };
}

async function prepare(
  folder: string,
  cached: string,
  tell: (preparation: Preparation) => void,
  signal: AbortSignal,
): Promise<{ binary: string } | { reason: string }> {
  if (fs.existsSync(cached)) return { binary: cached };
  const aside = fs.mkdtempSync(path.join(folder, 'new-'));
  try {
    tell({ detail: 'Fetching the call server.' });
    const fetched = await fetchArchive(aside, signal);
    const found = 'binary' in fetched ? fetched : await build(aside, tell, signal);
    if ('binary' in found) {
      // One rename, so that nobody ever starts half a program.
      fs.renameSync(found.binary, cached);
      return { binary: cached };
    }
    return { reason: 'reason' in fetched ? `${fetched.reason}; ${found.reason}` : found.reason };
  } finally {
    fs.rmSync(aside, { recursive: true, force: true });
  }
}

async function build(
  folder: string,
  tell: (preparation: Preparation) => void,
  signal: AbortSignal,
): Promise<{ binary: string } | { reason: string }> {
  const begun = performance.now();
  const say = () => tell(buildProgress((performance.now() - begun) / 1000));
  if (goVersion()) say();
  const timer = setInterval(say, 5_000);
  try {
    return await buildWithGo(folder, signal);
  } finally {
    clearInterval(timer);
  }
}

/** Honest words: a first build has no percentage of its own, only what it usually takes. */
export function buildProgress(elapsedS: number): Preparation {
  const minutes = Math.floor(elapsedS / 60);
  const since = minutes > 0 ? `${minutes} min ${Math.round(elapsedS % 60)} s` : `${Math.round(elapsedS)} s`;
  const usual =
    elapsedS > TYPICAL_BUILD_S ? 'longer than usual on this machine' : 'about 5 minutes the first time';
  return {
    detail: `Building the call server with Go: ${since} so far, ${usual}.`,
    progress: Math.min(0.95, elapsedS / TYPICAL_BUILD_S),
  };
}

function findOnPath(name: string): string | null {
  const extensions = process.platform === 'win32' ? ['.exe'] : [''];
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean)) {
    for (const extension of extensions) {
      const file = path.join(folder, name + extension);
      if (isExecutable(file)) return file;
    }
  }
  return null;
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
