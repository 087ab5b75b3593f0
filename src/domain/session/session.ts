import type {
  AgendaItemId,
  CardId,
  InstitutionId,
  PersonId,
  PlanThreadId,
  RoomId,
  SessionId,
} from '../ids.ts';
import type { Lang } from '../person/lang.ts';
import type { RoomRole } from '../room/room.ts';

export const sessionKinds = [
  'virtual_exchange_visit',
  'coaching_session',
  'learning_and_sharing_event',
] as const;
export type SessionKind = (typeof sessionKinds)[number];

export const agendaKinds = ['report_backs', 'walkthrough', 'discussion', 'commitments', 'other'] as const;
export type AgendaKind = (typeof agendaKinds)[number];

/** As many points as fit into one session. */
export const agendaRows = 12;

export type SessionState = 'planned' | 'open' | 'ended' | 'cancelled';

interface Happened {
  opened_at: Date | null;
  ended_at: Date | null;
  cancelled_at: Date | null;
}

/** What has become of a session, told from who did what when. */
export function stateOf({ opened_at, ended_at, cancelled_at }: Happened): SessionState {
  if (cancelled_at) return 'cancelled';
  if (ended_at) return 'ended';
  return opened_at ? 'open' : 'planned';
}

export interface SessionCard {
  id: SessionId;
  roomId: RoomId;
  kind: SessionKind;
  title: string;
  lang: Lang;
  startsAt: Date;
  minutes: number;
  /** The room's zone when it was planned; each reader sees their own time. */
  zone: string;
  state: SessionState;
  openedAt: Date | null;
  endedAt: Date | null;
}

const NEAR_MS = 12 * 3_600_000;

/** Whether one would go to its call now; a session next week is looked at, not joined. */
export function isNear(
  session: { state: SessionState; startsAt: Date | string },
  now: Date | string,
): boolean {
  if (session.state === 'open') return true;
  return new Date(session.startsAt).getTime() - new Date(now).getTime() < NEAR_MS;
}

export interface AgendaItem {
  id: AgendaItemId;
  kind: AgendaKind;
  title: string;
  minutes: number;
  /** The thread about a card of the plan that was carried here; null for a point of its own. */
  about: { threadId: PlanThreadId; cardId: CardId } | null;
}

/** What somebody was in a session: their role in its room, or its guest. */
export type SessionRole = RoomRole | 'guest';

/** One person's presence in a session, over all their stays. */
export interface Attendance {
  personId: PersonId;
  name: string;
  /** Null for a guest, whose institution stands in their own words. */
  institutionId: InstitutionId | null;
  guestInstitution: string | null;
  role: SessionRole;
  minutes: number;
  present: boolean;
}

interface Stay {
  joinedAt: Date;
  leftAt: Date | null;
}

/** Minutes that somebody was there: overlapping stays (two devices) count once; an open stay lasts until `now`. */
export function minutesPresent(stays: readonly Stay[], now: Date): number {
  const sorted = stays
    .map(({ joinedAt, leftAt }) => [joinedAt.getTime(), (leftAt ?? now).getTime()] as const)
    .sort(([a], [b]) => a - b);
  let total = 0;
  let until = -Infinity;
  for (const [from, to] of sorted) {
    if (to <= until) continue;
    total += to - Math.max(from, until);
    until = to;
  }
  return total > 0 ? Math.max(1, Math.round(total / 60_000)) : 0;
}
