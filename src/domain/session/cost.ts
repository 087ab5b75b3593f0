/** What a person receives: one tap changes it, before and during a call. */
export const receiveModes = ['voice', 'picture', 'all'] as const;
export type ReceiveMode = (typeof receiveModes)[number];

/**
 * Kilobits a second, both ways, with the settings of `src/lib/call/media-settings.ts`: two voices at a time, each 16 to 24
 * with RED and packet heads; the large picture's middle or highest layer; the own small picture; four small pictures.
 */
const voices = 2 * 48;
const kilobits: Record<ReceiveMode, number> = {
  voice: voices,
  picture: voices + 220 + 90,
  all: voices + 600 + 350 + 4 * 60,
};
/** Silence costs nearly nothing, and pictures stand still or are hidden for a part of a session. */
const share = 0.6;

/** About how many megabytes a session of `minutes` will cost one person. */
export const megabytesFor = (mode: ReceiveMode, minutes: number): number =>
  Math.max(1, Math.round((kilobits[mode] * share * minutes * 60) / 8 / 1000));
