import type pg from 'pg';
import type { Asked } from './counting.ts';

/** From this many rows on a table is never read from one end to the other for a page. */
const LARGE = 1_000;

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  Plans?: Plan[];
}

/** The large tables that these questions read whole, each with the beginning of its question. */
export async function wholeReads(client: pg.Client, asked: readonly Asked[]): Promise<string[]> {
  const large = await largeTables(client);
  const found = new Set<string>();
  for (const { text, values } of asked) {
    if (!/^\s*(select|with)/i.test(text)) continue;
    const { rows } = await client.query<{ 'QUERY PLAN': { Plan: Plan }[] }>(
      `EXPLAIN (FORMAT JSON) ${text}`,
      values,
    );
    for (const table of scanned(rows[0]!['QUERY PLAN'][0]!.Plan))
      if (large.has(table)) found.add(`${table}: ${text.replaceAll(/\s+/g, ' ').slice(0, 300)}`);
  }
  return [...found];
}

async function largeTables(client: pg.Client): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND reltuples >= ${LARGE}`,
  );
  return new Set(rows.map(({ name }) => name));
}

/** Reading for the first row that fits, right under a limit, ends with that row. */
const scanned = (plan: Plan, under = ''): string[] => [
  ...(plan['Node Type'] === 'Seq Scan' && plan['Relation Name'] && under !== 'Limit'
    ? [plan['Relation Name']]
    : []),
  ...(plan.Plans ?? []).flatMap((inner) => scanned(inner, plan['Node Type'])),
];
