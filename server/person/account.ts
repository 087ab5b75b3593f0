import { shownCode } from '#domain/person/sign-in-code.ts';
import type { ReadContext } from '../context.ts';
import { sql } from '../db/database.ts';

/** How the actor comes in, for their own page. */
export async function account({ db, actor, now }: ReadContext) {
  const row = await db
    .selectFrom('person')
    .where('person.id', '=', actor.personId)
    .select((eb) => [
      'email',
      'telephone',
      'sign_in_code',
      eb('password_hash', 'is not', null).as('hasPassword'),
      eb('pin_hash', 'is not', null).as('hasPin'),
      eb
        .selectFrom('passkey')
        .whereRef('person_id', '=', 'person.id')
        .select((count) => count.fn.countAll<string>().as('n'))
        .as('passkeys'),
      eb
        .selectFrom('second_factor')
        .whereRef('person_id', '=', 'person.id')
        .where('confirmed_at', 'is not', null)
        .select('confirmed_at')
        .as('secondFactorSince'),
      eb
        .selectFrom('recovery_code')
        .whereRef('person_id', '=', 'person.id')
        .where('used_at', 'is', null)
        .select((count) => count.fn.countAll<string>().as('n'))
        .as('recoveryCodes'),
      eb
        .selectFrom('account_token')
        .whereRef('person_id', '=', 'person.id')
        .where('kind', '=', 'email_new')
        .where('expires_at', '>', now)
        .where((token) =>
          token.or([token('used_at', 'is', null), token(sql<string>`data->>'said'`, '=', 'yes')]),
        )
        .orderBy('made_at', 'desc')
        .limit(1)
        .select('address')
        .as('newAddress'),
    ])
    .executeTakeFirstOrThrow();
  const { sign_in_code, secondFactorSince, passkeys, recoveryCodes, ...rest } = row;
  return {
    ...rest,
    code: sign_in_code && shownCode(sign_in_code),
    hasPassword: Boolean(rest.hasPassword),
    hasPin: Boolean(rest.hasPin),
    passkeys: Number(passkeys),
    secondFactor: secondFactorSince !== null,
    recoveryCodes: Number(recoveryCodes),
    /** Running a network with a password alone is a risk for everybody in it. */
    shouldHaveSecondFactor: actor.networks.length > 0 && secondFactorSince === null && Number(passkeys) === 0,
  };
}
