import fs from 'node:fs';
import path from 'node:path';

export interface Identity {
  uid: number;
  gid: number;
}

/** Who runs Postgres when we are root, which it refuses; null when we are an ordinary user already. */
export function unprivilegedIdentity(): Identity | null {
  if (process.getuid?.() !== 0) return null;
  return identityOf('postgres') ?? identityOf('nobody') ?? { uid: 65_534, gid: 65_534 };
}

function identityOf(name: string): Identity | null {
  try {
    const line = fs
      .readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((entry) => entry.startsWith(`${name}:`));
    const [, , uid, gid] = line?.split(':') ?? [];
    return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null;
  } catch {
    return null;
  }
}

/** Whether this identity can walk down to the path and read it (a home folder is often closed to others). */
export function canReach(target: string, who: Identity): boolean {
  for (let at = path.resolve(target); ; at = path.dirname(at)) {
    const stat = fs.statSync(at);
    const bit = stat.uid === who.uid ? 0o100 : stat.gid === who.gid ? 0o010 : 0o001;
    if ((stat.mode & bit) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

/** Makes the folder (0700) and gives it to this identity. */
export function giveFolder(folder: string, who: Identity | null): void {
  if (!fs.existsSync(folder)) fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (who) fs.chownSync(folder, who.uid, who.gid);
}
