import { folded } from '../folded.ts';
import { levels, type Level } from '../network/network.ts';
import { spokenLangs, type SpokenLang } from './institution.ts';
import type { ImportColumn } from './import.ts';

/** A word as it is compared: small letters, no accents, one space between. */
export const plain = (word: string): string =>
  folded(word)
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

interface Words {
  en: string;
  fr: string;
  also?: readonly string[];
}

/** Headers: as a template writes them, and as ministries' own lists do. */
export const columnWords: Record<ImportColumn, Words> = {
  name: {
    en: 'Name',
    fr: 'Nom',
    also: [
      ...['institution', 'institution name', 'name of institution', 'nom de l institution', 'facility'],
      ...['facility name', 'hospital', 'hopital', 'etablissement', 'nom de l etablissement'],
      'formation sanitaire',
    ],
  },
  shortName: { en: 'Short name', fr: 'Nom court', also: ['sigle', 'acronym', 'abbreviation'] },
  level: { en: 'Level', fr: 'Niveau', also: ['type', 'category', 'categorie', 'facility type'] },
  place: { en: 'Place', fr: 'Lieu', also: ['town', 'ville', 'location', 'localite', 'district'] },
  langs: { en: 'Languages', fr: 'Langues', also: ['language', 'langue'] },
  zone: { en: 'Time zone', fr: 'Fuseau horaire', also: ['zone', 'timezone', 'fuseau'] },
  code: { en: 'Code', fr: 'Code', also: ['code fosa', 'facility code', 'institution code', 'id'] },
  sponsor: { en: 'Sponsor', fr: 'Parrain ou marraine', also: ['parrain', 'marraine'] },
  focalName: {
    en: 'Focal point',
    fr: 'Point focal',
    also: ['focal point name', 'nom du point focal', 'contact', 'contact name', 'personne de contact'],
  },
  focalJob: {
    en: 'Job',
    fr: 'Fonction',
    also: ['function', 'title', 'poste', 'focal point job', 'fonction du point focal'],
  },
  focalEmail: {
    en: 'E-mail address',
    fr: 'Adresse e-mail',
    also: ['email', 'e mail', 'mail', 'courriel', 'email address', 'adresse mail', 'focal point e mail'],
  },
  focalTelephone: {
    en: 'Telephone',
    fr: 'Téléphone',
    also: ['phone', 'tel', 'mobile', 'phone number', 'telephone number', 'numero de telephone'],
  },
};

/** The same words for the rows of a template and of an export. */
export const levelCells: Record<Level, Words> = {
  referral: {
    en: 'Referral hospital',
    fr: 'Hôpital de référence',
    also: ['referral', 'reference', 'hopital national', 'national hospital', 'teaching hospital', 'chu'],
  },
  district: {
    en: 'District hospital',
    fr: 'Hôpital de district',
    also: ['district', 'hospital', 'hopital', 'dh', 'hd'],
  },
  health_centre: {
    en: 'Health centre',
    fr: 'Centre de santé',
    also: ['health center', 'hc', 'cs', 'health centre'],
  },
  district_office: {
    en: 'District office',
    fr: 'Bureau de district',
    also: ['health district', 'district sanitaire', 'district administration'],
  },
  municipality: { en: 'Municipality', fr: 'Commune', also: ['municipalite', 'mairie'] },
  backbone: { en: 'Backbone institution', fr: 'Institution porteuse du réseau', also: ['backbone'] },
};

export const langCells: Record<SpokenLang, Words> = {
  en: { en: 'English', fr: 'anglais' },
  fr: { en: 'French', fr: 'français' },
  rw: { en: 'Kinyarwanda', fr: 'kinyarwanda' },
  rn: { en: 'Kirundi', fr: 'kirundi', also: ['rundi'] },
  sw: { en: 'Swahili', fr: 'swahili', also: ['kiswahili'] },
  ln: { en: 'Lingala', fr: 'lingala' },
  lg: { en: 'Luganda', fr: 'luganda', also: ['ganda'] },
  am: { en: 'Amharic', fr: 'amharique' },
  om: { en: 'Oromo', fr: 'oromo' },
  ti: { en: 'Tigrinya', fr: 'tigrigna' },
  so: { en: 'Somali', fr: 'somali' },
  ar: { en: 'Arabic', fr: 'arabe' },
  pt: { en: 'Portuguese', fr: 'portugais' },
  es: { en: 'Spanish', fr: 'espagnol' },
};

function index<K extends string>(keys: readonly K[], words: Record<K, Words>): Map<string, K> {
  const found = new Map<string, K>();
  for (const key of keys)
    for (const word of [key, words[key].en, words[key].fr, ...(words[key].also ?? [])])
      if (!found.has(plain(word))) found.set(plain(word), key);
  return found;
}

const columns = index(Object.keys(columnWords) as ImportColumn[], columnWords);
const levelIndex = index(levels, levelCells);
const langIndex = index(spokenLangs, langCells);

/** Which column a header means; null when it is none of ours. */
export const columnOf = (header: string): ImportColumn | null => columns.get(plain(header)) ?? null;
export const levelOf = (cell: string): Level | null => levelIndex.get(plain(cell)) ?? null;

/** The languages a cell names, however they are put in a row; null when one is not known. */
export function langsOf(cell: string): SpokenLang[] | null {
  const names = cell
    .split(/[,;/|+&]|\s+(?:and|et)\s+/i)
    .map(plain)
    .filter(Boolean);
  // Ours are codes with spaces between.
  const parts = names.length === 1 && !langIndex.has(names[0] ?? '') ? (names[0] ?? '').split(' ') : names;
  const found = parts.map((part) => langIndex.get(part) ?? null);
  return found.every((lang) => lang !== null) ? [...new Set(found)] : null;
}
