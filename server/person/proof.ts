import { pinAsTyped } from '#domain/person/pin.ts';
import { passwordMatches } from '../auth/passwords.ts';
import { limits, type RateLimits } from '../auth/rate-limits.ts';
import type { WriteContext } from '../context.ts';
import { invalid } from '../errors.ts';

/** Whether the actor has a password, or a PIN, and which. */
export async function secretsOf({ trx, actor }: Pick<WriteContext, 'trx' | 'actor'>) {
  return trx
    .selectFrom('person')
    .where('id', '=', actor.personId)
    .select(['email', 'password_hash', 'pin_hash', 'sign_in_code', 'telephone'])
    .executeTakeFirstOrThrow();
}

/**
 * Asks for the actor's own password or PIN once more: a telephone left lying open is not enough. Who has neither (a
 * sign-in by link or passkey) has nothing to say.
 */
export async function requireProof(ctx: WriteContext, tries: RateLimits, proof: string): Promise<void> {
  const { password_hash, pin_hash } = await secretsOf(ctx);
  if (!password_hash && !pin_hash) return;
  await tries.take(limits.device, `proof:${ctx.actor.personId}`);
  const right =
    (password_hash !== null && (await passwordMatches(password_hash, proof))) ||
    (pin_hash !== null && (await passwordMatches(pin_hash, pinAsTyped(proof))));
  if (!right) throw invalid({ proof: 'error_proof' });
  await tries.forget(limits.device, `proof:${ctx.actor.personId}`);
}
