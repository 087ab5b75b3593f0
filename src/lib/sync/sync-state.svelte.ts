import { closeCode } from '#domain/sync/close-codes.ts';

export type SyncPhase =
  | 'loading'
  | 'connecting'
  | 'saved'
  | 'saving'
  | 'slow'
  | 'offline'
  | 'read-only'
  | 'removed'
  | 'signed-out'
  | 'too-large';

/** From this share of the limit on, people read that the document is nearly full. */
const nearlyFull = 0.75;

/** How things stand between this page and the server, for people to see. */
export class SyncState {
  /** The device's copy was read, or there is none. */
  loaded = $state(false);
  connected = $state(false);
  synced = $state(false);
  /** Waited long enough for the first connection to say that there is no network. */
  waitedLong = $state(false);
  /** The document holds what the server once sent: it may be shown, and written in. */
  hasContent = $state(false);
  canEdit = $state(false);
  pending = $state(0);
  /** So many of those the device's disk has; 0 while any of them is on its way there. */
  kept = $state(0);
  closedWith = $state<number | null>(null);
  /** The device keeps nothing, or no longer. */
  storageUnavailable = $state(false);
  /** Bytes of the document by the bytes allowed, as the server told last. */
  fullness = $state(0);

  /** Something unsent has waited long for an answer, although there seems to be a line. */
  slow = $state(false);

  readonly percentFull = $derived(Math.min(100, Math.round(this.fullness * 100)));
  readonly nearlyFull = $derived(this.fullness >= nearlyFull);
  readonly phase: SyncPhase = $derived.by(() => {
    if (this.closedWith === closeCode.signedOut) return 'signed-out';
    if (this.closedWith === closeCode.tooLarge) return 'too-large';
    if (this.closedWith !== null) return 'removed';
    if (!this.loaded) return 'loading';
    if (!this.connected && this.waitedLong) return 'offline';
    if (this.pending > 0 && (this.canEdit || !this.synced)) return this.slow ? 'slow' : 'saving';
    if (!this.connected || !this.synced) return 'connecting';
    return this.canEdit ? 'saved' : 'read-only';
  });
  /**
   * Never before the first sync: who types into an empty document doubles the plan, or loses the words. In a document that is too
   * large one may go on, for taking words out is what helps.
   */
  readonly mayWrite = $derived(
    this.canEdit &&
      this.hasContent &&
      (this.closedWith === null || this.closedWith === closeCode.tooLarge) &&
      (this.synced || this.loaded),
  );
}
