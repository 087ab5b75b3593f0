import {
  generateAuthenticationOptions,
  verifyAuthenticationResponse,
  type AuthenticationResponseJSON,
} from '@simplewebauthn/server';
import * as v from 'valibot';
import type { Clock } from '../context.ts';
import type { Database } from '../db/database.ts';
import { invalid } from '../errors.ts';
import type { Entered, Entering, From } from './entering.ts';
import { createChallenges } from './passkey-challenge.ts';
import { limits, type RateLimits } from './rate-limits.ts';

interface Parts {
  db: Database;
  clock: Clock;
  entering: Entering;
  tries: RateLimits;
  origin: string;
  secret: string;
}

const response = v.looseObject({ id: v.pipe(v.string(), v.maxLength(1400)), response: v.looseObject({}) });

/** Coming in with a passkey: possession and the device's own lock, so no second step follows. */
export function createPasskeySignIn({ db, clock, entering, tries, origin, secret }: Parts) {
  const challenges = createChallenges(secret);
  const rpID = new URL(origin).hostname;
  return {
    /** What the browser needs to ask its authenticator. Names nobody: the device knows its passkeys. */
    passkeyOptions: () =>
      generateAuthenticationOptions({
        rpID,
        challenge: challenges.make('sign-in', clock.now()),
        userVerification: 'required',
      }),
    /** Checks what an authenticator signed and lets its person in. */
    async enterByPasskey(raw: unknown, from: From): Promise<Entered> {
      await tries.take(limits.address, from.address);
      const parsed = v.safeParse(response, raw);
      const passkey = parsed.success ? await findPasskey(db, parsed.output.id) : undefined;
      if (!parsed.success || !passkey) throw invalid({ '': 'error_passkey_unknown' });
      const answer = await verifyAuthenticationResponse({
        response: parsed.output as unknown as AuthenticationResponseJSON,
        expectedChallenge: (given) => challenges.isOurs(given, 'sign-in', clock.now()),
        ...{ expectedOrigin: origin, expectedRPID: rpID, requireUserVerification: true },
        credential: {
          id: passkey.id,
          publicKey: new Uint8Array(passkey.public_key),
          counter: Number(passkey.counter),
        },
      }).catch(() => null);
      if (!answer?.verified) throw invalid({ '': 'error_passkey_unknown' });
      // A signed challenge counts once, wherever it is shown again.
      await tries.take(limits.challenge, challengeOf(parsed.output.response));
      await tries.giveBack(limits.address, from.address);
      await db
        .updateTable('passkey')
        .set({ counter: answer.authenticationInfo.newCounter, used_at: clock.now() })
        .where('id', '=', passkey.id)
        .execute();
      return entering.enter(passkey.person_id, from, 'passkey');
    },
  };
}

const findPasskey = (db: Database, id: string) =>
  db
    .selectFrom('passkey')
    .innerJoin('person', 'person.id', 'passkey.person_id')
    .where('passkey.id', '=', id)
    .where('person.deleted_at', 'is', null)
    .select(['passkey.id', 'passkey.person_id', 'public_key', 'counter'])
    .executeTakeFirst();

/** The challenge inside what the browser signed. */
function challengeOf(given: { [key: string]: unknown }): string {
  const json = Buffer.from(String(given['clientDataJSON']), 'base64url').toString();
  return String((JSON.parse(json) as { challenge?: unknown }).challenge);
}
