/**
 * Copies what a video shows into a canvas now and then, so that the last picture stays when the line is lost.
 * `stalled`: nothing new for three seconds.
 */
export class HeldPicture {
  stalled = $state(false);
  any = $state(false);
  #canvas: HTMLCanvasElement | undefined;
  #last = '';
  #since = 0;

  /** Attachment of the canvas. */
  canvas = (element: HTMLCanvasElement) => {
    this.#canvas = element;
    return () => (this.#canvas = undefined);
  };

  /** Watches a video; call what it returns to stop. */
  watch(video: HTMLVideoElement): () => void {
    this.#since = performance.now();
    const timer = setInterval(() => this.#look(video), 500);
    return () => clearInterval(timer);
  }

  /** Forgets the picture: what the walker hides is held nowhere. */
  forget(): void {
    this.any = false;
    this.stalled = false;
    this.#last = '';
    this.#since = performance.now();
    const canvas = this.#canvas;
    canvas?.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
  }

  #look(video: HTMLVideoElement): void {
    const frames = video.getVideoPlaybackQuality?.().totalVideoFrames ?? 0;
    const mark = `${frames} ${video.currentTime}`;
    const moving = video.videoWidth > 0 && mark !== this.#last;
    this.#last = mark;
    if (moving) {
      this.#since = performance.now();
      this.#copy(video);
    }
    this.stalled = performance.now() - this.#since > 3_000;
  }

  #copy(video: HTMLVideoElement): void {
    const canvas = this.#canvas;
    if (!canvas) return;
    canvas.width = Math.min(960, video.videoWidth);
    canvas.height = Math.round((canvas.width * video.videoHeight) / video.videoWidth);
    canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
    this.any = true;
  }
}
