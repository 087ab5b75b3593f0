import type { EventKind, SubjectKind } from '#domain/event/event.ts';
import type { WriteContext } from '../context.ts';
import type { JsonValue } from '../db/tables.ts';
import { recordEvent } from '../event/record.ts';
import { notifyLive } from '../live/notify.ts';

/** Writes what happened to a commitment and tells the open pages of its room, its session and the people concerned. */
export async function tell(
  ctx: WriteContext,
  happening: {
    kind: EventKind;
    commitmentId: string;
    /** What it is about, when not the commitment itself. */
    subject?: [SubjectKind, string];
    people?: readonly string[];
    data?: { [key: string]: JsonValue };
  },
): Promise<void> {
  const { trx, now, actor } = ctx;
  const row = await trx
    .selectFrom('commitment')
    .leftJoin('room_member as me', (join) =>
      join.onRef('me.room_id', '=', 'commitment.room_id').on('me.person_id', '=', actor.personId),
    )
    .where('commitment.id', '=', happening.commitmentId)
    .select(['commitment.room_id', 'session_id', 'owner_id', 'text', 'me.institution_id'])
    .executeTakeFirstOrThrow();
  const [subjectKind, subjectId] = happening.subject ?? ['commitment', happening.commitmentId];
  await recordEvent(ctx, {
    roomId: row.room_id,
    kind: happening.kind,
    subjectKind,
    subjectId,
    institutionId: row.institution_id,
    data: { title: row.text, commitmentId: happening.commitmentId, ...happening.data },
  });
  if (row.session_id) await notifyLive(trx, `session:${row.session_id}`, now);
  for (const person of new Set([row.owner_id, ...(happening.people ?? [])]))
    await notifyLive(trx, `person:${person}`, now);
}
