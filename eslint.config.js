import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const typed = {
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': 'error',
};

export default defineConfig(
  {
    ignores: [
      'build/',
      '.svelte-kit/',
      'node_modules/',
      '.data/',
      'src/lib/paraglide/',
      'test-results/',
      'playwright-report/',
      'server/db/tables.ts',
    ],
  },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.node } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-undef': 'off',
      'prefer-const': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A warning: a function that composes may say why it is long.
      'max-lines-per-function': ['warn', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['server/**/*.ts', 'migrations/**/*.ts', 'src/domain/**/*.ts', 'tests/**/*.ts'],
    languageOptions: {
      parserOptions: { project: './tsconfig.server.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: typed,
  },
  {
    files: ['**/*.test.ts', 'tests/**/*.ts', 'migrations/**/*.ts', 'server/demo/**/*.ts'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: ['src/lib/**/*.ts', 'src/routes/**/*.ts', 'src/*.ts'],
    languageOptions: { globals: { ...globals.browser } },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { globals: { ...globals.browser }, parserOptions: { parser: ts.parser, svelteConfig } },
    // `$props()` is taken apart with `let`: what is bindable is written to.
    rules: {
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { destructuring: 'all' }],
      // Components get their links ready-made; whoever makes them calls `resolve`.
      'svelte/no-navigation-without-resolve': ['error', { ignoreLinks: true }],
      // Registers of sockets and timers are not shown, so they need not be reactive.
      'svelte/prefer-svelte-reactivity': 'off',
      // svelte-check is the one that warns, and it fails on warnings.
      'svelte/no-unused-svelte-ignore': 'off',
    },
  },
);
