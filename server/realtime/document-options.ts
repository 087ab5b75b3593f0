import type pg from 'pg';
import type { IdOwners } from './id-owners.ts';
import type { Append } from './log.ts';
import type { OwnedEntry } from './node-messages.ts';
import type { OpenDocument } from './document.ts';
import type { Sender } from './sender.ts';
import type { Compacted } from './store.ts';

/** What an open document is given by the server around it. */
export interface DocumentOptions {
  id: string;
  pool: pg.Pool;
  compact: (documentId: string) => Promise<Compacted | null>;
  now: () => Date;
  awarenessMs: number;
  idleMs: number;
  compactAfter: number;
  documentBytes: number;
  append: (entry: Append<Sender>) => void;
  askOwners: IdOwners['ask'];
  /** Told of what changed among the people who are here, for other nodes. */
  onPresence?: (documentId: string, entries: OwnedEntry[]) => void;
  /** The log is read for what another node wrote. */
  onGap?: () => void;
  onClosed: (document: OpenDocument) => void;
  onTrouble: (message: string, error: unknown, documentId: string) => void;
}
