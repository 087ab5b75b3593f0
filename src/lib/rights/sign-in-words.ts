import { m } from '$lib/paraglide/messages.js';

/** How somebody comes in, for those who help them with it. */
export const signInWords = {
  email: m.rights_signs_in_email,
  code: m.rights_signs_in_code,
  not: m.rights_signs_in_not,
} as const;
