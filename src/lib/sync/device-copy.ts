import { IndexeddbPersistence } from 'y-indexeddb';
import type * as Y from 'yjs';
import { whenBroken, written } from './database.ts';
import { DeviceStore, documentDatabase } from './store.ts';

const longestReadMs = 3000;

/** What this device keeps of one document: its words, and which of them are not yet sent. */
export interface DeviceCopy {
  store: DeviceStore;
  /** Resolves when every word written so far is on the disk, and would outlive a phone that dies; rejects when that failed. */
  kept(): Promise<void>;
  close(): void;
}

/** Reads what this device keeps into `doc`, and keeps what is written from now on. Null where nothing is kept; `onBroken`: nothing more is. */
export async function openDeviceCopy(
  doc: Y.Doc,
  ids: { documentId: string; personId: string },
  onBroken: () => void,
): Promise<DeviceCopy | null> {
  const store = await DeviceStore.open(ids.personId, onBroken);
  if (!store) return null;
  const words = new IndexeddbPersistence(documentDatabase(ids.personId, ids.documentId), doc);
  const read = words.whenSynced.then(() => words.db!);
  await Promise.race([
    read.then((db) => {
      whenBroken(db, onBroken);
      // Signed out in another tab: what came now would find no database.
      db.addEventListener('versionchange', () => void words.destroy());
    }),
    new Promise((resolve) => setTimeout(resolve, longestReadMs)),
  ]);
  return {
    store,
    kept: oneAtATime(async () => onDisk(await read)),
    close() {
      void words.destroy();
      store.close();
    },
  };
}

/** y-indexeddb does not say when its writes have ended; but transactions on one store end in the order in which they were begun. */
function onDisk(db: IDBDatabase): Promise<void> {
  const transaction = db.transaction(['updates', 'custom'], 'readwrite', { durability: 'strict' });
  transaction.objectStore('custom').put(1, 'kept');
  return written(transaction);
}

/** What is asked for while it runs waits, all together, for the next run. */
function oneAtATime(run: () => Promise<void>): () => Promise<void> {
  let now = Promise.resolve();
  let next: Promise<void> | null = null;
  return () =>
    (next ??= now
      .catch(() => {})
      .then(() => {
        next = null;
        return (now = run());
      }));
}
