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
