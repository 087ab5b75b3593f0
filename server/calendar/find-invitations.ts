import { inTransaction, type Database, type Tx } from '../db/database.ts';
import type { JsonValue } from '../db/tables.ts';
import { enqueueMessage } from '../messaging/outbox.ts';
import type { Answer } from '#domain/calendar/calendar.ts';
import { toTell, toWithdraw, type Pair } from './pairs.ts';
import { eventsOf, readSubject, withdrawnEventsOf, type Subject } from './subject.ts';
import { compare, rememberedOf, type Remembered } from './told.ts';

/**
 * Finds by looking who has not been told the present state of the sessions ahead, and tells them: who joined a room
 * late gets theirs, who left it loses theirs. Changes made shortly after each other go out as one. Answers how many
 * messages were written.
 */
export async function findInvitations({ db, now }: { db: Database; now: Date }): Promise<number> {
  const subjects = new Map<string, Promise<Subject | null>>();
  const subjectOf = (id: string) => {
    const known = subjects.get(id) ?? readSubject(db, id, now);
    subjects.set(id, known);
    return known;
  };
  let written = 0;
  for (const pair of await toTell(db, now)) {
    const subject = await subjectOf(pair.subjectId);
    if (subject) written += Number(await inTransaction(db, (trx) => tell(trx, subject, pair, now)));
  }
  for (const pair of await toWithdraw(db, now)) {
    const subject = await subjectOf(pair.subjectId);
    if (subject) written += Number(await inTransaction(db, (trx) => withdraw(trx, subject, pair, now)));
  }
  return written;
}

async function tell(trx: Tx, subject: Subject, pair: Pair, now: Date): Promise<boolean> {
  const again = pair.withdrawn;
  const past = pair.past + (again ? 1 : 0);
  const before = again ? null : pair.told;
  const sessions = compare(subject, before);
  await remember(trx, subject, { ...pair, past, withdrawn: false }, now);
  if (sessions.every(({ note }) => note === 'same')) return false;
  const over = subject.sessions.every(({ cancelled }) => cancelled);
  const template = !before ? 'session_invited' : over ? 'session_cancelled' : 'session_changed';
  return enqueueMessage(trx, {
    key: keyOf(subject, pair, past),
    personId: pair.personId,
    roomId: subject.roomId,
    template,
    data: {
      ...{ roomName: subject.roomName, byName: subject.byName, personId: pair.personId, zone: pair.zone },
      sessions:
        template === 'session_invited' ? sessions.filter(({ note }) => note !== 'cancelled') : sessions,
      calendar: {
        method: over ? ('CANCEL' as const) : ('REQUEST' as const),
        events: eventsOf(subject, { sequence: subject.sequence + past }),
        ...people(subject, pair, await answerOf(trx, subject, pair)),
      },
    },
    at: now,
  });
}

async function withdraw(trx: Tx, subject: Subject, pair: Pair, now: Date): Promise<boolean> {
  const past = pair.past + 1;
  await remember(trx, subject, { ...pair, past, withdrawn: true }, now);
  const sessions = compare(subject, pair.told).filter(({ note }) => note !== 'new');
  if (sessions.length === 0) return false;
  return enqueueMessage(trx, {
    key: keyOf(subject, pair, past),
    personId: pair.personId,
    roomId: subject.roomId,
    template: 'session_withdrawn',
    data: {
      ...{ roomName: subject.roomName, byName: subject.byName, personId: pair.personId, zone: pair.zone },
      // As they last knew them: what was decided since is not theirs to read.
      sessions: sessions.map((session) => ({ ...asTold(session, pair.told), note: 'same' as const })),
      calendar: {
        method: 'CANCEL' as const,
        events: withdrawnEventsOf(subject, { sequence: subject.sequence + past }).map((event) => ({
          ...event,
          ...{ title: sessions[0]!.title, agenda: [] },
        })),
        ...people(subject, pair, null),
      },
    },
    at: now,
  });
}

const asTold = (session: ReturnType<typeof compare>[number], told: Remembered | null) => {
  const known = told?.sessions.find(({ id }) => id === session.id);
  const { id, zone } = session;
  return {
    ...{ id, zone, title: session.title, startsAt: session.startsAt },
    minutes: session.minutes,
    ...known,
    agenda: [],
  };
};

const keyOf = (subject: Subject, { personId }: Pair, past: number) =>
  `session_invited:${subject.id}:${personId}:${subject.sequence + past}`;

const people = (subject: Subject, { name, email }: Pair, answer: Answer | null) => ({
  organizer: `${subject.byName} (Twinward)`,
  ...(email ? { attendee: { name, email, answer } } : {}),
});

/** What they said to the one session; a series has many answers, and a calendar takes only one. */
async function answerOf(trx: Tx, subject: Subject, { personId }: Pair): Promise<Answer | null> {
  if (subject.series) return null;
  const row = await trx
    .selectFrom('session_answer')
    .innerJoin('session', 'session.id', 'session_answer.session_id')
    .where('session_id', '=', subject.id)
    .where('person_id', '=', personId)
    .where((eb) => eb.or([eb('moved_at', 'is', null), eb('at', '>=', eb.ref('moved_at'))]))
    .select('answer')
    .executeTakeFirst();
  return (row?.answer ?? null) as Answer | null;
}

async function remember(
  trx: Tx,
  subject: Subject,
  { personId, past, withdrawn }: Pick<Pair, 'personId' | 'past' | 'withdrawn'>,
  now: Date,
): Promise<void> {
  const state = {
    ...{ sequence: subject.sequence, past, told_at: now, withdrawn_at: withdrawn ? now : null },
    told: JSON.stringify(rememberedOf(subject) as unknown as JsonValue),
  };
  await trx
    .insertInto('session_invited')
    .values({ subject_id: subject.id, person_id: personId, room_id: subject.roomId, ...state })
    .onConflict((conflict) => conflict.columns(['subject_id', 'person_id']).doUpdateSet(state))
    .execute();
}
