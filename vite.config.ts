import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

export default defineConfig(({ isSsrBuild }) => ({
  plugins: [
    sveltekit(),
    paraglideVitePlugin({
      project: './src/lib/messages/project.inlang',
      outdir: './src/lib/paraglide',
      // The language is decided in src/hooks.server.ts (person, link, browser) and read from <html lang> in the browser.
      strategy: ['globalVariable', 'baseLocale'],
      emitTsDeclarations: true,
    }),
  ],
  // The embedded database writes below .data all the time; watching it would reload the page for ever.
  server: { watch: { ignored: ['**/.data/**', '**/build/**'] } },
  // What most pages need comes in one file: eighty small ones cost a phone more than what is in them.
  build: isSsrBuild
    ? {}
    : {
        rolldownOptions: {
          output: {
            codeSplitting: {
              groups: [
                { name: 'shared', minShareCount: 5 },
                { name: 'room', test: /src\/lib\/(room|thread|live)\// },
              ],
            },
          },
        },
      },
}));
