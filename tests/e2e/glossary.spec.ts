import { expectAccessible } from './expectAccessible.ts';
import { expect, test } from './fixture.ts';

test('a column header explains its term on focus and hover, and Escape closes the explanation', async ({ page }) => {
  await page.goto('/diversification');
  const hhi = page.getByRole('table', { name: 'Concentration' }).getByRole('button', { name: 'HHI', exact: true });
  await expect(hhi).toBeVisible();
  const explanation = page.getByRole('tooltip');
  await hhi.focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Shift+Tab');
  await expect(hhi).toBeFocused();
  await expect(explanation).toContainText('The Herfindahl-Hirschman index of concentration');
  await expect(explanation).toContainText('Source: US DOJ and FTC, Merger Guidelines 2023');
  await expect(hhi).toHaveAccessibleDescription(/Herfindahl-Hirschman/);
  await page.keyboard.press('Escape');
  await expect(explanation).toHaveCount(0);
  await page.keyboard.press('Tab');
  await hhi.hover();
  await expect(page.getByRole('tooltip').filter({ hasText: 'Herfindahl-Hirschman' })).toBeVisible();
});

test('F1 in a field explains the term of its label, and Escape closes the explanation', async ({ page }) => {
  await page.goto('/cycles/simulation');
  const seed = page.getByRole('textbox', { name: /^Random seed/ });
  await seed.focus();
  await page.keyboard.press('F1');
  await expect(page.getByRole('tooltip')).toContainText('The number that starts the random draws');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tooltip')).toHaveCount(0);
});

test('the palette opens the whole glossary, which is searched', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('definitions');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Glossary' });
  await expect(dialog.getByRole('term').first()).toBeVisible();
  expect(await dialog.getByRole('term').count()).toBeGreaterThanOrEqual(60);
  await expectAccessible(page, '[role="dialog"]');
  await dialog.getByRole('searchbox', { name: 'Search terms' }).fill('herfindahl');
  await expect(dialog.getByRole('term')).toHaveCount(1);
  await expect(dialog).toContainText('Source: US DOJ and FTC, Merger Guidelines 2023');
  await dialog.getByRole('searchbox', { name: 'Search terms' }).fill('zzz');
  await expect(dialog.getByRole('status')).toHaveText('No term contains “zzz”.');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(dialog).toBeHidden();
});

test('the palette finds a term of the glossary and opens it there', async ({ page }) => {
  await page.goto('/market');
  await expect(page.getByRole('heading', { name: 'Market', level: 1 })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('floor');
  await expect(page.getByRole('option', { selected: true })).not.toContainText('The lowest price');
  await page
    .getByRole('group', { name: 'Glossary' })
    .getByRole('option', { name: /^Floor/ })
    .click();
  const dialog = page.getByRole('dialog', { name: 'Glossary' });
  await expect(dialog.getByRole('term').first()).toHaveText('Floor');
  await expect(dialog.getByRole('searchbox')).toHaveValue('Floor');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('definitions');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('searchbox')).toHaveValue('');
});
