import fs from 'node:fs/promises';
import path from 'node:path';
import { runMigrations } from 'graphile-worker';
import { Migrator, type Migration, type MigrationProvider, type MigrationResultSet } from 'kysely/migration';
import type { Database } from './database.ts';

const folder = path.resolve(import.meta.dirname, '../../migrations');

const provider: MigrationProvider = {
  async getMigrations() {
    const found: Record<string, Migration> = {};
    for (const name of await migrationNames())
      found[name] = (await import(path.join(folder, `${name}.ts`))) as Migration;
    return found;
  },
};

/** The migrations that this version knows, oldest first. */
export async function migrationNames(): Promise<string[]> {
  const files = await fs.readdir(folder);
  return files
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => name.slice(0, -3));
}

/** Brings the database to the newest shape, the job tables included. Throws the first migration's error. */
export async function migrate(db: Database, connectionString: string): Promise<string[]> {
  const applied = await migrateTables(db);
  await runMigrations({ connectionString });
  return applied;
}

/** The product's own tables up to the named migration, or to the newest; in the transaction, when `db` is one. */
export async function migrateTables(db: Database, upTo?: string): Promise<string[]> {
  const migrator = new Migrator({ db, provider });
  const { error, results }: MigrationResultSet =
    upTo === undefined ? await migrator.migrateToLatest() : await migrator.migrateTo(upTo);
  if (error) throw error instanceof Error ? error : new Error('A migration failed', { cause: error });
  return (results ?? []).map((result) => result.migrationName);
}
