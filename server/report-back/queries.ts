import { jsonArrayFrom } from 'kysely/helpers/postgres';
import type { PersonId, ReportBackId } from '#domain/ids.ts';
import type { ReportBack, ReportStatus } from '#domain/report-back/report-back.ts';
import type { ReadContext } from '../context.ts';

/** The report-backs of a commitment with their replies, oldest first. The caller has proved the access to it. */
export async function reportsOf(
  { db }: Pick<ReadContext, 'db'>,
  commitmentId: string,
): Promise<ReportBack[]> {
  const rows = await reportRows(db, commitmentId).execute();
  return rows.map(toReport);
}

const reportRows = (db: ReadContext['db'], commitmentId: string) =>
  db
    .selectFrom('report_back')
    .innerJoin('person as giver', 'giver.id', 'report_back.by')
    .leftJoin('hearing', 'hearing.report_back_id', 'report_back.id')
    .leftJoin('person as hearer', 'hearer.id', 'hearing.by')
    .where('report_back.commitment_id', '=', commitmentId)
    .orderBy('report_back.at')
    .select((eb) => [
      'report_back.id',
      'report_back.report_on',
      'report_back.status',
      'report_back.text',
      'report_back.lang',
      'report_back.help_wanted',
      'report_back.image_id',
      'report_back.at',
      'giver.id as by_id',
      'giver.name as by_name',
      'hearing.at as heard_at',
      'hearing.institution_id as heard_in',
      'hearer.name as heard_by',
      jsonArrayFrom(
        eb
          .selectFrom('reply')
          .innerJoin('person', 'person.id', 'reply.by')
          .whereRef('reply.report_back_id', '=', 'report_back.id')
          .orderBy('reply.at')
          .select([
            'reply.id',
            'person.name',
            'reply.institution_id',
            'reply.text',
            'reply.lang',
            'reply.at',
          ]),
      ).as('replies'),
    ]);

const toReport = (
  row: Awaited<ReturnType<ReturnType<typeof reportRows>['execute']>>[number],
): ReportBack => ({
  id: row.id as ReportBackId,
  reportOn: row.report_on,
  status: row.status as ReportStatus,
  text: row.text,
  lang: row.lang as 'en' | 'fr',
  helpWanted: row.help_wanted,
  imageId: row.image_id,
  by: { id: row.by_id as PersonId, name: row.by_name },
  at: row.at,
  heard: row.heard_at
    ? { byName: row.heard_by ?? '', institutionId: row.heard_in ?? '', at: row.heard_at }
    : null,
  replies: row.replies.map((reply) => ({
    id: reply.id,
    byName: reply.name,
    institutionId: reply.institution_id,
    text: reply.text,
    lang: reply.lang as 'en' | 'fr',
    at: new Date(reply.at),
  })),
});
