/** Domain errors. Told apart by `code` alone: the pages hold another copy of this module, or none. */
export const errorStatus = {
  signed_out: 401,
  not_found: 404,
  invalid: 422,
  conflict: 409,
  gone: 410,
  too_large: 413,
  too_many: 429,
  unavailable: 503,
} as const;
export type ErrorCode = keyof typeof errorStatus;

export class DomainError extends Error {
  readonly code: ErrorCode;
  /** Field name → message key, for `invalid`; under '' what concerns the whole. */
  readonly fields: Record<string, string>;
  /** Seconds to wait, for `too_many`. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    more: { fields?: Record<string, string>; retryAfter?: number } = {},
  ) {
    super(message);
    this.name = 'DomainError';
    this.code = code;
    this.fields = more.fields ?? {};
    this.retryAfter = more.retryAfter;
  }
}

/** Missing and not allowed look the same. */
export const notFound = (what = 'page') => new DomainError('not_found', `No such ${what}`);
export const signedOut = () => new DomainError('signed_out', 'Nobody is signed in');
/** Input that a person can mend; `fields` name → key of error.json. */
export const invalid = (fields: Record<string, string>) =>
  new DomainError('invalid', 'Please look at the marked fields', { fields });
/** The request is right but comes too late or collides; `key` is a message key. */
export const conflict = (key: string) => new DomainError('conflict', key, { fields: { '': key } });
export const gone = (key: string) => new DomainError('gone', key, { fields: { '': key } });
export const tooMany = (retryAfter: number) =>
  new DomainError('too_many', 'Too many attempts', { fields: { '': 'error_too_many' }, retryAfter });
