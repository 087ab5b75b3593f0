import { DeviceStore, documentDatabase } from './store.ts';

/** Takes off this device what it keeps of rooms that the person is no longer in: at the next contact, as told by the server. */
export async function forgetLostRooms(personId: string, mine: readonly string[]): Promise<void> {
  if (typeof indexedDB === 'undefined') return;
  const store = await DeviceStore.open(personId);
  if (!store) return;
  try {
    for (const { roomId, documentId } of await store.rooms()) {
      if (mine.includes(roomId)) continue;
      await store.clearPending(await store.pending(documentId));
      await store.forgetRoom(roomId);
      indexedDB.deleteDatabase(documentDatabase(personId, documentId));
    }
  } finally {
    store.close();
  }
}
