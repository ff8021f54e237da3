// npm run screens: takes a picture of every page of the sample mine, in both themes and at both sizes, into .cache/screens.
//   --docs      also refreshes the few pictures in docs/screens that README.md and docs show
//   --chinese   takes the pictures in Chinese
//   --whole     takes whole pages, in the light theme at 1280 only, to read their texts
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, expect } from '@playwright/test';
import { startApp, tempFolder } from '../tests/helpers/app.ts';
import { browserLaunchOptions } from '../tests/helpers/chromium.ts';
import { root } from './packages.mjs';

const PAGES = {
  overview: '/',
  dates: '/dates',
  market: '/market',
  china: '/china',
  buyers: '/buyers',
  buyer: '/buyers/hai-long',
  group: '/buyers/groups/binyao',
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
  limit: '/diversification/limits/china-revenue',
  allocation: '/diversification/allocation',
  cycles: '/cycles',
  simulation: '/cycles/simulation',
  scenario: '/cycles/scenarios/copper-barred-from-china',
  financing: '/financing',
  prepayment: '/financing/prepayments/tianmu-prepayment',
  compare: '/compare',
  summary: '/summary?contract=C-042',
  data: '/data',
  health: '/health',
  settings: '/settings',
};
/** How long a job may take, ms. */
const JOB_MS = 120_000;
/** Jobs that are run before the picture of a page, which shows their results. */
/** @type {Readonly<Record<string, (page: import('@playwright/test').Page) => Promise<void>>>} */
const JOBS = {
  allocation: async (page) => {
    await page.getByRole('button', { name: /^(Optimise allocation|优化分配)$/ }).click();
    await page.getByText(/^(Valued as a plan|作为方案估值)/).waitFor({ timeout: JOB_MS });
  },
  simulation: async (page) => {
    await page.getByRole('button', { name: /^(Run simulation|运行模拟)$/ }).click();
    await page.getByRole('heading', { name: /^(Net revenue over the plan|方案期净收入)$/ }).waitFor({ timeout: JOB_MS });
  },
};
/** Pictures that the repository keeps: the name in docs/screens and the picture it is copied from. */
const DOCS_PICTURES = {
  overview: 'overview-light-1280',
  'overview-dark': 'overview-dark-1280',
  contract: 'contract-light-1280',
  market: 'market-light-1280',
  china: 'china-light-1280',
  diversification: 'diversification-light-1280',
  'what-if': 'what-if-light-1280',
  allocation: 'allocation-light-1280',
  cycles: 'cycles-light-1280',
  simulation: 'simulation-light-1280',
  compare: 'compare-light-1280',
  summary: 'summary-light-1280',
};
const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

const isChinese = process.argv.includes('--chinese');
const isWhole = process.argv.includes('--whole');
const target = join(root, '.cache', 'screens');
const docsTarget = join(root, 'docs', 'screens');

/** Takes a picture of every page in one theme and size, in a new workspace. */
const captureAll = async (
  /** @type {import('@playwright/test').Browser} */ browser,
  /** @type {'light' | 'dark'} */ colorScheme,
  /** @type {{ width: number, height: number }} */ viewport,
) => {
  const folder = tempFolder();
  const app = await startApp({ dataFolder: folder.path });
  const context = await browser.newContext({ viewport, colorScheme, locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce' });
  const page = await context.newPage();
  const capture = async (/** @type {string} */ name) => {
    // data and fonts are loaded, and nothing is under the pointer
    await page.getByRole('heading', { level: 1 }).waitFor();
    await expect(page.getByRole('status', { name: /Loading|正在加载/ })).toHaveCount(0, { timeout: 20_000 });
    await page.evaluate('document.fonts.ready');
    await page.mouse.move(0, 0);
    if (isWhole) {
      const height = await page.evaluate('Math.max(...[...document.querySelectorAll("main, main *")].map((one) => one.scrollHeight)) + 80');
      await page.setViewportSize({ width: viewport.width, height: Math.min(6000, Math.max(viewport.height, Number(height))) });
    }
    await page.screenshot({ path: join(target, `${name}-${colorScheme}-${viewport.width}.png`), animations: 'disabled' });
    if (isWhole) await page.setViewportSize(viewport);
  };
  try {
    await page.goto(app.url);
    await capture('first-minute');
    await page.goto(`${app.origin}/start`);
    await capture('start');
    await page.goto(app.origin);
    await page.getByRole('button', { name: 'Open a copy' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    if (isChinese) {
      await page.goto(`${app.origin}/settings`);
      await page.getByRole('combobox', { name: 'Language' }).click();
      await page.getByRole('option', { name: '简体中文' }).click();
      await page.getByRole('heading', { level: 1, name: '设置' }).waitFor();
    }
    for (const [name, path] of Object.entries(PAGES)) {
      await page.goto(`${app.origin}${path}`);
      await JOBS[name]?.(page);
      await capture(name);
    }
  } finally {
    await context.close();
    await app.end('SIGTERM');
    folder.remove();
  }
};

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const browser = await chromium.launch(browserLaunchOptions());
try {
  /** @type {readonly ('light' | 'dark')[]} */
  const themes = isWhole ? ['light'] : ['light', 'dark'];
  for (const colorScheme of themes) {
    for (const size of isWhole ? SIZES.slice(0, 1) : SIZES) await captureAll(browser, colorScheme, size);
  }
} finally {
  await browser.close();
}
if (process.argv.includes('--docs')) {
  for (const [name, picture] of Object.entries(DOCS_PICTURES))
    copyFileSync(join(target, `${picture}.png`), join(docsTarget, `${name}.png`));
}
console.log(`The pictures are in ${target}`);
