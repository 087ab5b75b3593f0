import type { Card } from '#domain/plan/card.ts';
import type { RoomInstitution, RoomPerson } from '#domain/room/room.ts';
import type { NoteBody } from '#domain/plan/note-body.ts';
import type { Section } from '#domain/plan/section.ts';
import type { Lang } from '#domain/person/lang.ts';
import { answer, deleteDatabases, openDatabase, whenBroken, written } from './database.ts';
import { lastPersonDatabase, rememberPerson } from './last-person.ts';

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
  /** The document of its notes, and their bodies; copies of an older version have none. */
  notesId?: string;
  notes?: Readonly<Record<string, NoteBody>>;
  name: string;
  /** The language this person reads. */
  lang: Lang;
  canEdit: boolean;
  cards: Card[];
  sections?: Section[];
  institutions?: RoomInstitution[];
  people?: RoomPerson[];
  /** When the server was last heard. */
  at: string;
}

const databaseName = (personId: string) => `twinward:${personId}`;
export const documentDatabase = (personId: string, documentId: string) =>
  `twinward-plan:${personId}:${documentId}`;

/** The shared documents of a kept room. */
export const documentsOf = ({ documentId, notesId }: KeptRoom): string[] =>
  notesId ? [documentId, notesId] : [documentId];

/** Pictures that wait until they are sent (picture-store.ts). */
export const picturesDatabase = (personId: string) => `twinward-pictures:${personId}`;

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
      const [db] = await Promise.all([
        openDatabase(databaseName(personId), makeStores),
        // A device that is full still shows what it has.
        rememberPerson(personId).catch(() => {}),
      ]);
      db.onversionchange = () => db.close();
      whenBroken(db, onBroken);
      return new DeviceStore(personId, db);
    } catch {
      return null;
    }
  }

  async pending(documentId?: string): Promise<PendingRow[]> {
    const rows = await answer<PendingRow[]>(this.#db.transaction('pending').objectStore('pending').getAll());
    return documentId ? rows.filter((row) => row.documentId === documentId) : rows;
  }

  /** Resolves when these are on the disk, and would outlive a phone that dies. */
  async addPending(rows: readonly PendingRow[]): Promise<void> {
    await this.#write('pending', (store) => rows.forEach((row) => store.put(row)), 'strict');
  }

  async clearPending(rows: readonly PendingRow[]): Promise<void> {
    await this.#write('pending', (store) =>
      rows.forEach((row) => store.delete([row.documentId, row.tab, row.key])),
    );
  }

  async keepRoom(room: KeptRoom): Promise<void> {
    await this.#write('rooms', (store) => store.put(room));
  }

  async rooms(): Promise<KeptRoom[]> {
    const rooms = await answer<KeptRoom[]>(this.#db.transaction('rooms').objectStore('rooms').getAll());
    return rooms.sort((a, b) => (a.at < b.at ? 1 : -1));
  }

  async forgetRoom(roomId: string): Promise<void> {
    await this.#write('rooms', (store) => store.delete(roomId));
  }

  close(): void {
    this.#db.close();
  }

  /** Takes everything of this person off the device. */
  async forget(): Promise<void> {
    const documents = new Set((await this.rooms()).flatMap(documentsOf));
    for (const row of await this.pending()) documents.add(row.documentId);
    this.close();
    const names = [...documents].map((id) => documentDatabase(this.personId, id));
    await deleteDatabases([
      ...names,
      picturesDatabase(this.personId),
      databaseName(this.personId),
      lastPersonDatabase,
    ]);
  }

  async #write(
    name: 'pending' | 'rooms',
    change: (store: IDBObjectStore) => unknown,
    durability: IDBTransactionDurability = 'default',
  ): Promise<void> {
    const transaction = this.#db.transaction(name, 'readwrite', { durability });
    change(transaction.objectStore(name));
    await written(transaction);
  }
}

function makeStores(db: IDBDatabase): void {
  db.createObjectStore('pending', { keyPath: ['documentId', 'tab', 'key'] });
  db.createObjectStore('rooms', { keyPath: 'roomId' });
}
