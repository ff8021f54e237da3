import { expect, test } from './fixture.ts';
import { HOST_GONE } from './guard.ts';

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
  await goTo('Settings');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Quillan Range');
  await expect(page.getByLabel('Name', { exact: true })).not.toBeEditable();
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

test.describe('a new installation', () => {
  test.use({ beginsWith: 'nothing' });

  test('asks once, after the first change, for a name, which the changes then show', async ({ page }) => {
    await page.getByRole('button', { name: 'Open a copy' }).click();
    await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
    const prompt = page.getByText('Show your name in the change history?');
    await expect(prompt).toHaveCount(0);
    await page.goto('/buyers/hai-long');
    const note = page.getByRole('textbox', { name: 'Note' });
    await note.fill('Called on Monday');
    await note.press('Tab');
    await expect(prompt).toBeVisible();
    await page.getByRole('link', { name: 'Enter name' }).click();
    const name = page.getByRole('textbox', { name: 'Your name' });
    await expect(name).toBeFocused();
    await name.fill('Shen Yulan');
    await name.press('Enter');
    await expect(prompt).toHaveCount(0);
    await page.goto('/buyers/hai-long');
    await note.fill('Called on Tuesday');
    await note.press('Tab');
    const timeline = page.getByRole('table', { name: 'Change history' });
    await expect(timeline.getByText('Shen Yulan')).toHaveCount(1);
    await page.goto('/data');
    await expect(page.getByRole('table', { name: 'Latest changes' }).getByText('Shen Yulan')).toHaveCount(1);
  });

  test('does not ask again once it was declined', async ({ page, app, guard }) => {
    guard.allow(HOST_GONE);
    await page.getByRole('button', { name: 'Open a copy' }).click();
    await page.goto('/buyers/hai-long');
    const note = page.getByRole('textbox', { name: 'Note' });
    await note.fill('Called on Monday');
    await note.press('Tab');
    await page.getByRole('button', { name: 'Not now' }).click();
    const prompt = page.getByText('Show your name in the change history?');
    await expect(prompt).toHaveCount(0);
    await app.restart('SIGTERM');
    await page.goto(app.url());
    await expect(page.getByRole('button', { name: /^Undo: / })).toBeVisible();
    await expect(prompt).toHaveCount(0);
  });
});
