import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { readPdfPages } from '../helpers/pdfText.ts';
import { shippedTexts } from '../helpers/shippedTexts.ts';
import { expectAccessible } from './expectAccessible.ts';
import { expect, test } from './fixture.ts';

/** The places of the navigation rail by their Chinese names. */
const PLACES = ['市场', '中国', '买方', '合同', '方案', '集中度', '需求周期', '对比', '数据', '总览'];

/** Pages without a direct link in the rail. */
const OTHER_PAGES = [
  '/dates',
  '/health',
  '/conflicts',
  '/notes',
  '/decisions',
  '/open-pricing',
  '/contracts/tenders',
  '/contracts/tenders/T-1',
  '/contracts/new',
  '/contracts/C-042',
  '/contracts/C-042/versions',
  '/buyers/new',
  '/buyers/hai-long',
  '/products/new',
  '/products/copper-concentrate',
  '/diversification/what-if',
  '/diversification/allocation',
  '/cycles/simulation',
  '/cycles/scenarios/china-slump',
  '/settings',
  '/start',
];

/** English shipped data of more than one word; single words may occur in names that users gave. */
const SHIPPED_TEXTS = shippedTexts().filter((text) => /\p{L} \p{L}/u.test(text));

/** All texts of a page, tooltips included. */
const readAllTexts = (page: Page): Promise<string> =>
  page.evaluate(() =>
    [
      document.body.textContent,
      ...[...document.querySelectorAll<HTMLElement>('[title], [aria-label]')].map((element) => `${element.title} ${element.ariaLabel}`),
    ].join('\n'),
  );

/** English words of the page's own texts that would be untranslated; names of the data are as entered. */
const UNTRANSLATED =
  /\b(?:Overview|Market|Buyers?|Contracts?|Plans?|Settings|Limits?|Revenue|Net price|Floor|Cap|Quantity|Payment|Year|Month|Price|Total|none|Export|Import|Copy|Delete|Undo|Redo|Open|Close|Signed|Negotiating|Breached|Holds|Near)\b/;

/** Words in Latin letters in the page's own headers, buttons, labels and headings. */
const readOwnTexts = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('h1, h2, h3, button, th, label, nav a, [role=columnheader], [role=tab], legend, caption')]
      .filter((element) => element.checkVisibility())
      .map((element) => element.textContent.trim())
      .filter((words) => /[A-Za-z]{3}/.test(words) && !/\p{Script=Han}/u.test(words)),
  );

const openPlace = async (page: Page, name: string): Promise<void> => {
  await page
    .getByRole('navigation')
    .getByRole('link', { name: new RegExp(`^${name}`) })
    .click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(page.getByRole('status', { name: '正在加载' })).toHaveCount(0);
};

test('the workspace is Chinese as soon as it is chosen, on every page and in documents, and English again', async ({ page }, info) => {
  await page.goto('/settings');
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
  await page.getByRole('combobox', { name: 'Language' }).click();
  await page.getByRole('option', { name: '简体中文' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '设置' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');

  const textByPlace = new Map<string, string>();
  for (const name of PLACES) {
    await openPlace(page, name);
    expect(
      (await readOwnTexts(page)).filter((words) => UNTRANSLATED.test(words)),
      name,
    ).toEqual([]);
    textByPlace.set(name, await readAllTexts(page));
  }
  for (const route of OTHER_PAGES) {
    await page.goto(route);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByRole('status', { name: '正在加载' })).toHaveCount(0);
    textByPlace.set(route, await readAllTexts(page));
  }
  for (const [place, words] of textByPlace) {
    expect(
      SHIPPED_TEXTS.filter((text) => words.includes(text)),
      place,
    ).toEqual([]);
    // a text without its value shows its slot
    expect(words.match(/\{\w+\}/g) ?? [], place).toEqual([]);
  }
  expect(textByPlace.get('需求周期')).toContain('中国需求下滑');
  expect(textByPlace.get('市场')).toContain('LME 铜现货');
  await expectAccessible(page);

  // a reload has the language from its first text on
  await page.goto('/summary?contract=C-042');
  const pages = page.getByRole('list', { name: '页面' }).getByRole('listitem');
  await expect(pages.first()).toContainText('盈亏平衡价');
  await expectAccessible(page);
  const downloadPromise = page.waitForEvent('download');
  await page.getByRole('button', { name: '导出 PDF' }).click();
  const file = info.outputPath('summary.pdf');
  await (await downloadPromise).saveAs(file);
  const pdfPages = (await readPdfPages(await readFile(file))).map(({ text }) => text);
  expect(pdfPages).toHaveLength(await pages.count());
  expect(pdfPages.join('')).toContain('照付不议');
  expect(pdfPages.join('')).toContain('2027年8月');
  expect(pdfPages.at(-1)).toContain(`第 ${pdfPages.length} 页，共 ${pdfPages.length} 页`);
  expect(pdfPages.join('')).not.toMatch(/Break-even|Take-or-pay|Net price|Quantity|Treatment charge|Discount rate|Valuation date|Page \d/);

  await page.getByRole('button', { name: 'English' }).click();
  await expect(pages.first()).toContainText('Break-even');

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: '搜索或执行命令' }).fill('English');
  await page.getByRole('option', { name: /English/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Deal summary' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test.describe('before a workspace is open', () => {
  test.use({ beginsWith: 'nothing' });
  test('the first page offers Chinese and remembers it, and the sample opened from it is Chinese', async ({ page }) => {
    await page.getByRole('button', { name: '简体中文' }).click();
    await expect(page.getByRole('button', { name: '打开副本' })).toBeVisible();
    await page.reload();
    await page.getByRole('button', { name: '打开副本' }).click();
    await expect(page.getByRole('heading', { level: 1, name: '总览' })).toBeVisible();
  });
});
