import type { Connection } from './connection.ts';
import { sizeFrame } from './frames.ts';

/** A twentieth of the limit is a step; from this many on, people are told. */
const toldFromStep = 12;

/** Says how full a document is before it is, to those who understand it. */
export class SizeNotice {
  readonly #limit: number;
  #told = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  joined(connection: Connection, bytes: number): void {
    if (this.#step(bytes) >= toldFromStep) this.tell([connection], bytes);
  }

  /** The size has changed: it is news when it is another step. */
  changed(connections: Iterable<Connection>, bytes: number): void {
    const step = this.#step(bytes);
    if (step === this.#told) return;
    if (Math.max(step, this.#told) >= toldFromStep) this.tell(connections, bytes);
    this.#told = step;
  }

  tell(connections: Iterable<Connection>, bytes: number): void {
    const frame = sizeFrame(bytes, this.#limit);
    for (const connection of connections) if (connection.wantsAcks) connection.send(frame);
  }

  #step(bytes: number): number {
    return Math.floor((bytes / this.#limit) * 20);
  }
}
