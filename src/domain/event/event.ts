/** What happens in a room and is remembered in `event`, the append-only record. */
export const eventKinds = [
  'room_opened',
  'person_joined',
  'person_changed',
  'person_replaced',
  'person_removed',
  'person_left',
  'institution_joined',
  'institution_left',
  'institution_returned',
  'step_moved',
  'plan_changed',
  'comment_written',
  'thread_resolved',
  'thread_reopened',
  'thread_carried',
  'suggestion_made',
  'suggestion_accepted',
  'suggestion_declined',
  'plan_signed',
  'plan_jointly_signed',
  'plan_signature_withdrawn',
  'session_planned',
  'session_moved',
  'session_cancelled',
  'session_opened',
  'session_ended',
  'walkthrough_started',
  'walkthrough_ended',
  'question_asked',
  'question_answered',
  'question_carried',
  'moment_kept',
  'commitment_made',
  'commitment_accepted',
  'commitment_moved',
  'commitment_paused',
  'commitment_resumed',
  'commitment_handed_over',
  'report_back_given',
  'report_back_heard',
  'reply_written',
] as const;
export type EventKind = (typeof eventKinds)[number];

/** What a link or an event can point at. */
export const subjectKinds = [
  'room',
  'person',
  'institution',
  'plan_card',
  'plan_thread',
  'plan_suggestion',
  'plan_version',
  'session',
  'walkthrough',
  'question',
  'moment',
  'commitment',
  'report_back',
  'reply',
] as const;
export type SubjectKind = (typeof subjectKinds)[number];

/** The verbs of provenance, each with the pairs it may join. */
export const linkPairs = {
  shown_at: [['question', 'walkthrough']],
  answered_by: [['question', 'moment']],
  became: [
    ['question', 'commitment'],
    ['moment', 'commitment'],
    ['plan_card', 'commitment'],
    ['session', 'commitment'],
    ['report_back', 'commitment'],
    ['moment', 'plan_card'],
    ['question', 'plan_card'],
  ],
  reported: [['commitment', 'report_back']],
  /** A thread about a card stands on a session's agenda. */
  carried_to: [['plan_thread', 'session']],
} as const satisfies Record<string, readonly (readonly [SubjectKind, SubjectKind])[]>;
export type LinkVerb = keyof typeof linkPairs;

/** Whether `verb` may join the two kinds. */
export const isLinkPair = (verb: LinkVerb, from: SubjectKind, to: SubjectKind): boolean =>
  linkPairs[verb].some(([a, b]) => a === from && b === to);

/** One thing that happened, ready to be shown as a knot of the thread. `text` is what a person wrote or named. */
export interface EventItem {
  id: string;
  kind: EventKind;
  at: Date;
  subjectKind: SubjectKind;
  subjectId: string;
  byName: string | null;
  byId: string | null;
  institutionId: string | null;
  data: { title?: string; text?: string; station?: string; [more: string]: unknown };
}
