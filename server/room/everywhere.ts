import type { InstitutionId, NetworkId, RoomId } from '#domain/ids.ts';
import type { WriteContext } from '../context.ts';
import { sql } from '../db/database.ts';
import { recordEvent } from '../event/record.ts';
import { takeOut } from './institutions.ts';
import { auditPlace, findPlace, giveUp, mindLastFacilitator, type PlaceDoors } from './place.ts';

/**
 * Somebody no longer belongs to an institution: every room it was their way into is lost. Whoever calls it has proved
 * the right. Answers in how many rooms that was.
 */
export const goEverywhere =
  (doors: PlaceDoors) =>
  async (
    ctx: WriteContext,
    who: {
      personId: string;
      institutionId: InstitutionId;
      networkId: NetworkId;
      successorId: string | null;
      evenIfLast: boolean;
    },
  ): Promise<number> => {
    const { rows } = await sql<{ id: RoomId }>`SELECT id FROM room WHERE id IN (
      SELECT room_id FROM room_member WHERE person_id = ${who.personId} AND institution_id = ${who.institutionId})
      ORDER BY id FOR NO KEY UPDATE`.execute(ctx.trx);
    for (const { id: roomId } of rows) {
      const place = await findPlace(ctx.trx, { roomId, networkId: who.networkId }, who.personId);
      if (place?.institutionId !== who.institutionId) continue;
      await mindLastFacilitator(ctx.trx, roomId, [who.personId], who.evenIfLast);
      if (who.successorId) await doors.passOn(ctx, { roomId, fromId: who.personId, toId: who.successorId });
      await giveUp(ctx, doors, place);
      const self = who.personId === ctx.actor.personId;
      await recordEvent(ctx, {
        ...{ roomId, kind: self ? 'person_left' : 'person_removed' },
        ...{ subjectKind: 'person', subjectId: who.personId, institutionId: who.institutionId },
        data: { title: place.name },
      });
      await auditPlace(ctx, self ? 'room_member_left' : 'room_member_removed', place);
    }
    return rows.length;
  };

/** An institution leaves every room it is in. Whoever calls it has proved the right. */
export const institutionGoes =
  (doors: PlaceDoors) =>
  async (
    ctx: WriteContext,
    { institutionId, networkId }: { institutionId: InstitutionId; networkId: NetworkId },
  ): Promise<number> => {
    const { rows } = await sql<{ id: RoomId }>`SELECT id FROM room WHERE id IN (
      SELECT room_id FROM room_institution WHERE institution_id = ${institutionId} AND left_at IS NULL)
      ORDER BY id FOR NO KEY UPDATE`.execute(ctx.trx);
    for (const { id: roomId } of rows)
      await takeOut(doors)(ctx, { roomId, networkId }, { institutionId, evenIfLast: true });
    return rows.length;
  };
