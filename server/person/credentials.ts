import {
  changePassword as changePasswordSchema,
  changePin as changePinSchema,
  type chooseTelephone as chooseTelephoneSchema,
} from '#domain/person/schemas.ts';
import { pinAsTyped } from '#domain/person/pin.ts';
import type * as v from 'valibot';
import { endTokens } from '../auth/account-token.ts';
import { endSignIns } from '../auth/end-sign-ins.ts';
import { hashPassword, passwordMatches } from '../auth/passwords.ts';
import type { RateLimits } from '../auth/rate-limits.ts';
import type { Binding } from '../bind.ts';
import type { ReadContext, WriteContext } from '../context.ts';
import { notFound } from '../errors.ts';
import { enqueueMessage } from '../messaging/outbox.ts';
import { auditOwn } from './own-audit.ts';
import { compare, mustBeFresh, mustStillHold, secretsOf, type Secrets } from './proof.ts';

/** The actor can be reached by this number; an empty one is forgotten. */
export async function chooseTelephone(
  { trx, actor }: WriteContext,
  { telephone }: v.InferOutput<typeof chooseTelephoneSchema>,
): Promise<void> {
  const value = telephone === '' ? null : telephone;
  await trx.updateTable('person').set({ telephone: value }).where('id', '=', actor.personId).execute();
}

interface Compared {
  found: Secrets;
  hash: string;
}

/** Changing what one signs in with. Other sign-ins end: who knew the old one is out. */
export const credentialVerbs = ({ prepared }: Binding, tries: RateLimits) => ({
  /** Another PIN, for who has one. */
  changePin: prepared(
    changePinSchema,
    async ({ db, actor }: ReadContext, { oldPin, pin }): Promise<Compared> => {
      const found = await secretsOf(db, actor.personId);
      const { pin_hash } = found;
      if (!pin_hash) throw notFound();
      const matches = () => passwordMatches(pin_hash, pinAsTyped(oldPin));
      await compare(tries, actor.personId, matches, { oldPin: 'error_old_pin' });
      return { found, hash: await hashPassword(pin) };
    },
    async (ctx, _, { found, hash }) => {
      await keep(ctx, found, { pin_hash: hash, pin_reset_at: null });
      await told(ctx, 'pin_changed');
    },
  ),
  /** Another password; the first one for who came in by a code or a link and has an address. */
  changePassword: prepared(
    changePasswordSchema,
    async (ctx: ReadContext, { oldPassword, password }): Promise<Compared> => {
      const { db, actor } = ctx;
      const found = await secretsOf(db, actor.personId);
      if (!found.email) throw notFound();
      // A first password is given only by who knows the PIN: a telephone left lying open is not enough.
      const { password_hash, pin_hash } = found;
      const stored = password_hash ?? pin_hash;
      const typed = password_hash ? oldPassword : pinAsTyped(oldPassword);
      const refusal = { oldPassword: password_hash ? 'error_old_password' : 'error_old_pin' };
      if (!stored) await mustBeFresh(ctx);
      else await compare(tries, actor.personId, () => passwordMatches(stored, typed), refusal);
      return { found, hash: await hashPassword(password) };
    },
    async (ctx, _, { found, hash }) => {
      await keep(ctx, found, { password_hash: hash });
      await told(ctx, 'password_changed');
      const { personId } = ctx.actor;
      const key = `password_changed:${personId}:${ctx.now.toISOString()}`;
      const message = { key, personId, roomId: null, data: {}, at: ctx.now };
      await enqueueMessage(ctx.trx, { ...message, template: 'password_changed' });
    },
  ),
});

async function keep(
  ctx: WriteContext,
  found: Secrets,
  person: { pin_hash: string; pin_reset_at: null } | { password_hash: string },
): Promise<void> {
  await mustStillHold(ctx, found);
  await ctx.trx.updateTable('person').set(person).where('id', '=', ctx.actor.personId).execute();
}

async function told(ctx: WriteContext, kind: 'pin_changed' | 'password_changed'): Promise<void> {
  const { trx, actor, now } = ctx;
  await endSignIns(trx, actor.personId, actor.authSessionId);
  await endTokens(trx, actor.personId, ['sign_in', 'password', 'second_step'], now);
  await auditOwn(ctx, kind);
}
