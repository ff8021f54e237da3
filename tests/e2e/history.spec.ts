import { expect, test } from './fixture.ts';

test('a copy is kept by hand and restored; an earlier moment is shown, changes nothing, and leads back to now', async ({ page }) => {
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
  await page.getByRole('button', { name: 'Keep a copy now' }).click();
  const restore = page.getByRole('button', { name: /^Restore the copy of/ });
  // beside the one that was made when the app started
  await expect(restore).toHaveCount(2);

  await rename('Quillan Two');
  await expect(workspace('Quillan Two')).toBeVisible();
  await goTo('Data');
  const changes = page.getByRole('table', { name: 'Latest changes' });
  await expect(changes.getByText('Change the settings')).toBeVisible();
  await changes
    .getByRole('row', { name: /Open the sample mine|Start the workspace/ })
    .getByRole('button')
    .click();
  const note = page.getByText(/^This is the workspace as it was on .* Nothing can be changed here\.$/);
  await expect(note).toBeVisible();
  await expect(workspace('Quillan Range')).toBeVisible();
  await rename('Quillan Three');
  await expect(page.getByText('You are looking at an earlier moment of this workspace. Go back to now to change it.')).toBeVisible();
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(note).toBeHidden();
  await expect(workspace('Quillan Two')).toBeVisible();

  await goTo('Data');
  await restore.first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Restore the copy' }).click();
  await expect(page.getByText('The copy was restored')).toBeVisible();
  await expect(workspace('Quillan Range')).toBeVisible();
  await expect(page.getByText('Before another copy took its place')).toBeVisible();
});
