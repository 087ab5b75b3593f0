import type { Lang } from '#domain/person/lang.ts';
import { writable, type Outline } from '#domain/plan/outline.ts';
import { dayWords, instantWords } from '#domain/plan/plan-words.ts';
import type { SignedVersion } from '#domain/plan/sign-off.ts';
import type { RoomInstitution, RoomRole } from '#domain/room/room.ts';

const roles: Record<RoomRole, Record<Lang, string>> = {
  staff: { en: 'staff', fr: 'personnel' },
  co_facilitator: { en: 'co-facilitator', fr: 'co-facilitation' },
  facilitator: { en: 'facilitator', fr: 'facilitation' },
  manager: { en: 'manager', fr: 'direction' },
  observer: { en: 'observer', fr: 'observation' },
};

/** By whom and when a plan was last signed by all, and whether it is still that plan. */
export function signaturesIn(
  { signatures, jointlySignedAt, at, changed }: SignedVersion & { changed: boolean },
  institutions: readonly RoomInstitution[],
  { lang, zone, nameless = false }: { lang: Lang; zone: string; nameless?: boolean },
): NonNullable<Outline['signatures']> {
  const day = dayWords(
    new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(jointlySignedAt ?? at),
    lang,
  );
  const words = {
    en: `Signed by all on ${day}. ${changed ? 'The plan has changed since.' : 'Nothing has changed since.'}`,
    fr: `Signé par toutes les parties le ${day}. ${changed ? 'Le plan a changé depuis.' : 'Rien n’a changé depuis.'}`,
  };
  return {
    words: words[lang],
    signed: signatures.map((one) => ({
      institution: writable(institutions.find(({ id }) => id === one.institutionId)?.name ?? ''),
      name: nameless ? '' : writable(one.name),
      role: roles[one.role][lang],
      at: instantWords(one.at, zone, lang),
    })),
  };
}
