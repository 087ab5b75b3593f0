import { awarenessFrame, type AwarenessEntry } from './frames.ts';
import type { Connection } from './connection.ts';

interface Presence extends AwarenessEntry {
  /** Who is connected with it; null when the presence has left. */
  connection: Connection | null;
}

const gone = 'null';
const maxBindings = 5000;

/**
 * Who is in a document, merged and sent to everybody at most every `throttleMs`. A Yjs client id belongs to the
 * sign-in that first used it, not to the socket: after a change of network the dead socket still holds the id.
 * No Awareness object of y-protocols: its timer would keep the document alive.
 */
export class AwarenessRelay {
  readonly #present = new Map<number, Presence>();
  readonly #boundTo = new Map<number, string>();
  readonly #dirty = new Map<number, AwarenessEntry>();
  readonly #broadcast: (frame: Uint8Array) => void;
  readonly #throttleMs: number;
  #timer: NodeJS.Timeout | null = null;

  constructor(throttleMs: number, broadcast: (frame: Uint8Array) => void) {
    this.#throttleMs = throttleMs;
    this.#broadcast = broadcast;
  }

  /** Takes what belongs to this connection's sign-in, under its own name; drops the rest without a word. */
  receive(connection: Connection, entries: readonly AwarenessEntry[]): void {
    for (const entry of entries) {
      const held = this.#present.get(entry.clientId);
      const owner = this.#boundTo.get(entry.clientId);
      if (owner !== undefined && owner !== connection.rights.authSessionId) continue;
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
    }
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
    this.#boundTo.set(clientId, connection.rights.authSessionId);
    if (this.#boundTo.size <= maxBindings) return;
    for (const id of this.#boundTo.keys()) {
      if (this.#present.has(id)) continue;
      this.#boundTo.delete(id);
      break;
    }
  }

  #leave(presence: Presence, clock: number): void {
    this.#present.delete(presence.clientId);
    this.#mark({ clientId: presence.clientId, clock: Math.max(clock, presence.clock), state: gone });
  }

  #mark({ clientId, clock, state }: AwarenessEntry): void {
    this.#dirty.set(clientId, { clientId, clock, state });
    this.#timer ??= setTimeout(() => this.#flush(), this.#throttleMs);
  }

  #flush(): void {
    this.#timer = null;
    const entries = [...this.#dirty.values()];
    this.#dirty.clear();
    if (entries.length > 0) this.#broadcast(awarenessFrame(entries));
  }
}

/** The client's state with the signed-in identity in `user`, whatever it said; null when it is none or too large. */
function stamp(state: string, connection: Connection): string | null {
  if (state.length > connection.limits.awarenessBytes) return null;
  try {
    const parsed: unknown = JSON.parse(state);
    if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) return null;
    return JSON.stringify({ ...parsed, user: connection.rights.identity });
  } catch {
    return null;
  }
}
