import { expect, test } from './fixture.ts';

test('a version is saved from the contract, compared with the one before, and reverted by Undo', async ({ page }) => {
  await page.goto('/contracts/C-042');
  await page.getByRole('main').getByRole('link', { name: 'Versions' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Versions of C-042, Hai Long Smelting' })).toBeVisible();
  const table = page.getByRole('grid', { name: 'Versions' });
  await expect(table.getByRole('row')).toHaveCount(4);
  const terms = page.getByRole('table', { name: 'Comparison by term' });
  await expect(terms.getByRole('row', { name: /Take-or-pay/ })).toContainText('90');
  await page.getByRole('button', { name: /^From: / }).click();
  await page.getByRole('menuitemradio', { name: /Counteroffer 9 Apr 2026/ }).click();
  await expect(terms.getByRole('row', { name: /Pricing month/ }).first()).toBeVisible();

  await expect(page.getByRole('table', { name: 'Effect of the changes' }).getByRole('row', { name: /^China, value/ })).toBeVisible();

  await page.getByRole('button', { name: 'Save as their counteroffer' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Version of C-042 saved' })).toBeVisible();
  await expect(table.getByRole('row')).toHaveCount(5);
  // the person’s name is typed into the cell
  const by = table.getByRole('row').last().getByRole('gridcell').nth(3);
  await by.dblclick();
  await page.keyboard.type('Shen Yulan');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'Version updated' })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(table.getByRole('row')).toHaveCount(4);
});
