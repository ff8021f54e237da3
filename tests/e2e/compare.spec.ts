import { copyFileSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seedManyContracts } from '../helpers/manyContracts.ts';
import { readPdfPages } from '../helpers/pdfText.ts';
import { openServices } from '../helpers/services.ts';
import { expect, test } from './fixture.ts';

test('plans are compared side by side: numbers open, the reference and the year can be chosen, a plan is removed and restored', async ({
  page,
}, info) => {
  // the test runs a simulation and a board pack
  await page.goto('/compare');
  const table = page.getByRole('table', { name: 'Plans side by side' });
  const npv = table.getByRole('row', { name: /NPV at deck prices/ });
  await expect(npv).toBeVisible();
  await expect(page.getByRole('table', { name: 'Loss by scenario' })).toContainText('China slump');
  await npv.getByRole('cell').getByRole('button').first().click();
  await expect(page.getByRole('dialog')).toContainText('Present value of all contracts');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await page.getByRole('button', { name: 'Renew Hai Long: actions' }).click();
  await page.getByRole('menuitemradio', { name: 'Use as reference' }).click();
  await expect(page.getByText('Differences relative to Renew Hai Long')).toBeVisible();
  await expect(page).toHaveURL(/against=renew-hai-long/);

  const before = await table.getByRole('row', { name: /Net revenue/ }).textContent();
  await page.getByRole('button', { name: /^Figures for/ }).click();
  await page.getByRole('menuitemradio', { name: 'the whole plan' }).click();
  await expect(table.getByRole('row', { name: /Net revenue/ })).not.toHaveText(before ?? '');

  await page.getByRole('button', { name: /^Losses in/ }).click();
  await page.getByRole('menuitemradio', { name: 'Covid, 2020' }).click();
  await expect(page).toHaveURL(/scenario=covid/);
  await expect(table.getByRole('row', { name: /Loss in Covid, 2020/ })).toBeVisible();

  await page.getByRole('button', { name: 'Spread three ways: actions' }).click();
  await page.getByRole('menuitem', { name: 'Remove from comparison' }).click();
  await expect(table.getByRole('columnheader', { name: /Spread three ways/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Add plan' }).click();
  await page.getByRole('menuitem', { name: 'Spread three ways' }).click();
  await expect(table.getByRole('columnheader', { name: /C Spread three ways/ })).toBeVisible();

  const run = page.getByRole('button', { name: 'Run on the same paths' });
  const paths = page.getByRole('textbox', { name: 'Paths' });
  // an invalid number is shown, and no run starts with the previous one
  await paths.fill('many');
  await run.click();
  await expect(paths).toBeFocused();
  await expect(page.getByRole('button', { name: 'Stop run' })).toHaveCount(0);
  // the maximum number of paths: the run can't end before it is stopped
  await paths.fill('200000');
  await paths.press('Tab');
  await run.click();
  await page.getByRole('button', { name: 'Stop run' }).click();
  await expect(page.getByText('Run stopped. Nothing was saved.')).toBeVisible();
  await paths.fill('256');
  await paths.press('Tab');
  await run.click();
  await expect(page.getByRole('button', { name: 'Run again' })).toBeEnabled();
  await expect(page.getByText(/on .* of the same 256 paths/)).toBeVisible();
  await expect(table.getByRole('row', { name: /Expected shortfall \(95 %\)/ })).toBeVisible();
  await page
    .getByRole('table', { name: 'On the same paths' })
    .getByRole('row', { name: /the whole plan/ })
    .getByRole('button')
    .first()
    .click();
  await expect(page.getByRole('dialog')).toContainText('Paths with higher revenue');
  await page.keyboard.press('Escape');

  // the pages of a board pack are shown before it is written: the plans of the comparison, the limits, the plan's new contracts
  await page.getByRole('button', { name: 'Board pack' }).click();
  await page.getByRole('menuitem', { name: 'B Renew Hai Long' }).click();
  await expect(page).toHaveURL(/\/summary\?board=/);
  await expect(page.getByRole('heading', { level: 1, name: 'Board pack' })).toBeVisible();
  const downloadPromise = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export PDF' }).click();
  const download = await downloadPromise;
  expect(download.suggestedFilename()).toBe('Quillan Range - Board pack Renew Hai Long - 2026-05-31.pdf');
  const file = info.outputPath('board.pdf');
  await download.saveAs(file);
  const words = (await readPdfPages(await readFile(file))).map(({ text }) => text).join('\n');
  for (const expectedText of ['A Base plan', 'C Spread three ways', 'C-042', 'China slump', 'Limits'])
    expect(words).toContain(expectedText);
});

test('where a compared plan was deleted, the page reports it and links to the remaining ones; undo restores it', async ({
  page,
  guard,
}) => {
  guard.allow(/refused request: \/api\/compare\.|Failed to load resource/);
  await page.goto('/compare?plan=as-signed&plan=spread-three-ways');
  const table = page.getByRole('table', { name: 'Plans side by side' });
  await expect(table).toBeVisible();
  await page.goto('/plans');
  await page.getByRole('button', { name: 'Spread three ways: more actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('Spread three ways deleted')).toBeVisible();
  await page.goto('/compare?plan=as-signed&plan=spread-three-ways');
  await expect(page.getByRole('alert')).toContainText('One of the compared plans was deleted.');
  await page.getByRole('link', { name: 'Compare other plans' }).click();
  await expect(table.getByRole('columnheader', { name: /B Renew Hai Long/ })).toBeVisible();
  await page.goBack();
  await page.keyboard.press('Control+z');
  await expect(table.getByRole('columnheader', { name: /C Spread three ways/ })).toBeVisible();
});

test('plans whose long names begin alike can be distinguished side by side, and no text overflows the page', async ({ page }) => {
  await page.goto('/plans');
  const name = (end: string) => `Renew with Hai Long and Otori at the 2027 benchmark, staggered starts, price ${end}`;
  for (const end of ['one', 'two']) {
    await page.getByRole('button', { name: 'Renew Hai Long: more actions' }).click();
    await page.getByRole('menuitem', { name: 'New plan from this' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill(name(end));
    await page.keyboard.press('Enter');
    await expect(page.getByText(`${name(end)} created`)).toBeVisible();
  }
  /** Whether the text of a cell is fully visible. */
  const isFullyVisible = (words: string) =>
    page
      .getByTitle(words, { exact: true })
      .first()
      .evaluate((element) => element.scrollHeight <= element.clientHeight + 1 && element.scrollWidth <= element.clientWidth + 1);
  for (const end of ['one', 'two']) expect(await isFullyVisible(name(end))).toBe(true);
  await page.goto('/compare');
  const table = page.getByRole('table', { name: 'Plans side by side' });
  await expect(table.getByRole('columnheader', { name: /D Renew with/ })).toBeVisible();
  expect(await isFullyVisible(`D ${name('one')}`)).toBe(true);
  expect(await table.evaluate((tableElement) => tableElement.scrollWidth <= (tableElement.parentElement?.clientWidth ?? 0))).toBe(true);
  // an exported picture names all of them
  const height = async (button: string) => {
    await page.getByRole('button', { name: button }).click();
    const downloadPromise = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Save as PNG' }).click();
    return (await readFile(await (await downloadPromise).path())).readUInt32BE(20);
  };
  const heightOfFour = await height('Net revenue paid: Copy');
  await page.goto('/compare?plan=as-signed&plan=spread-three-ways');
  await expect(table.getByRole('columnheader', { name: /C Spread/ })).toBeVisible();
  expect(heightOfFour).toBeGreaterThan(await height('Net revenue paid: Copy'));
});

test('a board pack is stopped from the page: its progress disappears, and no file is downloaded or left behind', async ({ app, page }) => {
  // so many contracts that it can't end before it is stopped
  const services = await openServices(seedManyContracts(300));
  const sourceFile = services.ctx.workspace.path();
  await services.ctx.workspace.stop();
  const manyFile = join(app.dataFolder, 'workspaces', 'Many.orebook');
  copyFileSync(sourceFile, manyFile);
  await services.close();
  await app.restart('SIGTERM', ['--workspace', manyFile]);
  const files = () => readdirSync(app.dataFolder, { recursive: true, encoding: 'utf8' }).sort();

  await page.goto(app.url().replace('/?', '/compare?'));
  await expect(page.getByRole('table', { name: 'Plans side by side' })).toBeVisible();
  const before = files();
  let downloadCount = 0;
  page.on('download', () => {
    downloadCount += 1;
  });
  await page.getByRole('button', { name: 'Board pack' }).click();
  await page.getByRole('menuitem', { name: 'B Renew Hai Long' }).click();
  await page.getByRole('button', { name: 'Export PDF' }).click();
  const stop = page.getByRole('button', { name: 'Stop export' });
  await expect(stop).toBeVisible();
  await stop.click();
  await expect(stop).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Export PDF' })).toBeEnabled();
  await expect(page.getByRole('button', { name: 'Nothing to undo' })).toBeVisible();
  expect(files()).toEqual(before);
  expect(downloadCount).toBe(0);
});
