import { IndexeddbPersistence } from 'y-indexeddb';
import type * as Y from 'yjs';
import { DeviceStore, documentDatabase, whenBroken } from './store.ts';

const longestReadMs = 3000;

/** What this device keeps of one document: its words, and which of them are not yet sent. */
export interface DeviceCopy {
  store: DeviceStore;
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
  await Promise.race([
    words.whenSynced.then(() => words.db && whenBroken(words.db, onBroken)),
    new Promise((resolve) => setTimeout(resolve, longestReadMs)),
  ]);
  return {
    store,
    close() {
      void words.destroy();
      store.close();
    },
  };
}
