import type { InstitutionId, PersonId } from '#domain/ids.ts';
import { institutionAbilities } from '#domain/institution/abilities.ts';
import { resetPin as resetPinSchema } from '#domain/person/schemas.ts';
import { shownCode } from '#domain/person/sign-in-code.ts';
import type { Actor } from '#domain/person/actor.ts';
import type * as v from 'valibot';
import { endTokens } from '../auth/account-token.ts';
import { endSignIns } from '../auth/end-sign-ins.ts';
import { hashPin, newPin } from '../auth/pin.ts';
import { limits, type RateLimits } from '../auth/rate-limits.ts';
import type { Binding } from '../bind.ts';
import { reading, type ReadContext, type WriteContext } from '../context.ts';
import { conflict, notFound } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';

export interface GivenPin {
  personId: PersonId;
  name: string;
  code: string;
  pin: string;
}

/**
 * A new PIN for somebody of the institution who forgot theirs, to be told to them. It works once: then they choose their
 * own. Their sign-ins end, and so does a lock by wrong tries. Never for who can help themselves by e-mail, nor for who
 * holds a network's role.
 */
export const resetPin = ({ prepared }: Binding, tries: RateLimits) =>
  prepared(
    resetPinSchema,
    async (ctx, input) => {
      await mustReset(ctx, input);
      const pin = newPin();
      return { pin, hash: await hashPin(pin) };
    },
    async (ctx, input, made) => {
      await ctx.trx.selectFrom('person').where('id', '=', input.personId).forUpdate().select('id').execute();
      const person = await mustReset(reading(ctx), input);
      await give(ctx, input, person, made.hash);
      const { pin } = made;
      await tries.forget(limits.account, person.code);
      await tries.forget(limits.accountDay, person.code);
      return {
        personId: input.personId,
        name: person.name,
        code: shownCode(person.code),
        pin,
      } satisfies GivenPin;
    },
  );

async function mustReset(ctx: ReadContext, input: v.InferOutput<typeof resetPinSchema>) {
  const { db, actor } = ctx;
  const person = await findMember(ctx, input);
  const mayReset = person && canReset(actor, { ...input, networkId: person.network_id });
  if (!person || !mayReset || person.id === actor.personId) throw notFound('person');
  const { sign_in_code: code, name, id } = person;
  if (!code || person.email || person.password_hash || person.in_network)
    throw conflict('error_pin_not_theirs');
  // A PIN opens everything of the person: whoever gives it must have the right in every institution they are of.
  if (!(await placesOf(db, id)).every((place) => canReset(actor, place)))
    throw conflict('error_pin_not_theirs');
  return { id, name, code, networkId: person.network_id };
}

async function give(
  { trx, actor, now }: WriteContext,
  { institutionId }: v.InferOutput<typeof resetPinSchema>,
  person: { id: string; networkId: string },
  hash: string,
): Promise<void> {
  await trx
    .updateTable('person')
    .set({ pin_hash: hash, pin_reset_at: now })
    .where('id', '=', person.id)
    .execute();
  await endSignIns(trx, person.id);
  await endTokens(trx, person.id, ['second_step'], now);
  await recordAudit(trx, {
    ...{ kind: 'pin_reset', personId: actor.personId, at: now, networkId: person.networkId },
    ...{ ...actor.from, data: { subjectId: person.id, institutionId } },
  });
}

const canReset = (
  actor: Actor,
  place: { institutionId: v.InferOutput<typeof resetPinSchema>['institutionId']; networkId: string },
): boolean => institutionAbilities(actor, place as Parameters<typeof institutionAbilities>[1]).resetPin;

const placesOf = async (db: ReadContext['db'], personId: string) => {
  const rows = await db
    .selectFrom('institution_member')
    .innerJoin('institution', 'institution.id', 'institution_member.institution_id')
    .where('institution_member.person_id', '=', personId)
    .where('institution.left_at', 'is', null)
    .select(['institution.id', 'institution.network_id'])
    .execute();
  return rows.map((row) => ({ institutionId: row.id as InstitutionId, networkId: row.network_id }));
};

const findMember = ({ db }: ReadContext, { institutionId, personId }: v.InferOutput<typeof resetPinSchema>) =>
  db
    .selectFrom('institution_member')
    .innerJoin('institution', 'institution.id', 'institution_member.institution_id')
    .innerJoin('person', 'person.id', 'institution_member.person_id')
    .where('institution_member.institution_id', '=', institutionId)
    .where('institution_member.person_id', '=', personId)
    .where('person.deleted_at', 'is', null)
    .select((eb) => [
      'person.id',
      'person.name',
      'person.email',
      'person.password_hash',
      'person.sign_in_code',
      'institution.network_id',
      eb
        .exists(
          eb
            .selectFrom('network_member')
            .whereRef('network_member.person_id', '=', 'person.id')
            .select('role'),
        )
        .as('in_network'),
    ])
    .executeTakeFirst();
