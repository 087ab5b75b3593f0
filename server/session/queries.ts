import { isBeforeMove, type Answer } from '#domain/calendar/calendar.ts';
import type {
  AgendaItemId,
  CardId,
  CommitmentId,
  InstitutionId,
  PersonId,
  PlanThreadId,
  RoomId,
  SessionId,
} from '#domain/ids.ts';
import type { Lang } from '#domain/person/lang.ts';
import {
  minutesPresent,
  stateOf,
  type AgendaItem,
  type AgendaKind,
  type Attendance,
  type SessionCard,
  type SessionKind,
  type SessionRole,
} from '#domain/session/session.ts';
import { sql, type Selectable } from 'kysely';
import type { ReadContext } from '../context.ts';
import type { Session } from '../db/tables.ts';
import { roomAccess } from '../room/access.ts';
import {
  cards,
  institutionsIn,
  institutionsOf,
  people,
  peopleIn,
  toInstitution,
  toPerson,
} from '../room/queries.ts';
import { sessionAccess } from './access.ts';

/** A session that nobody opened or ended is still worth joining this long after its planned end. */
const lateComersMs = 2 * 60 * 60_000;

export const toCard = (row: Selectable<Session>): SessionCard => ({
  id: row.id as SessionId,
  roomId: row.room_id as RoomId,
  kind: row.kind as SessionKind,
  title: row.title,
  lang: row.lang as Lang,
  startsAt: row.starts_at,
  minutes: row.minutes,
  zone: row.zone,
  state: stateOf(row),
  openedAt: row.opened_at,
  endedAt: row.ended_at,
});

const isComing = (card: SessionCard, now: Date): boolean =>
  card.state === 'open' ||
  (card.state === 'planned' &&
    card.startsAt.getTime() + card.minutes * 60_000 + lateComersMs > now.getTime());

/** The sessions of a room: those to come (soonest first), and those that are over with minutes and counts. Members only. */
export async function ofRoom(ctx: ReadContext, roomId: string) {
  const room = await roomAccess(ctx, roomId);
  const rows = await ctx.db
    .selectFrom('session')
    .where('room_id', '=', room.roomId)
    .orderBy('starts_at', 'desc')
    .selectAll()
    .execute();
  const all = rows.map(toCard);
  const over = all.filter((card) => !isComing(card, ctx.now));
  const counts = await countsOf(
    ctx,
    over.map((card) => card.id),
  );
  return {
    coming: all.filter((card) => isComing(card, ctx.now)).reverse(),
    past: over.map((card) => ({ ...card, ...(counts.get(card.id) ?? noCounts) })),
  };
}

const noCounts = { people: 0, institutions: 0, lasted: 0, moments: 0, questions: 0, commitments: 0 };

async function countsOf({ db, now }: ReadContext, sessionIds: readonly string[]) {
  const found = new Map<string, typeof noCounts>();
  if (sessionIds.length === 0) return found;
  const [stays, moments, questions, commitments] = await Promise.all([
    db.selectFrom('attendance').where('session_id', 'in', sessionIds).selectAll().execute(),
    db.selectFrom('moment').where('session_id', 'in', sessionIds).select('session_id').execute(),
    db.selectFrom('question').where('session_id', 'in', sessionIds).select('session_id').execute(),
    db.selectFrom('commitment').where('session_id', 'in', sessionIds).select('session_id').execute(),
  ]);
  const of = <T extends { session_id: string | null }>(rows: T[], id: string) =>
    rows.filter((row) => row.session_id === id);
  for (const id of sessionIds) {
    const mine = of(stays, id);
    found.set(id, {
      people: new Set(mine.map((stay) => stay.person_id)).size,
      institutions: new Set(mine.flatMap((stay) => stay.institution_id ?? [])).size,
      lasted: minutesPresent(
        mine.map((stay) => ({ joinedAt: stay.joined_at, leftAt: stay.left_at })),
        now,
      ),
      moments: of(moments, id).length,
      questions: of(questions, id).length,
      commitments: of(commitments, id).length,
    });
  }
  return found;
}

/**
 * Everything a session's page shows: agenda, who comes, hands, attendance, rights. Members; guests who were let in get
 * agenda, hands and who is in, and nothing that is the room's.
 */
export async function page(ctx: ReadContext, sessionId: string) {
  const access = await sessionAccess(ctx, sessionId);
  const guest = ctx.actor.guestOf !== null;
  const [row, agenda, hands, attendance, members, institutions, [room], removed, counts, commitments] =
    await Promise.all([
      ctx.db.selectFrom('session').where('id', '=', access.sessionId).selectAll().executeTakeFirstOrThrow(),
      agendaOf(ctx, access.sessionId, guest),
      handsOf(ctx, access.sessionId),
      attendanceOf(ctx, access.sessionId),
      guest ? [] : people(ctx, access.roomId),
      institutionsOf(ctx.db, [access.roomId]),
      guest ? [] : cards(ctx, [access.roomId]),
      ctx.db
        .selectFrom('session_removal')
        .where('session_id', '=', access.sessionId)
        .select('person_id')
        .execute(),
      countsOf(ctx, [access.sessionId]),
      ctx.db.selectFrom('commitment').where('session_id', '=', access.sessionId).select('id').execute(),
    ]);
  return {
    ...toCard(row),
    roomName: room?.name ?? '',
    role: access.room.role,
    institutionId: access.room.institutionId,
    abilities: access.abilities,
    agenda,
    currentItemId: (row.current_item_id ??
      (row.opened_at ? (agenda[0]?.id ?? null) : null)) as AgendaItemId | null,
    hands,
    attendance: guest ? attendance.filter((one) => one.present) : attendance,
    people: members,
    institutions: institutions.get(access.roomId) ?? [],
    removed: guest ? [] : removed.map((person) => person.person_id as PersonId),
    counts: (!guest && counts.get(access.sessionId)) || noCounts,
    commitmentIds: guest ? [] : commitments.map(({ id }) => id as CommitmentId),
  };
}
export type SessionPage = Awaited<ReturnType<typeof page>>;

