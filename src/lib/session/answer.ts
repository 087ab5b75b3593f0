import { json } from '@sveltejs/kit';

/** Runs what a call's page asks for and answers in JSON; what cannot be done comes back with its code. */
export async function answer<T extends object>(
  request: Request,
  run: (body: Record<string, unknown>) => Promise<T | void>,
): Promise<Response> {
  let body: unknown;
  try {
    body = await request.json();
  } catch {
    return json({ code: 'invalid' }, { status: 400 });
  }
  if (body === null || typeof body !== 'object') return json({ code: 'invalid' }, { status: 400 });
  return respond(() => run(body as Record<string, unknown>));
}

/** Answers in JSON; what cannot be done comes back with its code. */
export async function respond<T extends object>(run: () => Promise<T | void>): Promise<Response> {
  try {
    return json((await run()) ?? {});
  } catch (thrown) {
    const { code } = thrown as { code?: string };
    if (code === 'invalid') return json({ code }, { status: 422 });
    if (code === 'conflict') return json({ code }, { status: 409 });
    throw thrown;
  }
}
