import { expect, test } from './fixture.ts';

test.beforeEach(async ({ page }) => {
  await page.goto('/buyers');
  await expect(page.getByRole('grid', { name: 'Buyers' })).toBeVisible();
});

test('a link to one zone shows its buyers, and clearing shows all again', async ({ page }) => {
  await page.goto('/buyers?zone=europe');
  const grid = page.getByRole('grid', { name: 'Buyers' });
  await expect(grid.getByText('Norrland Smelters')).toBeVisible();
  await expect(grid.getByText('Hai Long Smelting')).toHaveCount(0);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(grid.getByText('Hai Long Smelting')).toBeVisible();
});

test('a name typed in its cell is one undo', async ({ page }) => {
  const grid = page.getByRole('grid', { name: 'Buyers' });
  await grid.getByRole('row').filter({ hasText: 'Otori Refining' }).getByRole('gridcell', { name: 'Japan' }).first().click();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('F2');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('Otori Metals');
  await page.keyboard.press('Enter');
  await expect(grid.getByText('Otori Metals')).toBeVisible();
  await page.getByRole('button', { name: /^Undo/ }).first().click();
  await expect(grid.getByText('Otori Refining')).toBeVisible();
});

test('a buyer with contracts can’t be deleted, and a message gives the reason', async ({ page, guard }) => {
  guard.allow(/api\/buyers\.remove/);
  const grid = page.getByRole('grid', { name: 'Buyers' });
  await grid.getByRole('row').filter({ hasText: 'Jinshan Steel' }).getByRole('gridcell', { name: 'China' }).first().click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete 1 buyer' }).click();
  await expect(page.getByText(/still in use \(references: 2\)/)).toBeVisible();
  await expect(grid.getByText('Jinshan Steel')).toBeVisible();
});

test('a new buyer starts as a draft and is stored only when it is added', async ({ page }) => {
  const link = page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: /Buyers/ });
  const before = (await link.textContent()) ?? '';
  await page.getByRole('button', { name: 'New buyer' }).click();
  await expect(page.getByRole('button', { name: 'Add to workspace' })).toBeVisible();
  await expect(page).toHaveURL(/\/buyers\/new$/);
  await expect(link).toHaveText(before);
});
