import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

export const LIVEKIT_VERSION = '1.13.5';

// From the release's own checksums.txt. A platform without a pinned sum is not downloaded.
const ARCHIVES: Record<string, { file: string; sha256: string } | undefined> = {
  'linux-x64': {
    file: `livekit_${LIVEKIT_VERSION}_linux_amd64.tar.gz`,
    sha256: 'c020fac437b7cc9b776eef1ad5ea8af77be9acfa07602eca20a3a44930dfbc70',
  },
  'linux-arm64': {
    file: `livekit_${LIVEKIT_VERSION}_linux_arm64.tar.gz`,
    sha256: '332015305518765fe05bad74fc3a9d9583e635e7dd130de3c4fc563d69c550f3',
  },
};
const CONNECT_LIMIT_MS = 10_000;
const DOWNLOAD_LIMIT_MS = 180_000;

/** Fetches the official release into `folder`; the binary's path, or why not in plain words. */
export async function fetchArchive(
  folder: string,
  signal: AbortSignal,
): Promise<{ binary: string } | { reason: string }> {
  const archive = ARCHIVES[`${process.platform}-${process.arch}`];
  if (!archive) return { reason: `there is no checked release for ${process.platform} ${process.arch}` };
  const url = `https://github.com/livekit/livekit/releases/download/v${LIVEKIT_VERSION}/${archive.file}`;
  try {
    const bytes = await download(url, signal);
    if (createHash('sha256').update(bytes).digest('hex') !== archive.sha256) {
      return {
        reason: 'the release that came has another checksum than the pinned one, so it was thrown away',
      };
    }
    return unpack(folder, bytes);
  } catch {
    return { reason: 'the official release could not be fetched (github.com does not answer)' };
  }
}

async function download(url: string, signal: AbortSignal): Promise<Uint8Array> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), CONNECT_LIMIT_MS);
  const all = AbortSignal.any([signal, patience.signal, AbortSignal.timeout(DOWNLOAD_LIMIT_MS)]);
  try {
    const response = await fetch(url, { signal: all });
    clearTimeout(timer);
    if (!response.ok) throw new Error(`status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } finally {
    clearTimeout(timer);
  }
}

function unpack(folder: string, bytes: Uint8Array): { binary: string } | { reason: string } {
  const archive = path.join(folder, 'archive.tar.gz');
  fs.writeFileSync(archive, bytes);
  const run = spawnSync('tar', ['-xzf', archive, '-C', folder, 'livekit-server']);
  fs.rmSync(archive);
  const binary = path.join(folder, 'livekit-server');
  if (run.status !== 0 || !fs.existsSync(binary))
    return { reason: 'the official release could not be unpacked' };
  fs.chmodSync(binary, 0o755);
  return { binary };
}
