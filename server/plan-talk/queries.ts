import {
  isId,
  type PersonId,
  type InstitutionId,
  type PlanCommentId,
  type PlanSuggestionId,
  type PlanThreadId,
  type SessionId,
} from '#domain/ids.ts';
import type { Lang } from '#domain/person/lang.ts';
import type { CardField } from '#domain/plan/card.ts';
import { suggestionAbilities, threadAbilities } from '#domain/plan/talk-abilities.ts';
import {
  settledShown,
  type CardTalk,
  type Comment,
  type Decision,
  type Suggestion,
  type TalkCount,
  type Thread,
} from '#domain/plan/talk.ts';
import type { ReadContext } from '../context.ts';
import { sql } from '../db/database.ts';
import { notFound } from '../errors.ts';
import { roomAccess, type RoomAccess } from '../room/access.ts';

/** Of a row of `plan_thread`: nobody has resolved it, or it was opened again. */
export const isOpen = sql<boolean>`NOT EXISTS (SELECT FROM plan_resolution
  WHERE thread_id = plan_thread.id AND reopened_at IS NULL)`;

/** How much is open on each card of a room's plan, by card; cards on which nothing is are missing. One query. Members only. */
export async function counts(ctx: ReadContext, roomId: string): Promise<Record<string, TalkCount>> {
  const access = await roomAccess(ctx, roomId);
  const { rows } = await sql<TalkCount & { cardId: string }>`
    SELECT card_id AS "cardId", sum(comments)::int AS comments, sum(threads)::int AS threads,
      sum(suggestions)::int AS suggestions
    FROM (
      SELECT plan_thread.card_id, count(plan_comment.id) AS comments, count(DISTINCT plan_thread.id) AS threads, 0 AS suggestions
      FROM plan_thread LEFT JOIN plan_comment ON plan_comment.thread_id = plan_thread.id
        AND plan_comment.taken_away_at IS NULL
      WHERE plan_thread.room_id = ${access.roomId} AND ${isOpen} GROUP BY plan_thread.card_id
      UNION ALL
      SELECT card_id, 0, 0, count(*) FROM plan_suggestion
      WHERE room_id = ${access.roomId} AND decision IS NULL GROUP BY card_id
    ) AS open GROUP BY card_id`.execute(ctx.db);
  return Object.fromEntries(rows.map(({ cardId, ...count }) => [cardId, count]));
}

/** What is said about one card: all that is open, and the latest of what is settled. Members only. */
export async function ofCard(ctx: ReadContext, roomId: string, cardId: string): Promise<CardTalk> {
  const access = await roomAccess(ctx, roomId);
  if (!isId(cardId)) throw notFound('card');
  const [threads, suggestions] = await Promise.all([
    threadsOf(ctx, access, cardId),
    suggestionsOf(ctx, access, cardId),
  ]);
  return { cardId, threads, suggestions };
}

interface ThreadRow {
  id: string;
  field: string | null;
  quote: string;
  begun_by: string;
  resolved: { byName: string; at: string } | null;
  reopened: { byName: string; at: string } | null;
  carried: { byName: string; at: string; session: SessionRow | null } | null;
}
interface SessionRow {
  id: string;
  title: string;
  startsAt: string;
  zone: string;
  over: boolean;
}

async function threadsOf(ctx: ReadContext, access: RoomAccess, cardId: string): Promise<Thread[]> {
  const { rows } = await sql<ThreadRow>`
    SELECT * FROM (
      SELECT plan_thread.id, field, quote, begun_by, begun_at, carried.carried,
        CASE WHEN last.reopened_at IS NULL THEN last.resolved END AS resolved,
        CASE WHEN last.reopened_at IS NOT NULL THEN last.reopened END AS reopened,
        last.id IS NOT NULL AND last.reopened_at IS NULL AS settled,
        row_number() OVER (PARTITION BY last.id IS NOT NULL AND last.reopened_at IS NULL
          ORDER BY last.at DESC NULLS LAST, begun_at DESC) AS place
      FROM plan_thread
      LEFT JOIN LATERAL (
        SELECT plan_resolution.id, plan_resolution.at, reopened_at,
          json_build_object('byName', closer.name, 'at', plan_resolution.at) AS resolved,
          json_build_object('byName', opener.name, 'at', reopened_at) AS reopened
        FROM plan_resolution JOIN person closer ON closer.id = plan_resolution.by
        LEFT JOIN person opener ON opener.id = plan_resolution.reopened_by
        WHERE thread_id = plan_thread.id ORDER BY plan_resolution.at DESC, plan_resolution.id DESC LIMIT 1) last ON true
      LEFT JOIN LATERAL (
        SELECT json_build_object('byName', person.name, 'at', plan_carry.at, 'session', CASE WHEN session.id IS NOT NULL
          THEN json_build_object('id', session.id, 'title', session.title, 'startsAt', session.starts_at, 'zone', session.zone,
            'over', session.ended_at IS NOT NULL OR session.cancelled_at IS NOT NULL) END) AS carried
        FROM plan_carry JOIN person ON person.id = plan_carry.by LEFT JOIN session ON session.id = plan_carry.session_id
        WHERE plan_carry.thread_id = plan_thread.id) carried ON true
      WHERE plan_thread.room_id = ${access.roomId} AND plan_thread.card_id = ${cardId}
    ) AS found WHERE NOT settled OR place <= ${settledShown} ORDER BY begun_at, id`.execute(ctx.db);
  const comments = await commentsOf(
    ctx,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => toThread(ctx, access, row, comments.get(row.id) ?? []));
}

