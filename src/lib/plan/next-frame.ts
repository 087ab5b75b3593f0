/** Does something once with the next frame, however often it is asked for; a page that is not seen has no frames and takes a moment. */
export class NextFrame {
  readonly #act: () => void;
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(act: () => void) {
    this.#act = act;
  }

  ask(): void {
    if (this.#frame || this.#timer) return;
    if (document.visibilityState === 'visible') this.#frame = requestAnimationFrame(() => this.#run());
    // Frames stop when a page is hidden between asking and drawing.
    this.#timer = setTimeout(() => this.#run(), 250);
  }

  cancel(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#frame = 0;
    this.#timer = undefined;
  }

  #run(): void {
    this.cancel();
    this.#act();
  }
}
