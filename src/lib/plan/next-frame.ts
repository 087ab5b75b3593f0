/** Drawing may take one part in so many of a page's time: the rest is for whoever types in it. */
const shareOfTime = 3;
const longestRestMs = 400;

/**
 * Does something once with a coming frame, however often it is asked for, and rests longer the longer that took. A page that is not seen
 * has no frames and takes a moment.
 */
export class NextFrame {
  readonly #act: () => void;
  #asked = false;
  #restUntil = -Infinity;
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(act: () => void) {
    this.#act = act;
  }

  ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    const rest = this.#restUntil - performance.now();
    if (rest > 0) this.#timer = setTimeout(() => this.#wait(), rest);
    else this.#wait();
  }

  /** Does it at once. */
  now(): void {
    this.#run();
  }

  cancel(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#asked = false;
  }

  #wait(): void {
    if (document.visibilityState === 'visible') this.#frame = requestAnimationFrame(() => this.#run());
    // Frames stop when a page is hidden between asking and drawing.
    this.#timer = setTimeout(() => this.#run(), 250);
  }

  #run(): void {
    this.cancel();
    const began = performance.now();
    this.#act();
    // By then it is painted.
    setTimeout(() => {
      const now = performance.now();
      this.#restUntil = now + Math.min(longestRestMs, (now - began) * (shareOfTime - 1));
    });
  }
}
