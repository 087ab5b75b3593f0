import { folded } from '#domain/folded.ts';
import type { NetworkRole } from '#domain/person/actor.ts';
import type { Lang } from '#domain/person/lang.ts';
import type { RoomRole } from '#domain/room/room.ts';

/** Everybody of the demo signs in with their first name at this host, and with this password. */
export const demoHost = 'demo.twinward.example';
export const demoPassword = 'bring one idea home';
/** Who has no e-mail address signs in with a code, which /demo shows, and this. */
export const demoPin = '402857';

interface DemoInstitution {
  name: string;
  shortName: string;
  level: string;
  place: string;
  zone: string;
  lang: Lang;
}

export const backbone = {
  networkName: 'Twinned Hospitals Network',
  backboneName: 'Network Office for Twinned Hospitals',
  backboneShortName: 'Network Office',
  place: 'Kigali',
  zone: 'Africa/Kigali',
} as const;

const kigali = { zone: 'Africa/Kigali', lang: 'en' } as const;
const bujumbura = { zone: 'Africa/Bujumbura', lang: 'fr' } as const;

export const institutions = {
  gihara: { name: 'Gihara Hospital', shortName: 'Gihara', level: 'district', place: 'Kamonyi', ...kigali },
  nyanza: {
    ...{ name: 'Nyanza Lake Hospital', shortName: 'Nyanza Lake', level: 'district', place: 'Nyanza' },
    ...kigali,
  },
  rulindo: {
    ...{ name: 'Rulindo Health Centre', shortName: 'Rulindo HC', level: 'health_centre', place: 'Rulindo' },
    ...kigali,
  },
  muhura: { name: 'Muhura Hospital', shortName: 'Muhura', level: 'district', place: 'Gatsibo', ...kigali },
  ngozi: { name: 'Hôpital de Ngozi', shortName: 'Ngozi', level: 'district', place: 'Ngozi', ...bujumbura },
  kibuye: {
    name: 'Hôpital de Kibuye',
    shortName: 'Kibuye',
    level: 'district',
    place: 'Gitega',
    ...bujumbura,
  },
  kanombe: {
    ...{ name: 'Kanombe Referral Hospital', shortName: 'Kanombe', level: 'referral', place: 'Kigali' },
    ...kigali,
  },
  kamonyi: {
    ...{ name: 'Kamonyi District Office', shortName: 'Kamonyi', level: 'district_office', place: 'Kamonyi' },
    ...kigali,
  },
  musambira: {
    ...{
      name: 'Musambira Health Centre',
      shortName: 'Musambira HC',
      level: 'health_centre',
      place: 'Kamonyi',
    },
    ...kigali,
  },
  ruhango: { name: 'Ruhango Hospital', shortName: 'Ruhango', level: 'district', place: 'Ruhango', ...kigali },
  bujumbura: {
    ...{ name: 'Mairie de Bujumbura', shortName: 'Bujumbura', level: 'municipality', place: 'Bujumbura' },
    ...bujumbura,
  },
  mutumba: {
    ...{
      name: 'Centre de santé de Mutumba',
      shortName: 'CDS Mutumba',
      level: 'health_centre',
      place: 'Karusi',
    },
    ...bujumbura,
  },
} as const satisfies Record<string, DemoInstitution>;
export type InstitutionKey = keyof typeof institutions | 'backbone';

interface DemoRoom {
  name: string;
  /** The English name of one of the network's topics. */
  topic: string;
  lang: Lang;
  giver: InstitutionKey;
  receiver: InstitutionKey;
  /** How many days ago. */
  opened: number;
  members: Partial<Record<PersonKey, RoomRole>>;
}

interface Person {
  name: string;
  at: InstitutionKey;
  /** The language they read Twinward in. */
  lang: Lang;
  looksAfter?: NetworkRole;
  /** Has no e-mail address and came in by a poster, with a code and a PIN. */
  byCode?: true;
}

