import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './expectAccessible.ts';
import { expect, test } from './fixture.ts';

const grid = (page: Page): Locator => page.getByRole('grid', { name: 'Contracts' });
const rowOf = (page: Page, buyer: string): Locator => grid(page).getByRole('row').filter({ hasText: buyer });
/** A cell of a row by the index of its column. */
const cell = (row: Locator, column: number): Locator => row.getByRole('gridcell').nth(column);
const bodyRow = (page: Page, index: number): Locator =>
  grid(page)
    .getByRole('row')
    .nth(index + 1);
const shownCount = (page: Page): Locator => page.getByRole('main').getByText(/^\d+ of \d+/);

const openContracts = async (page: Page): Promise<void> => {
  await page.goto('/contracts');
  await expect(page.getByRole('heading', { level: 1, name: 'Contracts' })).toBeVisible();
  await expect(grid(page)).toBeVisible();
  // announced last, once the table has measured itself
  await expect(shownCount(page)).toContainText('columns visible');
};

const CODE = 1;
const DESTINATION = 4;
const QUANTITY = 5;
const REVENUE = 7;

test('the table lists the contracts that its verdict counts, and open deals; an empty filter result is explained; the sort order is in the address', async ({
  page,
}) => {
  await openContracts(page);
  const verdictCount = /^(\d+)/.exec((await page.getByRole('main').locator('p').first().textContent()) ?? '')?.[1];
  const [, listedCount = ''] = /^(\d+) of/.exec((await shownCount(page).textContent()) ?? '') ?? [];
  // open deals outside of the plan are listed too, and the menu counts what is listed
  expect(Number(listedCount)).toBeGreaterThan(Number(verdictCount));
  await expect(page.getByRole('navigation').getByRole('link', { name: /^Contracts/ })).toContainText(listedCount);
  await expect(shownCount(page)).toContainText('sorted by revenue');
  await expect(page.getByText(`Total, ${verdictCount} contracts`)).toBeVisible();
  const revenue = async (index: number) => Number((await cell(bodyRow(page, index), REVENUE).textContent())?.replace(',', ''));
  expect(await revenue(0)).toBeGreaterThan(await revenue(1));
  expect(await revenue(1)).toBeGreaterThan(await revenue(2));

  await page.getByRole('searchbox', { name: 'Search by buyer, product or ID' }).fill('no such buyer');
  await expect(page.getByText('No contracts match these filters.')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  const [, shownNumber, totalNumber] = /^(\d+) of (\d+)/.exec((await shownCount(page).textContent()) ?? '') ?? [];
  expect(shownNumber).toBe(totalNumber);

  await grid(page).getByRole('columnheader', { name: 'ID', exact: true }).click();
  await expect(shownCount(page)).toContainText('sorted by ID');
  await expect(page).toHaveURL(/[?&]sort=code$/);
  await expect(cell(bodyRow(page, 0), CODE)).toHaveText('C-001');
  await page.reload();
  await expect(shownCount(page)).toContainText('sorted by ID');
  await expect(cell(bodyRow(page, 0), CODE)).toHaveText('C-001');
});

test('on paper the table fills the page and reports that it has only the rows in view', async ({ page }) => {
  await openContracts(page);
  const note = page.getByText('On paper, the table has only the rows that were in view.');
  await expect(note).toBeHidden();
  await page.emulateMedia({ media: 'print' });
  await expect(note).toBeVisible();
  const { height } = (await grid(page).boundingBox()) ?? { height: 0 };
  expect(height).toBeGreaterThan((page.viewportSize()?.height ?? 0) / 2);
});

test('a chip narrows the table by its address, which works as a link, and Back widens it again', async ({ page }) => {
  await openContracts(page);
  const before = await shownCount(page).textContent();
  const chip = page.getByRole('button', { name: 'Destination', exact: true });
  await chip.click();
  await page.getByRole('menuitemcheckbox', { name: 'China' }).click();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/\/contracts\?zone=china$/);
  await expect(shownCount(page)).not.toHaveText(before ?? '');
  const address = page.url();

  await page.goBack();
  await expect(shownCount(page)).toHaveText(before ?? '');

  await page.goto(address);
  await expect(page.getByRole('button', { name: 'Remove filter Destination' })).toBeVisible();
  await expect(cell(bodyRow(page, 0), DESTINATION)).toHaveText('China');
  await expect(grid(page).getByRole('gridcell', { name: 'Japan' })).toHaveCount(0);

  await page.getByRole('button', { name: 'Remove filter Destination' }).click();
  await expect(page).toHaveURL(/\/contracts$/);
  await expect(shownCount(page)).toHaveText(before ?? '');
});

