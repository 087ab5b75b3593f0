import type { EventFile } from './event-file.ts';

export type { FileWords } from './event-file.ts';

/** What became of a session since somebody was last told. */
export type Note = 'new' | 'moved' | 'changed' | 'cancelled' | 'same';

/** A session in a mail. */
export interface ToldSession {
  id: string;
  title: string;
  startsAt: string;
  minutes: number;
  zone: string;
  agenda: readonly string[];
  note: Note;
  /** When it would have been, for one that was moved. */
  movedFrom?: string;
}

interface Told {
  roomName: string;
  byName: string;
  /** Whom the mail goes to, and where they live. */
  personId: string;
  zone: string;
  /** Those ahead, by time; never none. */
  sessions: readonly ToldSession[];
  calendar: EventFile;
}
interface Reminder {
  roomName: string;
  personId: string;
  zone: string;
  session: ToldSession;
}

/** The mails about sessions. */
export interface CalendarMessages {
  session_invited: Told;
  session_changed: Told;
  session_cancelled: Told;
  /** They are no longer in the room: their calendar forgets what is ahead. */
  session_withdrawn: Told;
  session_tomorrow: Reminder;
  session_soon: Reminder;
}
