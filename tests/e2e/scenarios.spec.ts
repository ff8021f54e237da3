import { expect, test } from './fixture.ts';

test('a shipped scenario is copied, drawn by keys, typed, and undone; the plan follows each time', async ({ page }) => {
  await page.goto('/cycles');
  await expect(page.getByRole('table', { name: 'Built-in scenarios' })).toBeVisible();
  await page.getByRole('link', { name: 'Lithium bust, 2022–24' }).click();
  await expect(page.getByRole('button', { name: 'Scenario: Lithium bust, 2022–24' })).toBeVisible();
  await page.getByRole('button', { name: 'Copy and edit' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Lithium bust, 2022–24 (copy)' })).toBeVisible();

  const cost = page.getByRole('region', { name: 'Effect' });
  const shippedEffect = (await cost.textContent()) ?? '';
  const lowPoint = page.getByRole('slider', { name: /^Point 2 of Lithium carbonate/ });
  await lowPoint.focus();
  for (let i = 0; i < 3; i++) await lowPoint.press('Shift+ArrowUp');
  await expect(lowPoint).toHaveAttribute('aria-valuetext', /: 42\.4 %$/);
  await lowPoint.press('Tab');
  await expect(cost).not.toHaveText(shippedEffect);

  const drawnEffect = (await cost.textContent()) ?? '';
  const valueField = page.getByRole('textbox', { name: /^Point 2 of Lithium carbonate.*value$/ });
  await valueField.fill('80');
  await valueField.press('Enter');
  await expect(lowPoint).toHaveAttribute('aria-valuetext', /: 80\.0 %$/);
  await expect(cost).not.toHaveText(drawnEffect);
  await page.getByRole('button', { name: /^Undo: Edit scenario/ }).click();
  await expect(lowPoint).toHaveAttribute('aria-valuetext', /: 42\.4 %$/);
  await expect(cost).toHaveText(drawnEffect);
});

test('a built-in scenario without paths does not ask to add some', async ({ page }) => {
  await page.goto('/cycles/scenarios/copper-barred-from-china');
  const paths = page.getByRole('region', { name: 'Paths' });
  await expect(paths.getByText('No price or demand changes in this scenario.')).toBeVisible();
  await expect(paths.getByText(/Add a price/)).toHaveCount(0);
});

test('a path is drawn with the pointer, and a point is added on the empty chart', async ({ page }) => {
  await page.goto('/cycles');
  await page.getByRole('button', { name: 'New scenario' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Drawn by hand');
  await page.getByRole('textbox', { name: 'Name' }).press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Drawn by hand' })).toBeVisible();
  await page.getByRole('button', { name: 'Add price' }).click();
  await page.getByRole('menuitem', { name: 'Copper, LME cash' }).click();
  const picture = page.getByRole('group', { name: 'Path of Copper, LME cash' });
  await expect(page.getByRole('slider', { name: /^Point \d of Copper/ })).toHaveCount(2);
  await expect(page.getByRole('button', { name: /^Undo: Edit scenario Drawn by hand/ })).toBeVisible();
  await expect(page.getByRole('menu')).toHaveCount(0);
  const box = (await picture.boundingBox())!;
  await picture.click({ position: { x: box.width * 0.6, y: box.height * 0.7 } });
  await expect(page.getByRole('slider', { name: /^Point \d of Copper/ })).toHaveCount(3);
  const second = page.getByRole('slider', { name: /^Point 2 of Copper/ });
  await expect(second).toHaveAttribute('aria-valuetext', /: 80\.0 %$/);
  await second.hover();
  const knot = (await second.boundingBox())!;
  await page.mouse.down();
  await page.mouse.move(knot.x + 20, knot.y + 60, { steps: 4 });
  await page.mouse.up();
  await expect(second).not.toHaveAttribute('aria-valuetext', /: 80\.0 %$/);

  await page.getByRole('link', { name: 'Show effect' }).click();
  await expect(page.getByRole('table', { name: 'Your scenarios' }).getByRole('row', { name: /^Drawn by hand/ })).toBeVisible();
});
