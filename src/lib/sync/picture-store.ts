import { answer, openDatabase, written } from './database.ts';
import { DeviceStore, picturesDatabase } from './store.ts';

/** A picture that waits on this device until it is sent. */
export interface WaitingPicture {
  image: string;
  roomId: string;
  blob: Blob;
}

const open = (personId: string) =>
  openDatabase(picturesDatabase(personId), (db) => db.createObjectStore('pictures', { keyPath: 'image' }));

/** Keeps a picture; signing out then counts it as unsent. Says whether this device keeps anything. */
export async function keepPicture(personId: string, picture: WaitingPicture): Promise<boolean> {
  try {
    await change(personId, (store) => store.put(picture));
    await withDrawer(personId, (drawer) => drawer.addPending([unsent(picture.image)]));
    return true;
  } catch {
    return false;
  }
}

/** It was sent, refused, or nobody may send it any more. */
export async function dropPicture(personId: string, image: string): Promise<void> {
  await change(personId, (store) => store.delete(image)).catch(() => {});
  await withDrawer(personId, (drawer) => drawer.clearPending([unsent(image)])).catch(() => {});
}

/** Nothing where the browser keeps nothing. */
export async function waitingPictures(personId: string): Promise<WaitingPicture[]> {
  try {
    const db = await open(personId);
    const all = answer<WaitingPicture[]>(db.transaction('pictures').objectStore('pictures').getAll());
    return await all.finally(() => db.close());
  } catch {
    return [];
  }
}

/** A picture counts as a document of its own: none of the plan's acknowledgements covers it. */
const unsent = (image: string) => ({ documentId: image, tab: 'picture', key: 'picture' });

async function change(personId: string, act: (store: IDBObjectStore) => unknown): Promise<void> {
  const db = await open(personId);
  const transaction = db.transaction('pictures', 'readwrite', { durability: 'strict' });
  act(transaction.objectStore('pictures'));
  await written(transaction).finally(() => db.close());
}

async function withDrawer(personId: string, act: (drawer: DeviceStore) => Promise<void>): Promise<void> {
  const drawer = await DeviceStore.open(personId);
  if (!drawer) throw new Error('nothing is kept here');
  await act(drawer).finally(() => drawer.close());
}
