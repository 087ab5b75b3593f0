import { stringify } from 'csv-stringify/sync';
import { sql } from 'kysely';
import type * as v from 'valibot';
import type { exportInstitution } from '#domain/institution/people.ts';
import { reading, type ReadContext, type WriteContext } from '../context.ts';
import { recordAudit } from '../event/audit.ts';
import { institutionAccess } from './access.ts';

/**
 * What an institution takes along: itself, its people, what it offers and needs, its rooms, and every commitment with its
 * reports; as JSON whole, as CSV the commitments. Its manager, and administrators. That it was opened stands in the audit.
 */
export async function exportData(
  ctx: WriteContext,
  { institutionId, format }: v.InferOutput<typeof exportInstitution>,
): Promise<{ name: string; text: string }> {
  const access = await institutionAccess(reading(ctx), institutionId, 'leave');
  const data = await gather(reading(ctx), institutionId);
  await recordAudit(ctx.trx, {
    ...{ kind: 'institution_exported', personId: ctx.actor.personId, at: ctx.now, ...ctx.actor.from },
    networkId: access.networkId,
    data: { institutionId, format },
  });
  const text =
    format === 'json'
      ? JSON.stringify({ exportedAt: ctx.now.toISOString(), ...data }, null, 2)
      : stringify(data.commitments, { header: true, columns, bom: true, escape_formulas: true });
  return { name: access.name, text };
}

const columns = ['room', 'text', 'owner', 'made_at', 'due_on', 'report_on', 'status', 'last_report'];

async function gather({ db }: ReadContext, id: string) {
  const rowsOf = async (query: ReturnType<typeof sql<Record<string, unknown>>>) =>
    (await query.execute(db)).rows;
  return {
    institution: (
      await rowsOf(sql`SELECT name, short_name, level, place, zone, lang, langs, sponsor, code
        FROM institution WHERE id = ${id}`)
    )[0],
    people: await rowsOf(sql`SELECT person.name, member.role, member.created_at AS since
      FROM institution_member member JOIN person ON person.id = member.person_id
      WHERE member.institution_id = ${id} ORDER BY person.name`),
    offersAndNeeds:
      await rowsOf(sql`SELECT topic.name_en AS topic_en, topic.name_fr AS topic_fr, stance, figure, at
      FROM offer_need JOIN topic ON topic.id = offer_need.topic_id WHERE institution_id = ${id} ORDER BY 1`),
    rooms: await rowsOf(sql`SELECT room.name, place.side, room.created_at AS opened_at, place.left_at
      FROM room_institution place JOIN room ON room.id = place.room_id
      WHERE place.institution_id = ${id} ORDER BY room.created_at`),
    commitments: await rowsOf(sql`SELECT room.name AS room, commitment.text, owner.name AS owner,
        to_char(commitment.made_at, 'YYYY-MM-DD') AS made_at, commitment.due_on::text, commitment.report_on::text,
        last.status, last.text AS last_report
      FROM commitment JOIN room ON room.id = commitment.room_id JOIN person owner ON owner.id = commitment.owner_id
        LEFT JOIN LATERAL (SELECT status, text FROM report_back
          WHERE commitment_id = commitment.id ORDER BY at DESC LIMIT 1) AS last ON true
      WHERE commitment.institution_id = ${id} ORDER BY commitment.made_at`),
    reports:
      await rowsOf(sql`SELECT commitment.text AS commitment, report_back.report_on::text, report_back.at,
        report_back.status, report_back.text
      FROM report_back JOIN commitment ON commitment.id = report_back.commitment_id
      WHERE commitment.institution_id = ${id} ORDER BY report_back.at`),
  };
}
