import { expectAccessible } from './expectAccessible.ts';
import { expect, test } from './fixture.ts';

test('a question on a run shows its probability and percentiles by year and buyer, reports a threshold outside all paths, and is in the address', async ({
  page,
}) => {
  await page.goto('/cycles/simulation');
  await expect(page.getByText('Run the simulation first.')).toBeVisible();
  const paths = page.getByRole('textbox', { name: 'Paths' });
  await paths.fill('512');
  await paths.press('Enter');
  await page.getByRole('button', { name: 'Run simulation', exact: true }).click();
  const byYear = page.getByRole('table', { name: 'Percentiles', exact: true });
  await expect(byYear.getByRole('row')).not.toHaveCount(1);

  // the paths of the plan are in memory after the run; the threshold is entered in millions
  const threshold = page.getByRole('textbox', { name: 'Threshold' });
  await threshold.fill('1000000');
  await threshold.press('Enter');
  await expect(page.getByText(/On 100\s% of 512 paths, net revenue over the plan/)).toBeVisible();
  await expect(page.getByText(/No path reaches the threshold\. The highest has/)).toBeVisible();
  await page.getByRole('combobox', { name: 'Period' }).click();
  await page.getByRole('option', { name: '2028' }).click();
  await page.getByRole('textbox', { name: 'Own percentile' }).fill('12.5');
  await page.getByRole('textbox', { name: 'Own percentile' }).press('Enter');
  await expect(byYear.getByRole('columnheader', { name: /P12\.5/ })).toBeVisible();
  const ownPercentileCell = byYear.getByRole('row', { name: /^2028/ }).getByRole('cell').nth(8);
  const median = /^[\d,.]+/.exec((await ownPercentileCell.textContent()) ?? '')?.[0];
  await threshold.fill(median!);
  await threshold.press('Enter');
  const chance = page.getByText(/The chance that net revenue in 2028 is below/);
  await expect(chance).toContainText(/is 1[23]\.\d\s%: 6\d of 512 paths\. Standard error 1\.\d+\spoints, 95\s% interval/);
  await expect(page).toHaveURL(/year=2028&threshold=\d+&percentile=0\.125/);
  await chance.getByRole('button', { name: /^1[23]\.\d/ }).click();
  await expect(page.getByText('Paths below threshold')).toBeVisible();
  await page.keyboard.press('Escape');

  // buyers are simulated again; a row is a question about its buyer
  await page.getByRole('button', { name: 'Simulate paths again' }).click();
  const byBuyer = page.getByRole('table', { name: 'By buyer' });
  await byBuyer.getByRole('row').nth(1).getByRole('button').click();
  await expect(page).toHaveURL(/of=buyer\./);
  await expect(page.getByText(/net revenue from .+ in 2028 is below/)).toBeVisible();

  // a half-typed threshold survives a reload, the question is in the address
  await threshold.fill('12,0x');
  await threshold.press('Tab');
  await expect(page.getByText('Enter a number')).toBeVisible();
  await page.reload();
  await expect(threshold).toHaveValue('12,0x');
  await expect(page.getByText(/net revenue from .+ in 2028 is below/)).toBeVisible();
  await expectAccessible(page);
});