test('a quantity typed in its cell changes the revenue and is undone; a rejected value stays with the reason', async ({ page }) => {
  await openContracts(page);
  const row = rowOf(page, 'Otori Refining').first();
  const quantity = cell(row, QUANTITY);
  const before = (await quantity.textContent()) ?? '';
  const revenue = (await cell(row, REVENUE).textContent()) ?? '';
  await quantity.click();
  await page.keyboard.press('Enter');
  await page.keyboard.type('75');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'updated' })).toBeVisible();
  await expect(quantity).toHaveText('75.0');
  await expect(cell(row, REVENUE)).not.toHaveText(revenue);

  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(quantity).toHaveText(before);
  await expect(cell(row, REVENUE)).toHaveText(revenue);

  const ends = cell(row, 9);
  const previousEnd = (await ends.textContent()) ?? '';
  await ends.click();
  await page.keyboard.press('Enter');
  await page.keyboard.type('Jan 1999');
  await page.keyboard.press('Enter');
  await expect(ends).toHaveText('Jan 1999');
  await ends.click();
  await expect(page.getByText('The end is before the start. Choose a later end.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(ends).toHaveText(previousEnd);
});

test('a quantity filled down changes each contract, and one Undo reverts it', async ({ page }) => {
  await openContracts(page);
  await grid(page).getByRole('columnheader', { name: 'ID', exact: true }).click();
  await expect(shownCount(page)).toContainText('sorted by ID');
  const quantities = () => Promise.all([0, 1, 2].map((index) => cell(bodyRow(page, index), QUANTITY).textContent()));
  const before = await quantities();
  await cell(bodyRow(page, 0), QUANTITY).click();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Control+d');
  await expect(page.getByRole('status').filter({ hasText: '2 contracts updated' })).toBeVisible();
  await expect.poll(quantities).toEqual([before[0], before[0], before[0]]);
  await expect(page.getByRole('button', { name: 'Undo: Edit 2 contracts' })).toBeVisible();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(quantities).toEqual(before);
});

test('a value is filled down and summed before the list is read again; records are read with one call', async ({ page }) => {
  const reads: string[] = [];
  page.on('request', (request) => {
    const call = new URL(request.url()).pathname.replace('/api/', '');
    if (call.startsWith('contracts.get')) reads.push(call);
  });
  await openContracts(page);
  const answer = Promise.withResolvers<void>();
  await page.route('**/api/contracts.list', async (route) => {
    await answer.promise;
    await route.continue();
  });
  const quantities = () => Promise.all([0, 1, 2, 3].map((index) => cell(bodyRow(page, index), QUANTITY).textContent()));
  const before = await quantities();
  await cell(bodyRow(page, 0), QUANTITY).click();
  await page.keyboard.type('75');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'updated' })).toBeVisible();
  reads.length = 0;
  await cell(bodyRow(page, 0), QUANTITY).click();
  for (let row = 0; row < 3; row += 1) await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Control+d');
  await expect(page.getByText('4 by 1 cells, sum 300.0 kdmt a year')).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: '3 contracts updated' })).toBeVisible();
  expect(reads).toEqual(['contracts.getMany']);
  expect(await quantities()).toEqual(['75.0', '75.0', '75.0', '75.0']);
  answer.resolve();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect.poll(quantities).toEqual(before);
});

