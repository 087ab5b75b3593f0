/** How long the words wait for the page to go away. */
const waitMs = 10_000;
let kept: readonly string[] = [];
/** Where somebody typed. What a form began with is not theirs, also where scripts filled it in. */
const typedIn = new WeakSet<EventTarget>();
if (typeof document !== 'undefined')
  document.addEventListener('input', ({ target }) => target && typedIn.add(target), { capture: true });

let waiting: ReturnType<typeof setTimeout> | undefined;

/**
 * Collects what stands half-written on the page when rights change. Should the page go away with them, the error page
 * shows the words, so that nobody loses what they typed. Passwords are never among it.
 */
export function keepWords(): void {
  const fields = document.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>(
    'textarea, input[type="text"], input:not([type])',
  );
  kept = [...fields]
    .filter((field) => field.value.trim() !== '' && typedIn.has(field))
    .map((field) => field.value);
  clearTimeout(waiting);
  waiting = setTimeout(() => (kept = []), waitMs);
}

/** The words that went with the page, once. */
export function takeWords(): readonly string[] {
  const words = kept;
  kept = [];
  return words;
}
