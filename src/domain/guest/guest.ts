import type { GuestLinkId, PersonId, RoomId, SessionId } from '../ids.ts';
import type { Lang } from '../person/lang.ts';
import { stateOf, type SessionKind, type SessionState } from '../session/session.ts';

/** As many links as a session may have at a time, and as many people as may wait at its door. */
export const linksAtOnce = 20;
export const waitingAtOnce = 60;

const afterMs = 6 * 3_600_000;

interface Held {
  starts_at: Date;
  minutes: number;
  opened_at: Date | null;
  ended_at: Date | null;
  cancelled_at: Date | null;
}

/** Whether guests may (still) come: until the session is over, or six hours after the planned end of one that nobody opened. */
export function isOpenToGuests(session: Held, now: Date): boolean {
  const state = stateOf(session);
  if (state === 'open') return true;
  return state === 'planned' && lastsUntil(session) > now.getTime();
}
const lastsUntil = ({ starts_at, minutes }: Pick<Held, 'starts_at' | 'minutes'>): number =>
  starts_at.getTime() + minutes * 60_000 + afterMs;

/** Why a link opens nothing (any more). */
export type GuestGone = 'revoked' | 'over' | 'unknown';

/** What a guest sees of a session before being let in. */
export interface GuestSession {
  id: SessionId;
  title: string;
  kind: SessionKind;
  lang: Lang;
  startsAt: Date;
  minutes: number;
  /** The room's zone: that of the people who invite. */
  zone: string;
  state: SessionState;
  /** The institutions that meet, by name. */
  institutions: string[];
}

/** Where a guest stands with the one session. */
export interface Visit {
  standing: 'waiting' | 'refused' | 'in';
  name: string;
  institution: string;
  session: GuestSession;
}

/** Somebody at the door, or let in, as those who lead see them. */
export interface GuestAtDoor {
  personId: PersonId;
  name: string;
  institution: string;
  askedAt: Date;
  standing: 'waiting' | 'refused' | 'in' | 'left' | 'out';
}

/** A link for guests as those who lead see it; its secret is shown once, when it is made. */
export interface GuestLink {
  id: GuestLinkId;
  by: string;
  madeAt: Date;
  revokedAt: Date | null;
  /** How many came by it. */
  came: number;
}

/** How a visit ended. */
export type Farewell = 'ended' | 'cancelled' | 'removed' | 'left';

/** A session's guests for those who lead it. */
export interface SessionGuests {
  sessionId: SessionId;
  roomId: RoomId;
  title: string;
  guests: GuestAtDoor[];
  links: GuestLink[];
}
