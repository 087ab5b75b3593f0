/** Drawing may take one part in so many of a page's time: the rest is for whoever types in it. */
const shareOfTime = 3;
const longestRestMs = 400;
/** So many frames in a row are left to something more urgent. */
const mostLeft = 3;

/**
 * Does something once with a coming frame, however often it is asked for, and rests longer the longer that took; a frame with something
 * more urgent in it (`urgent`) is left to that. A page that is not seen has no frames and takes a moment.
 */
export class NextFrame {
  readonly #act: () => void;
  readonly #urgent: () => boolean;
  #left = 0;
  #asked = false;
  #restUntil = -Infinity;
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(act: () => void, urgent = () => false) {
    this.#act = act;
    this.#urgent = urgent;
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
    this.#left = mostLeft;
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
    if (this.#left < mostLeft && this.#urgent()) {
      this.#left++;
      this.#asked = true;
      return this.#wait();
    }
    this.#left = 0;
    const began = performance.now();
    this.#act();
    // By then it is painted.
    setTimeout(() => {
      const now = performance.now();
      this.#restUntil = now + Math.min(longestRestMs, (now - began) * (shareOfTime - 1));
    });
  }
}
