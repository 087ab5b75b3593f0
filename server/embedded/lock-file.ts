import fs from 'node:fs';
import path from 'node:path';
import { isRunning } from './processes.ts';

/** Takes a lock that only a living process can hold; null when another one holds it. */
export function takeLock(file: string, commandIncludes: string): { release(): void } | null {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  for (let tries = 0; tries < 3; tries++) {
    try {
      fs.writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
      return { release: () => fs.rmSync(file, { force: true }) };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = lockHolder(file);
    if (holder !== null && holder !== process.pid && isRunning(holder, commandIncludes)) return null;
    fs.rmSync(file, { force: true });
  }
  return null;
}

/** The process id written in the lock, if any. */
export function lockHolder(file: string): number | null {
  try {
    return Number(fs.readFileSync(file, 'utf8').trim()) || null;
  } catch {
    return null;
  }
}
