import type { Card } from '#domain/plan/card.ts';
import type { Lang } from '#domain/person/lang.ts';

/** A change that is not known to be on the server's disk: one text of one card, however often it was touched. */
export interface PendingRow {
  documentId: string;
  /** The tab that made it: two tabs of one person never clear each other's. */
  tab: string;
  key: string;
}

/** What a phone keeps of a room, so that its plan opens without a network. */
export interface KeptRoom {
  roomId: string;
  documentId: string;
  name: string;
  /** The language this person reads. */
  lang: Lang;
  canEdit: boolean;
  cards: Card[];
  /** When the server was last heard. */
  at: string;
}

const databaseName = (personId: string) => `twinward:${personId}`;
export const documentDatabase = (personId: string, documentId: string) =>
  `twinward-plan:${personId}:${documentId}`;
const lastPersonKey = 'twinward:last-person';

/** One person's drawer on this device. Opened null where the browser keeps nothing (some private windows). */
export class DeviceStore {
  readonly personId: string;
  readonly #db: IDBDatabase;

  constructor(personId: string, db: IDBDatabase) {
    this.personId = personId;
    this.#db = db;
  }

  static async open(personId: string, onBroken = () => {}): Promise<DeviceStore | null> {
    try {
      const request = indexedDB.open(databaseName(personId), 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore('pending', { keyPath: ['documentId', 'tab', 'key'] });
        request.result.createObjectStore('rooms', { keyPath: 'roomId' });
      };
      const db = await answer(request);
      db.onversionchange = () => db.close();
      whenBroken(db, onBroken);
      localStorage.setItem(lastPersonKey, personId);
      return new DeviceStore(personId, db);
    } catch {
      return null;
    }
  }

  /** The person who was last signed in here: whose rooms the offline page shows. */
  static lastPerson(): string | null {
    try {
      return localStorage.getItem(lastPersonKey);
    } catch {
      return null;
    }
  }

  async pending(documentId?: string): Promise<PendingRow[]> {
    const rows = await answer<PendingRow[]>(this.#store('pending', 'readonly').getAll());
    return documentId ? rows.filter((row) => row.documentId === documentId) : rows;
  }

  async addPending(row: PendingRow): Promise<void> {
    await answer(this.#store('pending', 'readwrite').put(row));
  }

  async clearPending(rows: readonly PendingRow[]): Promise<void> {
    const store = this.#store('pending', 'readwrite');
    await Promise.all(rows.map((row) => answer(store.delete([row.documentId, row.tab, row.key]))));
  }

  async keepRoom(room: KeptRoom): Promise<void> {
    await answer(this.#store('rooms', 'readwrite').put(room));
  }

  async rooms(): Promise<KeptRoom[]> {
    const rooms = await answer<KeptRoom[]>(this.#store('rooms', 'readonly').getAll());
    return rooms.sort((a, b) => (a.at < b.at ? 1 : -1));
  }

  async forgetRoom(roomId: string): Promise<void> {
    await answer(this.#store('rooms', 'readwrite').delete(roomId));
  }

  close(): void {
    this.#db.close();
  }

  /** Takes everything of this person off the device. */
  async forget(): Promise<void> {
    const documents = new Set((await this.rooms()).map((room) => room.documentId));
    for (const row of await this.pending()) documents.add(row.documentId);
    this.close();
    const names = [...documents].map((id) => documentDatabase(this.personId, id));
    await Promise.all(
      [...names, databaseName(this.personId)].map((name) => answer(indexedDB.deleteDatabase(name))),
    );
    localStorage.removeItem(lastPersonKey);
  }

  #store(name: 'pending' | 'rooms', mode: IDBTransactionMode): IDBObjectStore {
    return this.#db.transaction(name, mode).objectStore(name);
  }
}

/** Calls `said` when a database cannot keep something (the device is full) or was taken away by the browser. */
export function whenBroken(db: IDBDatabase, said: () => void): void {
  for (const sign of ['error', 'abort', 'close']) db.addEventListener(sign, said);
}

const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the device store failed'));
    // A database that another tab holds open is deleted when that tab lets go; we need not wait for it.
    if (request instanceof IDBOpenDBRequest) request.onblocked = () => resolve(request.result as T);
  });
