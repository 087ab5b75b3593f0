import type { SpokenLang } from '#domain/institution/institution.ts';
import { m } from '$lib/paraglide/messages.js';

/** The name of a language in the reader's own. */
export const langWords: Record<SpokenLang, () => string> = {
  en: m.institution_lang_en,
  fr: m.institution_lang_fr,
  rw: m.institution_lang_rw,
  rn: m.institution_lang_rn,
  sw: m.institution_lang_sw,
  ln: m.institution_lang_ln,
  lg: m.institution_lang_lg,
  am: m.institution_lang_am,
  om: m.institution_lang_om,
  ti: m.institution_lang_ti,
  so: m.institution_lang_so,
  ar: m.institution_lang_ar,
  pt: m.institution_lang_pt,
  es: m.institution_lang_es,
};

export const langsInWords = (langs: readonly string[]): string =>
  langs.map((lang) => langWords[lang as SpokenLang]?.() ?? lang).join(', ');
