import { randomInt } from 'node:crypto';
import { weakPin } from '#domain/person/pin.ts';
import { hashPassword, passwordMatches } from './passwords.ts';

export { weakPin };

/** The argon2id hash of a PIN. Six digits are few: what protects them is how seldom they may be tried. */
export const hashPin = (pin: string): Promise<string> => hashPassword(pin);

/** Whether the PIN is right; takes as long when there is no such person. */
export const pinMatches = (stored: string | null, pin: string): Promise<boolean> =>
  passwordMatches(stored, pin);

/** A PIN by chance, not among those that others would try first. */
export function newPin(): string {
  for (;;) {
    const pin = String(randomInt(1_000_000)).padStart(6, '0');
    if (!weakPin(pin)) return pin;
  }
}
