import { newId, type PersonId } from '#domain/ids.ts';
import type { Actor } from '#domain/person/actor.ts';
import type { Lang } from '#domain/person/lang.ts';
import type { Database, Tx } from '../db/database.ts';
import { newSignInCode } from '../auth/sign-in-code.ts';
import { invalid } from '../errors.ts';

/** Somebody who is about to exist, by one of two ways of signing in. */
export type Newcomer = { name: string; lang: Lang; zone?: string; now: Date } & (
  { email: string; passwordHash: string } | { pinHash: string; telephone: string }
);

/** Writes a new person; `invalid` when the address is somebody's. Those with a PIN get a sign-in code. */
export async function makePerson(trx: Tx, newcomer: Newcomer): Promise<Actor> {
  const { name, lang, zone = 'UTC', now } = newcomer;
  const personId = newId<PersonId>();
  const email = 'email' in newcomer ? newcomer.email : null;
  const signingIn =
    'email' in newcomer
      ? { email: newcomer.email, password_hash: newcomer.passwordHash }
      : {
          pin_hash: newcomer.pinHash,
          telephone: newcomer.telephone || null,
          sign_in_code: await newSignInCode(trx),
        };
  const made = await trx
    .insertInto('person')
    .values({ id: personId, name, lang, zone, created_at: now, ...signingIn })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!made) throw invalid({ email: 'error_email_taken' });
  const nothingYet = { networks: [], institutions: [], guestOf: null, authSessionId: '' };
  return { personId, name, email, lang, zone, ...nothingYet };
}

/** The person who signs in with an address, if there is one. */
export async function personWith(db: Database | Tx, email: string): Promise<PersonId | null> {
  const found = await db
    .selectFrom('person')
    .where((eb) => eb(eb.fn<string>('lower', ['email']), '=', email))
    .select('id')
    .executeTakeFirst();
  return found ? (found.id as PersonId) : null;
}
