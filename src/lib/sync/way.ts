export type Way = 'socket' | 'requests';

/** So many sockets in a row that never said a word, with a network there: something between us lets none through. */
const silentSockets = 2;

/**
 * Which way the next line takes. Websockets, until they prove blocked; then requests; and when those end, a socket is tried once more,
 * for the phone may be elsewhere by now.
 */
export class WayChoice {
  #silent = 0;

  get next(): Way {
    return this.#silent >= silentSockets ? 'requests' : 'socket';
  }

  /**
   * A line ended. `heard`: the server had said something over it, if only why it refuses. `waited`: the socket was given its time, and a
   * person has waited for it: once is enough.
   */
  ended(way: Way, heard: boolean, waited = false): void {
    if (way === 'requests') this.#silent = silentSockets - 1;
    else this.#silent = heard ? 0 : waited ? silentSockets : this.#silent + 1;
  }
}
