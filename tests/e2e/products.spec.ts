import type { Page } from '@playwright/test';
import { expect, test } from './fixture.ts';

const table = (page: Page) => page.getByRole('table', { name: 'Products' });

test('a product is added from Plans, edited, copied and deleted, each of them one undo', async ({ page, guard }) => {
  guard.allow(/products\.(get|save)|status of 4\d\d/);
  await page.goto('/plans');
  // by keyboard: the charts above may still move the link under a pointer
  await page.getByRole('link', { name: 'Add product' }).press('Enter');
  await expect(page).toHaveURL(/\/products\/new$/);
  const metal = page.getByRole('combobox', { name: 'Metal' });
  await metal.click();
  await page.getByRole('option', { name: 'Nickel' }).click();
  await expect(metal).toHaveText('Nickel');
  await expect(page.getByRole('combobox', { name: 'Form' })).toHaveText('Hydroxide');
  const name = page.getByRole('textbox', { name: 'Name', exact: true });

  // an error is shown at its field, and the typed text stays
  await name.fill('Copper concentrate');
  const tonnes = page.getByRole('textbox', { name: 'Production 2027' });
  await tonnes.fill('-5');
  const grade = page.getByRole('textbox', { name: 'Grade of Nickel' });
  await grade.fill('101');
  await page.getByRole('button', { name: 'Add to workspace' }).click();
  await expect(page.getByText('Must be at least 0.0\u00a0kdmt.')).toBeVisible();
  await expect(page.getByText('Must be at most 100.0\u202f%.')).toBeVisible();
  await expect(grade).toHaveValue('101.0');
  await tonnes.fill('12.5');
  await grade.fill('39');
  await name.fill('x'.repeat(5000));
  await page.getByRole('button', { name: 'Add to workspace' }).click();
  await expect(page.getByText('Use at most 200 characters.')).toBeVisible();
  await name.fill('copper concentrate');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('“copper concentrate” is already in use. Choose another.')).toBeVisible();

  // a reload keeps everything; then the product is added by keyboard
  await page.reload();
  await expect(tonnes).toHaveValue('12.5');
  await name.fill('North pit hydroxide');
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(/\/products\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('button', { name: 'Undo: Add North pit hydroxide' })).toBeVisible();
  await expect(page.getByText(/in 2027 is .*\. No contract in .* sells any of it/)).toBeVisible();

  // fields are stored on blur
  await name.fill('South pit hydroxide');
  await name.press('Tab');
  await page.getByRole('button', { name: 'Undo: Rename North pit hydroxide to South pit hydroxide' }).click();
  await expect(name).toHaveValue('North pit hydroxide');
  await page.getByRole('button', { name: 'Add element' }).click();
  await page.getByRole('menuitem', { name: 'Arsenic' }).click();
  await expect(page.getByRole('textbox', { name: 'Grade of Arsenic' })).toHaveValue('0.0');
  await page.getByRole('button', { name: 'Remove Arsenic' }).click();
  await expect(page.getByRole('textbox', { name: 'Grade of Arsenic' })).toHaveCount(0);

  // a share of the cost in another currency
  const currency = page.getByRole('combobox', { name: 'Cost in another currency' });
  await expect(currency).toHaveText('US dollars only');
  await currency.click();
  await page.getByRole('option', { name: 'AUD' }).click();
  const share = page.getByRole('textbox', { name: 'Share of the unit cost' });
  await expect(share).toHaveValue('100.0');
  await share.fill('101');
  await share.press('Tab');
  await expect(page.getByText('Must be at most 100.0\u202f%.')).toBeVisible();
  await share.fill('60');
  await share.press('Tab');
  await expect(page.getByText('moves with the exchange rate')).toBeVisible();
  await page.reload();
  await expect(share).toHaveValue('60.0');
  await currency.click();
  await page.getByRole('option', { name: 'US dollars only' }).click();
  await expect(share).toHaveCount(0);

  // a spot price: a basis fills in defaults, and figures without a default are required
  const spot = page.getByRole('combobox', { name: 'Spot price' });
  await expect(page.getByText('Without its own price, spot sales earn nothing')).toBeVisible();
  await spot.click();
  await page.getByRole('option', { name: 'Fixed price' }).click();
  await expect(page.getByText('This field is required.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Fixed price' }).fill('3100');
  await page.keyboard.press('Tab');
  const undoSpot = page.getByRole('button', { name: 'Undo: Change spot sales of North pit hydroxide' });
  await undoSpot.click();
  await expect(spot).toHaveText('None');

  await page.goto('/plans');
  await page.getByRole('button', { name: 'North pit hydroxide: more actions' }).click();
  await page.getByRole('menuitem', { name: 'Copy' }).click();
  const copiedRow = table(page).getByRole('row', { name: /^North pit hydroxide \(copy\)/ });
  await expect(copiedRow).toContainText('Ni 39.0');
  await page.getByRole('button', { name: 'North pit hydroxide (copy): more actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(page.getByRole('dialog')).toContainText('unit costs for 1 year will be deleted too');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(copiedRow).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo: Delete North pit hydroxide (copy)' }).click();
  await expect(copiedRow).toBeVisible();
});

test('a product with contracts can’t be deleted, shows the reason, and keeps its metal', async ({ page }) => {
  await page.goto('/products/copper-concentrate');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText(/contracts sell .*, so it can’t be deleted/)).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Metal' })).toHaveCount(0);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('new product');
  await page.getByRole('option', { name: /New product/ }).click();
  await expect(page).toHaveURL(/\/products\/new$/);
});

test('a market depth is a default assumption until it is entered, and an error names the remedy', async ({ page, guard }) => {
  guard.allow(/products\.save|status of 4\d\d/);
  await page.goto('/products/copper-concentrate');
  const depth = page.getByRole('textbox', { name: 'Market depth' });
  await expect(depth).toHaveValue('');
  await expect(depth).toHaveAttribute('placeholder', '50.0');
  await expect(page.getByText('Default (Copper): 50\u202f% of mean monthly production sells at full price.')).toBeVisible();
  await depth.fill('0');
  await depth.press('Tab');
  await expect(page.getByText(/this product cannot be sold on spot\. Enter at least 1 %/)).toBeVisible();
  await depth.fill('80');
  await depth.press('Tab');
  await page.getByRole('combobox', { name: 'Main reference' }).click();
  await page
    .getByRole('option', { name: /^Aluminium/ })
    .first()
    .click();
  await expect(page.getByRole('button', { name: /Undo: Change market depth of Copper concentrate/ })).toBeVisible();
  await page.reload();
  await expect(depth).toHaveValue('80.0');
  await page.getByRole('button', { name: /Undo: Change market depth of Copper concentrate/ }).click();
  await expect(page.getByRole('combobox', { name: 'Main reference' })).toHaveText('Same as spot price');
});
