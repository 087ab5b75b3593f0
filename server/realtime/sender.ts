import type { Connection } from './connection.ts';
import type { OpenDocument } from './document.ts';
import { ackFrame } from './frames.ts';

/** What an update in the log remembers of its sender. */
export interface Sender {
  connection: Connection;
  /** Its place among the updates of its connection. */
  index: number;
  document: OpenDocument;
}

/** The connection that sent all of these; null when there were several. */
export function soleSender(senders: readonly Sender[]): Connection | null {
  const first = senders[0]!.connection;
  return senders.every(({ connection }) => connection === first) ? first : null;
}

/** Tells each connection once how far its updates are on disk. */
export function acknowledge(senders: readonly Sender[]): void {
  const upTo = new Map<Connection, number>();
  for (const { connection, index } of senders) {
    connection.unsaved--;
    upTo.set(connection, index);
  }
  for (const [connection, index] of upTo)
    connection.savedUpTo(connection.unsaved === 0 ? connection.received : index, ackFrame);
}
