import { defineConfig } from '@playwright/test';
import { browserLaunch } from './tests/helpers/chromium.ts';

/** The desktop app's specs. They run twice: on the double of Electron, and on the runtime itself where it is installed. */
const DESKTOP = 'electron/*.spec.ts';

export default defineConfig<object, { runtime: 'double' | 'real' }>({
  testDir: 'tests/e2e',
  outputDir: '.cache/e2e',
  globalSetup: './tests/helpers/beforeBrowser.ts',
  workers: 2,
  // a second try says whether a failure stands; one that does not is named at the end of the run, so that its cause is looked for
  retries: 1,
  fullyParallel: true,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  projects: [
    { name: 'browser', testIgnore: DESKTOP },
    { name: 'double', testMatch: DESKTOP, use: { runtime: 'double' } },
    { name: 'electron', testMatch: DESKTOP, testIgnore: '**/double.spec.ts', use: { runtime: 'real' } },
  ],
  use: {
    launchOptions: browserLaunch(),
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    // what fades in has its colours from the first moment: axe and pictures do not meet it half way
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'off',
    screenshot: 'only-on-failure',
  },
});
