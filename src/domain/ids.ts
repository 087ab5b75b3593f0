import { v7 } from 'uuid';
import * as v from 'valibot';

/** An id of one kind: a plain string, or another kind's id, is a type error. */
export type Id<Kind extends string> = string & { readonly __kind: Kind };

export type NetworkId = Id<'network'>;
export type InstitutionId = Id<'institution'>;
export type TopicId = Id<'topic'>;
export type PersonId = Id<'person'>;
export type TwinningId = Id<'twinning'>;
export type RoomId = Id<'room'>;
export type DocumentId = Id<'document'>;
export type CardId = Id<'card'>;
export type SessionId = Id<'session'>;
export type AgendaItemId = Id<'agenda_item'>;
export type WalkthroughId = Id<'walkthrough'>;
export type StationId = Id<'station'>;
export type QuestionId = Id<'question'>;
export type MomentId = Id<'moment'>;
export type ImageId = Id<'image'>;
export type CommitmentId = Id<'commitment'>;
export type ReportBackId = Id<'report_back'>;
export type InvitationId = Id<'invitation'>;
export type PlanThreadId = Id<'plan_thread'>;
export type PlanCommentId = Id<'plan_comment'>;
export type PlanSuggestionId = Id<'plan_suggestion'>;
export type GuestLinkId = Id<'guest_link'>;
export type AnyId = Id<string>;

/** A new UUIDv7 (ids sort by the time they were made). */
export const newId = <T extends AnyId>(): T => v7() as T;

/** Schema of an id that comes from outside. */
export const idOf = <T extends AnyId>() =>
  v.pipe(
    v.string(),
    v.uuid('id'),
    v.transform((value) => value.toLowerCase() as T),
  );

/** Whether a string has the shape of an id. */
export const isId = (value: string): boolean => v.is(v.pipe(v.string(), v.uuid()), value);
