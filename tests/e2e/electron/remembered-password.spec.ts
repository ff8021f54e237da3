import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { createTestDatabase } from '../../helpers/postgres.ts';
import { expectAccessible } from '../expectAccessible.ts';
import { fillLogin, sharingCell } from '../sharingActions.ts';
import { expect, test } from './desktop.ts';
import { answerMessage, openSample } from './desktopActions.ts';

const REMEMBER = 'Remember password in the key store of this computer';

const openSharing = async (page: Page): Promise<void> => {
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { name: 'Sharing' })).toBeVisible();
};

test('the password of the team’s database is remembered on request, connects at the next start, and is forgotten on request', async ({
  launcher,
}) => {
  const database = await createTestDatabase();
  try {
    const login = await database.connectAs('ann');
    const first = await launcher.start();
    let page = first.page();
    await answerMessage(first, 1);
    await openSample(page);
    await openSharing(page);
    await page.getByRole('button', { name: 'Share this workspace' }).click();
    const dialog = page.getByRole('dialog', { name: 'Share this workspace' });
    await fillLogin(dialog, login);
    await expect(dialog.getByText('It is not stored.')).toBeVisible();
    await dialog.getByLabel(REMEMBER).check();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Share this workspace' }).click();
    await expect(sharingCell(page, 'Up to date')).toBeVisible();
    const secrets = join(launcher.dataFolder, 'desktop', 'secrets.json');
    expect(readFileSync(secrets, 'utf8')).not.toContain(login.password);
    await first.end();

    const second = await launcher.start();
    page = second.page();
    await expect(sharingCell(page, 'Up to date')).toBeVisible();
    await openSharing(page);
    await page.getByRole('button', { name: 'Forget password' }).click();
    await expect(page.getByText('Not stored. Orebook asks for it after each start.')).toBeVisible();
    expect(readFileSync(secrets, 'utf8')).toBe('{}');
    await second.end();

    const third = await launcher.start();
    page = third.page();
    await expect(sharingCell(page, 'Password needed')).toBeVisible();
    await openSharing(page);
    await page.getByRole('button', { name: 'Enter password' }).click();
    await expect(page.getByRole('dialog', { name: 'Enter password' }).getByLabel(REMEMBER)).not.toBeChecked();
    await third.end();
  } finally {
    await database.stop();
  }
});
