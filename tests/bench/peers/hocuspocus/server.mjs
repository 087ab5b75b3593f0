// The peer with its Database extension on Postgres, as its documentation shows it. Settings: its defaults (a document is stored whole, 2 to
// 10 s after a change).
import { Database } from '@hocuspocus/extension-database';
import { Server } from '@hocuspocus/server';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
await pool.query('CREATE TABLE IF NOT EXISTS bench_hocuspocus (name text PRIMARY KEY, data bytea NOT NULL)');
const server = new Server({
  port: Number(process.env.PORT),
  address: '127.0.0.1',
  quiet: true,
  extensions: [
    new Database({
      fetch: async ({ documentName }) => {
        const { rows } = await pool.query('SELECT data FROM bench_hocuspocus WHERE name = $1', [
          documentName,
        ]);
        return rows[0] ? new Uint8Array(rows[0].data) : null;
      },
      store: async ({ documentName, state }) => {
        await pool.query(
          'INSERT INTO bench_hocuspocus (name, data) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET data = excluded.data',
          [documentName, state],
        );
      },
    }),
  ],
});
await server.listen();
