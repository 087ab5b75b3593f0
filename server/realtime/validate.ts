import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import type { Limits } from './limits.ts';

export interface DecodedUpdate {
  structs: ReturnType<typeof Y.decodeUpdate>['structs'];
  ds: ReturnType<typeof Y.decodeUpdate>['ds'];
  empty: boolean;
}

/** Clocks above this are nobody's typing: one such struct would block its author's id for ever. */
const maxClock = 0x7fff_ffff;

/** Reads the structs of an update before it is stored. Throws when Yjs could not carry it safely. */
export function decodeChecked(
  update: Uint8Array,
  limits: Pick<Limits, 'contentDepth' | 'clientsPerUpdate'>,
): DecodedUpdate {
  const { structs, ds } = Y.decodeUpdate(update);
  checkOrder(structs);
  const authors = new Set<number>();
  for (const struct of structs) {
    authors.add(struct.id.client);
    if (!(struct.length > 0) || struct.id.clock + struct.length > maxClock)
      throw new Error('clock out of range');
    if (!(struct instanceof Y.Item)) continue;
    checkReferences(struct);
    checkContent(struct.content, limits.contentDepth);
  }
  // Of an author that comes twice Yjs keeps the later part only.
  if (authors.size !== sectionsOf(update)) throw new Error('an author not exactly once');
  if (authors.size > limits.clientsPerUpdate) throw new Error('too many authors in one update');
  for (const ranges of ds.clients.values()) {
    // Deleting nothing is no edit of anybody, and Yjs throws at it in every browser that opens the document.
    for (const { clock, len } of ranges)
      if (!(len > 0) || clock + len > maxClock) throw new Error('clock out of range');
  }
  return { structs, ds, empty: structs.length === 0 && ds.clients.size === 0 };
}

/** An update begins with the number of its authors' sections. */
const sectionsOf = (update: Uint8Array): number => decoding.readVarUint(decoding.createDecoder(update));

/**
 * Yjs writes the highest author first and each author once. What comes in another order it reads, but leaves out without a word when it
 * merges: words that everybody has seen, and all that stands on them, would be gone once the log is folded.
 */
function checkOrder(structs: DecodedUpdate['structs']): void {
  let last = Infinity;
  let end = 0;
  for (const { id, length } of structs) {
    if (id.client > last || (id.client === last && id.clock !== end)) throw new Error('authors out of order');
    last = id.client;
    end = id.clock + length;
  }
}

/**
 * Yjs takes for granted that an author's item refers only to what the same author wrote before; one that refers to itself
 * or ahead makes every browser throw when it opens the document.
 */
function checkReferences({ id, origin, rightOrigin, parent }: Y.Item): void {
  for (const reference of [origin, rightOrigin, parent]) {
    if (reference instanceof Y.ID && reference.client === id.client && reference.clock >= id.clock)
      throw new Error('an item refers ahead');
  }
}

function checkContent(content: unknown, maxDepth: number): void {
  if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON) checkDepth(content.arr, maxDepth);
  else if (content instanceof Y.ContentEmbed) checkDepth(content.embed, maxDepth);
  else if (content instanceof Y.ContentFormat) checkDepth(content.value, maxDepth);
  // A document inside the document has no home here: it could never be opened, but costs memory when applied.
  else if (content instanceof Y.ContentDoc) throw new Error('subdocuments are not kept');
}

/** Walks without recursion: the point is that recursion would overflow. */
function checkDepth(root: unknown, maxDepth: number): void {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) throw new Error('content nested too deep');
    const next: unknown[] = [];
    for (const value of level) {
      if (value === null || typeof value !== 'object' || value instanceof Uint8Array) continue;
      for (const inner of Object.values(value))
        if (inner !== null && typeof inner === 'object') next.push(inner);
    }
    level = next;
  }
}

/** So many authors may stand in what a deletion knew (#domain/plan/deletion.ts). */
const mostKnown = 400;

/** Whether an update brings no words of its own: it takes some away, says so in an instant and in what it knew, or carries what is left. */
export const onlyDeletes = ({ structs }: DecodedUpdate): boolean =>
  structs.every((struct) => !(struct instanceof Y.Item) || isNoWord(struct.content));

function isNoWord(content: unknown): boolean {
  if (content instanceof Y.ContentDeleted) return true;
  if (!(content instanceof Y.ContentAny) || content.arr.length !== 1) return false;
  const value: unknown = content.arr[0];
  if (typeof value !== 'object' || value === null) return String(value).length <= 32;
  const known = Object.entries(value);
  return (
    known.length <= mostKnown && known.every(([who, clock]) => who.length <= 16 && typeof clock === 'number')
  );
}
