/** Opens one of this device's databases; `make` gives a new one its stores. Rejects where the browser keeps nothing. */
export function openDatabase(name: string, make: (db: IDBDatabase) => void): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => make(request.result);
  return answer(request);
}

/** Takes databases off this device. One that another tab holds open goes when that tab lets go; that is not waited for. */
export async function deleteDatabases(names: readonly string[]): Promise<void> {
  await Promise.all(names.map((name) => deleted(indexedDB.deleteDatabase(name))));
}

/** Calls `said` when a database cannot keep something (the device is full) or was taken away, by the browser or by another tab. */
export function whenBroken(db: IDBDatabase, said: () => void): void {
  for (const sign of ['error', 'abort', 'close', 'versionchange']) db.addEventListener(sign, said);
}

export const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the device store failed'));
  });

/** A request that is blocked has no result yet: asking for it throws. */
const deleted = (request: IDBOpenDBRequest): Promise<void> =>
  new Promise((resolve, reject) => {
    request.onsuccess = request.onblocked = () => resolve();
    request.onerror = () => reject(request.error ?? new Error('the device store failed'));
  });

/** Waits until a transaction has ended well: a request that succeeded may still be undone, or die with the browser. */
export const written = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('the device store failed'));
  });
