// Long histories of one author: each edit is an update of its own, as a browser sends them while somebody types.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import * as Y from 'yjs';

/** Where, and the letter put in there, or 0 for one taken away. */
type Edit = readonly [position: number, letter: number];

export interface History {
  author: number;
  updates: Uint8Array[];
  /** The author's clock after the last edit. */
  clock: number;
  /** Of the text when it is whole, to tell that nothing is missing. */
  text: string;
}

function replay(author: number, edits: readonly Edit[]): History {
  const doc = new Y.Doc();
  doc.clientID = author;
  const text = doc.getText('text');
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (const [position, letter] of edits) {
    if (letter === 0) text.delete(position, 1);
    else text.insert(position, String.fromCharCode(letter));
  }
  const clock = Y.getState(doc.store, author);
  return { author, updates, clock, text: text.toString() };
}

/** So many edits of one person who jumps about and corrects: of ten edits about nine letters are written and one taken away. */
export function seededHistory(count: number): History {
  const random = seeded(count);
  const edits: Edit[] = [];
  for (let at = 0, length = 0; edits.length < count;) {
    if (random() < 0.02) at = Math.floor(random() * length);
    const takesAway = at > 0 && random() < 0.1;
    if (takesAway) edits.push([--at, 0]);
    else edits.push([at++, 97 + Math.floor(random() * 26)]);
    length += takesAway ? -1 : 1;
  }
  return replay(501, edits);
}

/** The real one: a paper of 105 kB typed in 259,778 edits. See trace/README.md. */
export function b4History(): History {
  const bytes = zlib.brotliDecompressSync(fs.readFileSync(path.join(import.meta.dirname, 'trace/b4.br')));
  const count = 259_778;
  const edits: Edit[] = [];
  for (let i = 0, next = count, at = 0; i < count; i++) {
    let jump = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[next++]!;
      jump |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    const position = at + ((jump >>> 1) ^ -(jump & 1));
    const letter = bytes[i]!;
    edits.push([position, letter]);
    at = letter === 0 ? position - 1 : position + 1;
  }
  return replay(502, edits);
}

/** A plan-like document of about so many bytes, made of short pieces. */
export function documentOf(bytes: number): Uint8Array {
  const random = seeded(bytes);
  const doc = new Y.Doc();
  doc.clientID = 503;
  const text = doc.getText('text');
  for (let size = 0; size < bytes;) {
    for (let i = 0; i < 50; i++)
      text.insert(
        Math.floor(random() * text.length),
        'what was seen in the pharmacy '.slice(0, 5 + random() * 25),
      );
    size = Y.encodeStateAsUpdate(doc).length;
  }
  return Y.encodeStateAsUpdate(doc);
}

/** The same numbers between 0 and 1 for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
