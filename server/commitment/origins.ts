import { sql } from 'kysely';
import type { Origin } from '#domain/commitment/commitment.ts';
import type { Database, Tx } from '../db/database.ts';

/** Where each commitment came from: the first "became" link, with the words that stood there. */
export async function originsOf(
  db: Database | Tx,
  commitmentIds: readonly string[],
): Promise<Map<string, Origin>> {
  if (commitmentIds.length === 0) return new Map();
  const { rows } = await sql<{
    to_id: string;
    from_kind: Origin['kind'];
    from_id: string;
    words: string | null;
    station: string | null;
  }>`
    SELECT DISTINCT ON (link.to_id) link.to_id, link.from_kind, link.from_id,
      coalesce(question.text, moment.note, session.title, report_back.text, card.fields->>'title', card.fields->>'text') AS words,
      coalesce(asked_at.name, kept_at.name) AS station
    FROM link
    LEFT JOIN question ON link.from_kind = 'question' AND question.id = link.from_id
    LEFT JOIN station asked_at ON asked_at.id = question.station_id
    LEFT JOIN moment ON link.from_kind = 'moment' AND moment.id = link.from_id
    LEFT JOIN station kept_at ON kept_at.id = moment.station_id
    LEFT JOIN session ON link.from_kind = 'session' AND session.id = link.from_id
    LEFT JOIN report_back ON link.from_kind = 'report_back' AND report_back.id = link.from_id
    LEFT JOIN plan_card card ON link.from_kind = 'plan_card' AND card.card_id = link.from_id
      AND card.document_id IN (SELECT id FROM document WHERE document.room_id = link.room_id)
    WHERE link.to_kind = 'commitment' AND link.verb = 'became' AND link.to_id = ANY(${commitmentIds}::uuid[])
    ORDER BY link.to_id, link.from_kind = 'session', link.at`.execute(db);
  return new Map(
    rows.map((row) => [
      row.to_id,
      { kind: row.from_kind, id: row.from_id, words: row.words ?? '', station: row.station },
    ]),
  );
}