function toThread({ actor }: ReadContext, access: RoomAccess, row: ThreadRow, comments: Comment[]): Thread {
  const instant = (one: { byName: string; at: string } | null) =>
    one && { byName: one.byName, at: new Date(one.at).toISOString() };
  const session = row.carried?.session ?? null;
  return {
    id: row.id as PlanThreadId,
    field: row.field as CardField | null,
    quote: row.quote,
    comments,
    resolved: instant(row.resolved),
    reopened: instant(row.reopened),
    carried: row.carried && {
      byName: row.carried.byName,
      at: new Date(row.carried.at).toISOString(),
      session: session && {
        ...{ id: session.id as SessionId, title: session.title, zone: session.zone },
        startsAt: new Date(session.startsAt).toISOString(),
      },
    },
    abilities: threadAbilities(access.abilities, {
      mine: row.begun_by === actor.personId,
      resolved: row.resolved !== null,
      carried: row.carried !== null && session?.over !== true,
    }),
  };
}

async function commentsOf(
  { db }: ReadContext,
  threadIds: readonly string[],
): Promise<Map<string, Comment[]>> {
  if (threadIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('plan_comment')
    .innerJoin('person', 'person.id', 'plan_comment.by')
    .where('thread_id', 'in', threadIds)
    .orderBy('plan_comment.at')
    .orderBy('plan_comment.id')
    .selectAll('plan_comment')
    .select('person.name')
    .execute();
  const byThread = Map.groupBy(rows, (row) => row.thread_id);
  return new Map(
    [...byThread].map(([threadId, said]) => [
      threadId,
      said.map((row) => ({
        id: row.id as PlanCommentId,
        by: speaker(row),
        text: row.text,
        lang: row.lang as Lang,
        at: row.at.toISOString(),
        changedAt: row.changed_at?.toISOString() ?? null,
        takenAway: row.taken_away_at !== null,
      })),
    ]),
  );
}

const speaker = (row: { by: string; name: string; institution_id: string }) => ({
  id: row.by as PersonId,
  name: row.name,
  institutionId: row.institution_id as InstitutionId,
});

async function suggestionsOf(
  { db, actor }: ReadContext,
  access: RoomAccess,
  cardId: string,
): Promise<Suggestion[]> {
  const rows = await db
    .selectFrom('plan_suggestion')
    .innerJoin('person', 'person.id', 'plan_suggestion.by')
    .leftJoin('person as decider', 'decider.id', 'plan_suggestion.decided_by')
    .where('room_id', '=', access.roomId)
    .where('card_id', '=', cardId)
    .where((eb) =>
      eb.or([
        eb('decision', 'is', null),
        eb(
          'plan_suggestion.id',
          'in',
          eb
            .selectFrom('plan_suggestion as late')
            .where('late.room_id', '=', access.roomId)
            .where('late.card_id', '=', cardId)
            .where('late.decision', 'is not', null)
            .orderBy('late.decided_at', 'desc')
            .limit(settledShown)
            .select('late.id'),
        ),
      ]),
    )
    .orderBy('plan_suggestion.at')
    .orderBy('plan_suggestion.id')
    .selectAll('plan_suggestion')
    .select(['person.name', 'decider.name as decider_name'])
    .execute();
  return rows.map((row) => ({
    id: row.id as PlanSuggestionId,
    field: row.field as CardField,
    ...{ before: row.before, after: row.after, reason: row.reason },
    lang: row.lang as Lang,
    by: speaker(row),
    at: row.at.toISOString(),
    decided: row.decision && {
      decision: row.decision as Decision,
      byName: row.decider_name ?? '',
      at: row.decided_at!.toISOString(),
      reason: row.decision_reason,
    },
    abilities: suggestionAbilities(access.abilities, {
      mine: row.by === actor.personId,
      open: row.decision === null,
    }),
  })) as Suggestion[];
}
