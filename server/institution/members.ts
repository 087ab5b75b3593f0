import type * as v from 'valibot';
import type { AuditKind } from '#domain/audit/audit.ts';
import type * as schemas from '#domain/institution/people.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import type { InstitutionId, NetworkId } from '#domain/ids.ts';
import { reading, type WriteContext } from '../context.ts';
import { sql } from '../db/database.ts';
import { changeNetwork } from '../db/network-lock.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { notifyLive, notifyRights } from '../live/notify.ts';
import { institutionAccess, type InstitutionAccess } from './access.ts';

/** What other concepts do when somebody or an institution goes; `app.ts` brings it. */
export interface InstitutionDoors {
  goEverywhere(
    ctx: WriteContext,
    who: {
      personId: string;
      institutionId: InstitutionId;
      networkId: NetworkId;
      successorId: string | null;
      evenIfLast: boolean;
    },
  ): Promise<number>;
  institutionGoes(
    ctx: WriteContext,
    which: { institutionId: InstitutionId; networkId: NetworkId },
  ): Promise<number>;
  withdraw(ctx: WriteContext, what: { madeBy?: string; institutionId?: string }): Promise<unknown>;
  /** Takes every role in the network back that was given through the institution; never the last administrator's. */
  giveUpNetworkRoles(
    ctx: WriteContext,
    which: { networkId: string; institutionId: string; personId?: string },
  ): Promise<void>;
}

/** Another role at the institution; those in rooms stay as they are. */
export async function changeRole(
  ctx: WriteContext,
  input: v.InferOutput<typeof schemas.changeInstitutionRole>,
): Promise<void> {
  const access = await institutionAccess(reading(ctx), input.institutionId, 'changePeople');
  const was = await lockMember(ctx, input);
  if (was === input.role) return;
  await ctx.trx
    .updateTable('institution_member')
    .set({ role: input.role })
    .where('institution_id', '=', access.institutionId)
    .where('person_id', '=', input.personId)
    .execute();
  await audit(ctx, 'institution_member_changed', access, {
    ...{ subjectId: input.personId, role: input.role, was },
  });
  await tellPerson(ctx, input.personId);
}

/**
 * Takes somebody out of the institution, and so out of every room it is their way into. Who speaks for the institution,
 * administrators, and everybody for themselves. A role in the network goes along, if the actor may take it.
 */
export const remove =
  (doors: InstitutionDoors) =>
  async (ctx: WriteContext, input: v.InferOutput<typeof schemas.removeFromInstitution>): Promise<void> => {
    const access = await institutionAccess(reading(ctx), input.institutionId, 'seePeople');
    const self = input.personId === ctx.actor.personId;
    if (!self && !access.abilities.changePeople) throw notFound('person');
    const was = await lockMember(ctx, input);
    if (input.successorId) await lockSuccessor(ctx, input, input.successorId);
    await endNetworkRoles(ctx, doors, access, input.personId);
    await doors.goEverywhere(ctx, { ...input, networkId: access.networkId });
    await ctx.trx
      .deleteFrom('institution_member')
      .where('institution_id', '=', access.institutionId)
      .where('person_id', '=', input.personId)
      .execute();
    await doors.withdraw(ctx, { madeBy: input.personId, institutionId: access.institutionId });
    await audit(ctx, 'institution_member_removed', access, { subjectId: input.personId, role: was });
    await tellPerson(ctx, input.personId);
  };

async function endNetworkRoles(
  ctx: WriteContext,
  doors: InstitutionDoors,
  { institutionId, networkId }: InstitutionAccess,
  personId?: string,
): Promise<void> {
  const held = await ctx.trx
    .selectFrom('network_member')
    .where('network_id', '=', networkId)
    .where('institution_id', '=', institutionId)
    .$if(personId !== undefined, (query) => query.where('person_id', '=', personId!))
    .select('person_id')
    .execute();
  if (held.length === 0) return;
  const ownOnly = held.every(({ person_id }) => person_id === ctx.actor.personId);
  if (!ownOnly && !networkAbilities(ctx.actor, networkId).changeMembers)
    throw conflict('rights_error_network_role');
  await doors.giveUpNetworkRoles(ctx, { networkId, institutionId, ...(personId ? { personId } : {}) });
}

/**
 * The institution leaves the network and every room. Its people keep their accounts; what it promised stays with its
 * name. Its manager, and administrators.
 */
export const leaveNetwork =
  (doors: InstitutionDoors) =>
  async (ctx: WriteContext, input: v.InferOutput<typeof schemas.leaveNetwork>): Promise<void> => {
    const { networkId } = await institutionAccess(reading(ctx), input.institutionId, 'leave');
    await changeNetwork(ctx.trx, networkId);
    const access = await institutionAccess(reading(ctx), input.institutionId, 'leave');
    await endNetworkRoles(ctx, doors, access);
    await doors.institutionGoes(ctx, access);
    await ctx.trx
      .updateTable('institution')
      .set({ left_at: ctx.now, left_by: ctx.actor.personId })
      .where('id', '=', access.institutionId)
      .execute();
    await doors.withdraw(ctx, { institutionId: access.institutionId });
    await audit(ctx, 'institution_left', access, {});
    const people = await ctx.trx
      .selectFrom('institution_member')
      .where('institution_id', '=', access.institutionId)
      .select('person_id')
      .execute();
    for (const { person_id } of people) await tellPerson(ctx, person_id);
  };

async function lockMember(
  { trx }: WriteContext,
  { institutionId, personId }: { institutionId: string; personId: string },
): Promise<string> {
  const { rows } = await sql<{ role: string }>`SELECT role FROM institution_member
    WHERE institution_id = ${institutionId} AND person_id = ${personId} FOR UPDATE`.execute(trx);
  const [row] = rows;
  if (!row) throw notFound('person');
  return row.role;
}

async function lockSuccessor(
  ctx: WriteContext,
  input: { institutionId: string; personId: string },
  successorId: string,
): Promise<void> {
  const missing = () => {
    throw invalid({ successorId: 'error_choice' });
  };
  if (successorId === input.personId) missing();
  await lockMember(ctx, { ...input, personId: successorId }).catch(missing);
}

const tellPerson = async ({ trx, now }: WriteContext, personId: string): Promise<void> => {
  await notifyRights(trx, { personId });
  await notifyLive(trx, `person:${personId}`, now);
};

const audit = (
  { trx, actor, now }: WriteContext,
  kind: AuditKind,
  { institutionId, networkId }: InstitutionAccess,
  data: Record<string, string>,
): Promise<void> =>
  recordAudit(trx, {
    ...{ kind, personId: actor.personId, at: now, networkId },
    data: { institutionId, ...data },
  });
