import { expect, test } from './fixture.ts';

test('a preview, a run, its worst path in words; Overview says what it came to', async ({ page }) => {
  await page.goto('/cycles/simulation');
  await expect(page.getByText('No run yet')).toBeVisible();
  const paths = page.getByRole('textbox', { name: 'Paths' });
  await paths.fill('512');
  await paths.press('Enter');
  await page.getByRole('button', { name: 'Preview a few hundred paths' }).click();
  await expect(page.getByText(/^preview of 256 paths/)).toBeVisible();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('table', { name: 'Year by year' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Net revenue over the plan' })).toBeVisible();

  const first = page.getByRole('button', { name: /^No\. / }).first();
  const number = ((await first.textContent()) ?? '').replace('No. ', '');
  await first.click();
  await expect(page.getByRole('list', { name: `Path no. ${number}, month by month` })).toContainText('slumps');

  const verdict = page.getByText(/in the worst twentieth it is/);
  const tail = /in the worst twentieth it is (.+?),/.exec((await verdict.textContent()) ?? '')?.[1];
  await page.getByRole('link', { name: 'Overview' }).click();
  await expect(page.getByText(/In the worst twentieth of/)).toContainText(tail!);
});