/** Where a point came from is the room's alone. */
async function agendaOf({ db }: ReadContext, sessionId: string, guest: boolean): Promise<AgendaItem[]> {
  const rows = await db
    .selectFrom('agenda_item')
    .leftJoin('plan_thread', 'plan_thread.id', 'agenda_item.thread_id')
    .where('session_id', '=', sessionId)
    .orderBy('position')
    .select(['agenda_item.id', 'kind', 'title', 'minutes', 'thread_id', 'card_id'])
    .execute();
  return rows.map(({ thread_id: threadId, card_id: cardId, ...row }) => ({
    ...row,
    id: row.id as AgendaItemId,
    kind: row.kind as AgendaKind,
    about:
      threadId && cardId && !guest ? { threadId: threadId as PlanThreadId, cardId: cardId as CardId } : null,
  }));
}

async function handsOf({ db }: ReadContext, sessionId: string) {
  const rows = await db
    .selectFrom('hand')
    .where('session_id', '=', sessionId)
    .orderBy('at')
    .orderBy('person_id')
    .select(['person_id', 'at'])
    .execute();
  return rows.map((row) => ({ personId: row.person_id as PersonId, at: row.at }));
}

async function attendanceOf({ db, now }: ReadContext, sessionId: string): Promise<Attendance[]> {
  const rows = await db
    .selectFrom('attendance')
    .innerJoin('person', 'person.id', 'attendance.person_id')
    .where('session_id', '=', sessionId)
    .orderBy('person.name')
    .orderBy('joined_at')
    .select(['person.id', 'person.name', 'person.guest_institution'])
    .select(['institution_id', 'role', 'joined_at', 'left_at'])
    .execute();
  const stays = Map.groupBy(rows, (row) => row.id);
  return [...stays.values()].map((mine) => ({
    personId: mine[0]!.id as PersonId,
    name: mine[0]!.name,
    institutionId: mine[0]!.institution_id as InstitutionId | null,
    guestInstitution: mine[0]!.guest_institution,
    role: mine[0]!.role as SessionRole,
    minutes: minutesPresent(
      mine.map((stay) => ({ joinedAt: stay.joined_at, leftAt: stay.left_at })),
      now,
    ),
    present: mine.some((stay) => stay.left_at === null),
  }));
}

/** The actor's next session over all their rooms (one that is on comes first), null when none is planned. */
export async function next({ db, actor, now }: ReadContext) {
  const me = actor.personId;
  const row = await db
    .selectFrom('session')
    .innerJoin('room_member as me', 'me.room_id', 'session.room_id')
    .innerJoin('room', 'room.id', 'session.room_id')
    .where('me.person_id', '=', me)
    .where('session.ended_at', 'is', null)
    .where('session.cancelled_at', 'is', null)
    .where((eb) =>
      eb.or([
        eb('session.opened_at', 'is not', null),
        eb(
          sql<Date>`session.starts_at + session.minutes * interval '1 minute'`,
          '>',
          new Date(now.getTime() - lateComersMs),
        ),
      ]),
    )
    .orderBy(sql`session.opened_at IS NULL`)
    .orderBy('session.starts_at')
    .limit(1)
    .selectAll('session')
    .select((eb) => [
      'room.name as room_name',
      institutionsIn(eb.ref('session.room_id')).as('institutions'),
      peopleIn(eb.ref('session.room_id')).as('people'),
      sql<number>`(SELECT count(*) FROM question WHERE session_id = session.id AND answered_at IS NULL
        AND carried_at IS NULL)`.as('waiting'),
      sql<{ answer: Answer; at: string } | null>`(SELECT json_build_object('answer', answer, 'at', at)
        FROM session_answer WHERE session_id = session.id AND person_id = ${me})`.as('said'),
    ])
    .executeTakeFirst();
  if (!row) return null;
  const said = row.said;
  return {
    ...toCard(row),
    said: said?.answer ?? null,
    beforeMove: said !== null && isBeforeMove(new Date(said.at), row.moved_at),
    roomName: row.room_name,
    institutions: row.institutions.map(toInstitution),
    people: row.people.map(toPerson),
    openQuestions: Number(row.waiting),
  };
}
export type NextSession = NonNullable<Awaited<ReturnType<typeof next>>>;
