import { sql } from 'kysely';
import type { EventKind, SubjectKind } from '#domain/event/event.ts';
import type { InstitutionId } from '#domain/ids.ts';
import type { ReadContext } from '../context.ts';

/** One knot on the way from a question to a report. `words` is what a person wrote or named there. */
export interface Knot {
  id: string;
  kind: 'question' | 'moment' | 'plan_card' | 'session' | 'commitment_before' | EventKind;
  subjectId: string;
  at: Date;
  byName: string | null;
  institutionId: InstitutionId | null;
  words: string;
  station: string | null;
  status: 'done' | 'on_the_way' | 'stuck' | null;
}

/** The thread of a commitment, oldest first. The caller has proved the access to it; links never leave a room. */
export async function threadOf({ db }: ReadContext, commitmentId: string): Promise<Knot[]> {
  const sources = await before(db, commitmentId);
  const own = await sql<Knot>`
    SELECT event.id, event.kind, event.subject_id AS "subjectId", event.at, person.name AS "byName",
      event.institution_id AS "institutionId", coalesce(event.data->>'text', '') AS words, NULL AS station,
      CASE WHEN event.kind = 'report_back_given' THEN event.data->>'status' END AS status
    FROM event LEFT JOIN person ON person.id = event.by
    WHERE (event.subject_kind = 'commitment' AND event.subject_id = ${commitmentId})
      OR (event.subject_kind = 'report_back' AND event.subject_id IN (SELECT id FROM report_back WHERE commitment_id = ${commitmentId}))
    ORDER BY event.at, event.id`.execute(db);
  const after = await sql<Knot>`
    SELECT link.id, 'commitment_made' AS kind, next.id AS "subjectId", link.at, person.name AS "byName",
      next.institution_id AS "institutionId", next.text AS words, NULL AS station, NULL AS status
    FROM link JOIN commitment next ON link.to_kind = 'commitment' AND next.id = link.to_id
    LEFT JOIN person ON person.id = link.by
    WHERE link.from_kind = 'report_back' AND link.from_id IN (SELECT id FROM report_back WHERE commitment_id = ${commitmentId})`.execute(
    db,
  );
  return [...sources, ...own.rows, ...after.rows].sort((a, b) => a.at.getTime() - b.at.getTime());
}

// Backwards along the links, at most six steps: report-back, commitment, moment, question, card, session.
async function before(db: ReadContext['db'], commitmentId: string): Promise<Knot[]> {
  const { rows } = await sql<Knot & { kind: SubjectKind }>`
    WITH RECURSIVE back(kind, id, depth) AS (
      SELECT 'commitment', ${commitmentId}::uuid, 0
      UNION
      SELECT link.from_kind, link.from_id, back.depth + 1 FROM back
      JOIN link ON link.to_kind = back.kind AND link.to_id = back.id WHERE back.depth < 6
    ), source AS (SELECT DISTINCT kind, id FROM back WHERE depth > 0)
    SELECT question.id, 'question' AS kind, question.id AS "subjectId", question.asked_at AS at, person.name AS "byName",
      question.institution_id AS "institutionId", question.text AS words, station.name AS station, NULL AS status
    FROM source JOIN question ON source.kind = 'question' AND question.id = source.id
    JOIN person ON person.id = question.asked_by LEFT JOIN station ON station.id = question.station_id
    UNION ALL
    SELECT moment.id, 'moment', moment.id, moment.kept_at, person.name, moment.institution_id, moment.note, station.name, NULL
    FROM source JOIN moment ON source.kind = 'moment' AND moment.id = source.id
    JOIN person ON person.id = moment.kept_by LEFT JOIN station ON station.id = moment.station_id
    UNION ALL
    SELECT session.id, 'session', session.id, session.starts_at, NULL, NULL, session.title, NULL, NULL
    FROM source JOIN session ON source.kind = 'session' AND session.id = source.id
    UNION ALL
    SELECT link.id, 'plan_card', card.card_id, link.at, person.name, NULL,
      coalesce(card.fields->>'title', card.fields->>'text', ''), NULL, NULL
    FROM source JOIN plan_card card ON source.kind = 'plan_card' AND card.card_id = source.id
    JOIN link ON link.from_kind = 'plan_card' AND link.from_id = card.card_id AND link.to_id = ${commitmentId}
    JOIN document ON document.id = card.document_id AND document.room_id = link.room_id
    LEFT JOIN person ON person.id = link.by
    UNION ALL
    SELECT earlier.id, 'commitment_before', earlier.id, earlier.made_at, person.name, earlier.institution_id, earlier.text, NULL, NULL
    FROM source JOIN commitment earlier ON source.kind = 'commitment' AND earlier.id = source.id
    JOIN person ON person.id = earlier.made_by`.execute(db);
  return rows;
}
