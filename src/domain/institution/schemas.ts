import * as v from 'valibot';
import { idOf, type AnyId, type InstitutionId, type NetworkId, type TopicId } from '../ids.ts';
import { choice, email, lang, line, optionalText, text, zone } from '../input.ts';
import { levels } from '../network/network.ts';
import { spokenLangs, stances } from './institution.ts';

const emptyIsNull = (schema: v.GenericSchema<string, string>) =>
  v.pipe(
    v.optional(v.nullable(v.string('error_check_this')), null),
    v.transform((value) => (value === null || value.trim() === '' ? null : value)),
    v.nullable(schema),
  );

/** One box ticked arrives as a word, several as a list, none not at all. */
const spoken = v.pipe(
  v.optional(v.union([v.array(choice(spokenLangs)), choice(spokenLangs)]), []),
  v.transform((value) => [...new Set(typeof value === 'string' ? [value] : value)]),
);

const fields = {
  name: line(160),
  shortName: line(40),
  level: choice(levels),
  place: text(120),
  zone,
  lang,
  langs: spoken,
  code: emptyIsNull(text(40)),
  sponsor: optionalText(160),
};

/** What is known of an institution, however it arrives: by a form or by a row of an import. */
export const addInstitution = v.object({ networkId: idOf<NetworkId>(), ...fields });
export const editInstitution = v.object({ institutionId: idOf<InstitutionId>(), ...fields });

const focalPoint = {
  name: line(120),
  job: optionalText(120),
  email: emptyIsNull(email),
  telephone: emptyIsNull(text(40)),
};
export const focalPointFields = v.object(focalPoint);
export const addFocalPoint = v.object({ institutionId: idOf<InstitutionId>(), ...focalPoint });
export const changeFocalPoint = v.object({ focalPointId: idOf<AnyId>(), ...focalPoint });
export const removeFocalPoint = v.object({ focalPointId: idOf<AnyId>() });

/** What narrows the list; what cannot be read narrows nothing. */
const perhaps = <T>(schema: v.GenericSchema<unknown, T>) =>
  v.optional(v.fallback(v.nullable(schema), null), null);
export const listFilter = v.object({
  q: v.optional(v.fallback(v.pipe(v.string(), v.trim(), v.maxLength(120)), ''), ''),
  level: perhaps(choice(levels)),
  lang: perhaps(choice(spokenLangs)),
  topic: perhaps(idOf<TopicId>()),
  stance: perhaps(choice(stances)),
  after: perhaps(idOf<InstitutionId>()),
  before: perhaps(idOf<InstitutionId>()),
});
export type ListFilter = v.InferOutput<typeof listFilter>;

const ofWhom = v.optional(idOf<InstitutionId>());
/** `keepId` stays, the other is joined to it; of each field, of whom it is taken (of the one that stays when not said). */
export const mergeInstitutions = v.object({
  keepId: idOf<InstitutionId>(),
  goneId: idOf<InstitutionId>(),
  name: ofWhom,
  shortName: ofWhom,
  level: ofWhom,
  place: ofWhom,
  zone: ofWhom,
  langs: ofWhom,
  code: ofWhom,
  sponsor: ofWhom,
});

/** Two that look like one and are not. */
export const keepApart = v.object({ oneId: idOf<InstitutionId>(), otherId: idOf<InstitutionId>() });

export const exportList = v.object({
  networkId: idOf<NetworkId>(),
  format: choice(['csv', 'xlsx'] as const),
});

export const startImport = v.object({
  networkId: idOf<NetworkId>(),
  file: v.optional(v.instance(Blob, 'error_check_this')),
  /** What was pasted; a file goes first. */
  text: v.optional(v.string('error_check_this'), ''),
});
export const confirmImport = v.object({
  importId: idOf<AnyId>(),
  version: v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.integer('error_check_this')),
});
export const dropImport = v.object({ importId: idOf<AnyId>() });
