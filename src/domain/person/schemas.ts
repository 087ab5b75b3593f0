import * as v from 'valibot';
import { email, lang, newPassword, text, zone } from '../input.ts';

export const signIn = v.object({
  email,
  password: v.pipe(
    v.string('error_required'),
    v.minLength(1, 'error_required'),
    v.maxLength(200, 'error_sign_in'),
  ),
});

export const newPerson = v.object({ name: text(120), email, password: newPassword, lang });

export const chooseLang = v.object({ lang });

export const chooseZone = v.object({ zone });

export const rename = v.object({ name: text(120), lang });

/** The stored hash of a sign-in's secret, by which its owner ends it. */
export const endSignIn = v.object({
  signInId: v.pipe(v.string('error_check_this'), v.regex(/^[0-9a-f]{64}$/, 'error_check_this')),
});

export const nothing = v.object({});
