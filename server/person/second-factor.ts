import type { secondStep as secondStepSchema } from '#domain/person/schemas.ts';
import type * as v from 'valibot';
import { limits, type RateLimits } from '../auth/rate-limits.ts';
import { takeCode, type SecondFactor } from '../auth/second-factor.ts';
import type { ReadContext, WriteContext } from '../context.ts';
import type { Database, Tx } from '../db/database.ts';
import { conflict, invalid } from '../errors.ts';
import { enqueueMessage } from '../messaging/outbox.ts';
import { auditOwn } from './own-audit.ts';

type Code = Pick<v.InferOutput<typeof secondStepSchema>, 'code'>;

/** A second step after the password, by an authenticator on one's telephone. */
export function createSecondFactorVerbs(factor: SecondFactor, tries: RateLimits) {
  const check = checkCode(factor, tries);
  return {
    begin: begin(factor),
    setup: setup(factor),
    /** The authenticator shows the right code: from now on it is asked. Returns ten codes for paper, once. */
    async confirm(ctx: WriteContext, input: Code): Promise<string[]> {
      const { trx, actor, now } = ctx;
      const row = await findSecondFactor(trx, actor.personId);
      if (!row || row.confirmed_at || !/^[\d\s]+$/.test(input.code)) throw invalid({ code: 'error_code' });
      await check(ctx, input);
      await trx
        .updateTable('second_factor')
        .set({ confirmed_at: now })
        .where('person_id', '=', actor.personId)
        .execute();
      await auditOwn(ctx, 'second_factor_on');
      await mail(ctx, 'second_factor_on');
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
      await takeOff(ctx.trx, ctx.actor.personId);
      await auditOwn(ctx, 'second_factor_off');
      await mail(ctx, 'second_factor_off');
    },
  };
}

const checkCode =
  (factor: SecondFactor, tries: RateLimits) =>
  async ({ trx, actor, now }: WriteContext, { code }: Code): Promise<void> => {
    await tries.take(limits.secondStep, actor.personId);
    if (!(await takeCode(trx, factor, { personId: actor.personId, typed: code, now })))
      throw invalid({ code: 'error_code' });
    await tries.forget(limits.secondStep, actor.personId);
  };

/** Makes the secret that the authenticator gets; nothing is asked at a sign-in before `confirm`. */
const begin =
  (factor: SecondFactor) =>
  async ({ trx, actor, now }: WriteContext): Promise<void> => {
    const row = await findSecondFactor(trx, actor.personId);
    if (row?.confirmed_at) throw conflict('error_check_this');
    const secret = factor.seal(factor.newSecret(), actor.personId);
    await trx
      .insertInto('second_factor')
      .values({ person_id: actor.personId, secret, made_at: now })
      .onConflict((same) => same.column('person_id').doUpdateSet({ secret, made_at: now, last_step: 0 }))
      .execute();
  };

/** What is shown while it is being set up: the address for the QR code, and the letters to type. */
const setup =
  (factor: SecondFactor) =>
  async ({ db, actor }: ReadContext): Promise<{ uri: string; letters: string } | null> => {
    const row = await findSecondFactor(db, actor.personId);
    if (!row || row.confirmed_at) return null;
    const uri = factor.uri(factor.open(row.secret, actor.personId), actor.email ?? actor.name);
    const letters = new URL(uri).searchParams.get('secret') ?? '';
    return { uri, letters: letters.replaceAll(/(.{4})(?=.)/g, '$1 ') };
  };

/** What is stored of somebody's second step. */
export const findSecondFactor = (db: Database | Tx, personId: string) =>
  db
    .selectFrom('second_factor')
    .where('person_id', '=', personId)
    .select(['secret', 'confirmed_at'])
    .executeTakeFirst();

/** Takes the second step off, with the codes on paper. */
export async function takeOff(trx: Tx, personId: string): Promise<void> {
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

async function mail(
  { trx, actor: { personId }, now }: WriteContext,
  kind: 'second_factor_on' | 'second_factor_off',
): Promise<void> {
  const message = { key: `${kind}:${personId}:${now.toISOString()}`, personId, roomId: null, at: now };
  if (kind === 'second_factor_on') await enqueueMessage(trx, { ...message, template: kind, data: {} });
  else await enqueueMessage(trx, { ...message, template: kind, data: { byName: null } });
}
