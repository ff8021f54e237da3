import type { Page } from '@playwright/test';
import type { Output } from '#shared/contract/contract.ts';
import { connectBrowser } from '../helpers/http.ts';
import { expect, test } from './fixture.ts';
import { HOST_GONE } from './guard.ts';

const openContract = async (page: Page, id: string): Promise<void> => {
  await page.goto(`/contracts/${id}`);
  await expect(page.getByRole('table', { name: 'If signed' })).toBeVisible();
};

const figure = (page: Page, label: RegExp) => page.getByText(label).locator('xpath=..');

test('a price basis shows its own terms only', async ({ page }) => {
  await openContract(page, 'C-042');
  await expect(page.getByRole('combobox', { name: 'Treatment charge' })).toBeVisible();
  // the value of a term has an explanation by year
  const termValues = page.getByRole('table', { name: 'Value of each term and its equivalents' });
  await termValues
    .getByRole('row', { name: /^Floor/ })
    .getByRole('button')
    .first()
    .click();
  await expect(page.getByRole('dialog', { name: 'Floor' })).toContainText('average-price options on deck prices');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByRole('combobox', { name: 'Price basis', exact: true }).click();
  await page.getByRole('option', { name: 'Index per dmt', exact: true }).click();
  await expect(page.getByRole('combobox', { name: 'Grade adjustment' })).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Treatment charge' })).toHaveCount(0);
});

test('a contract without deliveries to value has a sentence instead of charts and tables of zeros', async ({ page }) => {
  await page.goto('/contracts/C-013');
  await expect(page.getByText('All deliveries are before the valuation date, so there is nothing to value.')).toBeVisible();
  for (const name of ['Net price', 'Revenue by year', 'If signed', 'By year', 'By month'])
    await expect(page.getByRole('heading', { name, exact: true })).toHaveCount(0);
});

test('freight can move with a route, and stays fixed by default', async ({ page }) => {
  await openContract(page, 'C-042');
  const freight = page.getByRole('combobox', { name: 'Freight moves with' });
  await expect(freight).toHaveText('Nothing (fixed freight)');
  await freight.click();
  await page.getByRole('option', { name: /China/ }).first().click();
  await expect(page.getByText('Enter the freight at the route’s deck price.')).toBeVisible();
  await page.getByRole('button', { name: /^Undo: / }).click();
  await expect(freight).toHaveText('Nothing (fixed freight)');
});

