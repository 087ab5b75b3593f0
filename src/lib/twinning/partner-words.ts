import type { Partner, TwinningSide } from '#domain/twinning/twinning.ts';
import { getLocale } from '$lib/paraglide/runtime.js';

/** "Gihara and Muhura": those of one side. */
export function sideWords(partners: readonly Partner[], side: TwinningSide, short = true): string {
  const names = partners
    .filter((partner) => partner.side === side)
    .map((partner) => (short ? partner.shortName : partner.name));
  return new Intl.ListFormat(getLocale(), { type: 'conjunction' }).format(names);
}
