import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './expectAccessible.ts';
import { expect, test } from './fixture.ts';

test.use({ beginsWith: 'nothing' });

const openSample = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Open a copy' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
};

/** Answers the four questions with one copper product of 100 kdmt in the first year. */
const startOne = async (page: Page, name: string): Promise<void> => {
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Add Copper' }).click();
  await typeInto(page, cell(page, 0, 2), '100');
  await page.getByRole('button', { name: 'Create workspace', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
};

const grid = (page: Page): Locator => page.getByRole('grid', { name: 'Products and tonnes' });
const cell = (page: Page, row: number, column: number): Locator =>
  grid(page)
    .getByRole('row')
    .nth(row + 1)
    .getByRole('gridcell')
    .nth(column);

const typeInto = async (page: Page, target: Locator, text: string): Promise<void> => {
  await target.click();
  await page.keyboard.press('Enter');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
};

/** The number at the start of a line of a first-page card. */
const readPromise = async (page: Page, line: string): Promise<string> =>
  (await page.getByRole('listitem').filter({ hasText: line }).locator('b').textContent()) ?? '';

test('the sample mine has the content that its card lists', async ({ page }) => {
  const contracts = await readPromise(page, 'buyers in 12 countries');
  const plans = await readPromise(page, 'plans: base plan');
  const breachedText = await readPromise(page, 'limits breached');
  const buyers = /with (\d+) buyers/.exec((await page.getByRole('listitem').filter({ hasText: 'countries' }).textContent()) ?? '')?.[1];
  await openSample(page);

  const rail = page.getByRole('navigation', { name: 'Main navigation' });
  await expect(rail.getByRole('link', { name: 'Buyers' })).toContainText(buyers ?? 'a count');
  // the menu counts what the page lists first; contracts that have ended are counted by the card only
  await rail.getByRole('link', { name: 'Contracts' }).click();
  await expect(page.getByText(new RegExp(`^\\d+ of ${contracts}\\b`)).first()).toBeVisible();
  await rail.getByRole('link', { name: 'Overview' }).click();
  await expect(rail.getByRole('link', { name: 'Plans' })).toContainText(plans);
  await expect(page.getByText(`${breachedText} breached`)).toBeVisible();
  await expect(page.getByText('2 at risk')).toBeVisible();
  await expect(page.getByRole('main')).toContainText('61\u202f%');
  await expect(page.getByRole('main')).toContainText('14\u00a0months');
  await expect(page).toHaveTitle('Overview – Quillan Range – Orebook');
});

test('four answers create a workspace that starts with the missing steps', async ({ page }) => {
  // the years count from the valuation date, whatever the computer's clock
  await page.clock.setFixedTime(new Date('2033-03-01'));
  await page.getByRole('link', { name: 'Create workspace', exact: true }).click();
  await expect(page).toHaveTitle('Create a workspace – Orebook');
  await expect(page.getByText('31 May 2026')).toBeVisible();
  await expect(grid(page).getByRole('columnheader').nth(2)).toContainText('2026');
  await startOne(page, 'Minera Alta 矿业 & Söhne');
  await expect(page.getByRole('button', { name: /^Workspace Minera Alta 矿业 & Söhne/ })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Main navigation' }).getByText('Version')).toBeVisible();
});

test('half-typed answers survive a reload and leaving the page', async ({ page }) => {
  await page.getByRole('link', { name: 'Create workspace', exact: true }).click();
  await page.getByLabel('Name', { exact: true }).fill('Half a na');
  await page.getByRole('button', { name: 'Add Tin' }).click();
  await typeInto(page, cell(page, 0, 2), '2.4 k');
  await page.getByLabel('Discount rate').fill('9.');
  await page.reload();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Half a na');
  await expect(cell(page, 0, 0)).toHaveText('Tin concentrate');
  await expect(cell(page, 0, 2)).toHaveText('2.4 k');
  await expect(page.getByLabel('Discount rate')).toHaveValue('9.');
  await page.goBack();
  await page.getByRole('link', { name: 'Continue draft' }).click();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Half a na');
});

test('missing answers are reported, and nothing is created', async ({ page }) => {
  await page.getByRole('link', { name: 'Create workspace', exact: true }).click();
  await page.getByRole('button', { name: 'Create workspace', exact: true }).click();
  await expect(page.getByText('This field is required.')).toBeVisible();
  await expect(page.getByText('Add at least one product.')).toBeVisible();

  await page.getByLabel('Name', { exact: true }).fill('Minera');
  await page.getByRole('button', { name: 'Add Iron' }).click();
  await typeInto(page, cell(page, 0, 2), '-5');
  await page.getByRole('button', { name: 'Create workspace', exact: true }).click();
  await expect(page.getByText(/Iron ore fines, \d{4}: enter a number from 0 to 1,000,000\./)).toBeVisible();
  await expect(cell(page, 0, 2)).toHaveText('-5');
  await expect(page).toHaveURL(/\/start$/);
});

test('a block pasted from a spreadsheet adds products', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('link', { name: 'Create workspace', exact: true }).click();
  await page.evaluate(() =>
    navigator.clipboard.writeText('North pit fines\tIron\t9,600\t9,800\r\nCathode\tCopper\t120\t\r\nMHP\tNickel\t34\t36\r\n'),
  );
  await cell(page, 0, 0).click();
  await page.keyboard.press('ControlOrMeta+v');
  await expect(cell(page, 0, 0)).toHaveText('North pit fines');
  await expect(cell(page, 2, 0)).toHaveText('MHP');
  await expect(cell(page, 2, 1)).toContainText('Nickel');
  await expect(cell(page, 0, 3)).toHaveText('9,800');
  await expect(cell(page, 3, 0)).toHaveText('');
});

test('a file that is no workspace is reported beside its button and not changed', async ({ page }) => {
  const chooserPromise = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose file', exact: true }).click();
  await (await chooserPromise).setFiles({
    name: 'notes.orebook',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('Not SQLite at all'),
  });
  await expect(page.getByRole('region', { name: 'Open a workspace' }).getByRole('alert')).toHaveText(
    'This file is not an Orebook workspace. It was not changed.',
  );
});

test('a closed workspace is listed among recent ones and opens as it was', async ({ page }) => {
  await page.getByRole('link', { name: 'Create workspace', exact: true }).click();
  await startOne(page, 'Minera Alta');
  await page.getByRole('button', { name: /^Workspace Minera Alta/ }).click();
  await page.getByRole('menuitem', { name: 'Close workspace' }).click();
  await page.getByRole('button', { name: /^Minera Alta/ }).click();
  await expect(page.getByRole('button', { name: /^Workspace Minera Alta/ })).toBeVisible();
});

test('a workspace dropped anywhere on the page opens', async ({ page, app }) => {
  await page.getByRole('link', { name: 'Create workspace', exact: true }).click();
  await startOne(page, 'From a colleague');
  await page.getByRole('button', { name: /^Workspace From a colleague/ }).click();
  await page.getByRole('menuitem', { name: 'Close workspace' }).click();
  await expect(page.getByRole('heading', { name: 'Open a workspace' })).toBeVisible();
  const bytes = [...readFileSync(join(app.dataFolder, 'workspaces', 'From a colleague.orebook'))];

  const droppedFiles = await page.evaluateHandle((content) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(content)], 'Colleague.orebook'));
    return transfer;
  }, bytes);
  await page.getByRole('main').dispatchEvent('dragover', { dataTransfer: droppedFiles });
  await expect(page.getByText('Drop the workspace file here to open it')).toBeVisible();
  await page.getByRole('main').dispatchEvent('drop', { dataTransfer: droppedFiles });
  await expect(page.getByRole('button', { name: /^Workspace From a colleague/ })).toBeVisible();
});

