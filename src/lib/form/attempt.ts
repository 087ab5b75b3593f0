import { m } from '$lib/paraglide/messages.js';
import { error, fail, isActionFailure, isHttpError, type ActionFailure } from '@sveltejs/kit';

export interface Refusal {
  /** Field → what to do, in the reader's language; '' concerns the whole form. */
  errors: Record<string, string>;
  /** What was typed, so that nothing is typed twice. Passwords, PINs and files never come back. */
  values: Record<string, string>;
}

const words = m as unknown as Record<string, (() => string) | undefined>;

/** The words for a message key that the server refused with. */
export const wordsFor = (key: string): string => words[key]?.() ?? m.error_check_this();

/** A form as an object: text fields as strings, `name[]` fields as lists without the brackets, files as files. */
export function formObject(form: FormData): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const name of new Set(form.keys())) {
    if (name.endsWith('[]')) found[name.slice(0, -2)] = form.getAll(name);
    else found[name] = form.get(name);
  }
  return found;
}

/** The fields of a form. What cannot be read as one is the sender's fault and says so: 413 when too large, else 400. */
export async function readForm(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch (thrown) {
    const tooLarge = statusIn(thrown) === 413 || statusIn((thrown as { cause?: unknown }).cause) === 413;
    if (tooLarge) error(413, { message: 'too_large', code: 'too_large' });
    error(400, { message: 'invalid', code: 'invalid' });
  }
}

const statusIn = (thrown: unknown): unknown => (thrown as { status?: unknown } | null | undefined)?.status;

/**
 * Runs a form action's command on the form's fields. What the person can mend comes back as a failure with words
 * and with what was typed; everything else goes on to the error page.
 */
export async function attempt<T>(
  request: Request,
  run: (input: Record<string, unknown>) => Promise<T>,
): Promise<T | ActionFailure<Refusal>> {
  const form = await readForm(request);
  try {
    return await run(formObject(form));
  } catch (thrown) {
    const { code, fields } = thrown as { code?: string; fields?: Record<string, string> };
    // The right went away while somebody was writing: the page cannot come back, the words can.
    if (isHttpError(thrown, 404)) error(404, { ...thrown.body, typed: wordsIn(form) });
    if (code !== 'invalid' && code !== 'conflict') throw thrown;
    const errors = Object.fromEntries(
      Object.entries(fields ?? {}).map(([name, key]) => [name, wordsFor(key)]),
    );
    return fail(code === 'invalid' ? 422 : 409, { errors, values: typed(form) });
  }
}

/** Whether an attempt came to nothing; otherwise it is the command's answer. */
export const isRefused = <T>(answer: T | ActionFailure<Refusal>): answer is ActionFailure<Refusal> =>
  isActionFailure(answer);

function typed(form: FormData): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of form)
    if (typeof value === 'string' && !/password|pin$|proof/i.test(name)) values[name] = value;
  return values;
}

/** What a person wrote, of all that a form carries: words, not ids, choices and dates. */
const wordsIn = (form: FormData): string[] =>
  Object.entries(typed(form))
    .filter(
      ([name, value]) => !/(Id|On)$/.test(name) && /\p{L}{2}/u.test(value) && !/^[0-9a-f-]{36}$/.test(value),
    )
    .filter(([name, value]) => /\s/.test(value.trim()) || /text|name|reason|title|note/i.test(name))
    .map(([, value]) => value);
