import * as Y from 'yjs';
import { emptyUpdate, mergeAll } from './merge.ts';
import type { DecodedUpdate } from './validate.ts';

const foldAfter = 64;

/**
 * What a document holds, in binary and never as a Y.Doc: a large part, made small by compaction, and a short tail of what came since.
 * The large part is taken apart as rarely as can be: what is known of it is kept, and the tail is asked separately.
 */
export class Content {
  /** An upper bound of its bytes: exact after each merge. */
  bytes = 0;
  #merged: Uint8Array = emptyUpdate;
  #tail: Uint8Array[] = [];
  /** How far each author is held, in `#merged` and the first `#noted` of `#tail`; null: not known. */
  #clocks: Map<number, number> | null = null;
  #noted = 0;
  /** All deletions; null after each change. Those of `#merged`, which changes rarely; null: not known. */
  #deletions: Uint8Array | null = null;
  #mergedDeletions: Uint8Array | null = null;

  /** Takes the place of everything held. */
  replace(merged: Uint8Array, tail: readonly Uint8Array[]): void {
    this.#merged = merged;
    this.#tail = [...tail];
    this.#clocks = null;
    this.#noted = 0;
    this.#deletions = null;
    this.#mergedDeletions = null;
    this.bytes = tail.reduce((sum, update) => sum + update.length, merged.length);
  }

  add(updates: readonly Uint8Array[]): void {
    this.#deletions = null;
    for (const update of updates) {
      this.#tail.push(update);
      this.bytes += update.length;
    }
    if (this.#tail.length > foldAfter) this.#fold();
  }

  /** Makes `bytes` exact: what was sent twice counts once. */
  settle(): void {
    if (this.#tail.length > 0) this.replace(this.whole, []);
  }

  /** Yjs state vector of all that is held. */
  get vector(): Uint8Array {
    return Y.encodeStateVector(this.#knownClocks());
  }

  /** All of it in one update, merged anew each time. */
  get whole(): Uint8Array {
    return mergeAll([this.#merged, ...this.#tail]);
  }

  /** What a state vector lacks, as updates that together are the answer. Throws on a broken one. */
  since(stateVector: Uint8Array): Uint8Array[] {
    const has = Y.decodeStateVector(stateVector);
    // Who has nothing gets the bytes as they are: taking them apart costs most for exactly those.
    const parts = [this.#merged, ...(this.#tail.length > 0 ? [mergeAll(this.#tail)] : [])];
    if (has.size === 0) return parts;
    const lacksLetters = [...this.#knownClocks()].some(([author, clock]) => (has.get(author) ?? 0) < clock);
    return lacksLetters ? parts.map((part) => Y.diffUpdate(part, stateVector)) : [this.#allDeletions()];
  }

  /** Whether an update brings nothing that is not held. */
  holds({ empty, structs, ds }: DecodedUpdate): boolean {
    if (empty) return true;
    const clocks = this.#knownClocks();
    if (structs.some(({ id, length }) => id.clock + length > (clocks.get(id.client) ?? 0))) return false;
    if (ds.clients.size === 0) return true;
    const deleted = Y.decodeUpdate(this.#allDeletions()).ds.clients;
    return [...ds.clients].every(([author, ranges]) => {
      const held = deleted.get(author) ?? [];
      return ranges.every(({ clock, len }) => covers(held, clock, len));
    });
  }

  #knownClocks(): Map<number, number> {
    this.#clocks ??= Y.decodeStateVector(Y.encodeStateVectorFromUpdate(this.#merged));
    for (; this.#noted < this.#tail.length; this.#noted++) note(this.#clocks, this.#tail[this.#noted]!);
    return this.#clocks;
  }

  #allDeletions(): Uint8Array {
    if (this.#deletions) return this.#deletions;
    const { vector } = this;
    this.#mergedDeletions ??= Y.diffUpdate(this.#merged, vector);
    const later = this.#tail.map((update) => Y.diffUpdate(update, vector));
    return (this.#deletions = mergeAll([this.#mergedDeletions, ...later]));
  }

  /** The tail stays short by itself; the large part is touched only when the tail has grown to a quarter of it. */
  #fold(): void {
    this.#tail = [mergeAll(this.#tail)];
    this.#noted = 0;
    const [tail] = this.#tail as [Uint8Array];
    if (tail.length * 4 > this.#merged.length) this.replace(mergeAll([this.#merged, tail]), []);
    else this.bytes = this.#merged.length + tail.length;
  }
}

/** Moves the clocks on by what an update adds without a gap: what comes after a gap is not held yet. */
function note(clocks: Map<number, number>, update: Uint8Array): void {
  for (const struct of Y.decodeUpdate(update).structs) {
    const { client, clock } = struct.id;
    const known = clocks.get(client) ?? 0;
    const end = clock + struct.length;
    if (!(struct instanceof Y.Skip) && clock <= known && end > known) clocks.set(client, end);
  }
}

/** Whether one of the ranges, which are sorted and apart, covers all of this one. */
function covers(ranges: readonly { clock: number; len: number }[], clock: number, len: number): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle]!;
    const end = range.clock + range.len;
    if (range.clock > clock) high = middle - 1;
    else if (end <= clock) low = middle + 1;
    else return end >= clock + len;
  }
  return false;
}
