import type { Connection } from './connection.ts';

/** What a realtime server counts from its start on. */
export const noCounts = () => ({
  opened: 0,
  refused: 0,
  malformed: 0,
  committed: 0,
  commits: 0,
  failures: 0,
  rechecks: 0,
  gapFills: 0,
  slowReaders: 0,
  /** Ended lines by close code; 0 when the other side went, or the line broke. */
  closed: new Map<number, number>(),
});

/** One line less: why. */
export function countClosed(counts: ReturnType<typeof noCounts>, { closedWith, tooSlow }: Connection): void {
  const code = closedWith ?? 0;
  counts.closed.set(code, (counts.closed.get(code) ?? 0) + 1);
  if (tooSlow) counts.slowReaders++;
}
