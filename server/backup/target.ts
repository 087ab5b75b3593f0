import type pg from 'pg';
import { quoted } from './tables.ts';

/** What is in the database that is to be filled. */
export async function stateOf(
  client: pg.Client,
): Promise<{ foreign: boolean; people: number; others: number }> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  const names = new Set(rows.map(({ name }) => name));
  const ours = names.has('kysely_migration') && names.has('person') && names.has('room');
  const people = ours ? await count(client, 'SELECT count(*) AS n FROM public.person') : 0;
  const others = await count(
    client,
    `SELECT count(*) AS n FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND coalesce(backend_type, 'client backend') = 'client backend'`,
  );
  return { foreign: names.size > 0 && !ours, people, others };
}

async function count(client: pg.Client, query: string): Promise<number> {
  const { rows } = await client.query<{ n: string }>(query);
  return Number(rows[0]?.n ?? 0);
}

/** Empties the database for its tables to be made anew. Not the schema itself: that may belong to somebody else. */
export async function clear(client: pg.Client): Promise<void> {
  const drops: readonly (readonly [string, string])[] = [
    [`SELECT viewname FROM pg_views WHERE schemaname = 'public'`, 'VIEW'],
    [`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`, 'TABLE'],
    [`SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'`, 'SEQUENCE'],
    // What an extension brought stays with it.
    [
      `SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
       AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')`,
      'FUNCTION',
    ],
  ];
  for (const [query, kind] of drops) {
    const { rows } = await client.query<string[]>({ text: query, rowMode: 'array' });
    for (const [name] of rows)
      if (name) await client.query(`DROP ${kind} IF EXISTS public.${quoted(name)} CASCADE`);
  }
  await client.query('DELETE FROM graphile_worker._private_jobs');
}
