import { readFileSync } from 'node:fs';
import type { FileChooser, Page } from '@playwright/test';
import { readXlsx } from 'hucre/xlsx';
import { createOwnMine } from './files/ownMine.ts';
import { expect, test } from './fixture.ts';

type FilePayload = Parameters<FileChooser['setFiles']>[0];

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Chooses a file in the browser's own dialog. */
const chooseFile = async (page: Page, file: FilePayload): Promise<void> => {
  const chooserPromise = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose file', exact: true }).click();
  await (await chooserPromise).setFiles(file);
};

test('the columns of a user’s workbook are recognised by their headers, and its copy marks the errors', async ({ page }) => {
  await page.goto('/data');

  await chooseFile(page, {
    name: 'mine.xlsx',
    mimeType: XLSX,
    buffer: Buffer.from(await createOwnMine({ lastCountry: 'Chnia', firstBuyer: 'Aoyama' })),
  });
  await expect(page.getByRole('table', { name: 'Sheets of mine.xlsx' })).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Import Mine plan as' })).toHaveText('Production');
  await page.getByRole('button', { name: 'Columns of Sales contracts' }).click();
  await expect(page.getByRole('combobox', { name: 'Import column F as' })).toHaveText('Tonnes a year (dmt)');
  await expect(page.getByRole('combobox', { name: 'Unit of numbers in column F' })).toHaveText('kdmt');
  await page.getByRole('button', { name: 'Preview', exact: true }).click();

  const preview = page.getByRole('grid', { name: 'Preview of changes' });
  await expect(preview.getByRole('row', { name: /Rejected Hai An/ })).toContainText('There is no country “Chnia”');
  await expect(preview.getByRole('row', { name: /Rejected.*K-8/ })).toBeVisible();
  const [copy] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download copy with errors marked' }).click(),
  ]);
  const correctedWorkbook = await readXlsx(new Uint8Array(readFileSync(await copy.path())));
  expect(correctedWorkbook.sheets.find(({ name }) => name === 'Customers')?.cells?.get('8,1')?.comment?.text).toContain('Chnia');
});

test('a messy block asks what its numbers mean, names the columns that it ignores, and shows what would be stored', async ({ page }) => {
  await page.goto('/data?paste=limits');
  const block = [
    'Name\tMeasure\tZone\tFrom year\tTo year\tBreach at\tWarn at\tApproved by',
    'Most to China\tShare of a zone\tChina\t2027\t2030\t0.6\t0.55\tBoard',
  ];
  await page.getByRole('textbox', { name: 'Paste limits' }).fill(block.join('\n'));
  await page.getByRole('button', { name: 'Read pasted cells' }).click();
  const questions = page.getByRole('table', { name: 'Questions before import' });
  await expect(questions).toContainText('“Approved by” is not imported');
  const preview = page.getByRole('grid', { name: 'Preview of changes' });
  const cellOf = (name: string) => preview.getByRole('gridcell', { name, exact: true });
  await expect(preview.getByRole('columnheader', { name: 'Zone', exact: true })).toBeVisible();
  await expect(cellOf('China')).toBeVisible();
  await questions.getByRole('combobox', { name: 'Import column H as' }).click();
  await page.getByRole('option', { name: 'Owner' }).click();
  await expect(questions).toHaveCount(0);
  await expect(preview.getByRole('columnheader', { name: 'Owner', exact: true })).toHaveCount(1);
  await expect(cellOf('Board')).toHaveCount(1);

  // the names of steps open them
  await page.getByRole('list', { name: 'Import steps' }).getByRole('button', { name: '2 Columns' }).click();
  await expect(page.getByRole('combobox', { name: 'Import column H as' })).toHaveText('Owner');
  await page.getByRole('list', { name: 'Import steps' }).getByRole('button', { name: '1 File' }).click();

  // a corrected block keeps the mapping; a number of unknown notation is asked for
  await page.goto('/data?paste=buyers');
  await page.getByRole('textbox', { name: 'Paste buyers' }).fill('Name\tCountry\tCycle sensitivity\nNew Smelter\tPR China\t1.250');
  await page.getByRole('button', { name: 'Read pasted cells' }).click();
  await expect(questions).toContainText('Is “1.250” 1.25, or 1,250?');
  await expect(page.getByRole('table', { name: 'Errors and remarks' })).toContainText('Column “Cycle sensitivity”: “1.250” can mean');
  await questions.getByRole('combobox', { name: 'Notation of numbers' }).click();
  await page.getByRole('option', { name: 'Decimals 1,234.5' }).click();
  await expect(preview.getByRole('columnheader', { name: 'Cycle sensitivity', exact: true })).toBeVisible();
  await expect(cellOf('1.25')).toBeVisible();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('grid', { name: 'Imported records' }).getByRole('row', { name: /Added New Smelter/ })).toBeVisible();
});

test('an open question prevents the import: its button leads to the question, and imports after the answer', async ({ page }) => {
  await page.goto('/data?paste=products');
  const block = ['Name\tMetal\tMoisture', 'East\tCopper\t8.500'];
  await page.getByRole('textbox', { name: 'Paste products' }).fill(block.join('\n'));
  await page.getByRole('button', { name: 'Read pasted cells' }).click();
  const importButton = page.getByRole('button', { name: 'Import', exact: true });
  await expect(importButton).toHaveAccessibleDescription('Answer 1 open question first.');
  await importButton.click();
  const notation = page.getByRole('combobox', { name: 'Notation of numbers' });
  await expect(notation).toBeFocused();
  await notation.click();
  await page.getByRole('option', { name: 'Decimals 1,234.5' }).click();
  await expect(page.getByText('open question first')).toHaveCount(0);
  await importButton.click();
  await expect(page.getByText('Added: 1')).toBeVisible();
});

test('answers about buyers are kept when the page is left', async ({ page }) => {
  const header = ['Code', 'Buyer', 'Product', 'Start', 'End', 'Tonnes per year'];
  const row = ['K-1', 'Harbour Metals', 'Copper concentrate', '2027-01', '2028-12', '12000'];
  const answer = page.getByRole('combobox', { name: 'Answer for “Harbour Metals”' });
  const read = page.getByRole('button', { name: 'Read pasted cells' });
  await page.goto('/data?paste=contracts');
  await page.getByRole('textbox', { name: 'Paste contracts' }).fill([header, row].map((cells) => cells.join('\t')).join('\n'));
  await read.click();
  await answer.click();
  await page.getByRole('option', { name: 'New buyer in Chile' }).click();
  await expect(page.getByText(/To add: [12]/)).toBeVisible();

  await page.getByRole('link', { name: 'Overview', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  await page.goto('/data?paste=contracts');
  await read.click();
  await expect(answer).toHaveText('New buyer in Chile');
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByText('Added: 2')).toBeVisible();
});
