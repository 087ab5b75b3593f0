import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [
    sveltekit(),
    paraglideVitePlugin({
      project: './src/lib/messages/project.inlang',
      outdir: './src/lib/paraglide',
      strategy: ['custom-request', 'baseLocale'],
      emitTsDeclarations: true,
    }),
  ],
  // The embedded database writes below .data all the time; watching it would reload the page for ever.
  server: { watch: { ignored: ['**/.data/**', '**/build/**'] } },
});
