export interface TextDiff {
  index: number;
  remove: number;
  insert: string;
}
export type Delta = readonly { retain?: number; insert?: unknown; delete?: number }[];

const isHigh = (code: number) => code >= 0xd800 && code < 0xdc00;
const isLow = (code: number) => code >= 0xdc00 && code < 0xe000;

/**
 * The one change that leads from `before` to `after`. `caret` (where the cursor stands in `after`) tells where among
 * equal letters it happened. Never cuts a pair of surrogates in half.
 */
export function diffText(before: string, after: string, caret = after.length): TextDiff | null {
  if (before === after) return null;
  const longest = Math.min(before.length, after.length);
  let suffix = 0;
  const mostSuffix = Math.min(longest, Math.max(0, after.length - caret));
  while (suffix < mostSuffix && before[before.length - 1 - suffix] === after[after.length - 1 - suffix])
    suffix++;
  let prefix = 0;
  while (prefix < longest - suffix && before[prefix] === after[prefix]) prefix++;
  while (suffix < longest - prefix && before[before.length - 1 - suffix] === after[after.length - 1 - suffix])
    suffix++;
  if (prefix > 0 && isHigh(before.charCodeAt(prefix - 1))) prefix--;
  if (suffix > 0 && isLow(before.charCodeAt(before.length - suffix))) suffix--;
  return {
    index: prefix,
    remove: before.length - prefix - suffix,
    insert: after.slice(prefix, after.length - suffix),
  };
}

/** Where a place in the old text lies after somebody else's change. */
export function mapIndex(delta: Delta, index: number): number {
  let old = 0;
  let mapped = index;
  for (const step of delta) {
    if (step.retain !== undefined) old += step.retain;
    else if (step.delete !== undefined) {
      if (old < index) mapped -= Math.min(step.delete, index - old);
      old += step.delete;
    } else if (typeof step.insert === 'string' && old < index) mapped += step.insert.length;
    if (old >= index) break;
  }
  return mapped;
}
