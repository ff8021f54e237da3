import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readPdfPages } from '../helpers/pdfText.ts';
import { expect, test } from './fixture.ts';

test.use({ beginsWith: 'nothing' });

const WORKBOOK = fileURLToPath(new URL('files/own-mine.xlsx', import.meta.url));

test('from an empty workspace a loan and a prepayment lead to a verdict, a broken covenant and a summary for lenders', async ({
  page,
}, info) => {
  const main = page.getByRole('main');
  await page.getByRole('link', { name: 'Create workspace', exact: true }).click();
  await page.getByLabel('Name', { exact: true }).fill('Minera Alta');
  await page.getByRole('button', { name: 'Add Copper' }).click();
  await page.getByRole('button', { name: 'Create workspace', exact: true }).click();

  // the empty page lists what it needs
  await page.getByRole('link', { name: 'Financing' }).click();
  await expect(main.getByText('Add products and contracts to see how much debt they carry.')).toBeVisible();
  await expect(main.getByText('Add a facility to see its service, covenants and all-in cost.')).toBeVisible();

  await page.getByRole('link', { name: 'Overview', exact: true }).click();
  await page.getByRole('link', { name: 'Import Contracts' }).click();
  const chooserPromise = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose file', exact: true }).click();
  await (await chooserPromise).setFiles(WORKBOOK);
  await page.getByRole('button', { name: 'Preview', exact: true }).click();
  await page.getByRole('combobox', { name: 'Answer for “AOYAMA Co., Ltd.”' }).click();
  await page.getByRole('option', { name: 'Same as Aoyama' }).click();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(main).toContainText('The import is one change. One undo reverses it');

  await page.getByRole('link', { name: 'Financing' }).click();
  await expect(main.getByText(/contracts carry .* of senior debt at DSCR 1.30 in the lender case/)).toBeVisible();
  await page.getByRole('button', { name: 'Add loan' }).first().click();
  const loan = page.getByRole('dialog', { name: 'New loan' });
  await loan.getByRole('textbox', { name: 'Amount', exact: true }).fill('900');
  await loan.getByRole('textbox', { name: 'Maturity' }).fill('Jan 2030');
  await loan.getByRole('textbox', { name: 'Lock-up DSCR' }).fill('1.2');
  await loan.getByRole('button', { name: 'Save' }).click();
  // the month is off the periods of the loan: nothing is stored, and what was typed stays
  await expect(loan.getByText(/whole number of periods of 6 months/).first()).toBeVisible();
  await loan.getByRole('textbox', { name: 'Maturity' }).fill('Dec 2029');
  await loan.getByRole('button', { name: 'Save' }).click();
  await expect(loan).toBeHidden();
  await expect(main.getByText(/contracts? .*carry .* of senior debt in the lender case, .* less than New loan of 900.m.USD/)).toBeVisible();
  await expect(main.getByText(/The lock-up DSCR covenant is first breached in/).first()).toBeVisible();

  await page.getByRole('button', { name: 'Add prepayment' }).first().click();
  const prepayment = page.getByRole('dialog', { name: 'New prepayment' });
  await prepayment.getByRole('textbox', { name: 'Amount', exact: true }).fill('5');
  await prepayment.getByRole('button', { name: 'Save' }).click();
  await expect(prepayment.getByText(/Link at least one contract/)).toBeVisible();
  await prepayment.getByRole('checkbox').first().check();
  await prepayment.getByRole('button', { name: 'Save' }).click();
  await expect(main.getByText('2 facilities in the plan')).toBeVisible();
  // a prepayment that outlasts its contract is not repaid and has no cost; a shorter one has
  const costs = main.getByRole('table', { name: 'Facilities and their cost' });
  const costOfPrepayment = costs.getByRole('row', { name: /New prepayment/ });
  await expect(costOfPrepayment.getByText(/is not repaid in this case/)).toBeVisible();
  await expect(costOfPrepayment.getByRole('cell', { name: 'not repaid', exact: true })).toBeVisible();
  await costs.getByRole('button', { name: 'New prepayment' }).click();
  const editedDialog = page.getByRole('dialog', { name: 'Edit facility' });
  await editedDialog.getByRole('textbox', { name: 'Maturity' }).fill('Dec 2027');
  await editedDialog.getByRole('button', { name: 'Save' }).click();
  await expect(costs.getByText(/^With its price:/)).toBeVisible();

  // a period opens into its lines
  const waterfall = main.getByRole('table', { name: 'Cash waterfall' });
  await expect(waterfall.getByText('Lock-up').first()).toBeVisible();
  // by keyboard, below its row
  const period = waterfall.getByRole('rowheader').getByRole('button').nth(2);
  await period.press('Enter');
  await expect(period).toHaveAttribute('aria-expanded', 'true');
  await expect(main.getByRole('table', { name: /^Lines of the period to .*: New loan$/ }).getByText('balance')).toBeVisible();

  // a threshold of a check is edited
  await main.getByRole('button', { name: 'Thresholds' }).click();
  const thresholds = page.getByRole('dialog', { name: 'Thresholds of the lenders’ checks' });
  await thresholds.getByRole('textbox', { name: 'Largest buyer' }).fill('1');
  await thresholds.getByRole('button', { name: 'Save' }).click();
  await expect(main.getByRole('table', { name: 'Lenders’ checks' }).getByText('at most 1 %')).toBeVisible();

  await main.getByRole('link', { name: 'Summary for lenders' }).click();
  await expect(page.getByRole('list', { name: 'Pages' }).getByRole('listitem').first()).toBeVisible();
  const downloadPromise = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export PDF' }).click();
  const file = info.outputPath('lenders.pdf');
  await (await downloadPromise).saveAs(file);
  const words = (await readPdfPages(await readFile(file))).map(({ text }) => text).join(' ');
  expect(words).toContain('Lock-up DSCR');
  expect(words).toContain('New prepayment');
});
