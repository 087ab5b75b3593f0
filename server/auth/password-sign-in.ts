import { isCode, signIn as signInSchema } from '#domain/person/schemas.ts';
import { pinAsTyped } from '#domain/person/pin.ts';
import { parseInput, type Clock } from '../context.ts';
import { inTransaction, type Database } from '../db/database.ts';
import { invalid } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { networkOf, type Entered, type Entering, type From } from './entering.ts';
import type { KnownDevices } from './known-device.ts';
import { passwordMatches } from './passwords.ts';
import { limits, type RateLimits } from './rate-limits.ts';

interface Parts {
  db: Database;
  clock: Clock;
  entering: Entering;
  tries: RateLimits;
  devices: KnownDevices;
}

/** Coming in with an e-mail address and its password, or a sign-in code and its PIN. */
export function createPasswordSignIn({ db, clock, entering, tries, devices }: Parts) {
  return {
    /**
     * Checks an e-mail address with its password, or a sign-in code with its PIN. Both wrongs are refused alike. Others'
     * wrong tries do not lock out a device on which this very person has signed in before.
     */
    async signIn(raw: unknown, from: From): Promise<Entered> {
      const { who, password } = parseInput(signInSchema, raw);
      const person = await findByWho(db, who);
      const own = person && devices.keyFor(from.known, person.id);
      const refused = () => tellRefused({ db, clock }, person?.id ?? null, from);
      // A new PIN ends the lock, of the whole place too: told by the co-facilitator, it works at once.
      const place = isCode(who) && person?.pin_reset_at ? null : from.address;
      if (own) await tries.take(limits.device, own, refused);
      else await takeAll(who, place, refused);
      const stored = isCode(who) ? person?.pin_hash : person?.password_hash;
      const typed = isCode(who) ? pinAsTyped(password) : password;
      if (!(await passwordMatches(stored ?? null, typed)) || !person)
        throw invalid({ '': isCode(who) ? 'error_sign_in_pin' : 'error_sign_in' });
      if (own) await tries.forget(limits.device, own);
      else await giveBackAll(who, place);
      return entering.enter(person.id, from, isCode(who) ? 'pin' : 'password');
    },
  };

  async function takeAll(who: string, place: string | null, refused: () => Promise<void>): Promise<void> {
    if (place !== null) await tries.take(limits.address, place, refused);
    await tries.take(limits.account, who, refused);
    await tries.take(limits.accountDay, who, refused);
  }
  /** A whole hospital may come from one address: only wrong tries count for it. */
  async function giveBackAll(who: string, place: string | null): Promise<void> {
    if (place !== null) await tries.giveBack(limits.address, place);
    await tries.giveBack(limits.accountDay, who);
    await tries.forget(limits.account, who);
  }
}

const findByWho = (db: Database, who: string) =>
  db
    .selectFrom('person')
    .where((eb) =>
      isCode(who) ? eb('sign_in_code', '=', who) : eb(eb.fn<string>('lower', ['email']), '=', who),
    )
    .where('deleted_at', 'is', null)
    .where('guest_of', 'is', null)
    .select(['id', 'password_hash', 'pin_hash', 'pin_reset_at'])
    .executeTakeFirst();

/** Told once a lock, not once a try: nobody fills the audit from outside. */
const tellRefused = (
  { db, clock }: { db: Database; clock: Clock },
  personId: string | null,
  { address, device }: From,
): Promise<void> =>
  inTransaction(db, async (trx) =>
    recordAudit(trx, {
      kind: 'sign_in_refused',
      ...{ personId: null, at: clock.now(), address, device },
      ...(personId ? { ...(await networkOf(trx, personId)), data: { subjectId: personId } } : {}),
    }),
  );
