import { expect, test } from './fixture.ts';

test('a preview and a run are shown with the worst path in words, and Overview shows the result', async ({ page }) => {
  await page.goto('/cycles/simulation');
  await expect(page.getByText(/^No simulation yet/)).toBeVisible();
  const paths = page.getByRole('textbox', { name: 'Paths' });
  await paths.fill('512');
  await paths.press('Enter');
  await page.getByRole('button', { name: 'Preview', exact: true }).click();
  await expect(page.getByText(/^preview of 256 paths/)).toBeVisible();
  await page.getByRole('button', { name: 'Run simulation', exact: true }).click();
  await expect(page.getByRole('table', { name: 'By year' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Net revenue over the plan', exact: true })).toBeVisible();

  const worstPath = page.getByRole('button', { name: /^No\. / }).first();
  const number = ((await worstPath.textContent()) ?? '').replace('No. ', '');
  await worstPath.click();
  await expect(page.getByRole('list', { name: `Path no. ${number} by month` })).toContainText('slump');

  const verdict = page.getByText(/^Over 512 paths.+worst 5 % average is/);
  const tail = /worst 5 % average is (.+?),/.exec((await verdict.textContent()) ?? '')?.[1];
  await page.getByRole('link', { name: 'Overview' }).click();
  await expect(page.getByText(/In the worst 5\s% of/)).toContainText(tail!);
});

test('settings of a run are kept on leaving the page, half-typed ones too; no run starts before they are valid', async ({ page }) => {
  await page.goto('/cycles/simulation');
  const demand = page.getByRole('textbox', { name: 'Demand in a slump, share of plateau, value' });
  await demand.fill('92');
  await demand.press('Enter');
  const paths = page.getByRole('textbox', { name: 'Paths' });
  const draftSaved = page.waitForResponse(
    (answer) => answer.url().endsWith('/api/drafts.save') && (answer.request().postData() ?? '').includes('1,000,000'),
  );
  await paths.fill('1,000,000');
  await paths.press('Enter');
  await expect(page.getByText('At most 200,000')).toBeVisible();
  await page.getByRole('button', { name: 'Run simulation', exact: true }).click();
  await expect(page.getByText('A number is not readable or out of range.')).toBeVisible();
  await draftSaved;

  await page.reload();
  await expect(demand).toHaveValue('92.0');
  await expect(paths).toHaveValue('1,000,000');
  await page.getByRole('button', { name: 'Demand in a slump, share of plateau: reset to default 85.0' }).click();
  await expect(demand).toHaveValue('85.0');
  await page.getByRole('checkbox', { name: 'Demand in a slump, share of plateau' }).uncheck();
  await expect(demand).toHaveValue('100.0');
  await page.getByRole('button', { name: 'Reset to defaults' }).click();
  await expect(paths).toHaveValue('10,000');
});

test('closing a workspace asks while a run goes on; it continues on Cancel, and every window reports that it was stopped', async ({
  page,
  context,
}) => {
  const secondPage = await context.newPage();
  await secondPage.goto('/buyers');
  await page.goto('/cycles/simulation');
  const paths = page.getByRole('textbox', { name: 'Paths' });
  await paths.fill('200,000');
  await paths.press('Enter');
  await page.getByRole('button', { name: 'Run simulation', exact: true }).click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  await page.getByRole('button', { name: /^Workspace / }).click();
  await page.getByRole('menuitem', { name: 'Close workspace' }).click();
  const question = page.getByRole('dialog', { name: 'A simulation is running. Close the workspace and stop it?' });
  await expect(question).toContainText('Simulate Base plan');
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(question).toBeHidden();
  await expect(page.getByRole('progressbar')).toBeVisible();
  await page.getByRole('button', { name: /^Workspace / }).click();
  await page.getByRole('menuitem', { name: 'Close workspace' }).click();
  await question.getByRole('button', { name: 'Stop and close' }).click();
  await expect(page.getByText(/^Stopped because the workspace was closed or replaced: .+\. Nothing of it was saved\.$/)).toBeVisible();
  const message = secondPage.getByRole('status').filter({ hasText: 'Stopped because the workspace was closed' });
  await expect(message).toContainText('The workspace was closed in another window.');
});

test('a file that is no run is reported where it was imported; choosing a scenario keeps half-typed input', async ({ page }) => {
  await page.goto('/cycles/simulation');
  const chooserPromise = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Import run' }).click();
  await (await chooserPromise).setFiles({ name: 'run.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
  await expect(page.getByText('This file is not an exported Orebook run.')).toBeVisible();
  const paths = page.getByRole('textbox', { name: 'Paths' });
  await paths.fill('1,000,000');
  await paths.press('Enter');
  await page.getByRole('combobox', { name: 'Scenario' }).click();
  await page.getByRole('option').nth(1).click();
  await expect(paths).toHaveValue('1,000,000');
});

test('settings of a run are kept when the page is left at once', async ({ page }) => {
  await page.goto('/cycles/simulation');
  const paths = page.getByRole('textbox', { name: 'Paths' });
  await paths.fill('12,000');
  await page.getByRole('link', { name: 'Market' }).click();
  await page.getByRole('heading', { level: 1, name: 'Market' }).waitFor();
  await page.goBack();
  await expect(paths).toHaveValue('12,000');
});

test('a row of regimes without a probability is reported at its field; one that does not sum to 100 % is scaled', async ({ page }) => {
  await page.goto('/cycles/simulation');
  const chance = (to: string) => page.getByRole('textbox', { name: `Slump, To ${to}` });
  for (const to of ['Expansion', 'Plateau', 'Slump']) {
    await chance(to).fill('0');
    await chance(to).press('Enter');
  }
  await expect(page.getByText('Demand needs at least one possible next phase. Enter a probability above 0 in this row.')).toBeVisible();
  await page.getByRole('button', { name: 'Run simulation', exact: true }).click();
  await expect(page.getByText('A number is not readable or out of range.')).toBeVisible();
  await chance('Slump').fill('80');
  await chance('Slump').press('Enter');
  await expect(page.getByText('A row does not add up to 100 %. Its values are scaled to 100 %.')).toBeVisible();
  await page.getByRole('button', { name: 'Reset probabilities' }).click();
  await expect(chance('Slump')).toHaveValue('92.86');
});

test('a correlation is chosen by keys, a value out of bounds is rejected, an inconsistent one is repaired with a message; undo reverts it', async ({
  page,
}) => {
  await page.goto('/market');
  const matrix = page.getByRole('table', { name: 'Price correlations' });
  await matrix.getByRole('button', { name: /^Copper, LME cash with Zinc, LME cash/ }).click();
  await page.keyboard.press('ArrowDown');
  const field = page.getByRole('textbox', { name: 'Correlation' });
  await expect(page.getByRole('heading', { name: 'Aluminium, LME cash with Zinc, LME cash' })).toBeVisible();
  await field.fill('1.5');
  await field.press('Enter');
  await expect(page.getByText('At most 1.00')).toBeVisible();
  await field.fill('-0.99');
  await field.press('Enter');
  await expect(page.getByText('These correlations are inconsistent')).toBeVisible();
  await page.goto('/cycles/simulation');
  await expect(page.getByText('These correlations are inconsistent')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await expect(page.getByText('The correlations are consistent')).toBeVisible();
});

test('policy closures have a switch, hazards and a duration; a wrong one names its bound, and they survive a reload', async ({ page }) => {
  await page.goto('/cycles/simulation');
  const closures = page.getByRole('checkbox', { name: 'Policies that close a zone to a metal' });
  await expect(closures).toBeChecked();
  const hazard = page.getByRole('textbox', { name: 'Policy closure of China to a metal, value' });
  await expect(hazard).toHaveValue('2.0');
  await hazard.fill('-1');
  await hazard.press('Enter');
  await expect(page.getByText('At least 0.0\u202f% a year')).toBeVisible();
  await hazard.fill('5');
  await hazard.press('Enter');
  const months = page.getByRole('textbox', { name: 'Duration of a policy closure, value' });
  const draftSaved = page.waitForResponse(
    (answer) => answer.url().endsWith('/api/drafts.save') && (answer.request().postData() ?? '').includes('"groupByParent"'),
  );
  await months.fill('18');
  await months.press('Enter');
  await page.getByRole('checkbox', { name: /^Buyers with the same ultimate parent default together/ }).uncheck();
  await draftSaved;
  await page.reload();
  await expect(hazard).toHaveValue('5.0');
  await expect(months).toHaveValue('18');
  await expect(page.getByRole('checkbox', { name: /^Buyers with the same ultimate parent/ })).not.toBeChecked();
  await expect(page.getByText(/No frequency of policy closures is published; test 0–5/)).toBeVisible();
});

test('a run reports quasi-random draws and takes closures of one metal; a question with a threshold set on the chart is saved', async ({
  page,
}) => {
  await page.goto('/cycles/simulation');
  await page.getByRole('combobox', { name: 'Draws' }).click();
  await page.getByRole('option', { name: 'Quasi-random' }).click();
  await page.getByRole('button', { name: 'Add metal' }).click();
  await page.getByRole('combobox', { name: 'Metal, row 1' }).click();
  await page.getByRole('option', { name: 'Copper' }).click();
  const hazard = page.getByRole('textbox', { name: 'Closure of China, Copper' });
  await hazard.fill('8');
  await hazard.press('Enter');
  const paths = page.getByRole('textbox', { name: 'Paths' });
  await paths.fill('256');
  await paths.press('Enter');
  await page.getByRole('button', { name: 'Run simulation' }).click();
  await expect(page.getByText(/256 paths, seed 1, quasi-random draws/).first()).toBeVisible({ timeout: 60_000 });
  const threshold = page.getByRole('slider', { name: 'Set a threshold' });
  await threshold.focus();
  await threshold.press('ArrowLeft');
  await expect(page).toHaveURL(/threshold=/);
  await page.getByRole('button', { name: 'Save question' }).click();
  await expect(page.getByRole('table', { name: 'Saved questions' })).toContainText('Standard error');
});
