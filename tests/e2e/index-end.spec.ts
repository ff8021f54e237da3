import { expect, test } from './fixture.ts';

test('a term names an index that ends, with a fallback, without leaving the contract', async ({ page }) => {
  await page.goto('/contracts/C-042');
  const reference = page.getByRole('combobox', { name: 'Reference' }).first();
  await expect(reference).toContainText('Copper, LME cash');
  await page.getByRole('button', { name: 'Enter last month and fallback' }).click();
  await page.getByRole('menuitem', { name: 'Copper, LME cash' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add price reference' });
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('Copper, LME cash, until it ends');
  await dialog.getByRole('textbox', { name: 'To month' }).fill('Dec 2026');
  await dialog.getByRole('combobox', { name: 'After the last index' }).click();
  await page.getByRole('option', { name: 'Fixed amount' }).click();
  await dialog.getByRole('textbox', { name: 'Amount' }).fill('5000');
  await dialog.getByRole('button', { name: 'Add reference' }).click();
  await expect(dialog).toBeHidden();
  await expect(reference).toContainText('Copper, LME cash, until it ends');
  await expect(page.getByText(/copper, lme cash, until it ends/i).first()).toBeVisible();
  // the end of the reference that the term names now is edited in the same place
  await page.getByRole('button', { name: 'Enter last month and fallback' }).click();
  await page.getByRole('menuitem', { name: 'Copper, LME cash, until it ends' }).click();
  await expect(page.getByRole('dialog', { name: 'Edit price reference' }).getByRole('textbox', { name: 'Amount' })).toHaveValue(/5,000/);
});
