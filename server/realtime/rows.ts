import { mergeAll } from './merge.ts';
import type { Append } from './log.ts';

/** One row of the log: what one person wrote in one document in one batch, merged. */
export interface Row<Sender> {
  documentId: string;
  personId: string;
  update: Uint8Array;
  senders: Sender[];
}

/** The rows of a batch by document: a storm of letters becomes one row a person, to write, to send and to read again. */
export function rowsOf<Sender>(batch: readonly Append<Sender>[]): Map<string, Row<Sender>[]> {
  const byDocument = Map.groupBy(batch, ({ documentId }) => documentId);
  return new Map([...byDocument].map(([id, entries]) => [id, byPerson(entries)]));
}

function byPerson<Sender>(entries: readonly Append<Sender>[]): Row<Sender>[] {
  return [...Map.groupBy(entries, ({ personId }) => personId).values()].flatMap((own) => {
    if (own.length === 1) return own.map(asRow);
    const { documentId, personId } = own[0]!;
    try {
      const update = mergeAll(own.map((entry) => entry.update));
      return [{ documentId, personId, update, senders: own.map(({ sender }) => sender) }];
    } catch {
      // What Yjs can read alone and not together is kept as it came.
      return own.map(asRow);
    }
  });
}

const asRow = <Sender>({ documentId, personId, update, sender }: Append<Sender>): Row<Sender> => ({
  ...{ documentId, personId, update },
  senders: [sender],
});
