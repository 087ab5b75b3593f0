export const institutionRoles = ['staff', 'co_facilitator', 'manager'] as const;
/** What a person is at their institution, apart from any room. */
export type InstitutionRole = (typeof institutionRoles)[number];

/** Languages an institution may say it works in; Twinward itself writes in the first two. */
export const spokenLangs = [
  'en',
  'fr',
  'rw',
  'rn',
  'sw',
  'ln',
  'lg',
  'am',
  'om',
  'ti',
  'so',
  'ar',
  'pt',
  'es',
] as const;
export type SpokenLang = (typeof spokenLangs)[number];

export const stances = ['can_give', 'wants_to_receive'] as const;

/** How many rows a page of a list shows. */
export const pageSize = 50;
