import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readPdfPages } from '../helpers/pdfText.ts';
import { expect, test } from './fixture.ts';

test.use({ beginsWith: 'nothing' });

const WORKBOOK = fileURLToPath(new URL('files/own-mine.xlsx', import.meta.url));

test('a workbook with three products, eight buyers and twelve contracts leads to a verdict and a summary within twenty steps', async ({
  page,
}, info) => {
  let stepCount = 0;
  const countStep = async (step: Promise<unknown>): Promise<void> => {
    stepCount += 1;
    await step;
  };
  const main = page.getByRole('main');

  await countStep(page.getByRole('link', { name: 'Create workspace', exact: true }).click());
  await countStep(page.getByLabel('Name', { exact: true }).fill('Minera Alta'));
  await countStep(page.getByRole('button', { name: 'Add Copper' }).click());
  await countStep(page.getByRole('button', { name: 'Create workspace', exact: true }).click());
  await expect(main.getByText('7 items missing')).toBeVisible();

  // the link leads to the missing field
  await countStep(page.getByRole('link', { name: 'Enter Unit costs' }).click());
  await expect(page.getByRole('textbox', { name: 'Unit cost 2027' })).toBeFocused();
  await countStep(page.goBack());

  await countStep(page.getByRole('link', { name: 'Import Contracts' }).click());
  const chooserPromise = page.waitForEvent('filechooser');
  await countStep(page.getByRole('button', { name: 'Choose file', exact: true }).click());
  await (await chooserPromise).setFiles(WORKBOOK);
  await countStep(page.getByRole('button', { name: 'Preview', exact: true }).click());
  await expect(main).toContainText('2 rows name “AOYAMA Co., Ltd.”, which is similar to “Aoyama”');
  await countStep(page.getByRole('combobox', { name: 'Answer for “AOYAMA Co., Ltd.”' }).click());
  await countStep(page.getByRole('option', { name: 'Same as Aoyama' }).click());
  await expect(main).not.toContainText('Rejected: ');
  await countStep(page.getByRole('button', { name: 'Import', exact: true }).click());
  await expect(main).toContainText('The import is one change. One undo reverses it');

  await countStep(page.getByRole('link', { name: 'Overview' }).last().click());
  await expect(main).toContainText('of committed gross payable value goes to China');
  await expect(main.getByText('Data still needed')).toHaveCount(0);
  await countStep(page.getByRole('link', { name: 'Deal summary' }).click());
  await expect(page.getByRole('list', { name: 'Pages' }).getByRole('listitem').first()).toBeVisible();
  const downloadPromise = page.waitForEvent('download');
  await countStep(page.getByRole('button', { name: 'Export PDF' }).click());
  const file = info.outputPath('summary.pdf');
  await (await downloadPromise).saveAs(file);
  expect((await readPdfPages(await readFile(file))).map(({ text }) => text).join(' ')).toContain('Minera Alta');
  expect(stepCount).toBeLessThan(20);
});
