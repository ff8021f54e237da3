import { expect, test } from './fixture.ts';

test('a backup is made by hand and restored; an earlier moment is shown read-only and leads back to now', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  const workspace = (name: string) => page.getByRole('banner').getByText(name, { exact: true });
  const goTo = (place: 'Settings' | 'Data') => page.getByRole('link', { name: place, exact: true }).click();
  const rename = async (name: string): Promise<void> => {
    await goTo('Settings');
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.keyboard.press('Enter');
  };
  await goTo('Data');
  await page.getByRole('button', { name: 'Create backup now' }).click();
  const restore = page.getByRole('button', { name: /^Restore backup of/ });
  // beside the one made when the app started
  await expect(restore).toHaveCount(2);

  await rename('Quillan Two');
  await expect(workspace('Quillan Two')).toBeVisible();
  await goTo('Data');
  const changes = page.getByRole('table', { name: 'Latest changes' });
  await expect(changes.getByText('Change settings')).toBeVisible();
  await changes
    .getByRole('row', { name: /Open sample mine|Create workspace/ })
    .getByRole('button')
    .click();
  const note = page.getByText(/^You are viewing the workspace as of .* You cannot make changes in this view\.$/);
  await expect(note).toBeVisible();
  await expect(workspace('Quillan Range')).toBeVisible();
  await rename('Quillan Three');
  await expect(
    page.getByText('You are viewing an earlier state of this workspace. Return to the current version to make changes.'),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Return to current version' }).click();
  await expect(note).toBeHidden();
  await expect(workspace('Quillan Two')).toBeVisible();

  await goTo('Data');
  await restore.first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Restore backup' }).click();
  await expect(page.getByText('Backup restored')).toBeVisible();
  await expect(workspace('Quillan Range')).toBeVisible();
  await expect(page.getByText('Before restoring another backup')).toBeVisible();
});
