import * as v from 'valibot';
import { idOf, type CommitmentId, type InstitutionId, type PersonId, type RoomId } from '../ids.ts';
import { choice, day, lang, optionalText, text } from '../input.ts';
import { originKinds } from './commitment.ts';
import { addDays } from './days.ts';

/** A choice of a form that may be left at "none". */
const emptyIsNone = (value: unknown) => (value === '' || value === null ? undefined : value);
const chosen = v.pipe(v.string('error_choice'), v.uuid('error_choice'), v.toLowerCase());
const institution = v.pipe(
  chosen,
  v.transform((id) => id as InstitutionId),
);
const optional = <S extends v.GenericSchema>(schema: S) =>
  v.optional(v.pipe(v.unknown(), v.transform(emptyIsNone), v.optional(schema)));

/** `question:<id>`: what a commitment is made from. */
export const originRef = v.pipe(
  v.string('error_check_this'),
  v.transform((value) => {
    const [kind, id] = value.split(':');
    return { kind, id };
  }),
  v.object({ kind: choice(originKinds), id: idOf() }),
);

export const makeCommitment = v.object({
  /** Made in the browser, so that a form sent twice makes one commitment. */
  id: optional(idOf<CommitmentId>()),
  roomId: idOf<RoomId>(),
  text: text(300),
  lang,
  institutionId: institution,
  ownerId: v.pipe(
    chosen,
    v.transform((id) => id as PersonId),
  ),
  dueOn: day,
  reportOn: day,
  learntFromId: optional(institution),
  /** When left out: the room's other institution. */
  witnessId: optional(institution),
  sessionId: optional(idOf()),
  from: optional(originRef),
});

const commitmentId = idOf<CommitmentId>();
export const acceptCommitment = v.object({ commitmentId });
export const postponeCommitment = v.object({ commitmentId, dueOn: day, reportOn: day, reason: text(300) });
export const pauseCommitment = v.object({ commitmentId, reason: text(300) });
export const resumeCommitment = v.object({ commitmentId, reportOn: optional(day) });
export const handOverCommitment = v.object({
  commitmentId,
  ownerId: v.pipe(
    chosen,
    v.transform((id) => id as PersonId),
  ),
  reason: optionalText(300),
});

/** Why a date cannot be taken on `today`, as a message key; null when it can. */
export function dateProblem(date: string, today: string): string | null {
  if (date < today) return 'commitment_error_past';
  if (date > addDays(today, 731)) return 'commitment_error_far';
  return null;
}
