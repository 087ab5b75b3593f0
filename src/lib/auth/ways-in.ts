import { resolve } from '$app/paths';
import { m } from '$lib/paraglide/messages.js';

interface Account {
  email: string | null;
  newAddress: string | null;
  code: string | null;
  hasPassword: boolean;
  hasPin: boolean;
  passkeys: number;
  secondFactor: boolean;
}
/** One row of "How I sign in". */
export interface WayIn {
  word: string;
  value: string;
  href: string;
  button: string;
}

const changeOrAdd = (has: boolean) => (has ? m.person_change() : m.person_add());

/** What somebody signs in with, and where each of it is changed; only what they have or may have. */
export function waysIn(account: Account): WayIn[] {
  const { email, code, hasPassword, hasPin, passkeys, secondFactor } = account;
  const card = {
    word: m.person_card(),
    value: m.person_card_sub({ code: code ?? '' }),
    href: resolve('/me/sign-in-card'),
    button: m.person_card_show(),
  };
  const pin = {
    word: m.person_pin(),
    value: m.person_pin_sub(),
    href: resolve('/me/pin'),
    button: m.person_change(),
  };
  const address = {
    word: m.person_email(),
    value: account.newAddress
      ? m.person_email_waiting({ address: account.newAddress })
      : (email ?? m.person_email_none()),
    href: resolve('/me/address'),
    button: changeOrAdd(email !== null),
  };
  const password = {
    word: m.person_password(),
    value: hasPassword ? m.person_password_set() : m.person_password_none(),
    href: resolve('/me/password'),
    button: changeOrAdd(hasPassword),
  };
  const passkey = {
    word: m.person_passkeys(),
    value: passkeys > 0 ? m.person_passkeys_count({ count: passkeys }) : m.person_passkeys_none(),
    href: resolve('/me/passkeys'),
    button: changeOrAdd(passkeys > 0),
  };
  const second = {
    word: m.person_second(),
    value: secondFactor ? m.person_second_on() : m.person_second_off(),
    href: resolve('/me/second-factor'),
    button: changeOrAdd(secondFactor),
  };
  return [
    ...(code ? [card] : []),
    ...(hasPin ? [pin] : []),
    address,
    ...(email ? [password] : []),
    passkey,
    second,
  ];
}
