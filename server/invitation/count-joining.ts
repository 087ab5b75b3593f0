import { limits, type RateLimits } from '../auth/rate-limits.ts';
import { conflict } from '../errors.ts';
import type { From } from './give.ts';

/** A poster in the wrong hands must not fill a room; a hospital behind one address must get in. Keeps what was typed. */
export async function countJoining(rates: RateLimits, { address }: From): Promise<void> {
  if (address === '') return;
  await rates.take(limits.join, address).catch((error: { code?: string }) => {
    throw error.code === 'too_many' ? conflict('error_invite_too_many') : error;
  });
}
