import { commitmentAbilities, type CommitmentAbilities } from '#domain/commitment/abilities.ts';
import type { CommitmentItem } from '#domain/commitment/commitment.ts';
import { isId } from '#domain/ids.ts';
import { sql } from '../db/database.ts';
import type { ReadContext } from '../context.ts';
import { conflict, notFound } from '../errors.ts';
import { roomAccess, type RoomAccess } from '../room/access.ts';
import { itemsWhere } from './rows.ts';

export interface CommitmentAccess {
  item: CommitmentItem;
  abilities: CommitmentAbilities;
  access: RoomAccess;
  accepted: boolean;
}

/** One commitment and what the actor may do with it; `not_found` without a right to `room` ability. */
export async function commitmentAccess(
  ctx: ReadContext,
  id: string,
  needs: 'see' | 'seeSummary' = 'see',
): Promise<CommitmentAccess> {
  if (!isId(id)) throw notFound('commitment');
  const found = await ctx.db
    .selectFrom('commitment')
    .leftJoin('acceptance', 'acceptance.commitment_id', 'commitment.id')
    .where('commitment.id', '=', id)
    .select(['room_id', 'acceptance.at'])
    .executeTakeFirst();
  // What does not exist is asked about as well: it must not answer sooner.
  const access = await roomAccess(ctx, found?.room_id ?? id, needs);
  if (!found) throw notFound('commitment');
  const [item] = await itemsWhere(ctx, (eb) => eb('commitment.id', '=', id));
  if (!item) throw notFound('commitment');
  const accepted = found.at !== null;
  return { item, access, accepted, abilities: abilitiesIn(ctx, item, access, accepted) };
}

const abilitiesIn = (
  { actor }: ReadContext,
  item: CommitmentItem,
  access: RoomAccess,
  accepted: boolean,
): CommitmentAbilities =>
  commitmentAbilities({
    room: access.abilities,
    role: access.role,
    isOwner: item.owner.id === actor.personId,
    ofInstitution: access.institutionId !== null && access.institutionId === item.institution.id,
    ofWitness: access.institutionId !== null && access.institutionId === item.witness?.id,
    accepted,
    state: item.state,
    lastReport: item.lastReport,
  });

/**
 * For commands: takes the row's lock, so that two at once see each other, then asks the ability. Who may never do it gets
 * `not_found`; who came too late (it is done, paused, answered) is told so.
 */
export async function lockFor(
  ctx: ReadContext,
  id: string,
  ability: Exclude<keyof CommitmentAbilities, 'see'>,
): Promise<CommitmentAccess> {
  if (!isId(id)) throw notFound('commitment');
  await sql`SELECT FROM commitment WHERE id = ${id} FOR UPDATE`.execute(ctx.db);
  const found = await commitmentAccess(ctx, id);
  if (found.abilities[ability]) return found;
  if (mightOtherwise(ctx, found, ability)) throw conflict('commitment_error_too_late');
  throw notFound('commitment');
}

// The same question on the same commitment as if it were in the state that the ability asks for.
function mightOtherwise(
  ctx: ReadContext,
  { item, access }: CommitmentAccess,
  ability: keyof CommitmentAbilities,
): boolean {
  const open = { kind: 'open', reportOn: item.reportOn, days: 0 } as const;
  const paused = { kind: 'paused', reason: '' } as const;
  const as = (state: CommitmentItem['state']) =>
    abilitiesIn(
      ctx,
      { ...item, state, lastReport: item.lastReport && { ...item.lastReport, heard: false } },
      access,
      false,
    );
  return as(open)[ability] || as(paused)[ability];
}
