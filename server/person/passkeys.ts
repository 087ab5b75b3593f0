import type {
  addPasskey as addPasskeySchema,
  namePasskey,
  passkeyId as passkeyIdSchema,
} from '#domain/person/schemas.ts';
import {
  generateRegistrationOptions,
  verifyRegistrationResponse,
  type AuthenticatorTransport,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type * as v from 'valibot';
import type { createChallenges } from '../auth/passkey-challenge.ts';
import type { ReadContext, WriteContext } from '../context.ts';
import { invalid, notFound } from '../errors.ts';
import { enqueueMessage } from '../messaging/outbox.ts';
import { auditOwn } from './own-audit.ts';

export interface PasskeyParts {
  origin: string;
  challenges: ReturnType<typeof createChallenges>;
}
const MOST = 10;
const rpOf = (origin: string): string => new URL(origin).hostname;

/** What the browser needs to make a passkey. The challenge is for this very sign-in. */
export const passkeyOptions =
  ({ origin, challenges }: PasskeyParts) =>
  async ({ db, actor, now }: ReadContext) => {
    const own = await db
      .selectFrom('passkey')
      .where('person_id', '=', actor.personId)
      .select(['id', 'transports'])
      .execute();
    return generateRegistrationOptions({
      ...{ rpName: 'Twinward', rpID: rpOf(origin), attestationType: 'none' },
      userName: actor.email ?? actor.name,
      userDisplayName: actor.name,
      userID: new TextEncoder().encode(actor.personId),
      challenge: challenges.make(`add ${actor.authSessionId}`, now),
      excludeCredentials: own.map(({ id, transports }) => ({
        id,
        transports: transports as AuthenticatorTransport[],
      })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
  };

/** Keeps a passkey that the browser has made. */
export const addPasskey =
  ({ origin, challenges }: PasskeyParts) =>
  async (ctx: WriteContext, { name, answer }: v.InferOutput<typeof addPasskeySchema>): Promise<void> => {
    const { trx, actor, now } = ctx;
    const made = await verifyRegistrationResponse({
      response: answer as unknown as RegistrationResponseJSON,
      expectedChallenge: (given) => challenges.isOurs(given, `add ${actor.authSessionId}`, now),
      ...{ expectedOrigin: origin, expectedRPID: rpOf(origin), requireUserVerification: true },
    }).catch(() => null);
    const { count } = await trx
      .selectFrom('passkey')
      .where('person_id', '=', actor.personId)
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow();
    if (!made?.verified || Number(count) >= MOST) throw invalid({ '': 'error_passkey_failed' });
    const { credential } = made.registrationInfo;
    const kept = await trx
      .insertInto('passkey')
      .values({
        ...{ id: credential.id, person_id: actor.personId, name, made_at: now },
        public_key: Buffer.from(credential.publicKey),
        counter: credential.counter,
        transports: credential.transports ?? [],
      })
      .onConflict((same) => same.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!kept) throw invalid({ '': 'error_passkey_failed' });
    await auditOwn(ctx, 'passkey_added');
    await enqueueMessage(trx, {
      ...{ key: `passkey_added:${kept.id}`, personId: actor.personId, roomId: null, at: now },
      ...{ template: 'passkey_added', data: { passkey: name } },
    });
  };

/** The actor's own passkeys, oldest first. */
export const passkeys = ({ db, actor }: ReadContext) =>
  db
    .selectFrom('passkey')
    .where('person_id', '=', actor.personId)
    .orderBy('made_at')
    .select(['id', 'name', 'made_at as madeAt', 'used_at as usedAt'])
    .execute();

/** Another name for one of the actor's passkeys. */
export async function renamePasskey(
  { trx, actor }: WriteContext,
  { name, passkeyId }: v.InferOutput<typeof namePasskey> & v.InferOutput<typeof passkeyIdSchema>,
): Promise<void> {
  const row = await trx
    .updateTable('passkey')
    .set({ name })
    .where('id', '=', passkeyId)
    .where('person_id', '=', actor.personId)
    .returning('id')
    .executeTakeFirst();
  if (!row) throw notFound('passkey');
}

/** The passkey opens nothing any more. */
export async function removePasskey(
  ctx: WriteContext,
  { passkeyId }: v.InferOutput<typeof passkeyIdSchema>,
): Promise<void> {
  const row = await ctx.trx
    .deleteFrom('passkey')
    .where('id', '=', passkeyId)
    .where('person_id', '=', ctx.actor.personId)
    .returning('id')
    .executeTakeFirst();
  if (!row) throw notFound('passkey');
  await auditOwn(ctx, 'passkey_removed');
}
