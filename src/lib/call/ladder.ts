import type { Line } from './types.ts';

/**
 * What is given up for the voices, in order: 0 nothing, 1 the others' pictures (and the own face),
 * 2 the large picture in fine detail, 3 every picture.
 */
export type Rung = 0 | 1 | 2 | 3;

const firstTrialMs = 30_000;
const longestTrialMs = 240_000;
/** Two bad looks in a row, or four weak ones: one bad moment is no bad line. */
const enough = 4;
const weight = { bad: 2, weak: 1 };

/** Fast down, slow up: a step up is on trial, and each relapse doubles the wait for the next one. */
export class Ladder {
  rung: Rung = 0;
  #worse = 0;
  #goodSince: number | null = null;
  #steppedUpAt: number | null = null;
  #wait = firstTrialMs;

  /** Takes one look at the line and answers the rung to stand on. */
  sample(line: Line, nowMs: number): Rung {
    if (line === 'good') this.#climb(nowMs);
    else this.#descend(line, nowMs);
    return this.rung;
  }

  #descend(line: 'weak' | 'bad', nowMs: number): void {
    this.#goodSince = null;
    this.#worse += weight[line];
    if (this.#worse < enough) return;
    this.#worse = 0;
    // A weak line loses the small pictures only; a bad one goes on down.
    if (line === 'weak' && this.rung >= 1) return;
    if (this.#steppedUpAt !== null && nowMs - this.#steppedUpAt < this.#wait)
      this.#wait = Math.min(longestTrialMs, this.#wait * 2);
    this.#steppedUpAt = null;
    this.rung = Math.min(3, this.rung + 1) as Rung;
  }

  #climb(nowMs: number): void {
    this.#worse = 0;
    this.#goodSince ??= nowMs;
    if (this.rung === 0 || nowMs - this.#goodSince < this.#wait) return;
    this.rung = (this.rung - 1) as Rung;
    this.#goodSince = nowMs;
    this.#steppedUpAt = nowMs;
    if (this.rung === 0) this.#wait = Math.max(firstTrialMs, this.#wait / 2);
  }
}