test('the sample mine is reset only after a confirmation that lists what is lost', async ({ page }) => {
  await openSample(page);
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  const name = page.getByLabel('Name', { exact: true });
  await name.fill('Spoiled');
  await name.press('Enter');
  await expect(page.getByRole('button', { name: /^Workspace Spoiled/ })).toBeVisible();

  const rail = page.getByRole('navigation', { name: 'Main navigation' });
  await rail.getByRole('button', { name: 'Reset' }).click();
  const dialog = page.getByRole('dialog', { name: 'Reset the sample mine?' });
  await expect(dialog).toContainText('All your changes in the sample mine are deleted');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('button', { name: /^Workspace Spoiled/ })).toBeVisible();

  await rail.getByRole('button', { name: 'Reset' }).click();
  await dialog.getByRole('button', { name: 'Reset sample mine' }).click();
  await expect(page.getByRole('button', { name: /^Workspace Quillan Range/ })).toBeVisible();
  await expect(page.getByText('Sample mine reset to its original state')).toBeVisible();
});

test('the first page and its questions meet WCAG 2.2 AA', async ({ page }) => {
  await expect(page.getByRole('heading', { name: 'Explore the sample mine' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Create workspace', exact: true }).click();
  await page.getByRole('button', { name: 'Add Copper' }).click();
  await page.getByRole('button', { name: 'Create workspace', exact: true }).click();
  await expect(page.getByText('This field is required.')).toBeVisible();
  await expectAccessible(page);
});
