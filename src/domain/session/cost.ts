/** What a person receives: one tap changes it, before and during a call. */
export const receiveModes = ['voice', 'picture', 'all'] as const;
export type ReceiveMode = (typeof receiveModes)[number];

/**
 * Kilobits a second, both ways, as measured with the settings of `src/lib/call/media-settings.ts`: own voice and at most
 * two voices at a time with RED and packet heads (3 × 48), the walker's or speaker's picture (450), small pictures (3 × 60).
 * Our own camera costs as much as a small picture and is counted in all but `voice`.
 */
const kilobits: Record<ReceiveMode, number> = {
  voice: 3 * 32,
  picture: 3 * 48 + 450,
  all: 3 * 48 + 450 + 5 * 60,
};
/** Pictures stand still or are hidden for a part of a session; seen in practice over an hour. */
const share: Record<ReceiveMode, number> = { voice: 0.6, picture: 0.6, all: 0.7 };

/** About how many megabytes a session of `minutes` will cost one person. */
export const megabytesFor = (mode: ReceiveMode, minutes: number): number =>
  Math.max(1, Math.round((kilobits[mode] * share[mode] * minutes * 60) / 8 / 1000));
