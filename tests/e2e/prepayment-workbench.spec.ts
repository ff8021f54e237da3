import { expect, test } from './fixture.ts';

test('a prepayment is tried in its workbench, stored, and undone', async ({ page, app }) => {
  await page.goto(`${app.origin()}/financing`);
  await page.getByRole('link', { name: 'Open workbench' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Tianmu prepayment' })).toBeVisible();
  const options = page.getByRole('table', { name: 'This prepayment, a bank loan, or neither' });
  await expect(options.getByRole('row', { name: /^No financing/ })).toBeVisible();
  await expect(page.getByText(/Tianmu prepayment costs .* a year with its price/)).toBeVisible();

  // more than the contracts repay is named at once, without a cost that would mislead
  const amount = page.getByRole('textbox', { name: 'Amount', exact: true });
  await amount.fill('900');
  await expect(page.getByText(/^The linked contracts leave .* of Tianmu prepayment unpaid at its maturity/)).toBeVisible();
  await expect(page.getByText(/preview, not saved/)).toBeVisible();
  await amount.fill('50');
  await expect(page.getByText(/Tianmu prepayment costs .* a year with its price/)).toBeVisible();

  // an event draws its balance
  const events = page.getByRole('table', { name: 'Events and scenarios' });
  await events.getByRole('button', { name: 'The contracts end early' }).click();
  await expect(page.getByRole('table', { name: 'Set-off month by month' }).getByText('C-024 set off')).toBeVisible();

  // terms that contradict each other are named at their field, and what was typed stays
  const maturity = page.getByRole('textbox', { name: 'Maturity' });
  await maturity.fill('Nov 2028');
  await expect(page.getByText(/whole number of periods of 3 months/).first()).toBeVisible();
  await maturity.fill('Oct 2028');
  await page.getByRole('button', { name: 'Save to facility' }).click();
  await expect(page.getByText('Tianmu prepayment saved')).toBeVisible();
  await expect(amount).toHaveValue('50.00');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(amount).toHaveValue('60.00');
});
