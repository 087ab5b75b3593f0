import type { ToldSession } from './messages.ts';
import type { Subject, SubjectSession } from './subject.ts';

/** What somebody was last told, as it is kept. */
export interface Remembered {
  /** When the first of them begins, to hurry what comes soon. */
  nextAt: string | null;
  sessions: {
    id: string;
    title: string;
    startsAt: string;
    minutes: number;
    agenda: string[];
    cancelled: boolean;
  }[];
}

const ahead = ({ sessions }: Subject): SubjectSession[] =>
  sessions
    .filter((session) => session.ahead)
    .sort((one, other) => one.startsAt.getTime() - other.startsAt.getTime());

/** What telling somebody now makes them know. */
export function rememberedOf(subject: Subject): Remembered {
  const sessions = ahead(subject);
  return {
    nextAt: sessions.find(({ cancelled }) => !cancelled)?.startsAt.toISOString() ?? null,
    sessions: sessions.map(({ id, title, startsAt, minutes, agenda, cancelled }) => ({
      ...{ id, title, startsAt: startsAt.toISOString(), minutes, agenda, cancelled },
    })),
  };
}

/** The sessions ahead, each with what is different from what somebody was told; calling off what they never heard of is nothing. */
export function compare(subject: Subject, told: Remembered | null): ToldSession[] {
  return ahead(subject).flatMap((session): ToldSession[] => {
    const before = told?.sessions.find(({ id }) => id === session.id);
    const startsAt = session.startsAt.toISOString();
    const { id, title, minutes, zone, agenda } = session;
    const now = { id, title, startsAt, minutes, zone, agenda };
    if (session.cancelled) {
      if (!before) return [];
      return before.cancelled ? [] : [{ ...now, note: 'cancelled' }];
    }
    if (!before || before.cancelled) return [{ ...now, note: 'new' }];
    if (before.startsAt !== startsAt) return [{ ...now, note: 'moved', movedFrom: before.startsAt }];
    const same =
      before.title === title && before.minutes === minutes && before.agenda.join('\n') === agenda.join('\n');
    return [{ ...now, note: same ? 'same' : 'changed' }];
  });
}
