import * as v from 'valibot';
import {
  idOf,
  newId,
  type CardId,
  type PersonId,
  type PlanCommentId,
  type PlanSuggestionId,
  type PlanThreadId,
  type RoomId,
} from '../ids.ts';
import { optionalText, text } from '../input.ts';
import { longestComment, longestQuote, longestReason, longestWording } from './talk.ts';

const on = { roomId: idOf<RoomId>(), cardId: idOf<CardId>() };
/** A field's name; whether the card has it is asked of the card. */
const field = v.pipe(v.string('error_choice'), v.maxLength(40, 'error_choice'));
const orNull = (value: string) => (value === '' ? null : value);
const words = text(longestComment);
/** A field's text as it stands: not trimmed, it is compared with another. */
const wording = v.pipe(
  v.string('error_check_this'),
  v.transform((value) => value.replaceAll('\r\n', '\n').replaceAll('\u0000', '')),
  v.maxLength(longestWording, 'error_too_long'),
);
/** People to tell besides those named in the words; an empty choice is none. */
const tell = v.pipe(
  v.optional(v.union([v.string(), v.array(v.string())], 'error_choice'), []),
  v.transform((value) => [value].flat().filter((one) => one !== '')),
  v.array(
    v.pipe(
      v.string(),
      v.uuid('error_choice'),
      v.transform((id) => id.toLowerCase() as PersonId),
    ),
  ),
  v.maxLength(50, 'error_choice'),
);

/** Ids are made in the browser, so that what is sent twice is said once. */
export const beginThread = v.object({
  ...on,
  id: v.optional(idOf<PlanThreadId>(), () => newId<PlanThreadId>()),
  field: v.pipe(v.optional(field, ''), v.transform(orNull)),
  quote: v.pipe(
    optionalText(longestWording),
    v.transform((value) =>
      value.length > longestQuote ? `${value.slice(0, longestQuote).trimEnd()}…` : value,
    ),
  ),
  text: words,
  tell,
});
export const replyInThread = v.object({
  threadId: idOf<PlanThreadId>(),
  id: v.optional(idOf<PlanCommentId>(), () => newId<PlanCommentId>()),
  text: words,
  tell,
});
export const changeComment = v.object({ commentId: idOf<PlanCommentId>(), text: words, tell });
export const thisComment = v.object({ commentId: idOf<PlanCommentId>() });
export const thisThread = v.object({ threadId: idOf<PlanThreadId>() });

export const makeSuggestion = v.object({
  ...on,
  id: v.optional(idOf<PlanSuggestionId>(), () => newId<PlanSuggestionId>()),
  field,
  before: wording,
  after: wording,
  reason: optionalText(longestReason),
});
export const thisSuggestion = v.object({ suggestionId: idOf<PlanSuggestionId>() });
export const declineSuggestion = v.object({
  suggestionId: idOf<PlanSuggestionId>(),
  reason: optionalText(longestReason),
});
