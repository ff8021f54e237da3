import { expectAccessible } from './expectAccessible.ts';
import { expect, test } from './fixture.ts';

test('an added reference reports its missing price at the term that uses it, and accepts one', async ({ page }) => {
  await page.goto('/market');
  await page.getByRole('button', { name: 'Add reference' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add price reference' });
  await dialog.getByLabel('Name').fill('copper, LME cash');
  await dialog.getByRole('button', { name: 'Add reference' }).click();
  await expect(dialog.getByText('Another reference already has this name.')).toBeVisible();
  await dialog.getByLabel('Name').fill('Copper, COMEX first month');
  // an invalid number is reported before the dialog closes
  const volatility = dialog.getByLabel('Volatility');
  await volatility.fill('99999');
  await dialog.getByRole('button', { name: 'Add reference' }).click();
  await expect(dialog.getByText(/at most 500/)).toBeVisible();
  await expect(volatility).toBeFocused();
  await volatility.fill('31');
  await dialog.getByRole('combobox', { name: 'Metal' }).click();
  await page.getByRole('option', { name: 'Copper' }).click();
  await dialog.getByRole('button', { name: 'Add reference' }).click();
  await expect(dialog).toBeHidden();
  const decks = page.getByRole('grid', { name: 'Price decks' });
  const row = decks.getByRole('row', { name: /Copper, COMEX first month/ });
  await expect(row.getByRole('gridcell').nth(2)).toHaveText('');

  await page.goto('/contracts/C-042');
  await page.getByRole('combobox', { name: 'Reference' }).first().click();
  await page.getByRole('option', { name: 'Copper, COMEX first month' }).click();
  const missing = page.getByText(/no price for Copper, COMEX first month in Nov 2027/i);
  await expect(missing).toBeVisible();

  await page.goto('/market?field=decks&find=COMEX');
  await expect(row).toBeVisible();
  await row.getByRole('gridcell').nth(6).click();
  await page.keyboard.type('13000');
  await page.keyboard.press('Enter');
  await expect(row.getByRole('gridcell').nth(7)).toHaveText('13,000Estimated');
  await page.goto('/contracts/C-042');
  await expect(page.getByRole('combobox', { name: 'Reference' }).first()).toHaveText('Copper, COMEX first month');
  await expect(missing).toHaveCount(0);
});

test('an own reference is edited, keeps its unit while a contract uses it, and is removed and restored', async ({ page }) => {
  await page.goto('/market');
  await page.getByRole('button', { name: 'Add reference' }).click();
  const added = page.getByRole('dialog', { name: 'Add price reference' });
  await added.getByLabel('Name').fill('Copper, Rotterdam');
  await added.getByRole('button', { name: 'Add reference' }).click();
  await expect(added).toBeHidden();

  const open = async (name: string) => {
    await page.getByRole('button', { name: 'Edit reference' }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  const dialog = page.getByRole('dialog', { name: 'Edit price reference' });
  await open('Copper, Rotterdam');
  await expect(dialog.getByRole('textbox', { name: 'Code' })).toBeDisabled();
  await dialog.getByLabel('Name').fill('copper, LME cash');
  await dialog.getByRole('button', { name: 'Save reference' }).click();
  await expect(dialog.getByText('Another reference already has this name.')).toBeVisible();
  await dialog.getByLabel('Name').fill('Copper, Antwerp');
  await dialog.getByRole('combobox', { name: 'Unit' }).click();
  await page.getByRole('option', { name: 'USc/lb' }).click();
  await dialog.getByRole('button', { name: 'Save reference' }).click();
  await expect(dialog).toBeHidden();
  const row = page.getByRole('grid', { name: 'Price decks' }).getByRole('row', { name: /Copper, Antwerp/ });
  await expect(row).toContainText('USc/lb');

  // a reference used by a draft keeps its unit, and lists its uses
  await page.goto('/contracts/C-042');
  await page.getByRole('combobox', { name: 'Reference' }).first().click();
  await page.getByRole('option', { name: 'Copper, Antwerp' }).click();
  await expect(page.getByText(/no price for Copper, Antwerp/i)).toBeVisible();
  await page.goto('/market');
  await open('Copper, Antwerp');
  const uses = dialog.getByRole('list', { name: 'Used by' });
  await expect(uses.getByRole('link', { name: 'contract C-042' })).toHaveAttribute('href', /C-042$/);
  await expect(dialog.getByRole('combobox', { name: 'Unit' })).toHaveAttribute('aria-disabled', 'true');
  await expect(dialog.getByRole('button', { name: 'Remove reference' })).toHaveCount(0);
  await expectAccessible(page, '[role="dialog"]');
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  // once the contract has another price it can be removed, and restored
  await page.keyboard.press('Control+z');
  await open('Copper, Antwerp');
  await dialog.getByRole('button', { name: 'Remove reference' }).click();
  const sure = page.getByRole('dialog', { name: 'Remove Copper, Antwerp?' });
  await sure.getByRole('button', { name: 'Remove reference' }).click();
  await expect(row).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Edit reference' })).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: 'Edit reference' })).toBeVisible();
});
