import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible } from './expectAccessible.ts';
import { expect, test } from './fixture.ts';

const PASSPHRASE = 'correct horse & "battery"';

const encrypt = async (page: Page): Promise<void> => {
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Set passphrase' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set passphrase' });
  await dialog.getByLabel('New passphrase').fill(PASSPHRASE);
  await dialog.getByLabel('Repeat passphrase').fill(PASSPHRASE);
  await dialog.getByRole('button', { name: 'Set passphrase' }).click();
  await expect(page.getByText('Workspace encrypted')).toBeVisible();
  await expect(dialog).toBeHidden();
};

const enterPassphrase = async (page: Page, passphrase: string): Promise<void> => {
  const dialog = page.getByRole('dialog', { name: /^Open “/ });
  await dialog.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await dialog.getByRole('button', { name: 'Open' }).click();
};

/** The arguments and environments of all processes that this user may read, where the system shows them as files. */
const readProcessList = (): string =>
  (existsSync('/proc/self/cmdline') ? readdirSync('/proc') : [])
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) => ['cmdline', 'environ'].map((name) => join('/proc', id, name)))
    .map((path) => {
      try {
        return readFileSync(path, 'latin1');
      } catch {
        // it ended, or is another user's
        return '';
      }
    })
    .join('\n');

/** Everything that the browser stores for the page, as text. */
const readBrowserStorage = (page: Page): Promise<string> =>
  page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href, history.state]));

test('a passphrase is chosen twice, asked for after a lock and a restart, and is in no file, storage, address or list of processes', async ({
  page,
  app,
}) => {
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Set passphrase' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set passphrase' });
  await expect(dialog).toContainText('There is no recovery');
  await dialog.getByLabel('New passphrase').fill('short');
  await dialog.getByLabel('Repeat passphrase').fill('other');
  await dialog.getByRole('button', { name: 'Set passphrase' }).click();
  await expect(dialog).toContainText('Use at least 8 characters');
  await expect(dialog).toContainText('The two entries differ');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Cancel' }).click();

  await encrypt(page);
  await expect(page.getByText('This workspace is encrypted.')).toBeVisible();

  // half-typed text survives the lock, and the page stays
  await page.getByLabel('Name', { exact: true }).press('End');
  await page.getByLabel('Name', { exact: true }).pressSequentially('-two');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('Lock workspace');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: /^Open “/ })).toBeVisible();
  await expectAccessible(page);
  await enterPassphrase(page, 'something else');
  await expect(page.getByRole('dialog')).toContainText('The passphrase is wrong');
  await enterPassphrase(page, PASSPHRASE);
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Quillan Range-two');

  // a page that is open would report the end of the app
  await page.goto('about:blank');
  await app.restart('SIGTERM');
  await page.goto(app.url());
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('main')).toContainText('is encrypted and locked');
  await page.getByRole('button', { name: 'Enter passphrase' }).click();
  await enterPassphrase(page, PASSPHRASE);
  await expect(page.getByRole('main')).toContainText('of committed gross payable value goes to China');

  expect(await readBrowserStorage(page)).not.toContain('horse');
  expect(readProcessList().includes(PASSPHRASE)).toBe(false);
  for (const file of readdirSync(app.dataFolder, { recursive: true }) as string[]) {
    const path = join(app.dataFolder, file);
    if (!statSync(path).isFile()) continue;
    // only its owner may read it
    if (process.platform !== 'win32') expect([file, statSync(path).mode & 0o077]).toEqual([file, 0]);
    expect(readFileSync(path).includes('horse'), file).toBe(false);
    // a buyer of the sample
    expect(readFileSync(path).includes('Hai Long'), file).toBe(false);
  }
});

test('a passphrase is changed and removed only with the present one', async ({ page }) => {
  await encrypt(page);
  await page.getByRole('button', { name: 'Remove passphrase' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove passphrase' });
  await dialog.getByLabel('Current passphrase').fill('something else');
  await dialog.getByRole('button', { name: 'Remove passphrase' }).click();
  await expect(dialog).toContainText('The passphrase is wrong');
  await dialog.getByLabel('Current passphrase').fill(PASSPHRASE);
  await dialog.getByRole('button', { name: 'Remove passphrase' }).click();
  await expect(page.getByText('This workspace is not encrypted.')).toBeVisible();
});

test('an encrypted backup is marked as such, and a workspace without a passphrase asks for that of the backup', async ({ page }) => {
  await encrypt(page);
  await page.getByRole('button', { name: 'Remove passphrase' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove passphrase' });
  await dialog.getByLabel('Current passphrase').fill(PASSPHRASE);
  await dialog.getByRole('button', { name: 'Remove passphrase' }).click();
  await expect(dialog).toBeHidden();
  await page.goto('/data');
  const encryptedRow = page
    .getByRole('row')
    .filter({ hasText: /Encrypted/ })
    .first();
  await encryptedRow.getByRole('button', { name: /^Restore/ }).click();
  await expect(page.getByRole('dialog')).toContainText('restoring it asks for its passphrase');
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
  await enterPassphrase(page, PASSPHRASE);
  await expect(page.getByText('Backup restored')).toBeVisible();
  await page.goto('/settings');
  await expect(page.getByText('This workspace is encrypted.')).toBeVisible();
});
