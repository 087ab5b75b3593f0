import * as Y from 'yjs';
import { standsInCircles } from './circles.ts';
import type { Content } from './content.ts';
import type { Owners } from './id-owners.ts';
import { mergeAll } from './merge.ts';
import { Placing } from './placing.ts';
import { TypeDepth } from './type-depth.ts';
import type { DecodedUpdate } from './validate.ts';

/** Far more than a document has writers at a time; the oldest is forgotten, and asked for again. */
const maxOwners = 20_000;

/**
 * Which ids of a document have been written, and whose they are as far as the register was asked. An editor's update stands on what is there: it begins where its author
 * ended, refers to and deletes what exists. One that does not would wait in every browser for ever, or delete what somebody is about to
 * write; and whoever writes under another's client id would make that person's own words vanish.
 */
export class KnownIds {
  /** Of each client id, how many clocks are written or on their way to the log. */
  readonly #reach = new Map<number, number>();
  readonly #owner = new Map<number, string>();
  readonly #content: Content;
  readonly #depth: TypeDepth;
  readonly #placing: Placing;

  /** `onTheWay`: what was admitted and is not in `content` yet. */
  constructor(content: Content, onTheWay: readonly Uint8Array[]) {
    this.#content = content;
    const whole = () => mergeAll([content.whole, ...onTheWay]);
    this.#depth = new TypeDepth(whole);
    this.#placing = new Placing(whole);
  }

  /** Ids that an update continues and of which it is not known whose they are: none, but for the first word under each. */
  strangers(update: DecodedUpdate): number[] {
    if (update.structs.every(({ id }) => this.#owner.has(id.client))) return [];
    return this.unknown([...(this.#added(update)?.keys() ?? [])]);
  }

  /**
   * Takes note of an update, if it stands on what is known and continues nobody else's ids; an honest one that lost its place comes
   * back and brings all that is missing. Throws when it nests types too deep or puts too many items where no editor does.
   */
  admit(update: DecodedUpdate, personId: string): boolean {
    const added = this.#added(update);
    if (!added || [...added.keys()].some((client) => this.isOthers(client, personId))) return false;
    if (standsInCircles(update.structs, (client) => this.#reachOf(client))) return false;
    this.#depth.check(update);
    this.#placing.check(update);
    for (const [client, end] of added) this.#reach.set(client, end);
    return true;
  }

  /** Those of these ids of which it is not known whose they are. */
  unknown(clients: readonly number[]): number[] {
    return clients.filter((client) => !this.#owner.has(client));
  }

  /** Whether nobody has written under these ids. */
  unwritten(clients: readonly number[]): boolean {
    if (clients.length > 0) this.#learn();
    return clients.every((client) => this.#reachOf(client) === 0);
  }

  isOthers(client: number, personId: string): boolean {
    return (this.#owner.get(client) ?? personId) !== personId;
  }

  learnOwners(owners: Owners): void {
    for (const [client, personId] of owners) this.#own(client, personId);
  }

  #own(client: number, personId: string): void {
    this.#owner.set(client, personId);
    if (this.#owner.size > maxOwners) this.#owner.delete(this.#owner.keys().next().value!);
  }

  /** Which authors it continues, and up to where; null when something is missing before it. */
  #added(update: DecodedUpdate): Map<number, number> | null {
    let ends = this.#ends(update);
    if (!ends || !this.#complete(ends)) {
      this.#learn();
      ends = this.#ends(update);
    }
    return ends && new Map([...ends].filter(([client, end]) => end > this.#reachOf(client)));
  }

  /** Up to where each author comes with this update; null when something is missing before it. */
  #ends({ structs, ds }: DecodedUpdate): Map<number, number> | null {
    const ends = new Map<number, number>();
    const endOf = (client: number) => ends.get(client) ?? this.#reachOf(client);
    const exists = (id: unknown) => !(id instanceof Y.ID) || id.clock < endOf(id.client);
    for (const struct of structs) {
      if (struct instanceof Y.Skip) continue;
      const { client, clock } = struct.id;
      if (clock > endOf(client)) return null;
      ends.set(client, Math.max(endOf(client), clock + struct.length));
    }
    for (const struct of structs) {
      if (!(struct instanceof Y.Item)) continue;
      if (!exists(struct.origin) || !exists(struct.rightOrigin) || !exists(struct.parent)) return null;
    }
    for (const [client, ranges] of ds.clients) {
      const end = endOf(client);
      for (const { clock, len } of ranges) if (clock + len > end) return null;
    }
    return ends;
  }

  #complete(ends: Map<number, number>): boolean {
    for (const client of ends.keys()) if (!this.#reach.has(client)) return false;
    return true;
  }

  /** Others write to the log as well: asked only when something seems to be missing. */
  #learn(): void {
    for (const [client, clock] of Y.decodeStateVector(this.#content.vector))
      this.#reach.set(client, Math.max(clock, this.#reachOf(client)));
  }

  #reachOf(client: number): number {
    return this.#reach.get(client) ?? 0;
  }
}
