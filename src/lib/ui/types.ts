import type { LucideIcon } from '@lucide/svelte';

/** The colour of an institution in a room, by order of joining. */
export type Twin = 'a' | 'b' | 'c' | 'd';
/** Giver is drawn square, receiver round: a twin is never told by colour alone. */
export type Side = 'giver' | 'receiver';
/** Tones of a state; always shown with words. */
export type Tone = 'due' | 'good' | 'late' | 'neutral' | 'brand';
/** A single lucide icon: `import House from '@lucide/svelte/icons/house'`. */
export type IconComponent = LucideIcon;

const twins: readonly Twin[] = ['a', 'b', 'c', 'd'];

/** Colour for the institution that joined at this place (0 first); a fifth starts over. */
export function twinByJoining(index: number): Twin {
  return twins[index % twins.length] ?? 'a';
}

/** Two letters for a person without a picture: "Odette Mukamana" → "OM". */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s-]+/u)
    .filter(Boolean);
  const first = Array.from(words[0] ?? '')[0] ?? '?';
  const last = words.length > 1 ? (Array.from(words.at(-1) ?? '')[0] ?? '') : '';
  return (first + last).toLocaleUpperCase();
}
