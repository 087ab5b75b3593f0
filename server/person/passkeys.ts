import type { namePasskey, passkeyId as passkeyIdSchema } from '#domain/person/schemas.ts';
import {
  generateRegistrationOptions,
  verifyRegistrationResponse,
  type AuthenticatorTransport,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import * as v from 'valibot';
import { networkOf } from '../auth/entering.ts';
import type { createChallenges } from '../auth/passkey-challenge.ts';
import type { ReadContext, WriteContext } from '../context.ts';
import { invalid, notFound } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { enqueueMessage } from '../messaging/outbox.ts';

interface Parts {
  origin: string;
  challenges: ReturnType<typeof createChallenges>;
}
export const addPasskey = v.object({
  name: v.pipe(
    v.string('error_required'),
    v.trim(),
    v.minLength(1, 'error_required'),
    v.maxLength(60, 'error_too_long'),
  ),
  answer: v.looseObject({ id: v.string(), response: v.looseObject({}) }, 'error_passkey_failed'),
});
const MOST = 10;

/** The actor's own passkeys: added, named, removed. */
export function createPasskeyVerbs({ origin, challenges }: Parts) {
  const rpID = new URL(origin).hostname;
  return {
    /** What the browser needs to make one. The challenge is for this very sign-in. */
    async options({ db, actor, now }: ReadContext) {
      const own = await db
        .selectFrom('passkey')
        .where('person_id', '=', actor.personId)
        .select(['id', 'transports'])
        .execute();
      return generateRegistrationOptions({
        ...{ rpName: 'Twinward', rpID, attestationType: 'none' },
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
    },
    /** Keeps a passkey that the browser has made. */
    async add(
      { trx, actor, now }: WriteContext,
      { name, answer }: v.InferOutput<typeof addPasskey>,
    ): Promise<void> {
      const made = await verifyRegistrationResponse({
        response: answer as unknown as RegistrationResponseJSON,
        expectedChallenge: (given) => challenges.isOurs(given, `add ${actor.authSessionId}`, now),
        ...{ expectedOrigin: origin, expectedRPID: rpID, requireUserVerification: true },
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
      const place = await networkOf(trx, actor.personId);
      await recordAudit(trx, { kind: 'passkey_added', personId: actor.personId, at: now, ...place });
      await enqueueMessage(trx, {
        ...{ key: `passkey_added:${kept.id}`, personId: actor.personId, roomId: null, at: now },
        ...{ template: 'passkey_added', data: { passkey: name } },
      });
    },
    list: ({ db, actor }: ReadContext) =>
      db
        .selectFrom('passkey')
        .where('person_id', '=', actor.personId)
        .orderBy('made_at')
        .select(['id', 'name', 'made_at as madeAt', 'used_at as usedAt'])
        .execute(),
    async rename(
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
    },
    /** The passkey opens nothing any more. */
    async remove({ trx, actor, now }: WriteContext, { passkeyId }: v.InferOutput<typeof passkeyIdSchema>) {
      const row = await trx
        .deleteFrom('passkey')
        .where('id', '=', passkeyId)
        .where('person_id', '=', actor.personId)
        .returning('id')
        .executeTakeFirst();
      if (!row) throw notFound('passkey');
      const place = await networkOf(trx, actor.personId);
      await recordAudit(trx, { kind: 'passkey_removed', personId: actor.personId, at: now, ...place });
    },
  };
}
