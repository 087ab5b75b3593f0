import type { Logger } from 'pino';
import type * as v from 'valibot';
import type { Actor } from '#domain/person/actor.ts';
import { parseInput, type Clock, type ReadContext, type Schema, type WriteContext } from './context.ts';
import { inTransaction, sql, type Database, type Tx } from './db/database.ts';
import { notFound, signedOut } from './errors.ts';

/** What a concept's `verbs.ts` gets to bind its commands and queries with. */
export type Binding = ReturnType<typeof createBinding>;

/**
 * Binds verbs to the database, the clock and whoever asks. A command runs in one transaction, its input parsed by its
 * schema; a query gets the actor. Both refuse when nobody is signed in, and look like nothing to a guest.
 */
export function createBinding({ db, clock, log }: { db: Database; clock: Clock; log: Logger }) {
  const member = (actor: Actor | null): Actor => {
    if (signedIn(actor).guestOf) throw notFound();
    return signedIn(actor);
  };
  const writing =
    (who: typeof signedIn) =>
    <S extends Schema, R>(schema: S, verb: (ctx: WriteContext, input: v.InferOutput<S>) => Promise<R>) =>
    async (actor: Actor | null, raw: unknown): Promise<R> => {
      const asking = who(actor);
      const input = parseInput(schema, raw);
      return inTransaction(db, async (trx) => {
        await stillHere(trx, asking);
        return verb({ trx, actor: asking, now: clock.now() }, input);
      });
    };
  const prepared =
    <S extends Schema, P, R>(
      schema: S,
      before: (ctx: ReadContext, input: v.InferOutput<S>) => Promise<P>,
      verb: (ctx: WriteContext, input: v.InferOutput<S>, found: P) => Promise<R>,
    ) =>
    async (actor: Actor | null, raw: unknown): Promise<R> => {
      const asking = member(actor);
      const input = parseInput(schema, raw);
      const found = await before({ db, actor: asking, now: clock.now() }, input);
      return inTransaction(db, (trx) => verb({ trx, actor: asking, now: clock.now() }, input, found));
    };
  const reading =
    (who: typeof signedIn) =>
    <A extends unknown[], R>(query: (ctx: ReadContext, ...args: A) => Promise<R>) =>
    async (actor: Actor | null, ...args: A): Promise<R> =>
      query({ db, actor: who(actor), now: clock.now() }, ...args);
  return {
    db,
    clock,
    log,
    read: reading(member),
    write: writing(member),
    /**
     * As `write`, for verbs that hash: `before` runs without a transaction, so that no connection waits for a password to
     * be checked. The verb then makes sure that what was found still holds.
     */
    prepared,
    /** For verbs of a session that its guests may call too: what these find must go through `sessionAccess`. */
    guestRead: reading(signedIn),
    guestWrite: writing(signedIn),
  };
}

/** Who deletes the account in another tab writes nothing more in this one; a deletion waits for what is being written. */
async function stillHere(trx: Tx, { personId }: Actor): Promise<void> {
  const { rows } = await sql`SELECT FROM person WHERE id = ${personId} AND deleted_at IS NULL
    FOR KEY SHARE`.execute(trx);
  if (rows.length === 0) throw signedOut();
}

function signedIn(actor: Actor | null): Actor {
  if (!actor) throw signedOut();
  return actor;
}
