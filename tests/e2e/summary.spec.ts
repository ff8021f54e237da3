import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { readPdfPages } from '../helpers/pdfText.ts';
import { createPng } from '../helpers/pictures.ts';
import { expect, test } from './fixture.ts';

const sheets = (page: Page) => page.getByRole('list', { name: 'Pages' }).getByRole('listitem');

const openSummary = async (page: Page, query: string): Promise<void> => {
  await page.goto(`/summary?${query}`);
  await expect(sheets(page).first()).toBeVisible();
};

test('the PDF has the pages of the preview, with the same figures', async ({ page }, info) => {
  await openSummary(page, 'contract=C-042');
  const pageCount = await sheets(page).count();
  const downloadPromise = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export PDF' }).click();
  const download = await downloadPromise;
  expect(download.suggestedFilename()).toBe('Quillan Range - Hai Long Smelting C-042 - internal.pdf');
  const file = info.outputPath('summary.pdf');
  await download.saveAs(file);
  const pages = await readPdfPages(await readFile(file));
  expect(pages).toHaveLength(pageCount);
  for (const [i, words] of (await sheets(page).allInnerTexts()).entries()) {
    for (const number of words.match(/\d{1,3}(?:,\d{3})+(?:\.\d+)?/g) ?? []) expect(pages[i]?.text).toContain(number);
  }
});

test('leaving a page before its export has started stops the export', async ({ page }) => {
  await openSummary(page, 'plan=renew-hai-long');
  let answer: () => void = () => undefined;
  const delayedAnswer = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route('**/api/summaries.export', async (route) => {
    const response = await route.fetch();
    await delayedAnswer;
    await route.fulfill({ response });
  });
  const exportRequested = page.waitForRequest('**/api/summaries.export');
  await page.getByRole('button', { name: 'Export PDF' }).click();
  await exportRequested;
  await page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Market' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Market' })).toBeVisible();
  const cancelRequest = page.waitForRequest('**/api/jobs.cancel');
  answer();
  await cancelRequest;
});

