import type { ServerResponse } from 'node:http';

export interface PartState {
  state: 'ready' | 'preparing' | 'unavailable' | 'off';
  detail?: string;
}

export type Readiness = Record<string, PartState>;

/** What must work before a balancer sends people here. Calls and mail may be away for a while. */
const NEEDED = ['database', 'migrations', 'pages'];

/** Whether people can be let in. */
export function isReady(parts: Readiness): boolean {
  return NEEDED.every((name) => parts[name]?.state === 'ready');
}

/** Answers /readyz: every part with its state, 503 while a needed one is not there. */
export async function answerReadiness(
  res: ServerResponse,
  readiness: () => Promise<Readiness>,
): Promise<void> {
  let parts: Readiness;
  try {
    parts = await readiness();
  } catch {
    parts = { readiness: { state: 'unavailable', detail: 'The parts could not be asked.' } };
  }
  const ready = isReady(parts);
  res.writeHead(ready ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  res.end(JSON.stringify({ ready, parts }, null, 2) + '\n');
}

/** Asks every part for its state, at the same time. */
export async function askAll(
  parts: ReadonlyMap<string, () => Promise<PartState> | PartState>,
): Promise<Readiness> {
  const asked = [...parts].map(async ([name, ask]) => [name, await ask()] as const);
  return Object.fromEntries(await Promise.all(asked));
}
