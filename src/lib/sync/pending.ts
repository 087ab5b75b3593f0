import * as Y from 'yjs';
import { rootName } from '#domain/plan/note-document.ts';
import type { DeviceCopy } from './device-copy.ts';
import type { PendingRow } from './store.ts';

/**
 * Which changes are not yet on the server's disk. Counted as a person counts: a text of a card once, a new card
 * once with everything in it. Kept on the device until the server's acknowledgement covers them.
 */
export class PendingChanges {
  readonly #documentId: string;
  readonly #device: DeviceCopy | null;
  #broken = false;
  readonly #onChange: (count: number, kept: boolean) => void;
  readonly #tab = Math.random().toString(36).slice(2);
  /** Key → number of its newest change. */
  readonly #rows = new Map<string, { row: PendingRow; n: number }>();
  #last = 0;
  /** All changes up to this one are on the device's disk: the words, and that they are not sent. */
  #kept = 0;
  /** Sent update frames of this connection that cover all changes up to `n`. */
  #frames: { index: number; n: number }[] = [];
  #sent = 0;
  /** Only after the whole difference was sent does a later frame's acknowledgement cover earlier changes. */
  #wholeSent = false;

  /** `onChange`: how many there are now, and whether the device's disk has them all. */
  constructor(
    documentId: string,
    device: DeviceCopy | null,
    onChange: (count: number, kept: boolean) => void,
  ) {
    this.#documentId = documentId;
    this.#device = device;
    this.#onChange = onChange;
  }

  /** Reads what an earlier tab left. */
  async load(): Promise<void> {
    const rows = (await this.#device?.store.pending(this.#documentId).catch(() => [])) ?? [];
    const n = (this.#kept = ++this.#last);
    for (const row of rows) this.#rows.set(`${row.tab}\n${row.key}`, { row, n });
    this.#tell();
  }

  /** Notes what a local transaction touched. Call it before the update is sent. */
  note(transaction: Y.Transaction): void {
    if (!transaction.local) return;
    const keys = touchedKeys(transaction);
    if (keys.size === 0) return;
    const n = ++this.#last;
    void this.#keep(
      [...keys].flatMap((key) => this.#newRow(key, n)),
      n,
    );
    this.#tell();
  }

  /** A new socket: its frames are counted anew. */
  connected(): void {
    this.#frames = [];
    this.#sent = 0;
    this.#wholeSent = false;
  }

  /** The rights were given back: what was sent meanwhile was dropped, until the difference is sent again. */
  mustSendAgain(): void {
    this.#frames = [];
    this.#wholeSent = false;
  }

  sent(isWhole: boolean): void {
    const index = ++this.#sent;
    this.#wholeSent ||= isWhole;
    if (this.#wholeSent) this.#frames.push({ index, n: this.#last });
  }

  /** The server has the first `count` frames of this connection on disk. */
  acknowledged(count: number): void {
    let covered = 0;
    while (this.#frames[0] && this.#frames[0].index <= count) covered = this.#frames.shift()!.n;
    if (covered === 0) return;
    const cleared = [...this.#rows].filter(([, { n }]) => n <= covered);
    for (const [id] of cleared) this.#rows.delete(id);
    void this.#device?.store.clearPending(cleared.map(([, { row }]) => row)).catch(() => {});
    this.#tell();
  }

  /** From now on nothing that is written is safe before the server has it. */
  keepsNoMore(): void {
    this.#broken = true;
    this.#tell();
  }

  get count(): number {
    const keys = new Set([...this.#rows.values()].map(({ row }) => row.key));
    return [...keys].filter((key) => !key.includes('/') || !keys.has(key.split('/')[0]!)).length;
  }

  /** Whether a change would be lost with the tab: nothing keeps it here, and the server has not said that it does. */
  get endangered(): boolean {
    const unkept = this.#device === null || this.#broken;
    return [...this.#rows.values()].some(({ n }) => unkept || n > this.#kept);
  }

  /** What is to be written down for a change: nothing when its text is already known as unsent. */
  #newRow(key: string, n: number): PendingRow[] {
    const id = `${this.#tab}\n${key}`;
    const known = this.#rows.get(id);
    const row = { documentId: this.#documentId, tab: this.#tab, key };
    this.#rows.set(id, { row, n });
    return known ? [] : [row];
  }

  async #keep(rows: readonly PendingRow[], n: number): Promise<void> {
    if (!this.#device) return;
    try {
      const noted = rows.length > 0 ? this.#device.store.addPending(rows) : null;
      await Promise.all([noted, this.#device.kept()]);
      this.#kept = Math.max(this.#kept, n);
      this.#tell();
    } catch {
      // It stays endangered; the page hears why from the database itself (`whenBroken`).
    }
  }

  #tell(): void {
    this.#onChange(this.count, !this.endangered);
  }
}

/** The cards, or texts of cards (`card/field`), that a transaction changed. */
function touchedKeys(transaction: Y.Transaction): Set<string> {
  const keys = new Set<string>();
  for (const [type, subs] of transaction.changed) {
    if (isNote(type)) {
      keys.add(rootName(type));
      continue;
    }
    const own = nameIn(type);
    const parent = type._item?.parent;
    if (own === null) for (const sub of subs) keys.add(sub ?? 'plan');
    else if (parent instanceof Y.AbstractType && nameIn(parent) !== null)
      keys.add(`${nameIn(parent)}/${own}`);
    else for (const sub of subs) keys.add(sub === null ? own : `${own}/${sub}`);
  }
  return keys;
}

/** Words of a note: it counts once, however it is built. */
const isNote = (type: unknown): boolean => type instanceof Y.XmlFragment || type instanceof Y.XmlText;

const nameIn = (type: { _item: Y.Item | null }): string | null =>
  type._item ? (type._item.parentSub ?? '') : null;
