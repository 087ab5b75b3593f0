import type { CommitmentId, InstitutionId, PersonId, RoomId } from '../ids.ts';
import type { ReportStatus } from '../report-back/report-back.ts';
import type { Side, Twin } from '../room/room.ts';
import { daysFrom } from './days.ts';

/** Days before the report date from which a commitment counts as due. */
export const DUE_SOON = 7;

export interface CommitmentFacts {
  accepted: boolean;
  /** The day on which the owner comes back to tell. */
  reportOn: string;
  /** The reason of the pause that lasts. */
  pausedFor: string | null;
  lastReport: { status: ReportStatus; heard: boolean } | null;
}

/** Where a commitment stands. `days`: until the report date, negative when it has passed. */
export type CommitmentState =
  | { kind: 'heard' | 'done' }
  | { kind: 'paused'; reason: string }
  | { kind: 'late' | 'due'; reportOn: string; days: number }
  | { kind: 'proposed' | 'open'; reportOn: string; days: number }
  | { kind: 'reported'; status: Exclude<ReportStatus, 'done'>; reportOn: string; days: number };
export type StateKind = CommitmentState['kind'];

/**
 * The state that follows from the facts on `today` in the room's zone. What was said last counts until the next
 * report date comes near; a date that passes in silence is late, accepted or not: nothing is silently gone.
 */
export function stateOf(facts: CommitmentFacts, today: string): CommitmentState {
  const { lastReport, reportOn, pausedFor } = facts;
  if (lastReport?.status === 'done') return { kind: lastReport.heard ? 'heard' : 'done' };
  if (pausedFor !== null) return { kind: 'paused', reason: pausedFor };
  const days = daysFrom(today, reportOn);
  if (days < 0) return { kind: 'late', reportOn, days };
  if (!facts.accepted) return { kind: 'proposed', reportOn, days };
  if (days <= DUE_SOON) return { kind: 'due', reportOn, days };
  if (lastReport) return { kind: 'reported', status: lastReport.status, reportOn, days };
  return { kind: 'open', reportOn, days };
}

/** Nothing more is expected of it. */
export const isClosed = (state: CommitmentState): boolean => state.kind === 'heard' || state.kind === 'done';

/** What somebody should look at first: late, due, stuck, waiting for a yes, or paused. */
export const needsAttention = (state: CommitmentState): boolean =>
  ['late', 'due', 'proposed', 'paused'].includes(state.kind) ||
  (state.kind === 'reported' && state.status === 'stuck');

const urgency: Record<StateKind, number> = {
  late: 0,
  due: 1,
  reported: 2,
  proposed: 3,
  open: 4,
  paused: 5,
  done: 6,
  heard: 7,
};

/** What needs somebody first, then by report date. Never by person or institution: this is no ranking. */
export const byUrgency = (a: CommitmentItem, b: CommitmentItem): number =>
  urgency[a.state.kind] - urgency[b.state.kind] ||
  a.reportOn.localeCompare(b.reportOn) ||
  a.id.localeCompare(b.id);

/** Kinds from which a commitment can be made. */
export const originKinds = ['question', 'moment', 'plan_card', 'report_back', 'session'] as const;
export type OriginKind = (typeof originKinds)[number];

/** Where it came from, in one short look: `words` is what was asked, noted or named there. */
export interface Origin {
  kind: OriginKind;
  id: string;
  words: string;
  station: string | null;
}

export interface InstitutionRef {
  id: InstitutionId;
  name: string;
  shortName: string;
  side: Side;
  twin: Twin;
}

/** A commitment as lists show it. */
export interface CommitmentItem {
  id: CommitmentId;
  text: string;
  lang: 'en' | 'fr';
  room: { id: RoomId; name: string; topic: string; topicId: string; zone: string };
  /** Today in the room's zone. */
  today: string;
  institution: InstitutionRef;
  owner: { id: PersonId; name: string };
  witness: InstitutionRef | null;
  learntFrom: InstitutionRef | null;
  madeOn: string;
  dueOn: string;
  reportOn: string;
  state: CommitmentState;
  lastReport: { id: string; status: ReportStatus; heard: boolean; on: string; inTime: boolean } | null;
  origin: Origin | null;
}
