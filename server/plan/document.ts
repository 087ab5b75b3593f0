import type { DocumentId, InstitutionId, RoomId } from '#domain/ids.ts';
import { partiesOf } from '#domain/plan/sign-off.ts';
import type { RoomInstitution } from '#domain/room/room.ts';
import type { ReadContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { roomAccess, type RoomAccess } from '../room/access.ts';
import { institutionsOf } from '../room/queries.ts';

export interface PlanAccess {
  access: RoomAccess;
  documentId: DocumentId;
  /** The plan's document and that of its notes: the history is of both. */
  documentIds: string[];
}

/** The plan of a room, for those who may see it; `not_found` otherwise. */
export async function planAccess(
  ctx: Pick<ReadContext, 'db' | 'actor'>,
  roomId: string,
): Promise<PlanAccess> {
  const access = await roomAccess(ctx, roomId);
  const documents = await ctx.db
    .selectFrom('document')
    .where('room_id', '=', access.roomId)
    .select(['id', 'kind'])
    .execute();
  const document = documents.find(({ kind }) => kind === 'plan');
  if (!document) throw notFound('plan');
  return { access, documentId: document.id as DocumentId, documentIds: documents.map(({ id }) => id) };
}

/** The institutions that sign in a room, and the one for which the actor may; null when for none. */
export async function signingIn(
  { db }: Pick<ReadContext, 'db'>,
  access: RoomAccess,
): Promise<{ parties: RoomInstitution[]; mine: InstitutionId | null }> {
  const all = (await institutionsOf(db, [access.roomId])).get(access.roomId as RoomId) ?? [];
  const parties = partiesOf(all);
  const mine = parties.find(({ id }) => access.abilities.signPlan && id === access.institutionId);
  return { parties, mine: mine?.id ?? null };
}
