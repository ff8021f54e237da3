import { expect, test } from './fixture.ts';

test('a loan is sized, breaks a covenant, and can be undone', async ({ page, app }) => {
  await page.goto(`${app.origin()}/financing`);
  await expect(page.getByText(/^In the lender case the plan carries .* of senior debt with default terms/)).toBeVisible();

  await page.getByRole('button', { name: 'Add loan' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New loan' });
  await dialog.getByRole('textbox', { name: 'Amount', exact: true }).fill('900');
  await dialog.getByRole('textbox', { name: 'Maturity' }).fill('Jan 2032');
  await dialog.getByRole('textbox', { name: 'Lock-up DSCR' }).fill('1.2');
  await dialog.getByRole('button', { name: 'Save' }).click();
  // the month is off the periods of the loan: nothing is stored, and what was typed stays
  await expect(dialog.getByText(/whole number of periods of 6 months/).first()).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Maturity' }).fill('Dec 2031');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();

  await expect(page.getByText(/New loan of 900.m.USD is .* above the .* that the plan carries in the lender case/)).toBeVisible();
  await expect(page.getByText(/The lock-up DSCR covenant is first broken in/)).toBeVisible();
  const waterfall = page.getByRole('table', { name: 'Cash waterfall' });
  await expect(waterfall.getByText('Lock-up').first()).toBeVisible();

  await page.getByRole('table', { name: 'Debt capacity by case' }).getByRole('button', { name: 'Base case (base deck)' }).click();
  await expect(page.getByText(/^.*Base case \(base deck\): the lowest DSCR is/)).toBeVisible();
  await expect(page).toHaveURL(/case=base/);

  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.getByText('0 facilities in the plan')).toBeVisible();
});

test('a prepayment is linked to a contract and priced with what its contract concedes', async ({ page, app }) => {
  await page.goto(`${app.origin()}/financing?case=base`);
  await page.getByRole('button', { name: 'Add prepayment' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New prepayment' });
  await dialog.getByRole('textbox', { name: 'Amount', exact: true }).fill('20');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText(/Link at least one contract/)).toBeVisible();
  await dialog.getByRole('checkbox', { name: /C-014/ }).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('1 facility in the plan')).toBeVisible();
  await expect(page.getByRole('table', { name: 'Facilities and their cost' }).getByText(/^With its price:/)).toBeVisible();

  // the plan leaves it out, and takes it back with another amount
  await page.getByRole('button', { name: 'In this plan' }).click();
  const inPlan = page.getByRole('dialog', { name: 'Facility in Base plan' });
  await inPlan.getByRole('combobox', { name: 'In the plan' }).click();
  await page.getByRole('option', { name: 'Excluded' }).click();
  await inPlan.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('New prepayment is not in this plan.')).toBeVisible();
  await page.getByRole('button', { name: 'In this plan' }).click();
  await inPlan.getByRole('combobox', { name: 'In the plan' }).click();
  await page.getByRole('option', { name: 'Included' }).click();
  await inPlan.getByRole('textbox', { name: 'Amount' }).fill('30');
  await inPlan.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('button', { name: 'Changed in this plan' })).toBeVisible();
  await expect(page.getByRole('table', { name: 'Facilities and their cost' }).getByText('30', { exact: true })).toBeVisible();
});