test('the economics follow the typing, Esc reverts it, and leaving the field is one change to undo', async ({ page }) => {
  await openContract(page, 'C-042');
  const quantity = page.getByRole('textbox', { name: 'Quantity' });
  const verdict = page.getByRole('main').locator('p').first();
  const npv = figure(page, /^NPV at/);
  const before = (await npv.textContent()) ?? '';
  const mark = page.getByText('Preview with unsaved input');
  await expect(mark).toHaveCount(0);
  const draftSaved = page.waitForResponse(/drafts\.save/);
  await quantity.fill('60');
  await expect(verdict).toContainText('60 kdmt');
  await expect(npv).not.toHaveText(before);
  await expect(mark).toBeVisible();
  // the list shows what is stored, and a restored value is marked as well
  await draftSaved;
  await page.goto('/contracts');
  await expect(page.getByRole('row', { name: /C-042/ })).toContainText('120.0');
  await openContract(page, 'C-042');
  await expect(quantity).toHaveValue('60');
  await expect(npv).not.toHaveText(before);
  await expect(mark).toBeVisible();
  await quantity.press('Escape');
  await expect(quantity).toHaveValue('120.0');
  await expect(npv).toHaveText(before);
  await expect(mark).toHaveCount(0);

  await quantity.fill('100');
  await quantity.press('Tab');
  await expect(page.getByRole('button', { name: /Undo: Change quantity of C-042/ })).toBeVisible();
  await page.getByRole('button', { name: /Undo: Change quantity of C-042/ }).click();
  await expect(quantity).toHaveValue('120.0');
  await expect(npv).toHaveText(before);

  // the tonnes of all years from a spreadsheet: rejected cells are listed, accepted ones are shown before they are applied
  await page.getByRole('button', { name: 'Paste schedule' }).click();
  const dialog = page.getByRole('dialog', { name: 'Paste a volume schedule' });
  const block = dialog.getByRole('textbox', { name: 'Cells from a spreadsheet' });
  await block.fill('Year\tkt\n2027\t30\n2028\tmuch');
  await expect(dialog.getByRole('row', { name: /^B3 much This is not a number/ })).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Use these tonnes' })).toBeDisabled();
  await block.fill('Year\tkt\n2027\t30\n2028\t60');
  await expect(dialog.getByRole('row', { name: /Aug 2027–Jul 2028 120\.0 30\.0 even/ })).toBeVisible();
  await dialog.getByRole('button', { name: 'Use these tonnes' }).click();
  await expect(page.getByRole('textbox', { name: 'Ramp-up' })).toHaveValue('25; 50; 100');
  await expect(npv).not.toHaveText(before);
  await page.getByRole('button', { name: /^Undo:/ }).click();
  await expect(page.getByRole('textbox', { name: 'Ramp-up' })).toHaveValue('');
  await expect(npv).toHaveText(before);
  // the contract begins after the valuation date
  await expect(page.getByRole('heading', { name: 'Current position' })).toHaveCount(0);

  await openContract(page, 'C-014');
  await expect(
    page.getByText('Past months are treated as taken at nominal quantity: 91.7\u00a0kdmt from Aug 2025 to May 2026.'),
  ).toBeVisible();
  // the formula beside the same clause on simulated paths, where clauses without a formula have a value
  await page.getByRole('button', { name: 'Run simulation' }).click();
  await expect(page.getByRole('button', { name: 'Stop simulation' })).toBeVisible();
  const simulatedValues = page.getByRole('table', { name: 'Simulated values' });
  await expect(simulatedValues.getByRole('row', { name: /^Take-or-pay/ })).toBeVisible();
  await page.getByRole('button', { name: 'Enter current position' }).click();
  await page.getByRole('button', { name: 'Add unpaid amount' }).click();
  const unpaidAmount = page.getByRole('textbox', { name: 'Unpaid amount 1, Amount' });
  await unpaidAmount.fill('12.5');
  await unpaidAmount.press('Tab');
  await expect(verdict).toContainText('12.5 m USD is still to be received for earlier deliveries.');
  await expect(page.getByText('Terms or prices have changed since this simulation.')).toBeVisible();
  const undo = page.getByRole('button', { name: /Undo: Change current position of C-014/ });
  await undo.click();
  await expect(unpaidAmount).toHaveCount(0);
  await expect(verdict).not.toContainText('earlier deliveries');
});

test('an invalid value shows the reason at its field, stays, and is stored with the edit that corrects it', async ({ page, guard }) => {
  guard.allow(/contracts\.(preview|save)|status of 4\d\d/);
  await openContract(page, 'C-042');
  const floor = page.getByRole('textbox', { name: 'Floor, cap', exact: true });
  await floor.fill('20000');
  await floor.press('Tab');
  await expect(page.getByText('The floor is above the cap. Lower the floor or raise the cap.')).toBeVisible();
  await page.reload();
  await expect(floor).toHaveValue('20,000');
  await expect(floor).toHaveAttribute('aria-invalid', 'true');
  const cap = page.getByRole('textbox', { name: 'Floor, cap, Cap' });
  await cap.fill('25000');
  await cap.press('Tab');
  await expect(floor).not.toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByRole('main').locator('p').first()).toContainText('with a floor of 20,000 USD/t and a cap of 25,000 USD/t');

  await page.getByRole('textbox', { name: 'Tolerance', exact: true }).fill('90');
  await expect(page.getByText('Must be at most 50.0\u202f%.')).toBeVisible();
});

