import * as v from 'valibot';
import type { Actor } from '#domain/person/actor.ts';
import type { Database, Tx } from './db/database.ts';
import { invalid } from './errors.ts';

/** What a query knows: the database and who is asking, and when. */
export interface ReadContext {
  readonly db: Database | Tx;
  readonly actor: Actor;
  readonly now: Date;
}

/** What a command knows. `trx` is the one transaction of the command; jobs and notices are written in it. */
export interface WriteContext {
  readonly trx: Tx;
  readonly actor: Actor;
  readonly now: Date;
}

/** The same actor and moment for the queries and abilities that a command asks first. */
export const reading = ({ trx, actor, now }: WriteContext): ReadContext => ({ db: trx, actor, now });

/** The product's one clock; tests move it. */
export interface Clock {
  now(): Date;
}
export const systemClock: Clock = { now: () => new Date() };

export type Schema = v.GenericSchema<unknown, unknown>;

/** Parses what came from outside. Throws `invalid` with a message key a field. */
export function parseInput<S extends Schema>(schema: S, raw: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, raw);
  if (result.success) return result.output;
  const fields: Record<string, string> = {};
  for (const issue of result.issues) {
    const field = v.getDotPath(issue) ?? '';
    const fallback = issue.input === undefined ? 'error_required' : 'error_check_this';
    fields[field] ??= issue.message.startsWith('error_') ? issue.message : fallback;
  }
  throw invalid(fields);
}
