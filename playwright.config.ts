import { defineConfig } from '@playwright/test';
import { browserLaunchOptions } from './tests/helpers/chromium.ts';

/** Tests of the desktop app. They run on the double of Electron, and on Electron itself where it is installed. */
const DESKTOP = 'electron/*.spec.ts';

export default defineConfig<object, { runtime: 'double' | 'real' }>({
  testDir: 'tests/e2e',
  // modules are resolved as Node does it, without the paths of tsconfig.json, which lead to types
  tsconfig: './playwright.tsconfig.json',
  outputDir: '.cache/e2e',
  globalSetup: './tests/helpers/globalSetup.ts',
  workers: 2,
  // a test that passes only when retried is listed at the end of the run
  retries: 1,
  fullyParallel: true,
  forbidOnly: true,
  // limits catch a test that hangs; they are no claim about speed, also on a busy machine
  timeout: 600_000,
  expect: { timeout: 120_000 },
  reporter: [['list']],
  projects: [
    { name: 'browser', testIgnore: DESKTOP },
    { name: 'double', testMatch: DESKTOP, use: { runtime: 'double' } },
    { name: 'electron', testMatch: DESKTOP, testIgnore: '**/double.spec.ts', use: { runtime: 'real' } },
  ],
  use: {
    launchOptions: browserLaunchOptions(),
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    // without motion, axe and pictures see the final colours
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'off',
    screenshot: 'only-on-failure',
  },
});
