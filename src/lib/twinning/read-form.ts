import { nested, withoutEmpty } from '$lib/network/nested.ts';

/** A twinning's form as its command takes it; institutions that were left empty are none. */
export const twinningIn = (input: Record<string, unknown>): Record<string, unknown> =>
  withoutEmpty(withoutEmpty(nested(input), 'givers', 'institutionId'), 'receivers', 'institutionId');
