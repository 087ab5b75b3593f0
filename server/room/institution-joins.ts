import type * as v from 'valibot';
import type { InstitutionId, TwinningId } from '#domain/ids.ts';
import { nextPosition, type Side } from '#domain/room/room.ts';
import type { institutionJoins as schema } from '#domain/room/schemas.ts';
import type { TwinningSide } from '#domain/twinning/twinning.ts';
import type { ReadContext, WriteContext } from '../context.ts';
import type { Tx } from '../db/database.ts';
import { keepInstitutions } from '../db/network-lock.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { recordEvent } from '../event/record.ts';
import { findPartner } from '../twinning/partners.ts';
import { roomAccess } from './access.ts';
import { lockRoom } from './place.ts';

/** A list of more institutions than this is no list to choose from: people type the name instead. */
const mostToChoose = 150;

/** The twinning that a room lives from gains the institution too; `app.ts` brings it. */
export type TwinAlso = (
  ctx: WriteContext,
  partner: { twinningId: TwinningId; institutionId: InstitutionId; side: TwinningSide },
) => Promise<void>;

/**
 * One more institution of the network joins a room and its twinning, on the side where it gives or receives. The room's
 * facilitator, and those who look after the network; its people are invited afterwards.
 */
export const institutionJoins =
  (twinAlso: TwinAlso) =>
  async (
    ctx: WriteContext,
    input: v.InferOutput<typeof schema>,
  ): Promise<{ institutionId: InstitutionId }> => {
    const { trx } = ctx;
    const { networkId } = await roomAccess({ db: trx, actor: ctx.actor }, input.roomId, 'seePlaces');
    await keepInstitutions(trx, networkId);
    const { roomId, abilities } = await lockRoom(ctx, input.roomId);
    if (!abilities.changeInstitutions) throw notFound('room');
    const institutionId = await findPartner(trx, networkId, input.institutionId, 'institutionId');
    const here = await placesOf(trx, roomId);
    const found = here.find((one) => one.institutionId === institutionId);
    if (found) throw invalid({ institutionId: found.left ? 'error_room_left_it' : 'error_room_has_it' });
    const position = nextPosition(here);
    if (position === null) throw conflict('error_room_full');
    const { twinning_id } = await trx
      .selectFrom('room')
      .where('id', '=', roomId)
      .select('twinning_id')
      .executeTakeFirstOrThrow();
    await twinAlso(ctx, { twinningId: twinning_id as TwinningId, institutionId, side: input.side });
    await trx
      .insertInto('room_institution')
      .values({ room_id: roomId, institution_id: institutionId, side: input.side, position })
      .execute();
    const { name } = await trx
      .selectFrom('institution')
      .where('id', '=', institutionId)
      .select('name')
      .executeTakeFirstOrThrow();
    await recordEvent(ctx, {
      ...{ roomId, kind: 'institution_joined', subjectKind: 'institution', subjectId: institutionId },
      ...{ institutionId, data: { title: name } },
    });
    await recordAudit(trx, {
      ...{ kind: 'room_institution_joined', personId: ctx.actor.personId, at: ctx.now, networkId, roomId },
      data: { institutionId },
    });
    return { institutionId };
  };

async function placesOf(trx: Tx, roomId: string) {
  const rows = await trx
    .selectFrom('room_institution')
    .where('room_id', '=', roomId)
    .select(['institution_id', 'side', 'position', 'left_at'])
    .execute();
  return rows.map(({ institution_id, side, position, left_at }) => ({
    ...{ institutionId: institution_id, side: side as Side, position, left: left_at !== null },
  }));
}

/** The institutions that could join a room, by name if they are not too many. Whoever may add one. */
export async function institutionsToAdd(ctx: ReadContext, roomId: string) {
  const access = await roomAccess(ctx, roomId, 'changeInstitutions');
  const rows = await ctx.db
    .selectFrom('institution')
    .where('network_id', '=', access.networkId)
    .where('left_at', 'is', null)
    .where('merged_into', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('room_institution')
            .whereRef('room_institution.institution_id', '=', 'institution.id')
            .where('room_institution.room_id', '=', access.roomId)
            .select('room_institution.room_id'),
        ),
      ),
    )
    .orderBy('name')
    .orderBy('id')
    .limit(mostToChoose + 1)
    .select(['id', 'name'])
    .execute();
  const many = rows.length > mostToChoose;
  return { institutions: many ? [] : rows.map((row) => ({ ...row, id: row.id as InstitutionId })), many };
}
