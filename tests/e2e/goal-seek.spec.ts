import { expect, test } from './fixture.ts';

test('a goal is reached by a term of the contract, stored and undone, and the question is in the address', async ({ page }) => {
  await page.goto('/contracts/C-042');
  await page.getByRole('link', { name: 'Goal seek' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Goal seek' })).toBeVisible();
  await expect(page.getByText('Choose a figure and a driver, and enter a goal.')).toBeVisible();
  await page.getByRole('combobox', { name: 'Driver' }).click();
  await page.getByRole('option', { name: /^Copper payable share/ }).click();
  const goal = page.getByRole('textbox', { name: 'Goal' });
  await goal.fill('1500');
  await goal.press('Enter');
  const values = page.getByRole('table', { name: 'Values found' });
  await expect(values.getByRole('row', { name: /1,(499\.9|500\.[01])/ })).toBeVisible();
  const valueText = (await values.getByRole('row').nth(1).getByRole('rowheader').textContent()) ?? '';
  await page.reload();
  await expect(values.getByRole('row').nth(1)).toContainText(valueText);

  await values.getByRole('button', { name: 'Apply value' }).click();
  await expect(page.getByText(`Copper payable share set to ${valueText}`)).toBeVisible();
  await page.getByRole('link', { name: 'Open C-042' }).click();
  const share = page.locator('input[name="terms.0.price.payables.0.payable"]');
  await expect(share).toHaveValue(valueText.replace(/\s*%$/, ''));
  await page.getByRole('button', { name: /^Undo: Change price of C-042/ }).click();
  await expect(share).toHaveValue('96.5');
});

test('the last question is there again after other pages: that of the contract from its page, the last one from the commands', async ({
  page,
}) => {
  await page.goto('/goal-seek?contract=C-042&target=deal.npv&driver=terms.0.price.payables.0.payable');
  const goal = page.getByRole('textbox', { name: 'Goal' });
  await goal.fill('1500');
  await goal.press('Enter');
  const values = page.getByRole('table', { name: 'Values found' });
  await expect(values).toBeVisible();
  await page.getByRole('link', { name: 'Open C-042' }).click();
  await page.getByRole('link', { name: 'Goal seek' }).click();
  await expect(goal).toHaveValue('1,500.0');
  await expect(values).toBeVisible();
  await page.getByRole('link', { name: 'Market' }).click();
  await page.getByRole('heading', { level: 1, name: 'Market' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Goal seek');
  await page
    .getByRole('option', { name: /Goal seek/ })
    .first()
    .click();
  await expect(values).toBeVisible();
  await expect(page).toHaveURL(/contract=C-042.*goal=1500000000/);
  // a question of the plan alone stays one
  await page.getByRole('combobox', { name: 'Contract' }).click();
  await page.getByRole('option').first().click();
  await expect(page.getByRole('link', { name: 'Open C-042' })).toHaveCount(0);
  // another contract has a question of its own
  await page.keyboard.press('Control+k');
  await page.keyboard.type('C-014');
  await page.getByRole('option', { name: /C-014/ }).first().click();
  await expect(page).toHaveURL('/contracts/C-014');
  await page.getByRole('link', { name: 'Goal seek' }).click();
  await expect(goal).toHaveValue('');
});

test('a goal out of reach, and bounds the wrong way, are explained', async ({ page }) => {
  await page.goto('/goal-seek?contract=C-042&target=deal.npv&driver=terms.0.price.payables.0.payable&goal=9000000000');
  await expect(page.getByText(/does not reach/)).toBeVisible();
  await expect(page.getByText('Not reached in this range')).toBeVisible();
  const low = page.getByRole('textbox', { name: 'From' });
  await low.fill('100');
  await low.press('Enter');
  await expect(page.getByText('Enter a value above the first one.')).toBeVisible();
  // the answer to the range before is no answer
  await expect(page.getByText('Enter a range that ends above its start.')).toBeVisible();
  await expect(page.getByText(/does not reach/)).toHaveCount(0);
  await expect(page.getByRole('table', { name: 'Nearest value' })).toHaveCount(0);
});

test('the floor that keeps the worst 5 % of a year above cash cost is searched on the paths of a simulation', async ({ page }) => {
  await page.goto('/cycles/simulation');
  const paths = page.getByRole('textbox', { name: 'Paths' });
  await paths.fill('256');
  await paths.press('Enter');
  await page.getByRole('button', { name: 'Run simulation', exact: true }).click();
  await expect(page.getByText(/^Over 256 paths/).first()).toBeVisible();
  // a figure of the run, opened from its menu, is where the goal seek starts
  const plan = page.getByRole('table', { name: 'By year' }).getByRole('row', { name: /^Plan/ });
  const tail = plan.getByRole('button').nth(3);
  const [value] = ((await tail.textContent()) ?? '').split(' ±');
  await tail.click();
  await page.getByRole('dialog').getByRole('button', { name: 'Goal seek' }).click();
  await expect(page.getByRole('combobox', { name: 'Figure' })).toContainText('Net revenue of the plan (worst 5 % average), all years');
  await expect(page.getByText(new RegExp(`^Today ${value}\\sm\\sUSD$`))).toBeVisible();
  await expect(page.getByText(/from another simulation/)).toHaveCount(0);
  await page.goto(page.url().replace(/run=[0-9a-f]{8}/, 'run=00000000'));
  await expect(page.getByText(/from another simulation/)).toBeVisible();
  await page.goto('/cycles/simulation');
  const average = page.getByRole('table', { name: 'By contract' }).getByRole('row').nth(1).getByRole('button').first();
  const [contractValue] = ((await average.textContent()) ?? '').split(' ±');
  await average.click();
  await page.getByRole('menuitem', { name: 'Goal seek' }).click();
  await expect(page.getByRole('combobox', { name: 'Figure' })).toContainText('Contract revenue (average of paths), all years');
  await expect(page.getByText(new RegExp(`^Today ${contractValue}\\sm\\sUSD$`))).toBeVisible();
  await page.goto('/goal-seek?contract=C-042&target=paths.cash.tailMean&year=2028&driver=terms.0.collar.floor');
  await expect(page.getByText(/Each value is simulated over 256 paths with seed 1/)).toBeVisible();
  const run = page.getByRole('button', { name: 'Run goal seek' });
  await expect(run).toBeDisabled();
  const goal = page.getByRole('textbox', { name: 'Goal' });
  await goal.fill('0');
  await goal.press('Enter');
  await run.click();
  await expect(page.getByText(/same 256 paths, with seed 1 .* standard error is/)).toBeVisible();
  await page.reload();
  await expect(page.getByText(/same 256 paths, with seed 1/)).toBeVisible();
  await goal.fill('1');
  await goal.press('Enter');
  await expect(page.getByText(/for an earlier question/)).toBeVisible();
});

test('a mark of a chart, by keyboard and pointer, and a number of a table lead to a goal seek of it', async ({ page }) => {
  await page.goto('/financing');
  const figure = page.getByRole('combobox', { name: 'Figure' });
  const goalSeek = page.getByRole('menuitem', { name: 'Goal seek' });
  const marks = page.getByRole('group', { name: 'Figures of the chart “Cash flow for debt service by period”' });
  const first = marks.getByRole('button').first();
  await first.focus();
  await page.keyboard.press('ArrowRight');
  const name = (await marks.locator('button:focus').getAttribute('aria-label')) ?? '';
  const [, month] = name.split(', ');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menu', { name })).toBeVisible();
  await goalSeek.press('Enter');
  await expect(figure).toContainText(`Contract receipts, ${month}`);
  await expect(page.getByText(/^Today [\d,]+(\.\d)?\sm\sUSD$/)).toBeVisible();

  await page.goBack();
  // a mark gets its place when the chart is drawn
  const places = async () => [(await first.boundingBox())!, (await marks.boundingBox())!] as const;
  await expect.poll(async () => (await places())[0].x - (await places())[1].x).toBeGreaterThan(10);
  const [{ x, y, width, height }] = await places();
  await page.mouse.click(x + width / 2, y + height / 2, { button: 'right' });
  await expect(goalSeek).toBeVisible();
  await page.keyboard.press('Escape');

  const year = page.getByRole('table', { name: 'Cash flow available for debt service' }).getByRole('row', { name: /^2028/ });
  const cfads = year.getByRole('button').last();
  const value = (await cfads.textContent()) ?? '';
  await cfads.click();
  await goalSeek.click();
  await expect(figure).toContainText('CFADS in 2028');
  await expect(page.getByText(`Today ${value} m USD`)).toBeVisible();
});

test('a term of a bid is found for its netback and stored in the bid', async ({ page }) => {
  await page.goto('/contracts/tenders/T-1/bids/T-1-2');
  await page.getByRole('link', { name: 'Goal seek' }).click();
  await expect(page.getByRole('combobox', { name: 'Figure' })).toContainText('Risk-adjusted netback');
  const goal = page.getByRole('textbox', { name: 'Goal' });
  await goal.fill('3500');
  await goal.press('Enter');
  await page.getByRole('table', { name: 'Values found' }).getByRole('button', { name: 'Apply value' }).click();
  await expect(page.getByRole('button', { name: /^Undo: / })).toBeVisible();
  await page.getByRole('link', { name: 'Open bid' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('a figure of a page leads to a table of it, which is computed, shown after a reload and exported', async ({ page }) => {
  await page.goto('/');
  await page
    .getByRole('button', { name: /^61\s%/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Sensitivity table' }).click();
  await expect(page.getByRole('combobox', { name: 'Figure' })).toContainText('China, share of value');
  await page.getByRole('combobox', { name: 'Contract' }).click();
  await page.getByRole('option', { name: /^C-042/ }).click();
  // the figure that was opened stays
  await expect(page.getByRole('combobox', { name: 'Figure' })).toContainText('China, share of value');
  await page.getByRole('combobox', { name: 'Figure' }).click();
  await page.getByRole('option', { name: /^NPV of the contract/ }).click();
  await page.getByRole('combobox', { name: 'Driver' }).nth(1).click();
  await page.getByRole('option', { name: /^Floor/ }).click();
  await page.getByRole('button', { name: 'Compute table' }).click();
  const table = page.getByRole('table', { name: 'NPV of the contract' });
  await expect(table.getByRole('row')).toHaveCount(11);
  await expect(page.getByRole('region', { name: /^Terms worth the same/ })).toBeVisible();
  await page.reload();
  await expect(table.getByRole('row')).toHaveCount(11);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Excel with formulas' }).click();
  expect((await download).suggestedFilename()).toMatch(/^Sensitivity .*\.xlsx$/);
});
