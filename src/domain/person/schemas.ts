import * as v from 'valibot';
import { idOf, type InstitutionId, type NetworkId, type PersonId } from '../ids.ts';
import { email, lang, line, newPassword, optionalText, text, zone } from '../input.ts';
import { pinPattern, weakPin } from './pin.ts';
import { asTyped } from './sign-in-code.ts';

const secretOf = (wrong: string) =>
  v.pipe(v.string('error_required'), v.minLength(1, 'error_required'), v.maxLength(200, wrong));

/** An e-mail address in small letters, or a sign-in code as it is stored. */
export const who = v.pipe(
  v.string('error_who'),
  v.trim(),
  v.maxLength(254, 'error_who'),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const typed = dataset.value;
    const found = typed.includes('@') ? v.safeParse(email, typed) : { success: true, output: asTyped(typed) };
    if (found.success && found.output !== null) return found.output as string;
    addIssue({ message: typed.includes('@') ? 'error_email' : 'error_who' });
    return NEVER;
  }),
);

export const isCode = (value: string): boolean => !value.includes('@');

/** `password` is a PIN for who comes with a code. */
export const signIn = v.object({ who, password: secretOf('error_sign_in') });

export const newPin = v.pipe(
  v.string('error_pin'),
  v.transform((typed) => typed.replaceAll(/\s/g, '')),
  v.regex(pinPattern, 'error_pin'),
  v.check((pin) => !weakPin(pin), 'error_pin_weak'),
);
/** One's own password or PIN once more, before something that cannot be undone or that a thief would like. */
const proof = v.optional(v.pipe(v.string('error_proof'), v.maxLength(200, 'error_proof')), '');
export const byAddress = v.object({ email });
export const choosePassword = v.object({ password: newPassword });
export const choosePin = v.object({ pin: newPin });
export const secondStep = v.object({
  code: v.pipe(v.string('error_code'), v.trim(), v.minLength(6, 'error_code'), v.maxLength(20, 'error_code')),
});
/** The second step switched on or off, or new codes on paper: the code, and who one is. */
export const changeSecondStep = v.object({ ...secondStep.entries, proof });

export const changePin = v.object({ oldPin: secretOf('error_old_pin'), pin: newPin });
/** Without an old one for who has had no password so far. */
export const changePassword = v.object({
  oldPassword: v.optional(v.string('error_required'), ''),
  password: newPassword,
});
export const changeAddress = v.object({ email, proof });
export const answerAddress = v.object({ answer: v.picklist(['yes', 'no'], 'error_choice') });
export const chooseTelephone = v.object({
  telephone: v.pipe(
    optionalText(30),
    v.check((value) => value === '' || /^\+?[\d\s().-]{6,30}$/.test(value), 'error_telephone'),
  ),
});
export const resetPin = v.object({
  institutionId: idOf<InstitutionId>(),
  personId: idOf<PersonId>(),
});
export const removeSecondFactor = v.object({
  networkId: idOf<NetworkId>(),
  personId: idOf<PersonId>(),
});
export const namePasskey = v.object({ name: line(60) });
export const passkeyId = v.object({ passkeyId: v.pipe(v.string('error_check_this'), v.maxLength(1400)) });
export const deleteAccount = v.object({ typed: text(120), proof });
export const exportMine = v.object({ proof });
export const addPasskey = v.object({
  name: line(60),
  answer: v.looseObject({ id: v.string(), response: v.looseObject({}) }, 'error_passkey_failed'),
  proof,
});

export const newPerson = v.object({ name: line(120), email, password: newPassword, lang });

export const chooseLang = v.object({ lang });

export const chooseZone = v.object({ zone });

export const rename = v.object({ name: line(120), lang });

/** The stored hash of a sign-in's secret, by which its owner ends it. */
export const endSignIn = v.object({
  signInId: v.pipe(v.string('error_check_this'), v.regex(/^[0-9a-f]{64}$/, 'error_check_this')),
});

export const nothing = v.object({});
