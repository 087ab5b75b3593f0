import type {
  ImageId,
  InstitutionId,
  MomentId,
  PersonId,
  QuestionId,
  RoomId,
  SessionId,
  WalkthroughId,
} from '#domain/ids.ts';
import type { Moment } from '#domain/moment/moment.ts';
import type { ReadContext } from '../context.ts';
import { roomAccess } from '../room/access.ts';

/** The moments kept in a room, newest first, at most `limit`. Members only. */
export async function ofRoom(ctx: ReadContext, roomId: string, { limit = 60 } = {}): Promise<Moment[]> {
  const access = await roomAccess(ctx, roomId);
  return momentRows(ctx.db, { roomId: access.roomId }, limit);
}

/** Moments as everybody in the room sees them, newest first. The caller has proved the right to see them. */
export async function momentRows(
  db: ReadContext['db'],
  by: { sessionId: string } | { roomId: string } | { id: string },
  limit = 500,
): Promise<Moment[]> {
  const rows = await db
    .selectFrom('moment')
    .innerJoin('person', 'person.id', 'moment.kept_by')
    .innerJoin('image', 'image.id', 'moment.image_id')
    .leftJoin('station', 'station.id', 'moment.station_id')
    .leftJoin('question', 'question.id', 'moment.question_id')
    .where((eb) => {
      if ('id' in by) return eb('moment.id', '=', by.id);
      return 'roomId' in by
        ? eb('moment.room_id', '=', by.roomId)
        : eb('moment.session_id', '=', by.sessionId);
    })
    .orderBy('moment.kept_at', 'desc')
    .limit(limit)
    .selectAll('moment')
    .select([
      'person.name as kept_by_name',
      'image.width',
      'image.height',
      'station.name as station_name',
      'question.text as question_text',
    ])
    .execute();
  return rows.map((row) => ({
    id: row.id as MomentId,
    roomId: row.room_id as RoomId,
    sessionId: row.session_id as SessionId,
    walkthroughId: row.walkthrough_id as WalkthroughId,
    imageId: row.image_id as ImageId,
    width: row.width,
    height: row.height,
    stationName: row.station_name,
    questionId: row.question_id as QuestionId | null,
    questionText: row.question_text,
    keptById: row.kept_by as PersonId,
    keptByName: row.kept_by_name,
    institutionId: row.institution_id as InstitutionId,
    note: row.note,
    deviceAt: row.device_at.toISOString(),
    keptAt: row.kept_at.toISOString(),
  }));
}
