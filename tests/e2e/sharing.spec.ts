import type { Locator, Page } from '@playwright/test';
import { type RunningApp, startApp, tempFolder } from '../helpers/app.ts';
import { createTestDatabase } from '../helpers/postgres.ts';
import { expectAccessible } from './expectAccessible.ts';
import { expect, test } from './fixture.ts';
import { guardContext, skipPreload } from './guard.ts';
import { fillLogin, sharingCell } from './sharingActions.ts';

const openBuyer = async (page: Page): Promise<Locator> => {
  await page.goto(`${new URL(page.url()).origin}/buyers`);
  await page.getByRole('link', { name: 'Hai Long Smelting', exact: true }).first().click();
  return page.getByLabel('Ultimate parent');
};

test('a workspace is shared, opened on a second computer and edited on both; a conflict is resolved by keyboard', async ({
  page,
  browser,
}) => {
  const database = await createTestDatabase();
  const folder = tempFolder();
  let second: RunningApp | undefined;
  try {
    const [ann, bob] = [await database.connectAs('ann'), await database.connectAs('bob')];
    await page.goto('/settings');
    await page.getByRole('button', { name: 'Share this workspace' }).click();
    const dialog = page.getByRole('dialog', { name: 'Share this workspace' });
    await dialog.getByRole('button', { name: 'Share this workspace' }).click();
    await expect(dialog.getByText('Enter a value.').first()).toBeVisible();
    await expectAccessible(page);
    await fillLogin(dialog, { ...ann, connection: { ...ann.connection, host: 'db.example' } });
    await dialog.getByRole('button', { name: 'Share this workspace' }).click();
    await expect(dialog.getByRole('alert')).toContainText(`OREBOOK_TEAM_SERVER set to db.example:${ann.connection.port}`);
    await fillLogin(dialog, { ...ann, password: 'wrong' });
    await dialog.getByRole('button', { name: 'Share this workspace' }).click();
    await expect(dialog.getByRole('alert')).toContainText('refused this access');
    await dialog.getByLabel('Password', { exact: true }).fill(ann.password);
    await dialog.getByRole('button', { name: 'Share this workspace' }).click();
    await expect(page.getByText('Workspace shared')).toBeVisible();
    await expect(sharingCell(page, 'Up to date')).toBeVisible();

    await page.getByRole('button', { name: 'Add member' }).click();
    const member = page.getByRole('dialog', { name: 'Add member' });
    await member.getByLabel('User name').fill(bob.connection.role);
    await member.getByLabel('Name', { exact: true }).fill('Bob');
    await member.getByRole('button', { name: 'Add member' }).click();
    await expect(page.getByRole('row', { name: /Bob/ })).toBeVisible();
    await expectAccessible(page);

    second = await startApp({ dataFolder: folder.path, env: { OREBOOK_TEAM_SERVER: '127.0.0.1' } });
    const { origin, url } = second;
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    await skipPreload(context);
    const guard = await guardContext(context, () => [origin]);
    const otherPage = await context.newPage();
    await otherPage.goto(url);
    await otherPage.getByRole('button', { name: 'Open a shared workspace' }).click();
    const joinDialog = otherPage.getByRole('dialog', { name: 'Open a shared workspace' });
    await fillLogin(joinDialog, bob);
    await joinDialog.getByRole('button', { name: 'Find workspaces' }).click();
    await expect(joinDialog.getByRole('row', { name: /Quillan Range/ })).toContainText('Editor');
    await joinDialog.getByRole('button', { name: 'Open', exact: true }).click();
    await expect(sharingCell(otherPage, 'Up to date')).toBeVisible();

    const [annNote, bobNote] = [await openBuyer(page), await openBuyer(otherPage)];
    await bobNote.fill('Bob: payment is late');
    const editedAt = Date.now();
    await bobNote.press('Tab');
    await expect(annNote).toHaveValue('Bob: payment is late');
    // a figure for the report: a busy machine decides how long it is
    test.info().annotations.push({ type: 'edit until it is in the other window', description: `${Date.now() - editedAt} ms` });

    const release = await database.holdAppends();
    await annNote.fill('Ann: paid');
    await annNote.press('Tab');
    await bobNote.fill('Bob: still late');
    await bobNote.press('Tab');
    await expect(page.getByText('Saved').first()).toBeVisible();
    await expect(otherPage.getByText('Saved').first()).toBeVisible();
    await release();

    await Promise.any([sharingCell(page, '1 conflict').waitFor(), sharingCell(otherPage, '1 conflict').waitFor()]);
    const isMine = await sharingCell(page, '1 conflict').isVisible();
    const [loser, loserNote, winnerNote] = isMine
      ? ([page, 'Ann: paid', bobNote] as const)
      : ([otherPage, 'Bob: still late', annNote] as const);
    await expect(loser.getByText('your change and a colleague’s change conflict')).toBeVisible();
    await sharingCell(loser, '1 conflict').press('Enter');
    await expect(loser.getByRole('cell', { name: loserNote })).toBeVisible();
    await expectAccessible(loser);
    await loser.getByRole('button', { name: 'Use mine' }).press('Enter');
    await expect(loser.getByText('No conflicts.')).toBeVisible();
    await expect(winnerNote).toHaveValue(loserNote);
    expect(guard.faults).toEqual([]);
    await context.close();
  } finally {
    await second?.end('SIGTERM');
    await database.stop();
    folder.remove();
  }
});