test('a half-typed value and a new contract survive a killed process', async ({ page, app, guard }) => {
  guard.allow(HOST_GONE);
  await page.goto('/contracts/new?template=ironFinesProRata');
  const draftSaved = page.waitForResponse(
    (answer) => answer.url().endsWith('/api/drafts.save') && (answer.request().postData() ?? '').includes('1,2x'),
  );
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('=HYPERLINK("x") 鉄 🙂 شركة');
  await page.getByRole('textbox', { name: 'Quantity' }).fill('1,2x');
  await page.getByRole('textbox', { name: 'Load port' }).focus();
  await expect(page.getByText('Enter a number.')).toBeVisible();
  await draftSaved;
  await app.restart('SIGKILL');
  await page.goto(app.url());
  await page.goto(`${app.origin()}/contracts/new?template=ironFinesProRata`);
  await expect(page.getByRole('textbox', { name: 'Quantity' })).toHaveValue('1,2x');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('=HYPERLINK("x") 鉄 🙂 شركة');

  await page.getByRole('button', { name: 'Add to workspace' }).click();
  await expect(page.getByRole('textbox', { name: 'Quantity' })).toBeFocused();
  await page.getByRole('textbox', { name: 'Quantity' }).fill('900');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page).toHaveURL(/\/contracts\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('textbox', { name: 'Quantity' })).toHaveValue('900.0');
});

test('a code in use is reported at the code', async ({ page, guard }) => {
  guard.allow(/contracts\.save|status of 4\d\d/);
  await openContract(page, 'C-042');
  const code = page.getByRole('textbox', { name: 'Code' });
  await code.fill('C-014');
  await code.press('Tab');
  await expect(page.getByText('“C-014” is already in use. Choose another.')).toBeVisible();
});

