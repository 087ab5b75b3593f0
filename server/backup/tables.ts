import type pg from 'pg';

export interface Table {
  name: string;
  /** Those that are stored; computed ones come by themselves. */
  columns: string[];
}

/** What both sides of a copy must agree on, for this transaction only. */
export const copySettings = [
  `SET LOCAL datestyle = 'ISO'`,
  `SET LOCAL timezone = 'UTC'`,
  `SET LOCAL intervalstyle = 'iso_8601'`,
  `SET LOCAL extra_float_digits = 1`,
  `SET LOCAL bytea_output = 'hex'`,
  `SET LOCAL statement_timeout = 0`,
  `SET LOCAL idle_in_transaction_session_timeout = 0`,
];

/** Every table of the product, by name; the migrator's own are made by the migrations. */
export async function tablesOf(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table>(`
    SELECT c.relname AS name,
      (SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname NOT LIKE 'kysely\\_migration%'
    ORDER BY c.relname`);
  return rows;
}

export async function sequencesOf(client: pg.ClientBase) {
  const { rows } = await client.query<{ name: string }>(
    `SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1`,
  );
  const found: { name: string; value: string; called: boolean }[] = [];
  for (const { name } of rows) {
    const at = await client.query<{ value: string; called: boolean }>(
      `SELECT last_value::text AS value, is_called AS called FROM ${quoted(name)}`,
    );
    found.push({ name, ...at.rows[0]! });
  }
  return found;
}

export async function appliedMigrations(client: pg.ClientBase): Promise<string[]> {
  const there = await client.query(`SELECT to_regclass('public.kysely_migration') AS name`);
  if ((there.rows[0] as { name: string | null }).name === null) return [];
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM public.kysely_migration ORDER BY name`,
  );
  return rows.map(({ name }) => name);
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const columnsIn = ({ columns }: Table): string => columns.map(quoted).join(', ');
