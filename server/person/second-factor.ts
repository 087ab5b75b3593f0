import type { NetworkId } from '#domain/ids.ts';
import { networkAbilities } from '#domain/network/abilities.ts';
import type {
  removeSecondFactor as removeSecondFactorSchema,
  secondStep as secondStepSchema,
} from '#domain/person/schemas.ts';
import type * as v from 'valibot';
import { networkOf } from '../auth/entering.ts';
import { limits, type RateLimits } from '../auth/rate-limits.ts';
import { takeCode, type SecondFactor } from '../auth/second-factor.ts';
import { reading, type ReadContext, type WriteContext } from '../context.ts';
import type { Tx } from '../db/database.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { enqueueMessage } from '../messaging/outbox.ts';

type Code = v.InferOutput<typeof secondStepSchema>;

/** A second step after the password, by an authenticator on one's telephone. */
export function createSecondFactorVerbs(factor: SecondFactor, tries: RateLimits) {
  const check = async ({ trx, actor, now }: WriteContext, { code }: Code): Promise<void> => {
    await tries.take(limits.secondStep, actor.personId);
    if (!(await takeCode(trx, factor, { personId: actor.personId, typed: code, now })))
      throw invalid({ code: 'error_code' });
    await tries.forget(limits.secondStep, actor.personId);
  };
  return {
    /** Makes the secret that the authenticator gets; nothing is asked at a sign-in before `confirm`. */
    async begin({ trx, actor, now }: WriteContext): Promise<void> {
      const row = await find(trx, actor.personId);
      if (row?.confirmed_at) throw conflict('error_check_this');
      const secret = factor.seal(factor.newSecret(), actor.personId);
      await trx
        .insertInto('second_factor')
        .values({ person_id: actor.personId, secret, made_at: now })
        .onConflict((same) => same.column('person_id').doUpdateSet({ secret, made_at: now, last_step: 0 }))
        .execute();
    },
    /** What is shown while it is being set up: the address for the QR code, and the letters to type. */
    async setup({ db, actor }: ReadContext): Promise<{ uri: string; letters: string } | null> {
      const row = await find(db as Tx, actor.personId);
      if (!row || row.confirmed_at) return null;
      const secret = factor.open(row.secret, actor.personId);
      const uri = factor.uri(secret, actor.email ?? actor.name);
      const letters = new URL(uri).searchParams.get('secret') ?? '';
      return { uri, letters: letters.replaceAll(/(.{4})(?=.)/g, '$1 ') };
    },
    /** The authenticator shows the right code: from now on it is asked. Returns ten codes for paper, once. */
    async confirm(ctx: WriteContext, input: Code): Promise<string[]> {
      const { trx, actor, now } = ctx;
      const row = await find(trx, actor.personId);
      if (!row || row.confirmed_at || !/^[\d\s]+$/.test(input.code)) throw invalid({ code: 'error_code' });
      await check(ctx, input);
      await trx
        .updateTable('second_factor')
        .set({ confirmed_at: now })
        .where('person_id', '=', actor.personId)
        .execute();
      await tell(ctx, actor.personId, 'second_factor_on', null);
      return giveRecoveryCodes(ctx, factor);
    },
    /** Ten new codes; the earlier ones stop working. */
    async newRecoveryCodes(ctx: WriteContext, input: Code): Promise<string[]> {
      await check(ctx, input);
      return giveRecoveryCodes(ctx, factor);
    },
    /** No second step any more. */
    async turnOff(ctx: WriteContext, input: Code): Promise<void> {
      await check(ctx, input);
      await remove(ctx.trx, ctx.actor.personId);
      await tell(ctx, ctx.actor.personId, 'second_factor_off', null);
    },
    /** For somebody of the network who lost telephone and paper. Administrators of that network only. */
    async removeFor(ctx: WriteContext, input: v.InferOutput<typeof removeSecondFactorSchema>): Promise<void> {
      const may = networkAbilities(ctx.actor, input.networkId).administer;
      if (!may || !(await belongs(ctx, input)) || input.personId === ctx.actor.personId)
        throw notFound('person');
      // Who looks after another network as well is helped by an administrator of both.
      const elsewhere = await networksLookedAfter(ctx.trx, input.personId);
      if (!elsewhere.every((id) => networkAbilities(ctx.actor, id).administer)) throw notFound('person');
      const row = await find(ctx.trx, input.personId);
      if (!row) return;
      await remove(ctx.trx, input.personId);
      await tell(ctx, input.personId, 'second_factor_off', ctx.actor.name);
    },
  };
}

const find = (trx: Tx, personId: string) =>
  trx
    .selectFrom('second_factor')
    .where('person_id', '=', personId)
    .select(['secret', 'confirmed_at'])
    .executeTakeFirst();

async function networksLookedAfter(trx: Tx, personId: string): Promise<NetworkId[]> {
  const rows = await trx
    .selectFrom('network_member')
    .where('person_id', '=', personId)
    .select('network_id')
    .execute();
  return rows.map((row) => row.network_id as NetworkId);
}

async function belongs(ctx: WriteContext, { networkId, personId }: { networkId: string; personId: string }) {
  const { db } = reading(ctx);
  const row = await db
    .selectFrom('network_member')
    .where('person_id', '=', personId)
    .where('network_id', '=', networkId)
    .select('person_id')
    .union(
      db
        .selectFrom('institution_member')
        .innerJoin('institution', 'institution.id', 'institution_member.institution_id')
        .where('person_id', '=', personId)
        .where('network_id', '=', networkId)
        .select('person_id'),
    )
    .executeTakeFirst();
  return Boolean(row);
}

async function remove(trx: Tx, personId: string): Promise<void> {
  await trx.deleteFrom('second_factor').where('person_id', '=', personId).execute();
  await trx.deleteFrom('recovery_code').where('person_id', '=', personId).execute();
}

async function giveRecoveryCodes({ trx, actor }: WriteContext, factor: SecondFactor): Promise<string[]> {
  const made = factor.newRecoveryCodes();
  await trx.deleteFrom('recovery_code').where('person_id', '=', actor.personId).execute();
  await trx
    .insertInto('recovery_code')
    .values(made.map(({ hash }) => ({ person_id: actor.personId, code_hash: hash })))
    .execute();
  return made.map(({ code }) => code);
}

async function tell(
  { trx, actor, now }: WriteContext,
  personId: string,
  kind: 'second_factor_on' | 'second_factor_off',
  byName: string | null,
): Promise<void> {
  const about = byName ? { data: { subjectId: personId } } : {};
  const place = await networkOf(trx, personId);
  await recordAudit(trx, { kind, personId: actor.personId, at: now, ...place, ...about });
  const message = { key: `${kind}:${personId}:${now.toISOString()}`, personId, roomId: null, at: now };
  if (kind === 'second_factor_on') await enqueueMessage(trx, { ...message, template: kind, data: {} });
  else await enqueueMessage(trx, { ...message, template: kind, data: { byName } });
}
