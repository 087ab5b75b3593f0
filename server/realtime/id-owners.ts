import type pg from 'pg';

/** Whose each Yjs client id is; an id that is nobody's is left out. */
export type Owners = ReadonlyMap<number, string>;
export interface OwnersQuestion {
  documentId: string;
  clientIds: readonly number[];
  /** Whose they become when they are nobody's; null: only asked. */
  claimFor: string | null;
}
interface Asked extends OwnersQuestion {
  owners: Map<number, string>;
  resolve(owners: Owners): void;
  reject(error: unknown): void;
}

/**
 * Whose a client id is, on disk: it holds after a restart and on all nodes, and for a person who is away. One question to Postgres
 * is under way, the next one gathers meanwhile.
 */
export class IdOwners {
  readonly #pool: pg.Pool;
  readonly #now: () => Date;
  #waiting: Asked[] = [];
  #asking = false;

  constructor(pool: pg.Pool, now: () => Date) {
    this.#pool = pool;
    this.#now = now;
  }

  /** What is claimed is on disk before the answer. Rejects when Postgres does not answer. */
  ask(question: OwnersQuestion): Promise<Owners> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...question, owners: new Map(), resolve, reject });
      if (!this.#asking) void this.#askAll();
    });
  }

  async #askAll(): Promise<void> {
    this.#asking = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await claim(this.#pool, batch, this.#now());
        for (const asked of batch) {
          // Another node claimed it at the same instant: the next question sees whose it is.
          if (asked.claimFor !== null && asked.clientIds.some((id) => !asked.owners.has(id)))
            this.#waiting.push(asked);
          else asked.resolve(asked.owners);
        }
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#asking = false;
  }
}

/** In order, so that two nodes do not wait for each other crosswise. */
const statement = `
  WITH asked AS (
    SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::uuid[]) AS a (document_id, client_id, person_id)),
  claimed AS (
    INSERT INTO document_author (document_id, client_id, person_id, at)
    SELECT document_id, client_id, person_id, $4::timestamptz FROM asked WHERE person_id IS NOT NULL ORDER BY 1, 2
    ON CONFLICT DO NOTHING RETURNING document_id, client_id, person_id)
  SELECT * FROM claimed
  UNION SELECT d.document_id, d.client_id, d.person_id FROM document_author d JOIN asked USING (document_id, client_id)`;

/** Claims what is nobody's and notes the owners of all. */
async function claim(pool: pg.Pool, batch: readonly Asked[], at: Date): Promise<void> {
  const all = batch.flatMap((asked) => asked.clientIds.map((clientId) => ({ asked, clientId })));
  const { rows } = await pool.query<{ document_id: string; client_id: string | number; person_id: string }>({
    name: 'claim-ids',
    text: statement,
    values: [
      all.map(({ asked }) => asked.documentId),
      all.map(({ clientId }) => clientId),
      all.map(({ asked }) => asked.claimFor),
      at,
    ],
  });
  const owners = new Map(rows.map((row) => [`${row.document_id} ${row.client_id}`, row.person_id]));
  for (const { asked, clientId } of all) {
    const owner = owners.get(`${asked.documentId} ${clientId}`);
    if (owner !== undefined) asked.owners.set(clientId, owner);
  }
}
