import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { BackupError } from './errors.ts';

// The plain tar format: any machine can open a backup without us.
const BLOCK = 512;
const MAGIC = 'ustar';
const MANY = 1024 * 1024;

export interface Written {
  bytes: number;
  sha256: string;
}

export interface ArchiveWriter {
  /** Adds one file whose length need not be known beforehand. */
  add(name: string, source: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<Written>;
  /** How many bytes were written so far. */
  length(): number;
  /** Ends the archive on disk and gives it its name: before that no file of this name exists. */
  finish(): Promise<void>;
  /** Leaves nothing behind. */
  drop(): Promise<void>;
}

/** Writes an archive beside its place; readable by its owner only. */
export async function createArchive(file: string, madeAt: Date): Promise<ArchiveWriter> {
  const part = `${file}.${process.pid}.part`;
  const handle = await fs.open(part, 'w', 0o600);
  let at = 0;
  return {
    length: () => at,
    async add(name, source) {
      const hash = createHash('sha256');
      let bytes = 0;
      for await (const chunk of source) {
        hash.update(chunk);
        await handle.write(chunk, 0, chunk.length, at + BLOCK + bytes);
        bytes += chunk.length;
      }
      // Only now is the length known, so the head is written into the gap before.
      await handle.write(headOf(name, bytes, madeAt), 0, BLOCK, at);
      at += BLOCK + padded(bytes);
      return { bytes, sha256: hash.digest('hex') };
    },
    async finish() {
      await handle.write(Buffer.alloc(2 * BLOCK), 0, 2 * BLOCK, at);
      await handle.sync();
      await handle.close();
      await fs.rename(part, file);
    },
    async drop() {
      await handle.close().catch(() => undefined);
      await fs.rm(part, { force: true });
    },
  };
}

export interface Entry {
  name: string;
  bytes: number;
  /** Where its contents begin. */
  from: number;
}

/** The files in an archive, found by their heads. Throws when the file is no archive or ends too early. */
export async function listArchive(file: string): Promise<Entry[]> {
  const handle = await fs.open(file, 'r');
  try {
    const { size } = await handle.stat();
    const entries: Entry[] = [];
    const head = Buffer.alloc(BLOCK);
    for (let at = 0; ;) {
      const { bytesRead } = await handle.read(head, 0, BLOCK, at);
      if (bytesRead < BLOCK) throw entries.length === 0 ? foreign(file) : cutOff(file);
      if (head.every((byte) => byte === 0)) return entries;
      const entry = readHead(head, at);
      if (!entry) throw entries.length === 0 ? foreign(file) : damaged(file);
      if (entry.from + entry.bytes > size) throw cutOff(file);
      entries.push(entry);
      at = entry.from + padded(entry.bytes);
    }
  } finally {
    await handle.close();
  }
}

export const openEntry = (file: string, { from, bytes }: Entry): Readable =>
  // `end` is the last byte itself, so nothing at all needs a way of its own.
  createReadStream(file, { start: from, end: from + Math.max(bytes, 1) - 1, highWaterMark: MANY });

export async function readEntry(file: string, entry: Entry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  if (entry.bytes > 0) for await (const chunk of openEntry(file, entry)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const padded = (bytes: number): number => Math.ceil(bytes / BLOCK) * BLOCK;

function headOf(name: string, bytes: number, madeAt: Date): Buffer {
  const head = Buffer.alloc(BLOCK);
  head.write(name, 0, 100, 'utf8');
  head.write('0000600\0', 100);
  head.write('0000000\0', 108);
  head.write('0000000\0', 116);
  writeLength(head, bytes);
  head.write(octal(Math.floor(madeAt.getTime() / 1000), 11), 136);
  head.write('0', 156);
  head.write(`${MAGIC}\x0000`, 257);
  head.write(`${octal(sumOf(head), 6)}\0 `, 148);
  return head;
}

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');

// Eleven octal digits end at 8 GiB; beyond, tar takes a binary number whose first bit is set.
function writeLength(head: Buffer, bytes: number): void {
  if (bytes < 8 ** 11) head.write(octal(bytes, 11), 124);
  else {
    head[124] = 0x80;
    head.writeBigUInt64BE(BigInt(bytes), 128);
  }
}

const lengthIn = (head: Buffer): number =>
  head[124] === 0x80 ? Number(head.readBigUInt64BE(128)) : parseInt(textIn(head, 124, 12), 8);

const textIn = (head: Buffer, from: number, length: number): string =>
  head
    .subarray(from, from + length)
    .toString('utf8')
    .replace(/\0.*$/s, '')
    .trim();

/** The sum over the head, as if the field of the sum itself were blanks. */
const sumOf = (head: Buffer): number =>
  head.reduce((sum, byte, place) => sum + (place >= 148 && place < 156 ? 32 : byte), 0);

function readHead(head: Buffer, at: number): Entry | null {
  if (textIn(head, 257, 6) !== MAGIC || parseInt(textIn(head, 148, 8), 8) !== sumOf(head)) return null;
  const bytes = lengthIn(head);
  return Number.isSafeInteger(bytes) ? { name: textIn(head, 0, 100), bytes, from: at + BLOCK } : null;
}

export const foreign = (file: string) =>
  new BackupError(`${file} is not a backup of Twinward. Nothing was changed.`);
export const cutOff = (file: string) =>
  new BackupError(
    `${file} ends too early: it was not copied whole. Nothing was changed. Copy it again, or take another backup.`,
  );
export const damaged = (file: string, what = 'its contents are not what was written') =>
  new BackupError(`${file} is damaged: ${what}. Nothing was changed. Take another backup.`);
