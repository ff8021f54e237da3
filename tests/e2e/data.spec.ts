import { readFileSync } from 'node:fs';
import type { FileChooser, Page } from '@playwright/test';
import { readXlsx } from 'hucre/xlsx';
import { ownMine } from './files/ownMine.ts';
import { expect, test } from './fixture.ts';

type FilePayload = Parameters<FileChooser['setFiles']>[0];

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Chooses a file in the browser's own dialog. */
const chooseFile = async (page: Page, file: FilePayload): Promise<void> => {
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose file' }).click();
  await (await choosing).setFiles(file);
};

test('the columns of one’s own workbook are recognised by their headers, and a corrected copy notes its faults', async ({ page }) => {
  await page.goto('/data');

  await chooseFile(page, {
    name: 'mine.xlsx',
    mimeType: XLSX,
    buffer: Buffer.from(await ownMine({ lastCountry: 'Chnia', firstBuyer: 'Aoyama' })),
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
  const corrected = await readXlsx(new Uint8Array(readFileSync(await copy.path())));
  expect(corrected.sheets.find(({ name }) => name === 'Customers')?.cells?.get('8,1')?.comment?.text).toContain('Chnia');
});
