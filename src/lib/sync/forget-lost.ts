import { dropPicture, waitingPictures } from './picture-store.ts';
import { DeviceStore, documentDatabase, documentsOf } from './store.ts';

/** Takes off this device what it keeps of rooms that the person is no longer in: at the next contact, as told by the server. */
export async function forgetLostRooms(personId: string, mine: readonly string[]): Promise<void> {
  if (typeof indexedDB === 'undefined') return;
  const store = await DeviceStore.open(personId);
  if (!store) return;
  try {
    for (const room of await store.rooms()) {
      if (mine.includes(room.roomId)) continue;
      for (const documentId of documentsOf(room)) {
        await store.clearPending(await store.pending(documentId));
        indexedDB.deleteDatabase(documentDatabase(personId, documentId));
      }
      await store.forgetRoom(room.roomId);
    }
    for (const { image, roomId } of await waitingPictures(personId))
      if (!mine.includes(roomId)) await dropPicture(personId, image);
  } finally {
    store.close();
  }
}