export const people = {
  ada: { name: 'Ada Kabera', at: 'backbone', lang: 'en', looksAfter: 'administrator' },
  beatrice: { name: 'Béatrice Umutoni', at: 'backbone', lang: 'en', looksAfter: 'backbone_manager' },
  felix: { name: 'Félix Ntwali', at: 'backbone', lang: 'en' },
  odette: { name: 'Odette Mukamana', at: 'gihara', lang: 'en' },
  theo: { name: 'Théo Niyonzima', at: 'gihara', lang: 'en' },
  grace: { name: 'Grace Ingabire', at: 'gihara', lang: 'en' },
  eric: { name: 'Eric Bizimana', at: 'gihara', lang: 'en' },
  jeanpaul: { name: 'Jean-Paul Habimana', at: 'nyanza', lang: 'fr' },
  alice: { name: 'Alice Keza', at: 'nyanza', lang: 'en' },
  clemence: { name: 'Clémence Uwase', at: 'nyanza', lang: 'fr' },
  olive: { name: 'Olive Kayitesi', at: 'nyanza', lang: 'fr' },
  innocent: { name: 'Innocent Gasana', at: 'rulindo', lang: 'en' },
  vestine: { name: 'Vestine Mukeshimana', at: 'rulindo', lang: 'en' },
  samuel: { name: 'Samuel Nsabimana', at: 'muhura', lang: 'en' },
  diane: { name: 'Diane Umuhoza', at: 'muhura', lang: 'en' },
  reverien: { name: 'Révérien Hakizimana', at: 'ngozi', lang: 'fr' },
  spes: { name: 'Spès Niyonkuru', at: 'ngozi', lang: 'fr' },
  aline: { name: 'Aline Nduwimana', at: 'kibuye', lang: 'fr' },
  esperance: { name: 'Espérance Ndayishimiye', at: 'kibuye', lang: 'fr' },
  chantal: { name: 'Chantal Irakoze', at: 'kibuye', lang: 'fr' },
  gerard: { name: 'Gérard Bukuru', at: 'mutumba', lang: 'fr' },
  josephine: { name: 'Joséphine Nizigiyimana', at: 'mutumba', lang: 'fr', byCode: true },
  immaculee: { name: 'Immaculée Uwera', at: 'kanombe', lang: 'en' },
  patrick: { name: 'Patrick Mugisha', at: 'kanombe', lang: 'en' },
} as const satisfies Record<string, Person>;
export type PersonKey = keyof typeof people;

export const rooms = {
  pharmacy: {
    name: 'Pharmacy supply chain',
    topic: 'Pharmacy supply chain',
    lang: 'en',
    giver: 'gihara',
    receiver: 'nyanza',
    opened: 63,
    members: {
      felix: 'facilitator',
      odette: 'staff',
      theo: 'co_facilitator',
      grace: 'manager',
      jeanpaul: 'staff',
      alice: 'co_facilitator',
      clemence: 'manager',
      olive: 'observer',
    },
  },
  accreditation: {
    name: 'Accreditation: infection control',
    topic: 'Accreditation',
    lang: 'en',
    giver: 'rulindo',
    receiver: 'gihara',
    opened: 60,
    members: {
      felix: 'facilitator',
      innocent: 'co_facilitator',
      vestine: 'staff',
      odette: 'staff',
      theo: 'co_facilitator',
      grace: 'manager',
      eric: 'staff',
      samuel: 'staff',
      diane: 'manager',
    },
  },
  pharmacie: {
    name: 'Approvisionnement de la pharmacie',
    topic: 'Pharmacy supply chain',
    lang: 'fr',
    giver: 'ngozi',
    receiver: 'kibuye',
    opened: 58,
    members: {
      felix: 'facilitator',
      reverien: 'staff',
      spes: 'manager',
      aline: 'co_facilitator',
      esperance: 'staff',
    },
  },
  data: {
    name: 'Data quality',
    topic: 'Data quality',
    lang: 'en',
    giver: 'kanombe',
    receiver: 'muhura',
    opened: 57,
    members: {
      felix: 'facilitator',
      immaculee: 'co_facilitator',
      patrick: 'staff',
      samuel: 'staff',
      diane: 'manager',
    },
  },
  prenatal: {
    name: 'Consultations prénatales',
    topic: 'Antenatal care',
    lang: 'fr',
    giver: 'kibuye',
    receiver: 'mutumba',
    opened: 24,
    members: {
      felix: 'facilitator',
      aline: 'co_facilitator',
      chantal: 'staff',
      gerard: 'co_facilitator',
      josephine: 'staff',
    },
  },
} as const satisfies Record<string, DemoRoom>;
export type RoomKey = keyof typeof rooms;

/** `Jean-Paul Habimana` → `jean-paul@…`. */
export const emailOf = (name: string): string => {
  const first = name.split(' ')[0] ?? name;
  return `${folded(first)}@${demoHost}`;
};
