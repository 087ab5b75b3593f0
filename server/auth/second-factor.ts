import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, randomInt } from 'node:crypto';
import { createTOTPKeyURI, generateHOTP } from '@oslojs/otp';
import { codeLetters } from '#domain/person/sign-in-code.ts';
import type { Tx } from '../db/database.ts';

const SECONDS = 30;
const DIGITS = 6;
const NONCE = 12;
const TAG = 16;

/** Codes of an authenticator (TOTP): their secrets lie encrypted, each step is taken once. */
export function createSecondFactor(secret: string) {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'twinward second factor', 32));
  const hashCode = (code: string): string => createHmac('sha256', key).update(code).digest('hex');
  return {
    newSecret: () => randomBytes(20),
    /** Encrypted for the database; bound to its person, so that rows cannot be swapped. */
    seal(plain: Uint8Array, personId: string): Buffer {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(personId));
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open(sealed: Buffer, personId: string): Buffer {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE));
      decipher.setAAD(Buffer.from(personId)).setAuthTag(sealed.subarray(-TAG));
      return Buffer.concat([decipher.update(sealed.subarray(NONCE, -TAG)), decipher.final()]);
    },
    /** What the QR code carries. */
    uri: (plain: Uint8Array, account: string) =>
      createTOTPKeyURI('Twinward', account, plain, SECONDS, DIGITS),
    /** The step that `code` belongs to, one before or after now for clocks that differ; null when it is wrong. */
    stepOf(plain: Uint8Array, code: string, now: Date): number | null {
      const current = Math.floor(now.getTime() / 1000 / SECONDS);
      const steps = [current, current - 1, current + 1];
      return steps.find((step) => generateHOTP(plain, BigInt(step), DIGITS) === code) ?? null;
    },
    /** Ten codes on paper for a lost telephone, and what is stored of them. */
    newRecoveryCodes(): { code: string; hash: string }[] {
      return Array.from({ length: 10 }, () => {
        const letters = Array.from({ length: 10 }, () => codeLetters[randomInt(codeLetters.length)]).join('');
        return { code: `${letters.slice(0, 5)}-${letters.slice(5)}`, hash: hashCode(letters) };
      });
    },
    hashCode,
  };
}
export type SecondFactor = ReturnType<typeof createSecondFactor>;

/** Whether the person is asked for a second step. */
export async function hasSecondFactor(trx: Tx, personId: string): Promise<boolean> {
  const row = await trx
    .selectFrom('second_factor')
    .where('person_id', '=', personId)
    .where('confirmed_at', 'is not', null)
    .select('person_id')
    .executeTakeFirst();
  return Boolean(row);
}

/**
 * Takes an authenticator's code, or one of the codes on paper, each once. Of two tries with one code at once the
 * second finds it used.
 */
export async function takeCode(
  trx: Tx,
  factor: SecondFactor,
  { personId, typed, now }: { personId: string; typed: string; now: Date },
): Promise<boolean> {
  const digits = typed.replaceAll(/\s/g, '');
  return /^\d{6}$/.test(digits)
    ? takeStep(trx, factor, { personId, digits, now })
    : takeRecoveryCode(trx, factor, { personId, typed, now });
}

async function takeStep(
  trx: Tx,
  factor: SecondFactor,
  { personId, digits, now }: { personId: string; digits: string; now: Date },
): Promise<boolean> {
  const row = await trx
    .selectFrom('second_factor')
    .where('person_id', '=', personId)
    .forUpdate()
    .select(['secret', 'last_step'])
    .executeTakeFirst();
  if (!row) return false;
  const step = factor.stepOf(factor.open(row.secret, personId), digits, now);
  if (step === null || step <= Number(row.last_step)) return false;
  await trx.updateTable('second_factor').set({ last_step: step }).where('person_id', '=', personId).execute();
  return true;
}

async function takeRecoveryCode(
  trx: Tx,
  factor: SecondFactor,
  { personId, typed, now }: { personId: string; typed: string; now: Date },
): Promise<boolean> {
  const used = await trx
    .updateTable('recovery_code')
    .set({ used_at: now })
    .where('person_id', '=', personId)
    .where('code_hash', '=', factor.hashCode(typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')))
    .where('used_at', 'is', null)
    .returning('code_hash')
    .executeTakeFirst();
  return Boolean(used);
}
