import fs from 'node:fs/promises';
import path from 'node:path';
import { runMigrations } from 'graphile-worker';
import { Migrator, type Migration, type MigrationProvider } from 'kysely/migration';
import type { Database } from './database.ts';

const folder = path.resolve(import.meta.dirname, '../../migrations');

const provider: MigrationProvider = {
  async getMigrations() {
    const names = (await fs.readdir(folder)).filter((name) => name.endsWith('.ts')).sort();
    const found: Record<string, Migration> = {};
    for (const name of names) found[name.slice(0, -3)] = (await import(path.join(folder, name))) as Migration;
    return found;
  },
};

/** Brings the database to the newest shape, the job tables included. Throws the first migration's error. */
export async function migrate(db: Database, connectionString: string): Promise<string[]> {
  const { error, results } = await new Migrator({ db, provider }).migrateToLatest();
  if (error) throw error instanceof Error ? error : new Error('A migration failed', { cause: error });
  await runMigrations({ connectionString });
  return (results ?? []).map((result) => result.migrationName);
}
