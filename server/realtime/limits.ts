/** What one client may ask of the server. Tests pass smaller ones. */
export interface Limits {
  /** Bytes of one frame. */
  frameBytes: number;
  /** Bytes of a whole document, merged. */
  documentBytes: number;
  /** Nesting of embedded content; deeper content makes Yjs fail while it encodes. */
  contentDepth: number;
  /** Authors (Yjs client ids) that one update may carry; merging is more than linear in them. */
  clientsPerUpdate: number;
  /** What one person sends, over all lines together. */
  updatesPerSecond: number;
  updatesBurst: number;
  bytesPerSecond: number;
  bytesBurst: number;
  /** Questions for what one lacks, of one person: each may read a whole document. */
  asksPerSecond: number;
  asksBurst: number;
  connectionsPerPersonAndDocument: number;
  connectionsPerDocument: number;
  awarenessBytes: number;
  awarenessClientsPerConnection: number;
  /** Bytes that a slow reader may owe before it is sent away. */
  bufferedBytes: number;
  /** Frames held for a connection while its document loads or its rights are read again. */
  heldBytes: number;
  /** Bytes of updates that wait to be saved, over all documents. */
  unsavedBytes: number;
}

export const defaultLimits: Limits = {
  frameBytes: 1_000_000,
  documentBytes: 4_000_000,
  contentDepth: 24,
  clientsPerUpdate: 400,
  updatesPerSecond: 80,
  updatesBurst: 400,
  bytesPerSecond: 300_000,
  bytesBurst: 3_000_000,
  asksPerSecond: 1,
  asksBurst: 40,
  connectionsPerPersonAndDocument: 12,
  connectionsPerDocument: 400,
  awarenessBytes: 4_000,
  awarenessClientsPerConnection: 4,
  bufferedBytes: 6_000_000,
  heldBytes: 2_000_000,
  unsavedBytes: 64_000_000,
};

/** Whether a document, or this person on it, has as many connections as may be. */
export function isFull(
  connections: ReadonlySet<{ rights: { personId: string } }>,
  personId: string,
  { connectionsPerPersonAndDocument, connectionsPerDocument }: Limits,
): boolean {
  if (connections.size >= connectionsPerDocument) return true;
  const own = [...connections].filter(({ rights }) => rights.personId === personId);
  return own.length >= connectionsPerPersonAndDocument;
}
