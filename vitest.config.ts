import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { defineConfig } from 'vitest/config';
import path from 'node:path';

export default defineConfig({
  plugins: [
    paraglideVitePlugin({
      project: './src/lib/messages/project.inlang',
      outdir: './src/lib/paraglide',
      strategy: ['custom-request', 'baseLocale'],
      emitTsDeclarations: true,
    }),
  ],
  resolve: { alias: { $lib: path.resolve('src/lib'), '#domain': path.resolve('src/domain') } },
  test: {
    include: ['{server,src,tests,migrations}/**/*.test.ts'],
    exclude: ['tests/e2e/**', 'node_modules/**'],
    globalSetup: ['tests/fixtures/postgres-setup.ts'],
    pool: 'forks',
    // Two files at a time: one Postgres serves them all, and continuous integration has two cores.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    expect: { requireAssertions: true },
    env: { TZ: 'UTC' },
    watch: false,
  },
});
