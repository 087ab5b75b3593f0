import { spawn } from 'node:child_process';
import path from 'node:path';
import { freePort } from '../../server/embedded/ports.ts';

export interface NodeState {
  /** Bytes that are still referred to, after a collection of garbage. */
  live: number;
  resident: number;
  /** What keeps the process busy, by kind. */
  handles: Record<string, number>;
  connections: number;
  documents: number;
  unsavedBytes: number;
  /** Batches of a document that could not be saved. */
  failures: number;
  /** Its connections to Postgres. */
  database: number;
}

export interface NodeOptions {
  databaseUrl: string;
  redisUrl?: string;
  port?: number;
  host?: string;
  /** A network namespace to run in. */
  namespace?: string;
}

export type RunningNode = Awaited<ReturnType<typeof startNode>>;

/** Starts node.ts. Its address is the same when the same port is given. */
export async function startNode({ databaseUrl, redisUrl, host = '127.0.0.1', ...options }: NodeOptions) {
  const port = options.port ?? (await freePort(6450 + (process.pid % 1000)));
  const command = [process.execPath, '--expose-gc', '--disable-warning=ExperimentalWarning', file];
  if (options.namespace) command.unshift('ip', 'netns', 'exec', options.namespace);
  const [program, ...flags] = command as [string, ...string[]];
  const env = { ...process.env, DATABASE_URL: databaseUrl, PORT: String(port), HOST: host };
  const child = spawn(program, flags, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: redisUrl ? { ...env, REDIS_URL: redisUrl } : env,
  });
  const ended = new Promise<never>((_, reject) =>
    child.once('exit', (code, signal) => reject(new Error(`the server ended: ${code ?? signal}`))),
  );
  ended.catch(() => {});
  const answer = <T>() =>
    Promise.race([new Promise<T>((resolve) => child.once('message', (said) => resolve(said as T))), ended]);
  await answer();
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended.catch(() => {});
  };
  return {
    port,
    url: `ws://${host}:${port}/sync`,
    state: async () => {
      child.send('state');
      return answer<NodeState>();
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

const file = path.join(import.meta.dirname, 'node.ts');

/** Asks a node each half second what it holds; ends with the most that it held. */
export function watchMemory(node: RunningNode) {
  const most = { live: 0, resident: 0 };
  let watching = true;
  const watched = (async () => {
    while (watching) {
      const { live, resident } = await node.state();
      most.live = Math.max(most.live, live);
      most.resident = Math.max(most.resident, resident);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  })();
  return async () => {
    watching = false;
    await watched;
    return most;
  };
}
