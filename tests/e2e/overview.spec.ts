import { expect, test } from './fixture.ts';

test('a narrow window folds limits that are OK into a line, a wide window shows their rows', async ({ page }) => {
  await page.goto('/');
  const limits = page.getByRole('table', { name: 'Limits' });
  await expect(limits.getByText(/^3 more limits are OK: /)).toBeVisible();
  await expect(limits.getByRole('rowheader')).toHaveCount(5);
  await page.setViewportSize({ width: 1920, height: 1080 });
  await expect(limits.getByRole('rowheader')).toHaveCount(8);
  await expect(limits.getByText(/^3 more limits are OK: /)).toBeHidden();
});
