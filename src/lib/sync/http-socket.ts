import { framed, unframed } from '#domain/sync/framing.ts';

type Fetch = typeof fetch;
type CloseLike = { code: number; reason: string; wasClean: boolean };

/** How long a line that does not answer is tried again. */
const ordinaryPatienceMs = 20_000;
const restMs = 800;
/** The server answers a question for news after so long at the latest (server/realtime/http-line.ts). */
const newsMs = 25_000;
/** A line slower than this takes nothing: bytes in a ms. */
const slowestLine = 2;
/** So often a request may reach a server that does not know the line: behind a proxy the next one may be the right one. */
const triesElsewhere = 8;
/** At most so long before the next of them; by chance, or asking and sending would take turns and be led wrongly for ever. */
const restElsewhereMs = 30;
const brokenLine = 1006;

/**
 * What y-websocket uses of a WebSocket, over requests: for networks that block sockets. Messages are numbered, so that a request whose
 * answer was lost is repeated without harm. The server's side is server/realtime/http-door.ts.
 */
export class HttpSocket {
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSED = 3;
  readyState = 0;
  binaryType = 'arraybuffer';
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  onclose: ((event: CloseLike) => void) | null = null;
  readonly #url: string;
  readonly #fetch: Fetch;
  readonly #patienceMs: number;
  /** Method → the last request of its kind. */
  readonly #tries = new Map<string, AbortController>();
  #line = '';
  #heard = 0;
  #unsent: Uint8Array[] = [];
  /** The number of the first message in `#unsent`. */
  #first = 1;
  #sending = false;

  constructor(
    url: string | URL,
    fetcher: Fetch = (input, init) => fetch(input, init),
    patienceMs = ordinaryPatienceMs,
  ) {
    this.#url = String(url).replace(/^ws/, 'http');
    this.#fetch = fetcher;
    this.#patienceMs = patienceMs;
    void this.#run();
  }

  send(message: Uint8Array): void {
    this.#unsent.push(framed(message));
    if (!this.#sending) void this.#bring();
  }

  close(): void {
    if (this.readyState === this.CLOSED) return;
    if (this.#line) {
      const headers = { 'sync-line': this.#line };
      void this.#fetch(this.#url, { method: 'DELETE', headers, keepalive: true }).catch(() => {});
    }
    this.#ended(1000);
  }

  async #run(): Promise<void> {
    try {
      const answer = await this.#ask('POST', '');
      if (!answer) return;
      this.#line = ((await answer.json()) as { line: string }).line;
      this.readyState = this.OPEN;
      this.onopen?.();
      while (this.readyState === this.OPEN) await this.#hear();
    } catch (error) {
      this.onerror?.(error);
      this.#ended(brokenLine);
    }
  }

  async #hear(): Promise<void> {
    const answer = await this.#ask('GET', `after=${this.#heard}`);
    if (!answer) return;
    const from = Number(answer.headers.get('sync-after'));
    const messages = [...unframed(new Uint8Array(await answer.arrayBuffer()))];
    for (const message of messages.slice(Math.max(0, this.#heard - from))) {
      this.#heard++;
      if (this.readyState === this.OPEN) this.onmessage?.({ data: message.slice().buffer });
    }
  }

  /** One request at a time carries all that waits; it is repeated until it is answered. */
  async #bring(): Promise<void> {
    this.#sending = true;
    try {
      // What is sent in one turn goes together.
      await Promise.resolve();
      while (this.#unsent.length > 0 && this.readyState === this.OPEN) {
        const now = [...this.#unsent];
        if (!(await this.#ask('POST', `first=${this.#first}`, joined(now)))) return;
        this.#unsent.splice(0, now.length);
        this.#first += now.length;
      }
    } catch (error) {
      this.onerror?.(error);
      this.#ended(brokenLine);
    } finally {
      this.#sending = false;
    }
  }

  /** An answer; null when the server has closed the line. Throws when nobody answers for long. */
  async #ask(method: string, query: string, body?: Uint8Array<ArrayBuffer>): Promise<Response | null> {
    const url = query ? this.#url + (this.#url.includes('?') ? '&' : '?') + query : this.#url;
    const end = performance.now() + this.#patienceMs;
    for (let elsewhere = 0; ;) {
      if (this.readyState === this.CLOSED) return null;
      const answer = await this.#try(url, method, body);
      if (answer?.status === 404 && this.#line && ++elsewhere < triesElsewhere) {
        await sleep(restElsewhereMs * Math.random());
        continue;
      }
      if (answer?.status === 410 || answer?.status === 404) {
        const said = (await answer.json().catch(() => ({}))) as { code?: number };
        this.#ended(said.code ?? brokenLine);
        return null;
      }
      if (answer?.ok) return answer;
      if (performance.now() > end || (answer && answer.status < 500))
        throw new Error(`the line is broken: ${answer?.status}`);
      await sleep(restMs * (0.5 + Math.random()));
    }
  }

  /** Null when nobody answers: a request that hangs (a hotel's sign-in page, a network that was left) would never end by itself. */
  async #try(url: string, method: string, body?: Uint8Array<ArrayBuffer>): Promise<Response | null> {
    const headers: Record<string, string> = this.#line ? { 'sync-line': this.#line } : {};
    if (body) headers['content-type'] = 'application/octet-stream';
    const trying = new AbortController();
    // There is one request of a kind at a time; it can be ended until the next one, as long as its answer is read.
    this.#tries.set(method, trying);
    const limit = this.#patienceMs + (method === 'GET' ? newsMs : (body?.length ?? 0) / slowestLine);
    const timer = setTimeout(() => trying.abort(), limit);
    const init: RequestInit = { method, headers, cache: 'no-store', signal: trying.signal };
    const answer = await this.#fetch(url, body ? { ...init, body } : init).catch(() => null);
    clearTimeout(timer);
    return answer;
  }

  #ended(code: number): void {
    if (this.readyState === this.CLOSED) return;
    this.readyState = this.CLOSED;
    for (const trying of this.#tries.values()) trying.abort();
    this.onclose?.({ code, reason: '', wasClean: code !== brokenLine });
  }
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
