import type * as v from 'valibot';
import type { takeBackNetworkRole } from '#domain/institution/people.ts';
import type { NetworkId, PersonId } from '#domain/ids.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import type { NetworkRole } from '#domain/person/actor.ts';
import type { ReadContext, WriteContext } from '../context.ts';
import { changeNetwork } from '../db/network-lock.ts';
import { conflict, notFound } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { notifyLive, notifyRights } from '../live/notify.ts';

/** Who looks after the network, by name. Those who look after it see each other; administrators may change it. */
export async function members({ db, actor }: ReadContext, networkId: NetworkId) {
  const { lookAfter, administer } = networkAbilities(actor, networkId);
  if (!lookAfter) throw notFound('network');
  const rows = await db
    .selectFrom('network_member')
    .innerJoin('person', 'person.id', 'network_member.person_id')
    .innerJoin('institution', 'institution.id', 'network_member.institution_id')
    .where('network_member.network_id', '=', networkId)
    .where('person.deleted_at', 'is', null)
    .orderBy('person.name')
    .orderBy('network_member.role')
    .select((eb) => [
      'person.id',
      'person.name',
      'network_member.role',
      'network_member.created_at',
      'institution.name as institution',
      eb
        .exists(
          eb
            .selectFrom('second_factor')
            .whereRef('second_factor.person_id', '=', 'person.id')
            .where('second_factor.confirmed_at', 'is not', null)
            .select('second_factor.person_id'),
        )
        .as('stepped'),
    ])
    .execute();
  return rows.map(({ created_at: since, stepped, ...row }) => ({
    ...row,
    /** Told to who may take it off. */
    secondStep: administer && Boolean(stepped),
    ...{ id: row.id as PersonId, role: row.role as NetworkRole, since },
  }));
}

export interface NetworkMemberDoors {
  withdraw(ctx: WriteContext, what: { madeBy: string; networkId: string }): Promise<unknown>;
}

/** Takes a role in the network back. Administrators; the last of them stays one. */
export const takeBack =
  (doors: NetworkMemberDoors) =>
  async (ctx: WriteContext, input: v.InferOutput<typeof takeBackNetworkRole>): Promise<void> => {
    if (!networkAbilities(ctx.actor, input.networkId).changeMembers) throw notFound('network');
    const gone = await end(ctx, doors, input);
    if (gone === 0) throw notFound('person');
  };

/** Takes back what was given through an institution. Whoever calls it has proved the right. */
export const giveUpNetworkRoles =
  (doors: NetworkMemberDoors) =>
  async (
    ctx: WriteContext,
    which: { networkId: string; institutionId: string; personId?: string },
  ): Promise<void> => {
    await end(ctx, doors, which);
  };

async function end(
  ctx: WriteContext,
  doors: NetworkMemberDoors,
  which: { networkId: string; institutionId?: string; personId?: string; role?: string },
): Promise<number> {
  const { trx, now } = ctx;
  // One after the other: two administrators who take each other's role back leave one.
  await changeNetwork(trx, which.networkId);
  const gone = await trx
    .deleteFrom('network_member')
    .where('network_id', '=', which.networkId)
    .$if(which.institutionId !== undefined, (query) =>
      query.where('institution_id', '=', which.institutionId!),
    )
    .$if(which.personId !== undefined, (query) => query.where('person_id', '=', which.personId!))
    .$if(which.role !== undefined, (query) => query.where('role', '=', which.role!))
    .returning(['person_id', 'role', 'institution_id'])
    .execute();
  if (gone.some(({ role }) => role === 'administrator')) await mindLastAdministrator(ctx, which.networkId);
  for (const one of gone) {
    await doors.withdraw(ctx, { madeBy: one.person_id, networkId: which.networkId });
    await recordAudit(trx, {
      ...{ kind: 'network_member_removed', personId: ctx.actor.personId, at: now },
      networkId: which.networkId,
      data: { subjectId: one.person_id, institutionId: one.institution_id, role: one.role },
    });
    await notifyRights(trx, { personId: one.person_id });
    await notifyLive(trx, `person:${one.person_id}`, now);
  }
  return gone.length;
}

async function mindLastAdministrator({ trx }: WriteContext, networkId: string): Promise<void> {
  const left = await trx
    .selectFrom('network_member')
    .innerJoin('person', 'person.id', 'network_member.person_id')
    .where('network_id', '=', networkId)
    .where('role', '=', 'administrator')
    .where('person.deleted_at', 'is', null)
    .select('person_id')
    .executeTakeFirst();
  if (!left) throw conflict('rights_error_last_administrator');
}
