import { pinAsTyped } from '#domain/person/pin.ts';
import type * as v from 'valibot';
import { passwordMatches } from '../auth/passwords.ts';
import { limits, type RateLimits } from '../auth/rate-limits.ts';
import type { Binding } from '../bind.ts';
import type { ReadContext, Schema, WriteContext } from '../context.ts';
import type { Database, Tx } from '../db/database.ts';
import { conflict, invalid } from '../errors.ts';

/** Minutes for which a sign-in proves who somebody is, if they have neither password nor PIN. */
const FRESH_MINUTES = 10;

/** What somebody signs in with, as it is stored. */
export interface Secrets {
  email: string | null;
  password_hash: string | null;
  pin_hash: string | null;
}

/** What is asked before something a thief would like: typed once more, or to have just come in (`again`: too long ago). */
export type ProofNeed = 'password' | 'pin' | 'fresh' | 'again';

/** The actor's password and PIN, to compare with. */
export const secretsOf = (db: Database | Tx, personId: string): Promise<Secrets> =>
  db
    .selectFrom('person')
    .where('id', '=', personId)
    .select(['email', 'password_hash', 'pin_hash'])
    .executeTakeFirstOrThrow();

/** Which proof the actor will be asked for. */
export async function proofNeed(ctx: ReadContext): Promise<ProofNeed> {
  const { password_hash, pin_hash } = await secretsOf(ctx.db, ctx.actor.personId);
  if (password_hash) return 'password';
  if (pin_hash) return 'pin';
  return (await cameInLately(ctx)) ? 'fresh' : 'again';
}

/**
 * Asks who somebody is once more, before verbs that a telephone left lying open must not be enough for: by password or PIN, or,
 * who has neither (they come by links or a passkey), by having signed in within ten minutes.
 */
export function createProof({ prepared }: Binding, tries: RateLimits) {
  const prove = async (ctx: ReadContext, { proof }: { proof: string }): Promise<Secrets> => {
    const { personId } = ctx.actor;
    const found = await secretsOf(ctx.db, personId);
    if (!found.password_hash && !found.pin_hash) {
      await mustBeFresh(ctx);
      return found;
    }
    await compare(tries, personId, async () => {
      const { password_hash, pin_hash } = found;
      if (password_hash && (await passwordMatches(password_hash, proof))) return true;
      return pin_hash !== null && passwordMatches(pin_hash, pinAsTyped(proof));
    });
    return found;
  };
  return {
    prove,
    /** A verb whose input carries the proof. It is checked before the transaction, and still holds in it. */
    proven: <S extends Schema, R>(
      schema: S,
      verb: (ctx: WriteContext, input: v.InferOutput<S>) => Promise<R>,
    ) =>
      prepared(
        schema,
        (ctx, input) => prove(ctx, input as { proof: string }),
        async (ctx, input, found) => {
          await mustStillHold(ctx, found);
          return verb(ctx, input);
        },
      ),
  };
}
export type Proof = ReturnType<typeof createProof>;

/** Counts a try, and takes it back when it was right. */
export async function compare(
  tries: RateLimits,
  personId: string,
  matches: () => Promise<boolean>,
  refusal: Record<string, string> = { proof: 'error_proof' },
): Promise<void> {
  await tries.take(limits.device, `proof:${personId}`);
  if (!(await matches())) throw invalid(refusal);
  await tries.forget(limits.device, `proof:${personId}`);
}

/** Refuses when password or PIN were changed since they were looked at: what was proved counts no more. */
export async function mustStillHold({ trx, actor }: WriteContext, found: Secrets): Promise<void> {
  const now = await trx
    .selectFrom('person')
    .where('id', '=', actor.personId)
    .where('deleted_at', 'is', null)
    .forUpdate()
    .select(['password_hash', 'pin_hash'])
    .executeTakeFirst();
  if (now?.password_hash !== found.password_hash || now.pin_hash !== found.pin_hash)
    throw conflict('error_proof_changed');
}

/** For who has neither password nor PIN: refuses a sign-in of more than ten minutes ago. */
export async function mustBeFresh(ctx: ReadContext): Promise<void> {
  if (!(await cameInLately(ctx))) throw conflict('error_proof_again');
}

async function cameInLately({ db, actor, now }: ReadContext): Promise<boolean> {
  const since = new Date(now.getTime() - FRESH_MINUTES * 60_000);
  const row = await db
    .selectFrom('auth_session')
    .where('id', '=', actor.authSessionId)
    .where('person_id', '=', actor.personId)
    .where('created_at', '>=', since)
    .select('id')
    .executeTakeFirst();
  return row !== undefined;
}
