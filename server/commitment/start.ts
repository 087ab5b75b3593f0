import type { OriginKind } from '#domain/commitment/commitment.ts';
import type { Card } from '#domain/plan/card.ts';
import { isId } from '#domain/ids.ts';
import { sql } from '../db/database.ts';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { roomAccess } from '../room/access.ts';

export interface OriginStart {
  kind: OriginKind;
  id: string;
  roomId: string;
  sessionId: string | null;
  /** What was asked, noted or written there. */
  words: string;
  station: string | null;
  /** A first draft of the commitment's text, '' when the words are a question. */
  text: string;
  /** Who showed it. */
  learntFromId: string | null;
  /** What an action of the plan says: who does it and by when. */
  ownerId: string | null;
  institutionId: string | null;
  dueOn: string | null;
}

// Each finds the row and its room; the room then proves the access.
const finders: Record<OriginKind, (id: string) => ReturnType<typeof sql<Found>>> = {
  question: (id) => sql<Found>`
    SELECT session.room_id, session.id AS session_id, question.text AS words, station.name AS station,
      walkthrough.institution_id AS learnt_from
    FROM question JOIN session ON session.id = question.session_id
    LEFT JOIN station ON station.id = question.station_id
    LEFT JOIN walkthrough ON walkthrough.id = station.walkthrough_id WHERE question.id = ${id}`,
  moment: (id) => sql<Found>`
    SELECT moment.room_id, moment.session_id, coalesce(nullif(moment.note, ''), question.text, '') AS words,
      station.name AS station, moment.institution_id AS learnt_from
    FROM moment LEFT JOIN station ON station.id = moment.station_id
    LEFT JOIN question ON question.id = moment.question_id WHERE moment.id = ${id}`,
  plan_card: (id) => sql<Found>`
    SELECT document.room_id, NULL AS session_id, coalesce(fields->>'title', fields->>'text', '') AS words,
      NULL AS station, NULL AS learnt_from, card_values
    FROM plan_card JOIN document ON document.id = plan_card.document_id
    WHERE plan_card.card_id = ${id} AND plan_card.deleted_at IS NULL`,
  report_back: (id) => sql<Found>`
    SELECT commitment.room_id, NULL AS session_id, report_back.text AS words, NULL AS station,
      commitment.institution_id AS learnt_from
    FROM report_back JOIN commitment ON commitment.id = report_back.commitment_id WHERE report_back.id = ${id}`,
  session: (id) => sql<Found>`
    SELECT room_id, id AS session_id, title AS words, NULL AS station, NULL AS learnt_from
    FROM session WHERE id = ${id}`,
};

interface Found {
  room_id: string;
  session_id: string | null;
  words: string;
  station: string | null;
  learnt_from: string | null;
  card_values?: Card['values'];
}

/** What a commitment would be made from, if the actor may commit in its room; `not_found` otherwise. */
export async function originFor(
  ctx: ReadContext,
  ref: { kind: OriginKind; id: string },
): Promise<OriginStart> {
  if (!isId(ref.id)) throw notFound(ref.kind);
  const { rows } = await finders[ref.kind](ref.id).execute(ctx.db);
  const row = rows[0];
  if (!row) throw notFound(ref.kind);
  await roomAccess(ctx, row.room_id, 'commit');
  const drafted = ref.kind === 'plan_card' || ref.kind === 'moment';
  return {
    ...ref,
    roomId: row.room_id,
    sessionId: row.session_id,
    words: row.words,
    station: row.station,
    text: drafted ? (row.words.split('\n')[0] ?? '').slice(0, 300) : '',
    learntFromId: row.learnt_from,
    ownerId: row.card_values?.owner ?? null,
    institutionId: row.card_values?.institution ?? null,
    dueOn: row.card_values?.due ?? null,
  };
}
