import { deserialize } from '$app/forms';

export type Sent =
  | { ok: true }
  /** `errors`: field → words in the reader's language; '' concerns the whole. */
  | { ok: false; offline: boolean; errors: Record<string, string> };

/** Posts to a form action without leaving the page. What fails on the way is told apart from what was refused. */
export async function send(action: string, fields: Record<string, string | Blob | undefined>): Promise<Sent> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) body.append(name, value);
  let text: string;
  try {
    const headers = { accept: 'application/json', 'x-sveltekit-action': 'true' };
    text = await (await fetch(action, { method: 'POST', body, headers })).text();
  } catch {
    return { ok: false, offline: true, errors: {} };
  }
  const result = read(text);
  if (result?.type === 'success') return { ok: true };
  if (result?.type === 'redirect') {
    // Only to sign in again: the whole page starts anew.
    location.assign(result.location);
    return { ok: false, offline: false, errors: {} };
  }
  if (result?.type !== 'failure') return { ok: false, offline: !result, errors: {} };
  return { ok: false, offline: false, errors: (result.data?.errors ?? {}) as Record<string, string> };
}

function read(text: string) {
  try {
    return deserialize(text);
  } catch {
    // A proxy's page instead of our answer: the line, not the person, is at fault.
    return null;
  }
}
