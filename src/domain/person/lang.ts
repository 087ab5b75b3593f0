export const langs = ['en', 'fr'] as const;
/** A language of the interface, and of what a person writes. */
export type Lang = (typeof langs)[number];

export const isLang = (value: unknown): value is Lang => langs.includes(value as Lang);

/** The first of a browser's preferred languages (an Accept-Language header) that we speak; English otherwise. */
export function langOf(header: string | null): Lang {
  const wanted = (header ?? '').split(',').map((part) => part.trim().slice(0, 2).toLowerCase());
  return wanted.find(isLang) ?? 'en';
}
