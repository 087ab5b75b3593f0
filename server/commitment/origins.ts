import { sql, type Expression } from 'kysely';
import type { Origin } from '#domain/commitment/commitment.ts';

/** Where a commitment came from, as one value of its row: the first "became" link, with the words that stood there. */
export const originOf = (commitmentId: Expression<string>) => sql<Origin | null>`(
    SELECT json_build_object('kind', link.from_kind, 'id', link.from_id,
      'words', coalesce(question.text, moment.note, meeting.title, report.text, card.fields->>'title', card.fields->>'text', ''),
      'station', coalesce(asked_at.name, kept_at.name))
    FROM link
    LEFT JOIN question ON link.from_kind = 'question' AND question.id = link.from_id
    LEFT JOIN station asked_at ON asked_at.id = question.station_id
    LEFT JOIN moment ON link.from_kind = 'moment' AND moment.id = link.from_id
    LEFT JOIN station kept_at ON kept_at.id = moment.station_id
    LEFT JOIN session meeting ON link.from_kind = 'session' AND meeting.id = link.from_id
    LEFT JOIN report_back report ON link.from_kind = 'report_back' AND report.id = link.from_id
    LEFT JOIN plan_card card ON link.from_kind = 'plan_card' AND card.card_id = link.from_id
      AND card.document_id IN (SELECT id FROM document WHERE document.room_id = link.room_id)
    WHERE link.to_kind = 'commitment' AND link.verb = 'became' AND link.to_id = ${commitmentId}
    ORDER BY link.from_kind = 'session', link.at LIMIT 1)`;
