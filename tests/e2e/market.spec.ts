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
  const missingPrice = page.getByText(/no price for Copper, COMEX first month in Nov 2027/i);
  await expect(missingPrice).toBeVisible();

  await page.goto('/market?field=decks&find=COMEX');
  await expect(row).toBeVisible();
  await row.getByRole('gridcell').nth(6).click();
  await page.keyboard.type('13000');
  await page.keyboard.press('Enter');
  await expect(row.getByRole('gridcell').nth(7)).toHaveText('13,000Estimated');
  await page.goto('/contracts/C-042');
  await expect(page.getByRole('combobox', { name: 'Reference' }).first()).toHaveText('Copper, COMEX first month');
  await expect(missingPrice).toHaveCount(0);
});

test('an own reference is edited, keeps its unit while a contract uses it, and is removed and restored', async ({ page }) => {
  await page.goto('/market');
  await page.getByRole('button', { name: 'Add reference' }).click();
  const addDialog = page.getByRole('dialog', { name: 'Add price reference' });
  await addDialog.getByLabel('Name').fill('Copper, Rotterdam');
  await addDialog.getByRole('button', { name: 'Add reference' }).click();
  await expect(addDialog).toBeHidden();

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
  const confirmation = page.getByRole('dialog', { name: 'Remove Copper, Antwerp?' });
  await confirmation.getByRole('button', { name: 'Remove reference' }).click();
  await expect(row).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Edit reference' })).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: 'Edit reference' })).toBeVisible();
});

test('a bank’s deck is added, pasted by year, chosen in the header, compared and undone', async ({ page }) => {
  await page.goto('/market?field=decks');
  await page.getByRole('button', { name: 'Add price deck' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a price deck' });
  await dialog.getByLabel('Name').fill('base');
  await dialog.getByRole('button', { name: 'Add price deck' }).click();
  await expect(dialog.getByText('Another price deck has this name.')).toBeVisible();
  await dialog.getByLabel('Name').fill('Bank');
  await dialog.getByRole('combobox', { name: 'Between two prices' }).click();
  await page.getByRole('option', { name: 'Straight line between prices' }).click();
  await dialog.getByLabel('Source and date').fill('Bank research, May 2026');
  await dialog.getByRole('button', { name: 'Add price deck' }).click();
  await expect(dialog).toBeHidden();
  const decks = page.getByRole('table', { name: 'Price decks of this workspace' });
  await expect(decks.getByRole('row', { name: /Bank.*This deck has no prices yet/ })).toBeVisible();

  await decks.getByRole('button', { name: 'Actions for Bank' }).click();
  await page.getByRole('menuitem', { name: 'Paste prices' }).click();
  await page.getByRole('textbox', { name: 'Paste prices' }).fill('Reference\t2027\t2029\nCopper, LME cash\t9,000\t10,300');
  await page.getByRole('button', { name: 'Read pasted cells' }).click();
  await expect(page.getByRole('table', { name: 'Errors and remarks' })).toContainText(
    'No price from Jan 2028 to Dec 2028: by the rule of the deck, interpolated on a straight line.',
  );
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Undo import' })).toBeVisible();

  await page.goto('/compare');
  const atDecks = page.getByRole('table', { name: /at each price deck/ });
  await expect(atDecks.getByRole('row', { name: /^Bank/ })).toBeVisible();
  const npv = (await atDecks.getByRole('row', { name: /^Bank/ }).getByRole('cell').first().textContent()) ?? '';
  await page.getByRole('banner').getByRole('button', { name: 'Price deck Base' }).press('Enter');
  await page.getByRole('menuitemradio', { name: 'Bank' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Price deck Bank' })).toBeVisible();
  await expect(atDecks.getByRole('row', { name: /^Bank/ }).getByRole('cell').nth(1)).toHaveText('');
  await expect(atDecks.getByRole('row', { name: /^Bank/ }).getByRole('cell').first()).toHaveText(npv);
  await expectAccessible(page);

  // undoing the paste and the deck leaves the base deck chosen
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: 'Price deck Base' })).toBeVisible();
  await expect(atDecks.getByRole('row', { name: /^Bank/ })).toHaveCount(0);
});
