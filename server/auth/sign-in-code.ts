import { randomInt } from 'node:crypto';
import { asTyped, codeLength, codeLetters, shownCode } from '#domain/person/sign-in-code.ts';
import type { Tx } from '../db/database.ts';

export { asTyped, shownCode };

const randomCode = (): string =>
  Array.from({ length: codeLength }, () => codeLetters[randomInt(codeLetters.length)]).join('');

/** A sign-in code that nobody has, as it is stored (show it by `shownCode`). 38 random bits: of no use without the PIN. */
export async function newSignInCode(trx: Tx): Promise<string> {
  for (;;) {
    const code = randomCode();
    const taken = await trx
      .selectFrom('person')
      .where('sign_in_code', '=', code)
      .select('id')
      .executeTakeFirst();
    if (!taken) return code;
  }
}