test('a contract is included in the plan and excluded, is copied, and a deleted one is restored by undo', async ({ page, guard }) => {
  guard.allow(/contracts\.(get|preview)|status of 4\d\d/);
  await openContract(page, 'C-042');
  await page.getByRole('button', { name: 'Add to plan' }).click();
  await expect(page.getByText('in plan Base plan')).toBeVisible();
  await page.getByRole('button', { name: 'Remove from plan' }).click();
  await expect(page.getByText('not in plan Base plan')).toBeVisible();

  const copies: string[] = [];
  page.on('request', (request) => request.url().endsWith('/api/contracts.copy') && copies.push(request.url()));
  await page.getByRole('button', { name: 'Copy', exact: true }).dblclick();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('(copy)');
  expect(copies).toHaveLength(1);
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('120.0 kdmt a year to Hai Long Smelting');
  await dialog.getByRole('button', { name: /^Delete C-/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Contracts' })).toBeVisible();
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText(/^Undone: Delete/)).toBeVisible();
});

test('tonnes are divided among months by weights, and evenly again', async ({ page }) => {
  await openContract(page, 'C-042');
  const first = page.getByRole('table', { name: 'By year' }).getByRole('row').filter({ hasText: '2027' });
  await expect(first).toContainText('45.0');
  const months = page.getByRole('combobox', { name: 'Monthly split', exact: true });
  await months.click();
  await page.getByRole('option', { name: 'By month' }).click();
  const august = page.getByRole('textbox', { name: /Weight of Aug/ });
  await august.fill('2');
  await august.press('Tab');
  await expect(page.getByText('The weights add up to 13.0.')).toBeVisible();
  // the least of 120 kdmt x (2 + 4 x 1) / 13 from August to December, 10 % below
  await expect(first).toContainText('49.8');
  await months.click();
  await page.getByRole('option', { name: 'Even' }).click();
  await expect(first).toContainText('45.0');
  await expect(august).toHaveCount(0);
});

test('a second set of terms applies from its month', async ({ page, guard }) => {
  guard.allow(/contracts\.preview|status of 4\d\d/);
  await openContract(page, 'C-042');
  await page.getByRole('button', { name: 'One set of terms' }).click();
  await page.getByRole('menuitem', { name: 'Add terms from a later month' }).click();
  await expect(page.getByRole('textbox', { name: 'Applies from' })).toHaveValue('Aug 2028');
  const quantity = page.getByRole('textbox', { name: 'Quantity' });
  await quantity.fill('60');
  await quantity.press('Tab');
  const years = page.getByRole('table', { name: 'By year' });
  await expect(years.getByRole('row').filter({ hasText: '2030' })).toContainText('60.0');
});

test('delivery in a shortage is a default assumption until it is entered, and an error names the remedy', async ({ page, guard }) => {
  guard.allow(/contracts\.(preview|save)|status of 4\d\d/);
  await openContract(page, 'C-042');
  const priority = page.getByRole('textbox', { name: 'Delivery priority' });
  await expect(priority).toHaveAttribute('placeholder', '1');
  await priority.fill('1.5');
  await priority.press('Tab');
  await expect(page.getByText(/Enter a whole number from 1, which is served first, to 99\./)).toBeVisible();
  await priority.fill('2');
  await priority.press('Tab');
  const undo = page.getByRole('button', { name: 'Undo: Change delivery in a shortage of C-042' });
  await expect(undo).toBeVisible();
  await page.reload();
  await expect(priority).toHaveValue('2');
  await undo.click();
  await expect(priority).toHaveValue('');
});

test('the form and the value do not wait for the effect on the plan, which shows that it is computed and can be asked again', async ({
  page,
  guard,
}) => {
  guard.allow(/contracts\.effect|net::ERR_/);
  const effectAnswer = Promise.withResolvers<void>();
  await page.route('**/api/contracts.effect', async (route) => {
    await effectAnswer.promise;
    await route.abort('connectionreset');
  });
  await page.goto('/contracts/C-042');
  const verdict = page.getByRole('main').locator('p').first();
  const effect = page.getByRole('region', { name: 'If signed' });
  const loading = { name: 'Loading' } as const;
  await expect(verdict).toContainText('Its NPV in Base plan is 1.51 bn USD at 10 %.');
  await expect(verdict.getByRole('status', loading)).toBeVisible();
  await expect(effect.getByRole('status', loading)).toBeVisible();
  const quantity = page.getByRole('textbox', { name: 'Quantity' });
  await quantity.fill('60');
  await expect(verdict).toContainText('60 kdmt');
  await quantity.press('Escape');
  await expect(verdict).toContainText('120 kdmt');

  effectAnswer.resolve();
  const retry = effect.getByRole('button', { name: 'Try again' });
  await expect(retry).toBeVisible();
  await expect(verdict).toContainText('Its NPV in Base plan is 1.51 bn USD at 10 %.');
  await expect(verdict.getByRole('status', loading)).toHaveCount(0);
  await page.unroute('**/api/contracts.effect');
  await retry.click();
  await expect(verdict).toContainText('Its NPV in Base plan is 1.51 bn USD at 10 %. Signing it would breach two limits.');
  await expect(effect.getByRole('row', { name: /^HHI/ })).toBeVisible();
});

test('what is below the effect of a contract in an oversold plan hardly moves when the effect arrives', async ({ page, app }) => {
  const { call } = await connectBrowser(app.url());
  const { products } = ((await call('products.list', {})) as { readonly value: Output<'products.list'> }).value;
  const entries = products.map(({ product, version }) => {
    const production = product.production.map(({ year, tonnes }) => ({ year, tonnes: tonnes * 0.6 }));
    return { product: { ...product, production }, version };
  });
  await call('products.saveMany', { entries });
  const effectAnswer = Promise.withResolvers<void>();
  await page.route('**/api/contracts.effect', async (route) => {
    await effectAnswer.promise;
    await route.continue();
  });
  await page.goto('/contracts/C-042');
  const effect = page.getByRole('region', { name: 'If signed' });
  await expect(effect).toContainText('Base plan is certainly oversold');
  await expect(effect.getByRole('status', { name: 'Loading' })).toBeVisible();
  const height = async () => (await effect.boundingBox())!.height;
  const heightBefore = await height();
  effectAnswer.resolve();
  await expect(effect.getByRole('row', { name: /^HHI/ })).toBeVisible();
  // two rows more or less
  expect(Math.abs((await height()) - heightBefore)).toBeLessThan(71);
});
