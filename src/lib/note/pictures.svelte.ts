import { resolve } from '$app/paths';
import { m } from '$lib/paraglide/messages.js';
import { dropPicture, keepPicture, waitingPictures, type WaitingPicture } from '$lib/sync/picture-store.ts';
import type { PictureFile } from './picture-file.ts';
import type { PictureSource } from './picture-node.ts';
import { sendPicture, type Sent } from './send-picture.ts';

const restsMs = [1_000, 3_000, 8_000, 20_000, 40_000];

interface Waiting extends WaitingPicture {
  url: string;
  /** The device's disk has it. */
  kept: boolean;
  /** The part that has left; null while it waits for a line. */
  part: number | null;
}

/** Pictures of a room's notes that are on their way from this phone: kept, sent one after the other, and sent again. */
export class Pictures implements PictureSource {
  readonly #roomId: string;
  readonly #personId: string;
  readonly #waiting = new Map<string, Waiting>();
  readonly #watchers = new Set<() => void>();
  readonly #end = new AbortController();
  readonly #onRefused: (image: string, why: string) => void;
  #sending = false;
  #tries = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;

  /** `onRefused`: the server will never take this one, for the reason in words. */
  constructor(
    { roomId, personId }: { roomId: string; personId: string },
    onRefused: (image: string, why: string) => void,
  ) {
    this.#roomId = roomId;
    this.#personId = personId;
    this.#onRefused = onRefused;
    window.addEventListener('online', () => this.#now(), { signal: this.#end.signal });
    void this.#load();
  }

  /** Keeps a picture and begins to send it. */
  async add({ image, blob }: PictureFile): Promise<void> {
    const picture = { image, blob, roomId: this.#roomId };
    this.#take(picture, false);
    const kept = await keepPicture(this.#personId, picture);
    const waiting = this.#waiting.get(image);
    if (waiting) waiting.kept = kept;
    else await dropPicture(this.#personId, image);
    this.#tell();
  }

  address(image: string): string {
    return this.#waiting.get(image)?.url ?? resolve('/(app)/images/[image]', { image });
  }

  standing(image: string): string {
    const waiting = this.#waiting.get(image);
    if (!waiting) return '';
    if (waiting.part !== null)
      return m.note_picture_sending({ percent: Math.min(99, Math.floor(waiting.part * 100)) });
    return waiting.kept ? m.note_picture_kept() : m.note_picture_not_kept();
  }

  watch(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  }

  close(): void {
    this.#end.abort();
    clearTimeout(this.#rest);
    for (const { url } of this.#waiting.values()) URL.revokeObjectURL(url);
  }

  async #load(): Promise<void> {
    for (const picture of await waitingPictures(this.#personId))
      if (picture.roomId === this.#roomId && !this.#waiting.has(picture.image)) this.#take(picture, true);
  }

  #take(picture: WaitingPicture, kept: boolean): void {
    if (this.#end.signal.aborted) return;
    const url = URL.createObjectURL(picture.blob);
    this.#waiting.set(picture.image, { ...picture, url, kept, part: null });
    this.#tell();
    this.#now();
  }

  #now(): void {
    clearTimeout(this.#rest);
    if (!this.#sending) void this.#send();
  }

  async #send(): Promise<void> {
    this.#sending = true;
    for (let next = this.#next(); next; next = this.#next()) {
      const sent = await this.#sendOne(next);
      if (this.#end.signal.aborted) return;
      if (sent !== 'not-now') {
        this.#tries = 0;
        await this.#over(next, sent);
        continue;
      }
      this.#rest = setTimeout(() => this.#now(), restsMs[Math.min(this.#tries++, restsMs.length - 1)]);
      break;
    }
    this.#sending = false;
  }

  #next(): Waiting | undefined {
    return this.#waiting.values().next().value;
  }

  async #sendOne(waiting: Waiting): Promise<Sent> {
    const address = `${resolve('/(app)/rooms/[room]/plan', { room: this.#roomId })}/pictures/${waiting.image}`;
    const progress = (part: number) => {
      waiting.part = part;
      this.#tell();
    };
    const sent = await sendPicture(address, waiting.blob, progress, this.#end.signal);
    waiting.part = null;
    this.#tell();
    return sent;
  }

  async #over({ image, url }: Waiting, sent: Sent): Promise<void> {
    await dropPicture(this.#personId, image);
    this.#waiting.delete(image);
    this.#tell();
    URL.revokeObjectURL(url);
    if (sent === 'sent') return;
    this.#onRefused(image, refusals[sent as keyof typeof refusals]());
  }

  #tell(): void {
    for (const changed of this.#watchers) changed();
  }
}

const refusals = {
  error_image_unreadable: m.error_image_unreadable,
  error_image_too_large: m.error_image_too_large,
  refused: m.note_picture_refused,
} as const;
