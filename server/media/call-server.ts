/** Where calls stand: the pages say so honestly and everything else works. */
export type CallServerState =
  | { kind: 'preparing'; detail: string; progress?: number }
  | { kind: 'ready' }
  | { kind: 'unavailable'; reason: string };

/** The LiveKit server as the product knows it, started by us or configured. */
export interface CallServer {
  state(): CallServerState;
  onChange(listener: (state: CallServerState) => void): () => void;
  internalUrl: string;
  apiKey: string;
  apiSecret: string;
}

/** A session's room on the media server. One name a session: names are never used again. */
export const mediaRoomOf = (sessionId: string): string => `session-${sessionId}`;
export const sessionOfMediaRoom = (name: string): string | null =>
  /^session-([0-9a-f-]{36})$/.exec(name)?.[1] ?? null;

/** Person and device, so that a second tab does not throw the first one out. */
export const identityOf = (personId: string, device: string): string => `${personId}_${device}`;
export const personOfIdentity = (identity: string): string => identity.slice(0, 36);
