import type { Lang } from '#domain/person/lang.ts';
import { choosePin, secondStep } from '#domain/person/schemas.ts';
import { parseInput, type Clock } from '../context.ts';
import { inTransaction, type Database, type Tx } from '../db/database.ts';
import { gone, invalid } from '../errors.ts';
import { recordAudit } from '../event/audit.ts';
import { claimToken, lookAtToken } from './account-token.ts';
import { networkOf, type Entered, type Entering, type From, type StepNeed, type Way } from './entering.ts';
import { hashPin, pinMatches } from './pin.ts';
import { limits, type RateLimits } from './rate-limits.ts';
import { takeCode, type SecondFactor } from './second-factor.ts';

interface Parts {
  db: Database;
  clock: Clock;
  entering: Entering;
  tries: RateLimits;
  factor: SecondFactor;
}
interface Step {
  personId: string;
  need: StepNeed;
  how: Way;
  passed: StepNeed[];
}

/** What is asked between the password and the sign-in. Who asks holds the step's token in a cookie. */
export function createSecondStep({ db, clock, entering, tries, factor }: Parts) {
  const look = (trx: Database | Tx, token: string) =>
    lookAtToken(trx, token, { kind: 'second_step', now: clock.now() });
  const find = async (token: string, need: StepNeed): Promise<Step> => {
    const found = asStep(await look(db, token));
    if (found?.need !== need) throw gone('auth_step_gone');
    return found;
  };
  /** Uses the step up when `check` holds, and goes on. */
  const pass = async (token: string, step: Step, from: From, check: (trx: Tx) => Promise<void>) => {
    await inTransaction(db, async (trx) => {
      if (!(await claimToken(trx, token, { kind: 'second_step', now: clock.now() })))
        throw gone('auth_step_gone');
      await check(trx);
    });
    return entering.enter(step.personId, from, step.how, [...step.passed, step.need]);
  };
  return {
    /** What is still asked and of whom; null when that is over. */
    async lookAtStep(
      token: string | undefined,
    ): Promise<{ need: StepNeed; name: string; lang: Lang } | null> {
      const step = token ? asStep(await look(db, token)) : null;
      if (!step) return null;
      const person = await db
        .selectFrom('person')
        .where('id', '=', step.personId)
        .select(['name', 'lang'])
        .executeTakeFirstOrThrow();
      return { need: step.need, name: person.name, lang: person.lang as Lang };
    },
    /** A code of the authenticator, or one of the codes on paper. */
    async stepWithCode(token: string, raw: unknown, from: From): Promise<Entered> {
      const step = await find(token, 'code');
      const { code } = parseInput(secondStep, raw);
      await tries.take(limits.secondStep, step.personId);
      const entered = await pass(token, step, from, async (trx) => {
        const right = await takeCode(trx, factor, { personId: step.personId, typed: code, now: clock.now() });
        if (!right) throw invalid({ code: 'error_code' });
      });
      await tries.forget(limits.secondStep, step.personId);
      return entered;
    },
    /** A PIN of one's own instead of the one that somebody else chose. */
    async stepWithPin(token: string, raw: unknown, from: From): Promise<Entered> {
      const step = await find(token, 'pin');
      const { pin } = parseInput(choosePin, raw);
      const { pin_hash: was } = await db
        .selectFrom('person')
        .where('id', '=', step.personId)
        .select('pin_hash')
        .executeTakeFirstOrThrow();
      if (await pinMatches(was, pin)) throw invalid({ pin: 'error_pin_same' });
      const hash = await hashPin(pin);
      return pass(token, step, from, (trx) =>
        keepPin(trx, step.personId, { was, hash, from, now: clock.now() }),
      );
    },
  };
}

async function keepPin(
  trx: Tx,
  personId: string,
  { was, hash, from, now }: { was: string | null; hash: string; from: From; now: Date },
): Promise<void> {
  const kept = await trx
    .updateTable('person')
    .set({ pin_hash: hash, pin_reset_at: null })
    .where('id', '=', personId)
    .where('pin_hash', 'is not distinct from', was)
    .returning('id')
    .executeTakeFirst();
  // Another PIN was given meanwhile: that one counts.
  if (!kept) throw gone('auth_step_gone');
  const { address, device } = from;
  await recordAudit(trx, {
    kind: 'pin_changed',
    ...{ personId, at: now, address, device, ...(await networkOf(trx, personId)) },
  });
}

function asStep(found: { personId: string | null; data: object } | null): Step | null {
  if (!found?.personId) return null;
  return { personId: found.personId, ...(found.data as Omit<Step, 'personId'>) };
}
