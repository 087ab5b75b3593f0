import { isLinkPair, type EventKind, type LinkVerb, type SubjectKind } from '#domain/event/event.ts';
import { newId } from '#domain/ids.ts';
import type { WriteContext } from '../context.ts';
import type { JsonValue } from '../db/tables.ts';
import { notifyLive } from '../live/notify.ts';

/** Writes what happened in a room, in the command's transaction, and tells the room's open pages. */
export async function recordEvent(
  { trx, actor, now }: WriteContext,
  event: {
    roomId: string;
    kind: EventKind;
    subjectKind: SubjectKind;
    subjectId: string;
    institutionId?: string | null;
    data?: { [key: string]: JsonValue };
  },
): Promise<void> {
  await trx
    .insertInto('event')
    .values({
      id: newId(),
      room_id: event.roomId,
      kind: event.kind,
      subject_kind: event.subjectKind,
      subject_id: event.subjectId,
      by: actor.personId,
      institution_id: event.institutionId ?? null,
      at: now,
      data: JSON.stringify(event.data ?? {}),
    })
    .execute();
  await notifyLive(trx, `room:${event.roomId}`, now);
}

/** Writes where something came from. Throws on a pair that is not known: a programming error. */
export async function linkSubjects(
  { trx, actor, now }: WriteContext,
  link: { roomId: string; from: [SubjectKind, string]; to: [SubjectKind, string]; verb: LinkVerb },
): Promise<void> {
  const [fromKind, fromId] = link.from;
  const [toKind, toId] = link.to;
  if (!isLinkPair(link.verb, fromKind, toKind))
    throw new Error(`No link "${fromKind} ${link.verb} ${toKind}"`);
  await trx
    .insertInto('link')
    .values({
      id: newId(),
      room_id: link.roomId,
      from_kind: fromKind,
      from_id: fromId,
      to_kind: toKind,
      to_id: toId,
      verb: link.verb,
      by: actor.personId,
      at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
