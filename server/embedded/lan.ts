import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';
import { renderUnicodeCompact } from 'uqr';

export interface Certificate {
  key: string;
  cert: string;
}

/** The address other devices on this network reach this machine at. */
export function lanAddress(): string {
  const all = Object.values(os.networkInterfaces()).flatMap((list) => list ?? []);
  const usable = all.filter((one) => one.family === 'IPv4' && !one.internal);
  // Home and office networks first; bridges of containers (172.17 …) come last.
  const rank = (ip: string) => (ip.startsWith('192.168.') ? 0 : ip.startsWith('10.') ? 1 : 2);
  const best = usable.toSorted((a, b) => rank(a.address) - rank(b.address))[0];
  if (!best)
    throw new Error('This machine is on no network, so no phone can reach it. Join one, or leave out --lan.');
  return best.address;
}

const RENEW_BEFORE_MS = 7 * 24 * 60 * 60 * 1000;

/** A certificate for this address, kept in the data folder so that a phone asks about it only once. */
export async function findOrMakeCertificate(dataDir: string, address: string): Promise<Certificate> {
  const files = { key: path.join(dataDir, 'lan-key.pem'), cert: path.join(dataDir, 'lan-cert.pem') };
  if (fs.existsSync(files.key) && fs.existsSync(files.cert)) {
    const kept = { key: fs.readFileSync(files.key, 'utf8'), cert: fs.readFileSync(files.cert, 'utf8') };
    if (stillGood(kept.cert, address)) return kept;
  }
  const made = await makeCertificate(address);
  fs.mkdirSync(dataDir, { recursive: true });
  fs.writeFileSync(files.key, made.key, { mode: 0o600 });
  fs.writeFileSync(files.cert, made.cert, { mode: 0o600 });
  return made;
}

function stillGood(cert: string, address: string): boolean {
  const read = new X509Certificate(cert);
  return read.checkIP(address) !== undefined && Date.parse(read.validTo) - Date.now() > RENEW_BEFORE_MS;
}

async function makeCertificate(address: string): Promise<Certificate> {
  const notAfterDate = new Date(Date.now() + 365 * 24 * 60 * 60 * 1000);
  const made = await generate([{ name: 'commonName', value: 'Twinward on this network' }], {
    keySize: 2048,
    algorithm: 'sha256',
    notAfterDate,
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: address },
        ],
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}

/** The address as a picture that a phone's camera reads from the terminal. */
export function qrCode(text: string): string {
  return renderUnicodeCompact(text);
}
