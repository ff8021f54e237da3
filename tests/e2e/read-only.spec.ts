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
  await page.getByLabel('Name', { exact: true }).fill('Changed');
  await page.keyboard.press('Enter');
  await expect(page.getByText('This workspace is open read-only, so nothing was changed.', { exact: false })).toBeVisible();
  await page.getByRole('link', { name: 'Overview', exact: true }).click();
  await expect(page.getByRole('banner').getByText('Quillan Range', { exact: true })).toBeVisible();
  expect(readFileSync(file).equals(closedFile)).toBe(true);
});
