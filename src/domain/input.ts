import * as v from 'valibot';
import type { AnyId } from './ids.ts';
import { langs } from './person/lang.ts';

/**
 * Pieces of input schemas. Messages are keys of `src/lib/messages/<lang>/error.json`, so that every refusal
 * reaches a person in their language.
 */
export const text = (max: number) =>
  v.pipe(
    v.string('error_required'),
    v.transform((value) => value.replaceAll('\r\n', '\n').replaceAll('\u0000', '')),
    v.trim(),
    v.minLength(1, 'error_required'),
    v.maxLength(max, 'error_too_long'),
  );

/**
 * A name: one line, and nothing in it that makes the words around it read otherwise (marks that turn the direction of
 * writing, spaces of no width). Names stand in mails, page titles, lists and files.
 */
export const line = (max: number) =>
  v.pipe(
    v.string('error_required'),
    v.transform((value) =>
      value.replaceAll(/[\u200b\u202a-\u202e\u2066-\u2069\ufeff]/g, '').replaceAll(/[\s\p{Cc}]+/gu, ' '),
    ),
    v.trim(),
    v.minLength(1, 'error_required'),
    v.maxLength(max, 'error_too_long'),
  );

/** Text that may be left empty: '' when missing. */
export const optionalText = (max: number) =>
  v.optional(
    v.pipe(
      v.string('error_check_this'),
      v.transform((value) => value.replaceAll('\r\n', '\n').replaceAll('\u0000', '')),
      v.trim(),
      v.maxLength(max, 'error_too_long'),
    ),
    '',
  );

const isRealDay = (value: string): boolean => {
  const at = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === value;
};

/** A day, 'YYYY-MM-DD', that exists (no 30 February), between 2000 and 2099. */
export const day = v.pipe(
  v.string('error_day'),
  v.trim(),
  v.regex(/^20\d\d-\d\d-\d\d$/, 'error_day'),
  v.check(isRealDay, 'error_day'),
);

/** A time of day, 'HH:MM'. */
export const timeOfDay = v.pipe(
  v.string('error_time'),
  v.trim(),
  v.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'error_time'),
);

/** An id chosen in a form: a person who chose nothing is told to choose. */
export const chosen = <T extends AnyId>() =>
  v.pipe(
    v.string('error_choice'),
    v.uuid('error_choice'),
    v.transform((id) => id.toLowerCase() as T),
  );

export const choice = <const T extends readonly string[]>(options: T) => v.picklist(options, 'error_choice');

export const email = v.pipe(
  v.string('error_email'),
  v.trim(),
  v.toLowerCase(),
  v.maxLength(254, 'error_email'),
  v.email('error_email'),
);

/** A new password: long enough to be worth something, short enough to be hashed. */
export const newPassword = v.pipe(
  v.string('error_password_short'),
  v.minLength(10, 'error_password_short'),
  v.maxLength(200, 'error_too_long'),
);

export const lang = choice(langs);

/** A ticked box of a form: present or not. */
export const checkbox = v.pipe(
  v.optional(v.union([v.string(), v.boolean()]), false),
  v.transform((value) => value === true || value === 'on' || value === 'true' || value === '1'),
);

/** An IANA time zone this machine knows. */
export const zone = v.pipe(
  v.string('error_zone'),
  v.check((value) => {
    try {
      return Boolean(new Intl.DateTimeFormat('en', { timeZone: value }));
    } catch {
      return false;
    }
  }, 'error_zone'),
);
