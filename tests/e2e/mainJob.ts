import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { readPdfPages } from '../helpers/pdfText.ts';

/** The differences between the hosts: how a document is saved, and how the app is killed and started again. */
export type JobHost = {
  readonly page: Page;
  /** Runs the action that saves a document. Returns the path of the saved file. */
  readonly saveDocument: (name: string, act: () => Promise<void>) => Promise<string>;
  /** Kills the app and starts it again on the same data. Returns its first page. */
  readonly killAndRestart: () => Promise<Page>;
};

/** The number below a label of the contract's figures. */
const figure = async (page: Page, label: RegExp): Promise<string> => {
  const box = page.getByText(label).first().locator('xpath=following-sibling::*[1]');
  return ((await box.textContent()) ?? '').trim();
};

/** Chooses an option of a select by their names. */
const choose = async (page: Page, field: string, option: string): Promise<void> => {
  await page.getByRole('combobox', { name: field, exact: true }).click();
  // an option may have a remark after its name
  await page.getByRole('option', { name: new RegExp(`^${option}`) }).click();
};

const type = async (page: Page, field: string, value: string): Promise<void> => {
  const box = page.getByRole('textbox', { name: field, exact: true });
  await box.fill(value);
  await box.press('Tab');
};

/** From an empty folder to a deal summary, with everything present after a crash: the same steps on every host. */
export const doMainJob = async (host: JobHost): Promise<void> => {
  const { page } = host;

  await test.step('open the sample mine and read the verdict', async () => {
    await page.getByRole('button', { name: 'Open a copy' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
    const verdict = page.getByRole('main').getByText('of committed gross payable value goes to China');
    await expect(verdict).toContainText('61');
    await expect(page.getByRole('table', { name: 'Limits' }).getByText('Breached')).toHaveCount(2);
  });

  await test.step('open a number: its lines sum to it', async () => {
    await page.getByRole('button', { name: /^61\s%$/ }).click();
    const explanation = page.getByRole('dialog', { name: /China, share of committed gross payable value/ });
    await expect(explanation).toContainText('with destination China');
    await expect(explanation).toContainText('61.3');
    await page.keyboard.press('Escape');
    await expect(explanation).toHaveCount(0);
  });

  let npv = '';
  await test.step('plan a long-term China contract', async () => {
    await page
      .getByRole('link', { name: /Contracts/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'New contract' }).click();
    await page.getByRole('menuitem', { name: /Copper concentrate, CIF main port/ }).click();
    await expect(page.getByRole('heading', { level: 1, name: /copper/ })).toBeVisible();
    await choose(page, 'Buyer', 'Hai Long Smelting');
    await type(page, 'Quantity', '60');
    await type(page, 'Floor, cap', '17000');
    await type(page, 'Floor, cap, Cap', '16000');
    await expect(page.getByText(/The floor is above the cap/)).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Floor, cap', exact: true })).toHaveValue(/17,?000/);
    await type(page, 'Floor, cap', '9500');
    await expect(page.getByText(/The floor is above the cap/)).toHaveCount(0);
    await expect(page.getByText(/We sell/)).toContainText('60 kdmt');
    await expect(page.getByText(/We sell/)).toContainText('with a floor of 9,500');
  });

  await test.step('see the effect on diversification, then add it to the plan', async () => {
    const effect = page.getByRole('table', { name: /If signed/ });
    await expect(effect.getByRole('row', { name: /China, value/ })).toBeVisible();
    await expect(effect.getByRole('row', { name: /Effective number of buyers/ })).toBeVisible();
    await page.getByRole('button', { name: 'Add to workspace' }).click();
    await expect(page).toHaveURL(/\/contracts\/[0-9a-f-]{36}$/);
    await page.getByRole('button', { name: 'Add to plan' }).click();
    await expect(page.getByRole('button', { name: /Plan Base plan, 31 contracts/ })).toBeVisible();
    await expect.poll(() => figure(page, /^NPV at/)).toMatch(/m USD/);
    npv = (await figure(page, /^NPV at/)).replace(/[^\d.,\u2212]/g, '');
  });

  await test.step('what a Chinese slump does, with its floor and take-or-pay and without', async () => {
    await page.getByRole('link', { name: 'Demand cycles' }).click();
    await expect(page.getByText(/China slump/).first()).toBeVisible();
    const rows = page
      .getByRole('table', { name: /Loss and protection by contract/ })
      .getByRole('row')
      .filter({ hasText: 'Hai Long Smelting' });
    await expect(rows).toHaveCount(2);
    await expect(rows.filter({ hasText: 'Floor, Take-or-pay' })).toHaveCount(1);
    await page.goBack();
  });

  await test.step('undo and redo apply to the whole app', async () => {
    await page.getByRole('button', { name: /^Undo/ }).first().click();
    await expect(page.getByRole('button', { name: /Plan Base plan, 30 contracts/ })).toBeVisible();
    await page.getByRole('button', { name: /^Redo/ }).first().click();
    await expect(page.getByRole('button', { name: /Plan Base plan, 31 contracts/ })).toBeVisible();
  });

  const address = new URL(page.url()).pathname;
  await test.step('see the deal summary’s pages, export it, and read the same figures in the file', async () => {
    await page.getByRole('link', { name: 'Deal summary' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Deal summary' })).toBeVisible();
    await expect(page.getByText('Page 1 of').first()).toBeVisible();
    const file = await host.saveDocument('summary.pdf', () => page.getByRole('button', { name: /PDF/ }).click());
    const pdfText = (await readPdfPages(await readFile(file))).map(({ text }) => text).join('\n');
    expect(pdfText).toContain('Hai Long Smelting');
    expect(pdfText.replace(/\s/g, ' ')).toContain(npv);
    for (const expectedText of ['9,500', '16,000', 'China slump', '31 May 2026']) expect(pdfText).toContain(expectedText);
    const table = await host.saveDocument('summary.csv', async () => {
      await page.getByRole('button', { name: 'Other formats' }).click();
      await page.getByRole('menuitem', { name: /CSV/ }).click();
    });
    expect(await readFile(table, 'utf8')).toContain('Hai Long Smelting');
  });

  await test.step('the process dies, starts again, and everything is there', async () => {
    const restartedPage = await host.killAndRestart();
    await expect(restartedPage.getByRole('button', { name: /Plan Base plan, 31 contracts/ })).toBeVisible();
    await restartedPage.goto(new URL(address, restartedPage.url()).href);
    await expect(restartedPage.getByText(/We sell/)).toContainText('60 kdmt');
    await expect(restartedPage.getByRole('textbox', { name: 'Floor, cap', exact: true })).toHaveValue(/9,?500/);
    await restartedPage.getByRole('button', { name: /^Undo/ }).first().click();
    await expect(restartedPage.getByRole('button', { name: /Plan Base plan, 30 contracts/ })).toBeVisible();
  });
};
