import type {
  changePassword as changePasswordSchema,
  changePin as changePinSchema,
  chooseTelephone as chooseTelephoneSchema,
} from '#domain/person/schemas.ts';
import { pinAsTyped } from '#domain/person/pin.ts';
import type * as v from 'valibot';
import { endTokens } from '../auth/account-token.ts';
import { endSignIns } from '../auth/end-sign-ins.ts';
import { networkOf } from '../auth/entering.ts';
import { hashPassword, passwordMatches } from '../auth/passwords.ts';
import { limits, type RateLimits } from '../auth/rate-limits.ts';
import type { WriteContext } from '../context.ts';
import { invalid, notFound } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { enqueueMessage } from '../messaging/outbox.ts';
import { secretsOf } from './proof.ts';

/** The actor can be reached by this number; an empty one is forgotten. */
export async function chooseTelephone(
  { trx, actor }: WriteContext,
  { telephone }: v.InferOutput<typeof chooseTelephoneSchema>,
): Promise<void> {
  const value = telephone === '' ? null : telephone;
  await trx.updateTable('person').set({ telephone: value }).where('id', '=', actor.personId).execute();
}

/** Changing what one signs in with. Other sign-ins end: who knew the old one is out. */
export function createCredentials(tries: RateLimits) {
  const check = async (ctx: WriteContext, stored: string | null, typed: string, refusal: object) => {
    const key = `proof:${ctx.actor.personId}`;
    await tries.take(limits.device, key);
    if (!(await passwordMatches(stored, typed))) throw invalid(refusal as Record<string, string>);
    await tries.forget(limits.device, key);
  };
  return {
    /** Another PIN, for who has one. */
    async changePin(
      ctx: WriteContext,
      { oldPin, pin }: v.InferOutput<typeof changePinSchema>,
    ): Promise<void> {
      const { pin_hash } = await secretsOf(ctx);
      if (!pin_hash) throw notFound();
      await check(ctx, pin_hash, pinAsTyped(oldPin), { oldPin: 'error_old_pin' });
      const person = { pin_hash: await hashPassword(pin), pin_reset_at: null };
      await ctx.trx.updateTable('person').set(person).where('id', '=', ctx.actor.personId).execute();
      await told(ctx, 'pin_changed');
    },
    /** Another password; the first one for who came in by a code or a link and has an address. */
    async changePassword(
      ctx: WriteContext,
      { oldPassword, password }: v.InferOutput<typeof changePasswordSchema>,
    ): Promise<void> {
      const { email, password_hash, pin_hash } = await secretsOf(ctx);
      if (!email) throw notFound();
      // A first password is given only by who knows the PIN: a telephone left lying open is not enough.
      if (password_hash) await check(ctx, password_hash, oldPassword, { oldPassword: 'error_old_password' });
      else if (pin_hash)
        await check(ctx, pin_hash, pinAsTyped(oldPassword), { oldPassword: 'error_old_pin' });
      const person = { password_hash: await hashPassword(password) };
      await ctx.trx.updateTable('person').set(person).where('id', '=', ctx.actor.personId).execute();
      await told(ctx, 'password_changed');
      const { personId } = ctx.actor;
      const key = `password_changed:${personId}:${ctx.now.toISOString()}`;
      const message = { key, personId, roomId: null, data: {}, at: ctx.now };
      await enqueueMessage(ctx.trx, { ...message, template: 'password_changed' });
    },
  };
}

async function told(
  { trx, actor, now }: WriteContext,
  kind: 'pin_changed' | 'password_changed',
): Promise<void> {
  const { personId } = actor;
  await endSignIns(trx, personId, actor.authSessionId);
  await endTokens(trx, personId, ['sign_in', 'password', 'second_step'], now);
  await recordAudit(trx, { kind, personId, at: now, ...(await networkOf(trx, personId)) });
}
