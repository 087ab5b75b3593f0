import { newId, type NetworkId, type TopicId, type TwinningId } from '#domain/ids.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import type { changeTwinning, endTwinning, makeTwinning } from '#domain/twinning/schemas.ts';
import type * as v from 'valibot';
import { reading, type WriteContext } from '../context.ts';
import type { Tx } from '../db/database.ts';
import { keepInstitutions } from '../db/network-lock.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { recordEvent } from '../event/record.ts';
import { twinningAccess, type TwinningAccess } from './access.ts';
import { findPartners, type FoundPartner } from './partners.ts';

/** Twins institutions on a topic: who gives, who receives. Those who look after the network. */
export async function make(
  { trx, actor, now }: WriteContext,
  input: v.InferOutput<typeof makeTwinning>,
): Promise<TwinningId> {
  const { networkId } = input;
  if (!networkAbilities(actor, networkId).makeTwinning) throw notFound('network');
  await keepInstitutions(trx, networkId);
  await requireTopic(trx, networkId, input.topicId);
  const partners = await findPartners(trx, networkId, input);
  const id = newId<TwinningId>();
  await trx
    .insertInto('twinning')
    .values({
      ...{ id, network_id: networkId, topic_id: input.topicId, step: input.step },
      ...{ agreement: input.agreement, agreed_on: input.agreedOn },
      ...{ made_by: actor.personId, created_at: now },
    })
    .execute();
  await addPartners(trx, id, partners);
  await recordAudit(trx, {
    ...{ kind: 'twinning_made', personId: actor.personId, at: now, networkId },
    data: { twinningId: id, institutionId: partners[0]?.institutionId ?? null },
  });
  return id;
}
export type MakeTwinning = typeof make;

/** Changes agreement, sponsors and step; topic and institutions too while no room lives from it. */
export async function change(ctx: WriteContext, input: v.InferOutput<typeof changeTwinning>): Promise<void> {
  const { trx } = ctx;
  const access = await twinningAccess(reading(ctx), input.twinningId, 'change', { lock: true });
  await keepInstitutions(trx, access.networkId);
  const said = await findPartners(trx, access.networkId, input);
  if (access.abilities.changePartners) {
    await requireTopic(trx, access.networkId, input.topicId);
    await trx
      .updateTable('twinning')
      .set({ topic_id: input.topicId })
      .where('id', '=', input.twinningId)
      .execute();
    await trx.deleteFrom('twinning_institution').where('twinning_id', '=', input.twinningId).execute();
    await addPartners(trx, input.twinningId, said);
  } else {
    for (const { institutionId, sponsor } of said)
      await trx
        .updateTable('twinning_institution')
        .set({ sponsor })
        .where('twinning_id', '=', input.twinningId)
        .where('institution_id', '=', institutionId)
        .execute();
  }
  await trx
    .updateTable('twinning')
    .set({ agreement: input.agreement, agreed_on: input.agreedOn, step: input.step })
    .where('id', '=', input.twinningId)
    .execute();
  await tellAudit(ctx, 'twinning_changed', access);
  if (access.roomId && access.step !== input.step)
    await recordEvent(ctx, {
      ...{ roomId: access.roomId, kind: 'step_moved', subjectKind: 'room', subjectId: access.roomId },
      data: { step: input.step },
    });
}

/** One more institution on a side of a twinning that lives. Whoever calls it has proved the right. */
export async function twinAlso(
  { trx }: WriteContext,
  { twinningId, institutionId, side }: Omit<FoundPartner, 'sponsor'> & { twinningId: TwinningId },
): Promise<void> {
  const { ended_at } = await trx
    .selectFrom('twinning')
    .where('id', '=', twinningId)
    .select('ended_at')
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (ended_at) throw conflict('error_twinning_ended');
  await trx
    .insertInto('twinning_institution')
    .values({ twinning_id: twinningId, institution_id: institutionId, side, sponsor: '' })
    .onConflict((conflicting) => conflicting.doNothing())
    .execute();
}

/** Ends a twinning. Its room stays readable, and what was promised there still comes back. */
export async function end(ctx: WriteContext, input: v.InferOutput<typeof endTwinning>): Promise<void> {
  const access = await twinningAccess(reading(ctx), input.twinningId, 'see', { lock: true });
  if (access.ended) throw conflict('error_twinning_ended');
  if (!access.abilities.end) throw notFound('twinning');
  await ctx.trx
    .updateTable('twinning')
    .set({ ended_at: ctx.now, ended_by: ctx.actor.personId })
    .where('id', '=', input.twinningId)
    .execute();
  await tellAudit(ctx, 'twinning_ended', access);
}

/** Under the first of the institutions that give, by which the audit names the twinning. */
async function tellAudit(
  { trx, actor, now }: WriteContext,
  kind: 'twinning_changed' | 'twinning_ended',
  { twinningId, networkId, roomId }: TwinningAccess,
): Promise<void> {
  const giver = await trx
    .selectFrom('twinning_institution')
    .where('twinning_id', '=', twinningId)
    .orderBy('side')
    .select('institution_id')
    .executeTakeFirst();
  await recordAudit(trx, {
    ...{ kind, personId: actor.personId, at: now, networkId, ...(roomId ? { roomId } : {}) },
    data: { twinningId, institutionId: giver?.institution_id ?? null },
  });
}

async function requireTopic(trx: Tx, networkId: NetworkId, topicId: TopicId): Promise<void> {
  const topic = await trx
    .selectFrom('topic')
    .where('id', '=', topicId)
    .where('network_id', '=', networkId)
    .select('id')
    .executeTakeFirst();
  if (!topic) throw invalid({ topicId: 'error_choice' });
}

const addPartners = (trx: Tx, twinningId: TwinningId, partners: readonly FoundPartner[]): Promise<unknown> =>
  trx
    .insertInto('twinning_institution')
    .values(
      partners.map(({ institutionId, side, sponsor }) => ({
        twinning_id: twinningId,
        ...{ institution_id: institutionId, side, sponsor },
      })),
    )
    .execute();
