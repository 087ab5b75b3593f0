import { messageType, syncType } from '#domain/sync/messages.ts';
import { HttpSocket } from './http-socket.ts';
import { WayChoice, type Way } from './way.ts';

/** Some proxies accept a websocket and let nothing through. Long enough for a phone on a bad line. */
const firstWordMs = 6_000;
/** So often a socket is tried beside the requests, after a first time at once: the network may just have come back, or be another one. */
const probeMs = 120_000;
/** Not those of the protocol: why a server's own close codes begin here. */
const firstOwnCode = 4000;
const brokenLine = 1006;
/** How a line ends of which we leave for a better one. */
export const changedWay = 1000;

interface Socket {
  readyState: number;
  binaryType: string;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(): void;
}

export interface LineEvents {
  opened(way: Way): void;
  /** An update frame goes out: the server's acknowledgements count them. */
  sent(isWhole: boolean): void;
}

const choice = new WayChoice();

/** What y-websocket takes for `WebSocket`: a socket or, where networks block those, requests. */
export function documentLine(events: LineEvents): typeof WebSocket {
  return class {
    readonly OPEN = 1;
    onopen: (() => void) | null = null;
    onmessage: ((event: MessageEvent) => void) | null = null;
    onerror: ((event: unknown) => void) | null = null;
    onclose: ((event: { code: number }) => void) | null = null;
    readonly #socket: Socket;
    readonly #way: Way = choice.next;
    readonly #firstWord: ReturnType<typeof setTimeout>;
    #stopProbing = () => {};
    #heard = false;
    #ended = false;

    constructor(url: string) {
      const socket = (this.#way === 'socket' ? new WebSocket(url) : new HttpSocket(url)) as Socket;
      this.#socket = socket;
      socket.onopen = () => {
        events.opened(this.#way);
        if (this.#way === 'requests') this.#stopProbing = probe(url, () => this.#leave(changedWay));
        this.onopen?.();
      };
      socket.onmessage = (event: MessageEvent) => {
        this.#heard = true;
        this.onmessage?.(event);
      };
      socket.onerror = (event: unknown) => this.onerror?.(event);
      socket.onclose = (event: { code: number }) => this.#end(event);
      this.#firstWord = setTimeout(() => {
        if (!this.#heard) this.#leave(brokenLine, true);
      }, firstWordMs);
    }

    get readyState(): number {
      return this.#ended ? 3 : this.#socket.readyState;
    }
    set binaryType(type: string) {
      this.#socket.binaryType = type;
    }

    send(data: Uint8Array<ArrayBuffer>): void {
      if (data[0] === messageType.sync && data[1] !== syncType.step1) events.sent(data[1] === syncType.step2);
      this.#socket.send(data);
    }

    /** The page has had enough: that says nothing about the way. */
    close(): void {
      this.#heard = true;
      this.#socket.close();
    }

    #leave(code: number, waited = false): void {
      // In this order: what closes by our hand would say that it went well.
      this.#end({ code }, waited);
      this.#socket.close();
    }

    #end(event: { code: number }, waited = false): void {
      if (this.#ended) return;
      this.#ended = true;
      clearTimeout(this.#firstWord);
      this.#stopProbing();
      if (navigator.onLine) choice.ended(this.#way, this.#heard || event.code >= firstOwnCode, waited);
      this.onclose?.(event);
    }
  } as never;
}

/** Tries a socket now and from time to time, beside a line that works; `found` when one is heard. Returns how to stop. */
function probe(url: string, found: () => void): () => void {
  let socket: WebSocket | undefined;
  const attempt = () => {
    socket?.close();
    socket = new WebSocket(url);
    socket.onmessage = () => {
      stop();
      found();
    };
  };
  const timer = setInterval(attempt, probeMs);
  const stop = () => {
    clearInterval(timer);
    socket?.close();
  };
  attempt();
  return stop;
}
