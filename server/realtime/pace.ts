import type { Limits } from './limits.ts';

type Bucket = (cost: number) => boolean;

/** What one person may send, over all lines together: who comes back on a new line goes on where they were. */
export interface Pace {
  mayUpdate: Bucket;
  mayBytes: Bucket;
  /** Questions that may cost the reading of a whole document. */
  mayAsk: Bucket;
  usedAt: number;
}

/** After so long without a line's use every bucket is full again. */
const forgetMs = 60_000;

export class Paces {
  readonly #limits: Limits;
  readonly #byPerson = new Map<string, Pace>();
  readonly #now = () => performance.now();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  of(personId: string): Pace {
    const known = this.#byPerson.get(personId);
    if (known) {
      known.usedAt = this.#now();
      return known;
    }
    const limits = this.#limits;
    const pace: Pace = {
      mayUpdate: createBucket(limits.updatesPerSecond, limits.updatesBurst, this.#now),
      mayBytes: createBucket(limits.bytesPerSecond, limits.bytesBurst, this.#now),
      mayAsk: createBucket(limits.asksPerSecond, limits.asksBurst, this.#now),
      usedAt: this.#now(),
    };
    this.#byPerson.set(personId, pace);
    return pace;
  }

  /** Lets go of those who have been away for a while. */
  forget(): void {
    for (const [personId, { usedAt }] of this.#byPerson)
      if (usedAt < this.#now() - forgetMs) this.#byPerson.delete(personId);
  }
}

/** Allows `perSecond` on average and `burst` at once. What is refused costs nothing, so that an eager client is let in again as soon as others. */
export function createBucket(perSecond: number, burst: number, now: () => number): Bucket {
  let left = burst;
  let at = now();
  return (cost) => {
    const time = now();
    left = Math.min(burst, left + ((time - at) / 1000) * perSecond);
    at = time;
    if (cost > left) return false;
    left -= cost;
    return true;
  };
}
