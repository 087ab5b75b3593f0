/** Notices when something has waited for longer than `ms`, and when the wait is over. */
export class Patience {
  readonly #ms: number;
  readonly #onLong: (long: boolean) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ms: number, onLong: (long: boolean) => void) {
    this.#ms = ms;
    this.#onLong = onLong;
  }

  /** Whether anything waits now. More of it does not begin the time anew. */
  waits(something: boolean): void {
    if (something) this.#timer ??= setTimeout(() => this.#onLong(true), this.#ms);
    else this.#stop();
  }

  /** An answer came; what still waits has its whole time again. */
  answered(): void {
    const waiting = this.#timer !== undefined;
    this.#stop();
    this.waits(waiting);
  }

  #stop(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#onLong(false);
  }
}
