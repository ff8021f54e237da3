import { expect, test } from './fixture.ts';

test('a reference of one’s own is added, misses its price at the term that is priced on it, and takes one', async ({ page }) => {
  await page.goto('/market');
  await page.getByRole('button', { name: 'Add a reference' }).click();
  const dialog = page.getByRole('dialog', { name: 'A price reference of your own' });
  await dialog.getByLabel('Name').fill('copper, LME cash');
  await dialog.getByRole('button', { name: 'Add a reference' }).click();
  await expect(dialog.getByText('Another reference has this name.')).toBeVisible();
  await dialog.getByLabel('Name').fill('Copper, COMEX first month');
  await dialog.getByRole('combobox', { name: 'Metal' }).click();
  await page.getByRole('option', { name: 'Copper' }).click();
  await dialog.getByRole('button', { name: 'Add a reference' }).click();
  await expect(dialog).toBeHidden();
  const decks = page.getByRole('grid', { name: 'Price decks' });
  const row = decks.getByRole('row', { name: /Copper, COMEX first month/ });
  await expect(row.getByRole('gridcell').nth(2)).toHaveText('');

  await page.goto('/contracts/C-042');
  await page.getByRole('combobox', { name: 'Reference' }).first().click();
  await page.getByRole('option', { name: 'Copper, COMEX first month' }).click();
  const missing = page.getByText(/No price for Copper, COMEX first month in Nov 2027/);
  await expect(missing).toBeVisible();

  await page.goto('/market?field=decks&find=COMEX');
  await expect(row).toBeVisible();
  await row.getByRole('gridcell').nth(6).click();
  await page.keyboard.type('13000');
  await page.keyboard.press('Enter');
  await expect(row.getByRole('gridcell').nth(7)).toHaveText('13,000Filled');
  await page.goto('/contracts/C-042');
  await expect(page.getByRole('combobox', { name: 'Reference' }).first()).toHaveText('Copper, COMEX first month');
  await expect(missing).toHaveCount(0);
});
