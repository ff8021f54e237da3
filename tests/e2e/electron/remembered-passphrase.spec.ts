import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible } from '../expectAccessible.ts';
import { expect, test } from './desktop.ts';
import { openSample } from './desktopActions.ts';

const PASSPHRASE = 'correct horse battery';

const openSettings = async (page: Page): Promise<void> => {
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
};

const requestDialog = (page: Page) => page.getByRole('dialog', { name: /^Open “/ });

const enter = async (page: Page, shouldRemember: boolean): Promise<void> => {
  const dialog = requestDialog(page);
  await dialog.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  if (shouldRemember) await dialog.getByLabel('Remember passphrase in the key store of this computer').check();
  await dialog.getByRole('button', { name: 'Open' }).click();
  await expect(dialog).toBeHidden();
};

test('a passphrase is remembered on request, asked for after a lock, and forgotten on request', async ({ launcher }) => {
  const first = await launcher.start();
  let page = first.page();
  await openSample(page);
  await openSettings(page);
  await page.getByRole('button', { name: 'Set passphrase' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set passphrase' });
  await dialog.getByLabel('New passphrase').fill(PASSPHRASE);
  await dialog.getByLabel('Repeat passphrase').fill(PASSPHRASE);
  await dialog.getByRole('button', { name: 'Set passphrase' }).click();
  await expect(page.getByText('This computer does not remember the passphrase.')).toBeVisible();
  await first.end();

  const second = await launcher.start();
  page = second.page();
  await expect(requestDialog(page)).toBeVisible();
  await expectAccessible(page);
  await enter(page, true);
  await openSettings(page);
  await expect(page.getByText('This computer’s key store remembers the passphrase.')).toBeVisible();
  const secrets = join(launcher.dataFolder, 'desktop', 'secrets.json');
  expect(readFileSync(secrets, 'utf8')).not.toContain(PASSPHRASE);
  expect(statSync(secrets).mode & 0o777).toBe(0o600);
  await second.end();

  const third = await launcher.start();
  page = third.page();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await openSettings(page);
  await page.getByRole('button', { name: 'Lock workspace' }).click();
  await enter(page, false);
  await openSettings(page);
  await page.getByRole('button', { name: 'Forget passphrase' }).click();
  await expect(page.getByText('This computer does not remember the passphrase.')).toBeVisible();
  expect(readFileSync(secrets, 'utf8')).toBe('{}');
  await third.end();

  const fourth = await launcher.start();
  await expect(requestDialog(fourth.page())).toBeVisible();
  // without a key store of the desktop, Electron would encrypt with a key that every computer has
  await fourth.evaluate(({ safeStorage }) => {
    safeStorage.getSelectedStorageBackend = () => 'basic_text';
  }, undefined);
  await enter(fourth.page(), false);
  await openSettings(fourth.page());
  await expect(fourth.page().getByText('This computer has no key store in which Orebook can remember the passphrase.')).toBeVisible();
  await fourth.page().getByRole('button', { name: 'Lock workspace' }).click();
  await expect(requestDialog(fourth.page())).toBeVisible();
  await expect(requestDialog(fourth.page()).getByRole('checkbox')).toHaveCount(0);
});
