import { defineConfig } from '@playwright/test';
import { STORY_ORIGIN } from './tests/e2e/product.ts';

const calls = '**/*.call.story.ts';
const laptop = { viewport: { width: 1440, height: 900 }, locale: 'en-GB' };

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.story.ts',
  outputDir: 'test-results/stories',
  globalSetup: './tests/e2e/product.ts',
  workers: 1,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  use: {
    baseURL: STORY_ORIGIN,
    timezoneId: 'Africa/Kigali',
    permissions: ['camera', 'microphone'],
    // A recording of each story makes it a third longer: `--trace=on` for the one that failed.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env['TWINWARD_CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-quic',
        '--use-fake-device-for-media-stream',
        // Without this one, screen sharing ends headless Chromium.
        '--use-fake-ui-for-media-stream',
      ],
    },
  },
  projects: [
    // They bring their own phones and laptops, and need the processor for themselves: `npm test` runs them after the others.
    { name: 'calls', testMatch: calls, use: laptop },
    {
      name: 'phone-fr',
      testIgnore: calls,
      use: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: 'fr-FR' },
    },
    { name: 'laptop-en', testIgnore: calls, use: laptop },
  ],
});
