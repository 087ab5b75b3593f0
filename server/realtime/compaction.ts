/** Rows of the log and their bytes. */
export interface Amount {
  rows: number;
  bytes: number;
}

export const amountOf = (rows: readonly { update: Uint8Array }[]): Amount => ({
  rows: rows.length,
  bytes: rows.reduce((sum, { update }) => sum + update.length, 0),
});

export interface CompactionOptions {
  /** So many rows since the last time make it due; so do half a megabyte of fewer rows. */
  compactAfter: number;
  /** Folds the log; says what is left of it, or null when nothing could be folded yet. */
  fold(): Promise<Amount | null>;
  onTrouble(error: unknown): void;
}

const compactAfterBytes = 500_000;
/** A document at which nobody has written for so long is compacted when a third of that has come together: it opens fast then. */
const restMs = 2000;
const nothing: Amount = { rows: 0, bytes: 0 };

/** When one document's log is folded into its stored form. One fold at a time. */
export class Compaction {
  readonly #options: CompactionOptions;
  /** What the log holds, and how much of that was there at the last try. */
  #log = nothing;
  #tried = nothing;
  #running: Promise<void> | null = null;
  #atRest: NodeJS.Timeout | null = null;

  constructor(options: CompactionOptions) {
    this.#options = options;
  }

  get isDue(): boolean {
    return this.#log.rows > 0;
  }

  /** The log was read: it holds so much, however old. */
  found(log: Amount): void {
    this.#log = log;
  }

  grew({ rows, bytes }: Amount): void {
    this.#log = { rows: this.#log.rows + rows, bytes: this.#log.bytes + bytes };
    const since = { rows: this.#log.rows - this.#tried.rows, bytes: this.#log.bytes - this.#tried.bytes };
    if (this.#isMuch(since, 1)) void this.run();
    else if (this.#isMuch(this.#log, 3)) this.#whenAtRest();
  }

  /** Never rejects. */
  run(): Promise<void> {
    this.#tried = this.#log;
    this.#running ??= this.#options
      .fold()
      .then((left) => {
        // Nobody has read what is new yet.
        if (!left) return this.#whenAtRest();
        this.#log = left;
        this.#tried = nothing;
      })
      .catch((error: unknown) => this.#options.onTrouble(error))
      .finally(() => (this.#running = null));
    return this.#running;
  }

  stop(): void {
    if (this.#atRest) clearTimeout(this.#atRest);
  }

  #isMuch({ rows, bytes }: Amount, part: number): boolean {
    return rows * part >= this.#options.compactAfter || bytes * part >= compactAfterBytes;
  }

  #whenAtRest(): void {
    if (this.#atRest) return void this.#atRest.refresh();
    this.#atRest = setTimeout(() => {
      this.#atRest = null;
      if (this.isDue) void this.run();
    }, restMs);
    this.#atRest.unref();
  }
}
