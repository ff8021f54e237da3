// npm run screens: every page of the sample mine, in both themes and at both sizes, into docs/screens.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, expect } from '@playwright/test';
import { startApp, tempFolder } from '../tests/helpers/app.ts';
import { browserLaunch } from '../tests/helpers/chromium.ts';
import { root } from './packages.mjs';

const PAGES = {
  overview: '/',
  dates: '/dates',
  market: '/market',
  china: '/china',
  buyers: '/buyers',
  buyer: '/buyers/hai-long',
  contracts: '/contracts',
  contract: '/contracts/C-042',
  tenders: '/contracts/tenders',
  tender: '/contracts/tenders/T-1',
  versions: '/contracts/C-042/versions',
  'open-pricing': '/open-pricing',
  plans: '/plans',
  product: '/products/copper-concentrate',
  diversification: '/diversification',
  'what-if': '/diversification/what-if',
  allocation: '/diversification/allocation',
  cycles: '/cycles',
  simulation: '/cycles/simulation',
  scenario: '/cycles/scenarios/copper-barred-from-china',
  compare: '/compare',
  summary: '/summary?contract=C-042',
  data: '/data',
  health: '/health',
  settings: '/settings',
};
const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

const target = join(root, 'docs', 'screens');

/** Every page in one theme at one size, on a workspace of its own. */
const shootAll = async (
  /** @type {import('@playwright/test').Browser} */ browser,
  /** @type {'light' | 'dark'} */ colorScheme,
  /** @type {{ width: number, height: number }} */ viewport,
) => {
  const folder = tempFolder();
  const app = await startApp({ dataFolder: folder.path });
  const context = await browser.newContext({ viewport, colorScheme, locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' });
  const page = await context.newPage();
  const shoot = async (/** @type {string} */ name) => {
    // figures have arrived, fonts are drawn, and nothing is under the pointer
    await page.getByRole('heading', { level: 1 }).waitFor();
    await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0, { timeout: 20_000 });
    await page.evaluate('document.fonts.ready');
    await page.mouse.move(0, 0);
    await page.screenshot({ path: join(target, `${name}-${colorScheme}-${viewport.width}.png`), animations: 'disabled' });
  };
  try {
    await page.goto(app.url);
    await shoot('first-minute');
    await page.goto(`${app.origin}/start`);
    await shoot('start');
    await page.goto(app.origin);
    await page.getByRole('button', { name: 'Open a copy' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    for (const [name, path] of Object.entries(PAGES)) {
      await page.goto(`${app.origin}${path}`);
      await shoot(name);
    }
  } finally {
    await context.close();
    await app.end('SIGTERM');
    folder.remove();
  }
};

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const browser = await chromium.launch(browserLaunch());
try {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    for (const size of SIZES) await shootAll(browser, colorScheme, size);
  }
} finally {
  await browser.close();
}
