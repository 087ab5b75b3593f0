import { awarenessFrame, type AwarenessEntry } from './frames.ts';
import type { Connection } from './connection.ts';
import type { OwnedEntry } from './node-messages.ts';

interface Presence extends AwarenessEntry {
  /** Who is connected with it: here, or on that other node. */
  connection: Connection | null;
  node?: string;
}

const gone = 'null';
const maxBindings = 5000;

/**
 * Who is in a document, merged and sent to everybody at most every `throttleMs`. A Yjs client id belongs to the
 * person who first used it, not to the socket or the sign-in: after a change of network the dead socket still holds the id.
 * No Awareness object of y-protocols: its timer would keep the document alive.
 */
export class AwarenessRelay {
  readonly #present = new Map<number, Presence>();
  readonly #boundTo = new Map<number, string>();
  readonly #dirty = new Map<number, AwarenessEntry>();
  /** Of those, who is or was connected here. */
  readonly #mineDirty = new Set<number>();
  readonly #broadcast: (frame: Uint8Array) => void;
  readonly #throttleMs: number;
  #timer: NodeJS.Timeout | null = null;
  /** Told of each change among those who are connected here. */
  onMine: (entries: OwnedEntry[]) => void = () => {};

  constructor(throttleMs: number, broadcast: (frame: Uint8Array) => void) {
    this.#throttleMs = throttleMs;
    this.#broadcast = broadcast;
  }

  /** Takes what belongs to this connection's person, under that name; drops the rest without a word. */
  receive(connection: Connection, entries: readonly AwarenessEntry[]): void {
    for (const entry of entries) {
      const held = this.#present.get(entry.clientId);
      const owner = this.#boundTo.get(entry.clientId);
      if (owner !== undefined && owner !== connection.rights.personId) continue;
      if (held && entry.clock < held.clock) continue;
      if (entry.state === gone) {
        if (held) this.#leave(held, entry.clock);
        continue;
      }
      if (!owner && !this.#mayBind(connection)) continue;
      const state = stamp(entry.state, connection);
      if (state === null) continue;
      this.#bind(entry.clientId, connection);
      const presence = { clientId: entry.clientId, clock: entry.clock, state, connection };
      this.#present.set(entry.clientId, presence);
      this.#mark(presence);
      this.#mineDirty.add(entry.clientId);
    }
  }

  /** Client ids that this connection is about to use and nobody here has used, as many as it may. */
  newIds({ awarenessClients, limits }: Connection, entries: readonly AwarenessEntry[]): number[] {
    const used = entries.filter(({ clientId, state }) => state !== gone && !this.#boundTo.has(clientId));
    const ids = new Set(used.map(({ clientId }) => clientId));
    return [...ids].slice(0, Math.max(0, limits.awarenessClientsPerConnection - awarenessClients));
  }

  /** Everybody who is here, for somebody who has just come. */
  all(): Uint8Array | null {
    return this.#present.size === 0 ? null : awarenessFrame([...this.#present.values()]);
  }

  /** The connection has gone, or is somebody else now: its presences go too, unless another socket took them over. */
  left(connection: Connection): void {
    for (const presence of [...this.#present.values()]) {
      if (presence.connection === connection) this.#leave(presence, presence.clock);
    }
  }

  /** Who is connected here, for another node. */
  mine(): OwnedEntry[] {
    return [...this.#present.values()]
      .filter(({ connection }) => connection)
      .map((entry) => this.#owned(entry));
  }

  /** What another node says of those who are connected there. A client id stays with its person here too. */
  learn(node: string, entries: readonly OwnedEntry[]): void {
    for (const { clientId, clock, state, owner } of entries) {
      const held = this.#present.get(clientId);
      const known = this.#boundTo.get(clientId);
      if ((known !== undefined && known !== owner) || (held && clock < held.clock)) continue;
      if (state === gone) {
        if (held?.node === node) this.#leave(held, clock);
        continue;
      }
      // A dead line may still stand here while its person is connected there, but not the other way round.
      if (held?.connection && clock === held.clock) continue;
      this.#remember(clientId, owner);
      const presence = { clientId, clock, state, connection: null, node };
      this.#present.set(clientId, presence);
      this.#mark(presence);
    }
  }

  /** That node is not there any more, and so nobody who was connected there. */
  nodeGone(node: string): void {
    for (const presence of [...this.#present.values()])
      if (presence.node === node) this.#leave(presence, presence.clock);
  }

  #owned({ clientId, clock, state }: AwarenessEntry): OwnedEntry {
    return { clientId, clock, state, owner: this.#boundTo.get(clientId) ?? '' };
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#present.clear();
    this.#boundTo.clear();
    this.#dirty.clear();
  }

  #mayBind(connection: Connection): boolean {
    return connection.awarenessClients < connection.limits.awarenessClientsPerConnection;
  }

  #bind(clientId: number, connection: Connection): void {
    if (this.#boundTo.has(clientId)) return;
    connection.awarenessClients++;
    this.#remember(clientId, connection.rights.personId);
  }

  #remember(clientId: number, owner: string): void {
    this.#boundTo.set(clientId, owner);
    if (this.#boundTo.size <= maxBindings) return;
    for (const id of this.#boundTo.keys()) {
      if (this.#present.has(id)) continue;
      this.#boundTo.delete(id);
      break;
    }
  }

  #leave(presence: Presence, clock: number): void {
    this.#present.delete(presence.clientId);
    const left = { clientId: presence.clientId, clock: Math.max(clock, presence.clock), state: gone };
    this.#mark(left);
    if (presence.connection) this.#mineDirty.add(left.clientId);
  }

  #mark({ clientId, clock, state }: AwarenessEntry): void {
    this.#dirty.set(clientId, { clientId, clock, state });
    this.#timer ??= setTimeout(() => this.#flush(), this.#throttleMs);
  }

  #flush(): void {
    this.#timer = null;
    const entries = [...this.#dirty.values()];
    this.#dirty.clear();
    const mine = entries.filter(({ clientId }) => this.#mineDirty.has(clientId));
    this.#mineDirty.clear();
    if (mine.length > 0) this.onMine(mine.map((entry) => this.#owned(entry)));
    if (entries.length > 0) this.#broadcast(awarenessFrame(entries));
  }
}

/** The client's state with the signed-in identity in `user`, whatever it said; null when it is none or too large. */
function stamp(state: string, connection: Connection): string | null {
  if (state.length > connection.limits.awarenessBytes) return null;
  try {
    const parsed: unknown = JSON.parse(state);
    if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) return null;
    const { identity } = connection.rights;
    const stamped = JSON.stringify({ ...parsed, user: identity });
    // Written out, numbers are longer than they came: 1e20 has 21 digits.
    const longest = connection.limits.awarenessBytes + JSON.stringify(identity).length;
    return stamped.length > longest ? null : stamped;
  } catch {
    return null;
  }
}
