import type { Ground, GroundOptions } from '../bench/realtime/ground.ts';
import type { Counts } from './promises.ts';

/** What happened to a promise, and what else is worth knowing. */
export interface Outcome {
  counts: Counts;
  /** Documents of which not everybody ended with the same. */
  apart: number;
  /** Close codes that say more than "come back". */
  sentAway: number[];
  figures: Record<string, number | string>;
  /** What else was not kept, in words. */
  broken?: string[];
}

export interface FaultOptions {
  ground: Ground;
  short: boolean;
  /** 0 to 1, the same in each run with the same seed. */
  random: () => number;
  /** How long the soak lasts. */
  minutes?: number;
}

export interface Fault {
  how: string;
  /** What this one needs of its Postgres; undone by `end`. Throws, in words for a person, where it cannot be had. */
  prepare?: () => { ground: GroundOptions; end(): void };
  run(options: FaultOptions): Promise<Outcome>;
}

/** The promises that were not kept. */
export function brokenPromises({ counts, apart, sentAway, broken = [] }: Outcome): string[] {
  const { seen, saved, lost, savedLost, unreadable } = counts;
  return [
    ...(seen === 0 || saved === 0 ? ['nothing was seen or saved, so nothing was tried'] : []),
    ...(lost > 0 ? [`${lost} letters that somebody had seen are missing`] : []),
    ...(savedLost > 0 ? [`${savedLost} letters that were called saved are missing`] : []),
    ...(unreadable > 0 ? [`${unreadable} times a document did not load`] : []),
    ...(apart > 0 ? [`in ${apart} documents people did not end with the same`] : []),
    ...(sentAway.length > 0 ? [`people were sent away with ${[...new Set(sentAway)].join(', ')}`] : []),
    ...broken,
  ];
}
