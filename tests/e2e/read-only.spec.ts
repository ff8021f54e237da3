import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixture.ts';

test('a workspace is opened read-only from the palette: the header shows it, and nothing can be changed', async ({ page, app }) => {
  const file = join(app.dataFolder, 'workspaces', 'Quillan Range.orebook');
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  const content = readFileSync(file);

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('read-only');
  const chooserPromise = page.waitForEvent('filechooser');
  await page.keyboard.press('Enter');
  await (await chooserPromise).setFiles({ name: 'Board copy.orebook', mimeType: 'application/octet-stream', buffer: content });

  await expect(page.getByText('This workspace is open read-only. Nothing can be changed, and its file is not written.')).toBeVisible();
  await expect(page.getByRole('banner').getByText('Read-only · m USD')).toBeVisible();
  // the earlier workspace is closed by now
  const closedFile = readFileSync(file);
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await expect(page.getByLabel('Name', { exact: true }).first()).not.toBeEditable();
  await expect(page.getByRole('button', { name: 'Reset sample mine' })).toBeDisabled();

  // fields, cells and dialogs show what is stored, and take no input that would be lost
  await page.goto('/contracts/C-014');
  const quantity = page.getByLabel('Quantity', { exact: true });
  await expect(quantity).toHaveValue('110.0');
  await expect(quantity).not.toBeEditable();
  await quantity.press('ArrowUp');
  await expect(quantity).toHaveValue('110.0');
  for (const name of ['Copy', 'Delete', 'Remove from plan', 'Add note'])
    await expect(page.getByRole('button', { name, exact: true })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Delete', exact: true }).locator('..')).toHaveAttribute('title', /open read-only/);
  await expect(page.getByRole('button', { name: /^(Remove|Add) (step|penalty)/ })).toHaveCount(0);
  await page.getByRole('combobox', { name: 'Price basis' }).click();
  await expect(page.getByRole('listbox')).toHaveCount(0);
  await page.goto('/diversification');
  await page.getByRole('button', { name: 'Edit China, payable value' }).click();
  await page.getByRole('menuitem', { name: 'Edit China, payable value' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('Nothing can be changed: the workspace is open read-only')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Save limit' })).toBeDisabled();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.goto('/contracts');
  await page.getByRole('grid').getByRole('gridcell').nth(4).click();
  await page.keyboard.type('9');
  await expect(page.getByRole('grid').getByRole('textbox')).toHaveCount(0);

  // what is shown can be chosen
  await page
    .getByRole('banner')
    .getByRole('button', { name: /Price deck/ })
    .click();
  await page.getByRole('menuitemradio', { name: 'Low' }).click();
  await expect(page.getByRole('banner').getByText('Low', { exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Overview', exact: true }).click();
  await expect(page.getByRole('banner').getByText('Quillan Range', { exact: true })).toBeVisible();
  expect(readFileSync(file).equals(closedFile)).toBe(true);
});
