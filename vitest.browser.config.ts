import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { browserLaunchOptions } from './tests/helpers/chromium.ts';

/** Component tests: forms, tables, charts and the editing engine in a real browser, without a core. */
export default defineConfig({
  cacheDir: '.cache/vite-components',
  plugins: [react()],
  logLevel: 'error',
  // packages that an earlier run did not have would be found in the middle of the run, whose tests then lose their page
  optimizeDeps: { force: true },
  test: {
    globalSetup: ['./tests/helpers/componentSetup.ts'],
    setupFiles: ['./tests/helpers/texts.ts'],
    include: ['renderer/**/*.browser.test.tsx'],
    // a limit catches a test that hangs; it is no claim about speed, also on a busy machine
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 60_000 } },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: browserLaunchOptions(),
        contextOptions: { reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'UTC', permissions: ['clipboard-read', 'clipboard-write'] },
      }),
      instances: [{ browser: 'chromium', viewport: { width: 1280, height: 800 } }],
    },
  },
});
