import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectAccessible } from './expectAccessible.ts';
import { expect, test } from './fixture.ts';

test('the tour leads through the main job by keyboard, can be left, and resumes where it was', async ({ page }) => {
  const startTour = async (): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('take the tour');
    await page.keyboard.press('Enter');
  };
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  await startTour();
  const step = (number: number) => page.getByRole('region', { name: `Tour, step ${number} of 8` });
  await step(1).getByRole('button', { name: 'Next step' }).press('Enter');
  await step(2).getByRole('button', { name: 'Choose plan' }).press('Enter');
  await expect(page.getByRole('banner').getByText('Renew Hai Long', { exact: true })).toBeVisible();
  await step(2).getByRole('button', { name: 'Next step' }).click();
  // a step opens its page, and its button returns to it
  await expect(page.getByRole('heading', { name: 'Diversification', level: 1 })).toBeVisible();
  await page.getByRole('link', { name: 'Market', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Market', level: 1 })).toBeVisible();
  await step(3).getByRole('button', { name: 'Open diversification' }).click();
  await expect(page.getByRole('heading', { name: 'Diversification', level: 1 })).toBeVisible();
  await expectAccessible(page, 'section[aria-label^="Tour"]');
  await step(3).getByRole('button', { name: 'Leave tour' }).click();
  await expect(step(3)).toBeHidden();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Diversification', level: 1 })).toBeVisible();
  await startTour();
  await expect(step(3)).toBeVisible();
});

test('what is new in a version is offered once after an update, not at the first start, and stays within reach', async ({ page, app }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: 'What’s new' })).toHaveCount(0);
  const file = join(app.dataFolder, 'recents.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), guides: { seenVersion: '0.0.1' } }));
  await page.reload();
  await page.getByRole('button', { name: 'What’s new' }).click();
  const dialog = page.getByRole('dialog', { name: /^What’s new in version/ });
  await expect(dialog).toContainText('Notes on contracts, figures and charts');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('button', { name: 'What’s new' })).toBeHidden();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: 'What’s new' })).toBeHidden();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('release notes');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeVisible();
});
