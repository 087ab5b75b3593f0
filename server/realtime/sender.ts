import type { Connection } from './connection.ts';
import type { OpenDocument } from './document.ts';
import type { Committed } from './log.ts';

/** What an update in the log remembers of its sender. */
export interface Sender {
  connection: Connection;
  /** Its place among the updates of its connection. */
  index: number;
  document: OpenDocument;
}

/** The connection that sent all of these; null when there were several. */
export function soleSender(rows: Committed<Sender>[]): Connection | null {
  const first = rows[0]!.sender.connection;
  return rows.every((row) => row.sender.connection === first) ? first : null;
}