test('a block that is pasted over read-only cells shows how many it leaves as they are and why', async ({ page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await openContracts(page);
  const paste = async (row: number, column: number, block: string): Promise<void> => {
    await cell(bodyRow(page, row), column).click();
    await page.evaluate((words) => navigator.clipboard.writeText(words), block);
    await page.keyboard.press('Control+v');
  };
  const note = page.getByRole('status').filter({ hasText: 'Cells not changed' });
  await paste(0, DESTINATION, 'Japan\t70\t1\nJapan\t71\t2');
  await expect(note).toHaveText(/^Cells not changed: \d \((Destination, )?Net price: calculated or edited on the page of the record\)$/);
  const savedMessage = page.getByRole('status').filter({ hasText: '2 contracts updated' });
  await expect(savedMessage).toBeVisible();
  // both are read, and so is the total
  const boxes = await Promise.all([note, savedMessage, page.getByText(/^Total, /)].map((part) => part.boundingBox()));
  for (const [index, box] of boxes.entries())
    for (const otherBox of boxes.slice(index + 1)) {
      const isApart =
        box!.x + box!.width <= otherBox!.x ||
        otherBox!.x + otherBox!.width <= box!.x ||
        box!.y + box!.height <= otherBox!.y ||
        otherBox!.y + otherBox!.height <= box!.y;
      expect(isApart).toBe(true);
    }
  await page.keyboard.press('ArrowDown');
  await expect(note).toHaveCount(0);
});

test('typed text stays in its row when the answer to the previous entry arrives', async ({ page }) => {
  await openContracts(page);
  const answer = Promise.withResolvers<void>();
  await page.route('**/api/contracts.list', async (route) => {
    await answer.promise;
    await route.continue();
  });
  const [first, second] = [bodyRow(page, 0), bodyRow(page, 1)];
  const revenue = (await cell(first, REVENUE).textContent()) ?? '';
  const code = (await cell(second, CODE).textContent()) ?? '';
  await cell(first, QUANTITY).click();
  await page.keyboard.type('3900');
  await page.keyboard.press('Enter');
  await page.keyboard.type('17');
  const editor = grid(page).getByRole('textbox');
  await expect(editor).toHaveValue('17');
  answer.resolve();
  await expect(cell(first, REVENUE)).not.toHaveText(revenue);
  await expect(editor).toHaveValue('17');
  await page.keyboard.type('99');
  await page.keyboard.press('Enter');
  const editedRow = grid(page)
    .getByRole('row')
    .filter({ has: page.getByRole('gridcell', { name: code, exact: true }) });
  await expect(cell(editedRow, QUANTITY)).toHaveText('1,799.0');
});

test('Delete asks and lists what is deleted, and Undo restores it', async ({ page }) => {
  await openContracts(page);
  const before = (await shownCount(page).textContent()) ?? '';
  const row = rowOf(page, 'Otori Refining').first();
  const code = (await cell(row, CODE).textContent()) ?? '';
  await cell(row, CODE).click();
  await page.keyboard.press('Delete');
  const question = page.getByRole('dialog', { name: `Delete ${code}?` });
  await expect(question).toContainText('Otori Refining');
  await question.getByRole('button', { name: `Delete ${code}` }).click();
  await expect(grid(page).getByRole('gridcell', { name: code, exact: true })).toHaveCount(0);
  await expect(shownCount(page)).not.toHaveText(before);

  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(grid(page).getByRole('gridcell', { name: code, exact: true })).toBeVisible();
  await expect(shownCount(page)).toHaveText(before);
});

test('a row opens by double click, a copy is a draft, several rows are selected by keys, and a new contract starts from a template', async ({
  page,
}) => {
  await openContracts(page);
  const row = bodyRow(page, 0);
  const code = (await cell(row, CODE).textContent()) ?? '';
  await cell(row, CODE).dblclick();
  await expect(page).toHaveURL(/\/contracts\/[^/?]+$/);
  await expect(page.getByRole('main')).toContainText(code);

  await page.goBack();
  await expect(shownCount(page)).toContainText('columns visible');
  await cell(bodyRow(page, 0), CODE).click();
  await page.getByRole('main').getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: `${code} copied` })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('prospect');

  await page.goto('/contracts');
  await expect(shownCount(page)).toContainText('columns visible');
  await cell(bodyRow(page, 0), CODE).click();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await page.getByRole('main').getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Delete 3 contracts?' })).toContainText('worth');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await page.getByRole('button', { name: 'New contract' }).click();
  await expect(page.getByRole('menuitem', { name: 'All templates' })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'Copper cathode' })).toHaveCount(0);
  await page.getByRole('menuitem', { name: 'All templates' }).click();
  await expect(page.getByRole('heading', { name: 'Cobalt', exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Copper concentrate, FOB' }).click();
  await expect(page).toHaveURL(/\/contracts\/new\?template=copperConcentrateFob$/);
});

test('the menus, the dialog and the empty state meet WCAG 2.2 AA', async ({ page }) => {
  await openContracts(page);
  await cell(bodyRow(page, 1), QUANTITY).click();
  await page.getByRole('button', { name: 'New contract' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await expectAccessible(page, '[role="menu"]');
  await page.keyboard.press('Escape');
  await page.getByRole('main').getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page, '[role="dialog"]');
  await page.keyboard.press('Escape');
  await page.getByRole('searchbox', { name: 'Search by buyer, product or ID' }).fill('no such buyer');
  await expect(page.getByRole('button', { name: 'Clear filters' })).toBeVisible();
  await expectAccessible(page, 'main');
});

test.describe('without contracts', () => {
  test.use({ beginsWith: 'nothing' });

  test('a workspace without contracts offers a template of each metal', async ({ page }) => {
    await page.getByRole('link', { name: 'Create workspace', exact: true }).click();
    await page.getByLabel('Name', { exact: true }).fill('Minera Alta');
    await page.getByRole('button', { name: 'Add Copper' }).click();
    await cell(page.getByRole('grid', { name: 'Products and tonnes' }).getByRole('row').nth(1), 2).click();
    await page.keyboard.press('Enter');
    await page.keyboard.type('100');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Create workspace', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
    await page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Contracts' }).click();
    await expect(page.getByText('This workspace has no contracts yet.')).toBeVisible();
    const templateLinks = page.getByRole('main').getByRole('link');
    await expect(templateLinks.filter({ hasText: 'Iron ore fines, index pro rata' })).toBeVisible();
    await expect(templateLinks.filter({ hasText: 'Spodumene, spodumene index' })).toBeVisible();
    await templateLinks.filter({ hasText: 'Copper concentrate, CIF main port' }).click();
    await expect(page).toHaveURL(/\/contracts\/new\?template=copperConcentrateCif$/);
  });
});
