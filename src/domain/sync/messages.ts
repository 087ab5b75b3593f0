/** Message types on a `/sync` socket: the y-websocket protocol's and ours, for clients that ask (`?ack=1`; `?deflate=1` for the last). */
export const messageType = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  ack: 100,
  rights: 101,
  size: 102,
  deflated: 103,
} as const;
export const syncType = { step1: 0, step2: 1, update: 2 } as const;

/** Who a presence belongs to, as the server knows it; it replaces whatever the client says in `user`. */
export interface PresenceIdentity {
  personId: string;
  name: string;
  institutionId: string | null;
  institution: string;
  role: string;
  /** The colour and shape of the institution in this room. */
  twin: 'a' | 'b' | 'c' | 'd' | null;
}
