import { expectAccessible } from './expectAccessible.ts';
import { expect, test } from './fixture.ts';

test('a decision is recorded with its expected figures and later compared with what happened', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('decisions');
  await page.keyboard.press('Enter');
  await expect(page.getByText('No decision is recorded yet.', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: 'Record decision' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Decision' }).fill('Keep the signed book');
  await dialog.getByRole('textbox', { name: 'Reasons' }).fill('Prices may fall');
  await dialog.getByRole('button', { name: 'Save decision' }).click();
  const table = page.getByRole('table', { name: 'Keep the signed book' });
  await expect(table.getByRole('row')).toHaveCount(4);
  await expectAccessible(page);

  await page.getByRole('button', { name: 'Edit decision' }).click();
  await dialog.getByRole('textbox', { name: 'What happened, and why' }).fill('The board agreed');
  await dialog.getByRole('button', { name: 'Save decision' }).click();
  await expect(page.getByText('What happened: The board agreed')).toBeVisible();

  await page.getByRole('button', { name: 'Delete decision' }).click();
  await dialog.getByRole('button', { name: 'Delete decision' }).click();
  await expect(table).toBeHidden();
  await page.keyboard.press('Control+z');
  await expect(table).toBeVisible();
});
