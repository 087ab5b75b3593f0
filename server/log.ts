import { pino, type Logger } from 'pino';

export type Log = Logger;

/**
 * Logs for whoever runs the product: parts, states, ids and durations. Never names, addresses, texts,
 * tokens or query strings; what could carry them is cut out here as a second fence.
 */
export function createLog(options: { level: string }): Log {
  return pino({
    level: options.level,
    base: null,
    redact: {
      paths: ['email', 'password', 'token', 'cookie', 'authorization', '*.email', '*.password', '*.token'],
      censor: '[cut]',
    },
    serializers: { err: errorWithoutValues },
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}

// Postgres puts the offending row's values into `detail`; those may be somebody's name or address.
function errorWithoutValues(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: typeof error };
  const code = 'code' in error ? error.code : undefined;
  return { type: error.name, code, message: error.message, stack: error.stack };
}
