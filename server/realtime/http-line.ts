import type { ServerResponse } from 'node:http';
import type { CloseCode } from '#domain/sync/close-codes.ts';
import { unframed } from '#domain/sync/framing.ts';
import type { Line } from './line.ts';

/** How long a question for news stays open, and how long a line without any question lives. */
const pollMs = 25_000;
const silentMs = 40_000;

/**
 * The messages of one connection over HTTP, where websockets are blocked. Each side numbers what it sends, so that a request which is
 * repeated after a broken line does nothing twice and loses nothing.
 */
export class HttpLine implements Line {
  onMessage: Line['onMessage'] = () => {};
  onAlive: Line['onAlive'] = () => {};
  onClosed: Line['onClosed'] = () => {};
  /** The line has ended, with this code. */
  onGone: (code: CloseCode) => void = () => {};
  closedWith: CloseCode | null = null;
  /** Messages that were not confirmed; `#confirmed` is the number before the first of them. */
  #waiting: Uint8Array[] = [];
  #confirmed = 0;
  #heard = 0;
  #owed = 0;
  #question: { res: ServerResponse; timer: NodeJS.Timeout } | null = null;
  /** The last answer: until it was read there is no other, or a reader who never reads would fill the memory. */
  #answered: ServerResponse | null = null;
  #silence: NodeJS.Timeout;

  constructor() {
    this.#silence = setTimeout(() => this.end(), silentMs).unref();
  }

  get open(): boolean {
    return this.closedWith === null;
  }
  get owed(): number {
    return this.#owed;
  }

  write(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#owed += bytes.length;
    // What is sent in one turn goes in one answer.
    if (this.#question && this.#waiting.length === 1) setImmediate(() => this.#answer());
  }

  close(code: CloseCode): void {
    if (this.closedWith !== null) return;
    this.closedWith = code;
    clearTimeout(this.#silence);
    this.#answer();
    // What nobody fetched is not kept: the next conversation brings it.
    this.#waiting = [];
    this.#owed = 0;
    this.onClosed();
    this.onGone(code);
  }

  end(): void {
    this.close(4500);
  }

  ping(): void {
    if (this.#question) this.onAlive();
  }

  /** Takes the messages numbered from `first` on. False when some before it are missing. Throws on malformed ones. */
  take(first: number, body: Uint8Array): boolean {
    this.#live();
    if (first > this.#heard + 1) return false;
    let number = first;
    for (const message of unframed(body)) {
      if (!this.open) return true;
      if (number++ <= this.#heard) continue;
      this.#heard++;
      this.onMessage(message);
    }
    return true;
  }

  /** Answers with what comes after number `after`, as soon as there is something. A newer question ends an older one. */
  ask(after: number, res: ServerResponse): void {
    this.#live();
    this.#endQuestion();
    if (!this.#answered?.writableFinished) this.#answered?.destroy();
    const confirmed = this.#waiting.splice(0, Math.max(0, after - this.#confirmed));
    for (const { length } of confirmed) this.#owed -= length;
    this.#confirmed += confirmed.length;
    const timer = setTimeout(() => this.#answer(), pollMs);
    this.#question = { res, timer };
    res.once('close', () => {
      if (this.#question?.res === res) this.#endQuestion();
    });
    if (this.#waiting.length > 0 || !this.open) this.#answer();
  }

  #live(): void {
    this.#silence.refresh();
    this.onAlive();
  }

  #answer(): void {
    const res = this.#question?.res;
    if (!res) return;
    clearTimeout(this.#question?.timer);
    this.#question = null;
    this.#answered = res;
    // What was said before the end is still told; the end comes with the next question.
    if (this.#waiting.length > 0 || this.closedWith === null)
      answerFrames(res, this.#confirmed, this.#waiting);
    else answerClosed(res, this.closedWith);
  }

  #endQuestion(): void {
    const res = this.#question?.res;
    clearTimeout(this.#question?.timer);
    this.#question = null;
    if (res && !res.writableEnded) answerFrames(res, this.#confirmed, []);
  }
}

function answerFrames(res: ServerResponse, after: number, frames: readonly Uint8Array[]): void {
  res.writeHead(200, {
    'content-type': 'application/octet-stream',
    'cache-control': 'no-store',
    'sync-after': String(after),
  });
  res.end(Buffer.concat(frames));
}

/** The close code that a websocket would have had. */
export function answerClosed(res: ServerResponse, code: CloseCode, status: 404 | 410 = 410): void {
  res.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  res.end(JSON.stringify({ code }));
}