test('sections are chosen and moved, the pages follow, and a workbook contains the same', async ({ page }) => {
  await openSummary(page, 'plan=renew-hai-long&language=en');
  // the dialog hides the page from assistive technology
  const headings = page.locator('main h3');
  const before = await headings.allInnerTexts();
  await page.getByRole('button', { name: /^\d+ of \d+ sections/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Sections and order' });
  await dialog.getByRole('checkbox', { name: before[0] ?? '', exact: true }).uncheck();
  await expect(headings.first()).toHaveText(before[1] ?? '');
  await dialog.getByRole('button', { name: `Move ${before[1]} down` }).click();
  await expect(headings.first()).toHaveText(before[2] ?? '');
  await expect(page).toHaveURL(/section=.*language=en/);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await page.getByRole('button', { name: 'Other formats' }).click();
  const downloadPromise = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Excel (with formulas)' }).click();
  expect((await downloadPromise).suggestedFilename()).toBe('Quillan Range - Renew Hai Long - internal.xlsx');
  // by keys only: focus stays on the section that was moved to the end
  await page.getByRole('button', { name: /^\d+ of \d+ sections/ }).click();
  const down = dialog.getByRole('button', { name: `Move ${before[1]} down` });
  await down.focus();
  const steps = before.length;
  for (let step = 0; step < steps; step += 1) await page.keyboard.press('Enter');
  await expect(headings.last()).toHaveText(before[1] ?? '');
  await expect(down).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(headings.last()).not.toHaveText(before[1] ?? '');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  // all of them again, in the chosen language
  await page.getByRole('button', { name: /^\d+ of \d+ sections/ }).click();
  await dialog.getByRole('button', { name: 'Show all in default order' }).click();
  await expect(headings.first()).toHaveText(before[0] ?? '');
  await expect(page).not.toHaveURL(/section=/);
  await expect(page).toHaveURL(/language=en/);
});

test('a web page of a plan opens from its file without a network, with every section and figure of the preview', async ({
  page,
  browser,
}, info) => {
  for (const language of ['en', 'zh-CN']) {
    await openSummary(page, `plan=renew-hai-long&language=${language}`);
    const headings = await page.locator('main h3').allInnerTexts();
    const figures = (await sheets(page).allInnerTexts()).flatMap((words) => words.match(/\d{1,3}(?:,\d{3})+(?:\.\d+)?/g) ?? []);
    await page.getByRole('button', { name: 'Other formats' }).click();
    const downloadPromise = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Web page' }).click();
    const file = info.outputPath(`plan-${language}.html`);
    await (await downloadPromise).saveAs(file);

    const context = await browser.newContext({ offline: true, colorScheme: 'dark', viewport: { width: 390, height: 800 } });
    const report = await context.newPage();
    const requests: string[] = [];
    report.on('request', (request) => requests.push(request.url()));
    await report.goto(pathToFileURL(file).href);
    expect(await report.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual(headings);
    const words = await report.locator('main').textContent();
    expect(figures.length).toBeGreaterThan(50);
    for (const figure of figures) expect(words).toContain(figure);
    const widths = await report
      .locator('figure svg')
      .evaluateAll((drawings) => drawings.map((drawing) => drawing.getBoundingClientRect().width));
    expect(widths.length).toBeGreaterThan(0);
    expect(Math.min(...widths)).toBeGreaterThan(200);
    // nothing is wider than a phone, and nothing but the file is read
    expect(await report.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    expect(requests).toEqual([pathToFileURL(file).href]);
    await context.close();
  }
});

test('the counterparty’s pages exclude the value of the deal and note it', async ({ page }) => {
  await openSummary(page, 'contract=C-042');
  await expect(sheets(page).getByText('NPV at 10')).toBeVisible();
  await page.getByRole('button', { name: 'Counterparty' }).click();
  await expect(page.getByText(/^Excluded: NPV, break-even price, costs/)).toBeVisible();
  await expect(sheets(page).getByText('Invoice price')).toBeVisible();
  await expect(sheets(page).getByText(/NPV|Break-even|Freight/)).toHaveCount(0);
  await page.goBack();
  await expect(sheets(page).getByText('NPV at 10')).toBeVisible();
});

test('contracts of two buyers have no counterparty view: the message is at the view and links back', async ({ page, guard }) => {
  guard.allow(/refused request: \/api\/summaries\.preview|Failed to load resource/);
  await page.goto('/summary?contract=C-042&contract=C-043&view=counterparty');
  await expect(page.getByRole('alert')).toContainText('Choose contracts of one buyer.');
  await page.getByRole('link', { name: 'Show internal view' }).click();
  await expect(sheets(page).first()).toContainText('2 contracts: C-042, C-043');
});

test('without a subject one chooses a plan or ticks contracts; a bundle of it is opened record by record', async ({ page }, info) => {
  await page.goto('/summary');
  await page
    .getByRole('textbox', { name: 'Search contracts' })
    .or(page.getByRole('searchbox', { name: 'Search contracts' }))
    .fill('hai long');
  await page.getByRole('checkbox', { name: 'Choose C-042' }).check();
  await page.getByRole('checkbox', { name: 'Choose C-014' }).check();
  await page.getByRole('button', { name: 'Show 2 contracts' }).click();
  await expect(sheets(page).first()).toContainText('2 contracts: C-042, C-014');
  await page.getByRole('link', { name: 'Change selection' }).click();
  await page.getByRole('link', { name: 'Renew Hai Long' }).click();
  await expect(sheets(page).first()).toContainText('Plan: Renew Hai Long');
  await expect(page.getByRole('button', { name: 'Counterparty' })).toHaveCount(0);

  // the same plan is exported as a bundle, and opened after a price in it was changed here
  await page.goto('/data');
  await page.getByRole('link', { name: 'Bundle of deals or a plan' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Bundle of deals or a plan' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('Choose the plan or the contracts of the bundle.');
  await page.getByRole('link', { name: 'Renew Hai Long' }).click();
  const downloadPromise = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export bundle' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export bundle' });
  await expect(dialog.getByRole('checkbox', { name: /^Export without a passphrase/ })).not.toBeChecked();
  await dialog.getByRole('button', { name: 'Export bundle' }).click();
  await expect(dialog).toContainText('Use at least');
  await dialog.getByLabel('New passphrase').fill('a passphrase of the bundle');
  await dialog.getByLabel('Repeat passphrase').fill('a passphrase of the bundle');
  await dialog.getByRole('button', { name: 'Export bundle' }).click();
  const file = info.outputPath('renew.orebundle');
  await (await downloadPromise).saveAs(file);
  await page.goto('/buyers/hai-long');
  const note = page.getByRole('textbox', { name: 'Note' });
  await note.fill('Asks for a floor');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Undo: Edit Hai Long Smelting' })).toBeEnabled();
  await page.goto('/data');
  const chooserPromise = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose file', exact: true }).click();
  await (await chooserPromise).setFiles(file);
  const unlockDialog = page.getByRole('dialog', { name: /^Open/ });
  await unlockDialog.getByLabel('Passphrase', { exact: true }).fill('another passphrase');
  await unlockDialog.getByRole('button', { name: 'Open' }).click();
  await expect(unlockDialog).toContainText('The passphrase is wrong.');
  await unlockDialog.getByLabel('Passphrase', { exact: true }).fill('a passphrase of the bundle');
  await unlockDialog.getByRole('button', { name: 'Open' }).click();
  const row = page.getByRole('row', { name: /Hai Long Smelting/ });
  await expect(row).toContainText('Asks for a floor');
  await row.getByRole('checkbox').uncheck();
  await expect(row).toContainText('unchanged');
  await expect(page.getByRole('button', { name: 'Import', exact: true })).toBeDisabled();
  await row.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByText('Added: 0. Changed: 1.')).toBeVisible();
});

test('the pages have the colours of paper in the dark theme too, and the house style of Settings', async ({ page, guard }) => {
  await page.goto('/settings');
  const preview = page.getByRole('group', { name: 'Page 1 of 4' });
  await page.getByRole('textbox', { name: 'Classification' }).fill('Strictly confidential');
  await page.keyboard.press('Tab');
  await expect(preview).toContainText('Strictly confidential');
  const colour = page.getByRole('textbox', { name: 'Colour' });
  await colour.fill('#e6ebee');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('alert')).toContainText('too light to read');
  await colour.fill('#1a5276');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('alert')).toHaveCount(0);
  const logo = async (name: string, buffer: Buffer): Promise<void> => {
    const chooserPromise = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: /^Choose (?:image|another image)$/ }).click();
    await (await chooserPromise).setFiles({ name, mimeType: 'image/png', buffer });
  };
  guard.allow(/refused request: \/api\/houseStyle\.setLogo|Failed to load resource/);
  await logo('logo.png', Buffer.from('not an image'));
  await expect(page.getByRole('alert')).toContainText('The file is not a PNG or JPEG picture');
  await logo('logo.png', createPng(40, 20, [200, 30, 30, 255]));
  await expect(preview.getByRole('img', { name: 'Logo' })).toBeVisible();

  await page.emulateMedia({ colorScheme: 'dark' });
  await openSummary(page, 'plan=renew-hai-long&view=lender');
  const paper = page.getByRole('group', { name: /^Page 1 of/ });
  await expect(paper).toHaveCSS('background-color', 'rgb(255, 255, 255)');
  await expect(paper).toContainText('Strictly confidential');
  await expect(paper.getByRole('img', { name: 'Logo' })).toBeVisible();
});

test('text typed while the previous value is being stored stays in the field', async ({ page }) => {
  await page.goto('/settings');
  const saveRelease = Promise.withResolvers<void>();
  await page.route('**/api/houseStyle.save', async (route) => {
    await saveRelease.promise;
    await route.continue();
  });
  const mark = page.getByRole('textbox', { name: 'Classification' });
  await mark.fill('Confidential');
  await page.keyboard.press('Tab');
  await mark.fill('Strictly conf');
  saveRelease.resolve();
  await expect(page.getByRole('group', { name: 'Page 1 of 4' })).toContainText('Confidential');
  await expect(mark).toHaveValue('Strictly conf');
});
