import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expectAccessible } from './expectAccessible.ts';
import { expect, test } from './fixture.ts';

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const row = (page: Page, table: string, name: RegExp) => page.getByRole('table', { name: table }).getByRole('row', { name });

test('a new limit shows a breach on the card of a draft, an allocation cures it, and Enter saves it as a plan', async ({ page }) => {
  await page.goto('/diversification?limit=new');
  const form = page.getByRole('dialog', { name: 'New limit' });
  await form.getByRole('textbox', { name: 'Name' }).fill('Copper to China');
  const choose = async (field: string, option: string) => {
    await form.getByRole('combobox', { name: field, exact: true }).click();
    await page.getByRole('option', { name: option }).first().click();
  };
  await choose('Scope', 'Copper');
  await form.getByRole('textbox', { name: 'Start, end', exact: true }).fill('2028');
  await form.getByRole('textbox', { name: 'Warning level' }).fill('25');
  // an invalid level shows an error and is not dropped
  await form.getByRole('textbox', { name: 'Breach level' }).fill('twenty');
  await form.getByRole('button', { name: 'Save limit' }).click();
  await expect(form.getByRole('textbox', { name: 'Breach level' })).toBeFocused();
  await form.getByRole('textbox', { name: 'Breach level' }).fill('20');
  await form.getByRole('button', { name: 'Save limit' }).click();
  await expect(form.getByRole('alert')).toContainText('The warning level is beyond the breach level. Correct one of the two.');
  await form.getByRole('textbox', { name: 'Breach level' }).fill('30');
  await form.getByRole('button', { name: 'Save limit' }).click();
  await expect(form).toHaveCount(0);
  await expect(row(page, 'Limits', /Copper to China/)).toContainText('OK');

  await page.goto('/contracts/C-042');
  await expect(heading(page, /Hai Long/)).toBeVisible();
  await expect(page.getByRole('row', { name: /Copper to China/ }).getByRole('img', { name: 'Breached' })).toBeVisible();

  await page.goto('/plans');
  await page
    .getByRole('row', { name: /^Renew Hai Long/ })
    .getByRole('button', { name: 'Choose' })
    .click();
  await expect(page.getByRole('button', { name: /^Plan Renew Hai Long/ })).toBeVisible();
  await page.goto('/diversification/allocation');
  await expect(page.getByRole('checkbox', { name: 'Copper to China' })).toBeChecked();
  await page.getByRole('button', { name: 'Optimise allocation' }).click();
  await expect(page.getByRole('heading', { name: 'Optimised allocation' })).toBeVisible();
  await expect(page.getByText(/Simulated as a plan on 2,048 new paths that the optimiser did not use: worst 20\s% average/)).toBeVisible();
  await expect(page.getByRole('list', { name: 'Limits' }).getByRole('listitem').filter({ hasText: 'Copper to China' })).not.toContainText(
    'Breached',
  );
  await page.getByRole('button', { name: 'Save as plan' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save as plan' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Renew, kept');
  await dialog.getByRole('button', { name: 'Save as plan' }).click();
  await expect(page.getByText('Renew, kept was saved as a plan.')).toBeVisible();

  await page.goto('/plans');
  await page
    .getByRole('row', { name: /^Renew, kept/ })
    .getByRole('button', { name: 'Choose' })
    .click();
  await expect(page.getByRole('button', { name: /^Plan Renew, kept/ })).toBeVisible();
  await page.goto('/diversification');
  await expect(row(page, 'Limits', /Copper to China/)).not.toContainText('Breached');

  // a saved picture has light colours and double resolution
  await page.getByRole('button', { name: 'Cumulative shares: Copy' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Save as PNG' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('Cumulative shares, 2026-05-31.png');
  const png = readFileSync(await file.path());
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBe(2 * (960 + 2 * 24));

  // a copied picture is the same
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const copyPicture = async () => {
    await page.getByRole('button', { name: 'Cumulative shares: Copy' }).click();
    await page.getByRole('menuitem', { name: 'Copy as image' }).click();
  };
  await copyPicture();
  await expect(page.getByText('Copied')).toBeVisible();
  const copiedSize = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const picture = await createImageBitmap(await item!.getType('image/png'));
    return [picture.width, picture.height];
  });
  expect(copiedSize).toEqual([png.readUInt32BE(16), png.readUInt32BE(20)]);

  // a failure of the browser shows an error
  await page.evaluate(() => {
    HTMLCanvasElement.prototype.toBlob = (callback) => callback(null);
  });
  await page.getByRole('button', { name: 'Cumulative shares: Copy' }).click();
  await page.getByRole('menuitem', { name: 'Save as PNG' }).click();
  const failureMessage = page.getByText('The image could not be created.');
  await expect(failureMessage).toBeVisible();
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(failureMessage).toHaveCount(0);
  await copyPicture();
  await expect(failureMessage).toBeVisible();
});

test('a point of the frontier can be chosen by pointer, keys or row, is in the address, and saves as a plan that one undo removes', async ({
  page,
}) => {
  await page.goto('/diversification/allocation');
  // the deal with the highest premium has no fields, with the reason
  await expect(row(page, 'Deals', /C-042/)).toContainText('No more tonnes: the breached limit China, payable value counts this deal.');
  await page.getByRole('button', { name: 'Allow signed contracts to be reduced by up to 20 % (damages apply)' }).click();
  await page.getByRole('combobox', { name: 'Objective' }).click();
  await page.getByRole('option', { name: 'Minimise HHI of buyers' }).click();
  await page.getByRole('button', { name: 'Optimise allocation' }).click();
  const points = page.getByRole('listbox', { name: /^Frontier points/ });
  await expect(points.getByRole('option')).toHaveCount(25);
  const option = (number: number) =>
    points.getByRole('option', { name: new RegExp(`^Point ${number} of 25: net revenue less damages [\\d.,]+ m USD, HHI`) });

  // arrow keys move along the line, Enter chooses
  await option(1).focus();
  await page.keyboard.press('ArrowRight');
  await expect(option(2)).toBeFocused();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await expect(option(24)).toBeFocused();
  await expect(page.getByRole('heading', { name: 'Frontier point' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Point 24 of 25' })).toBeVisible();
  await expect(option(24)).toHaveAttribute('aria-selected', 'true');
  await expect(page).toHaveURL(/point=24$/);

  await page.getByRole('button', { name: 'Zoom to frontier' }).click();
  await expect(page).toHaveURL(/point=24&close=on$/);
  // a click chooses the nearest point on the drawn canvas
  const place = (number: number) =>
    option(number).evaluate((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 };
    });
  await expect.poll(async () => (await place(1)).y - (await place(2)).y).toBeGreaterThan(5);
  const [a, b] = [await place(1), await place(2)];
  await page.mouse.click(a.x + (b.x - a.x) * 0.4, a.y + (b.y - a.y) * 0.4);
  await expect(page).toHaveURL(/point=1&close=on$/);
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'light' });

  // its row in the chart's table chooses it too
  await page.getByRole('button', { name: 'Net revenue and risk: Show as table' }).click();
  const table = page.getByRole('table', { name: 'Net revenue and risk' });
  await expect(table.getByRole('button', { name: 'Point 1', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await table.getByRole('button', { name: 'Point 12' }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/point=12&close=on$/);
  const tonnes = page.getByRole('table', { name: 'Tonnes at point 12' });
  await expect(tonnes.getByRole('row', { name: /Hai Long Smelting C-014/ })).toContainText('88.0');

  // the address restores the result, its request and the point
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Point 12 of 25' })).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Objective' })).toContainText('Minimise HHI of buyers');
  await expect(page.getByRole('textbox', { name: 'C-001, Minimum' })).toHaveValue('2,880.0');
  const rowCount = await tonnes.getByRole('row').count();
  expect(rowCount).toBeGreaterThan(2);

  const card = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Point 12 of 25' }) });
  await card.getByRole('button', { name: 'Save as plan' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save as plan' });
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue(/^Base plan, point 12: [\d.,]+ m USD$/);
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Twelfth');
  await dialog.getByRole('button', { name: 'Save as plan' }).click();
  await expect(page.getByText('Twelfth was saved as a plan.')).toBeVisible();
  await page.goto('/plans');
  await expect(page.getByRole('row', { name: /^Twelfth/ })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('row', { name: /^Twelfth/ })).toHaveCount(0);

  // a result that is no longer available shows a notice
  await page.goto('/diversification/allocation?job=gone&point=3');
  await expect(page.getByText('This result is no longer available.')).toBeVisible();
});

test('removing and restoring a buyer updates every figure and stores nothing', async ({ page }) => {
  await page.goto('/diversification/what-if');
  await expect(heading(page, 'What if')).toBeVisible();
  const limit = row(page, 'Limits', /China, payable value/);
  const before = (await limit.textContent()) ?? '';
  await page.getByRole('button', { name: 'Remove Jinshan Steel' }).click();
  await expect(limit).not.toHaveText(before);
  await expect(page.getByRole('textbox', { name: 'Tonnes of Jinshan Steel' })).toHaveValue('0.0');

  // the address has the changes
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Tonnes of Jinshan Steel' })).toHaveValue('0.0');
  await expect(limit).not.toHaveText(before);

  // with keys a slider moves by 5 %, and the whole move is one step
  const slider = page.getByRole('slider', { name: 'Tonnes of Yunfeng Copper' });
  const yunfeng = page.getByRole('textbox', { name: 'Tonnes of Yunfeng Copper' });
  await slider.focus();
  await slider.press('ArrowRight');
  await slider.press('ArrowRight');
  await expect(slider).toHaveAttribute('aria-valuetext', /^110/);
  await expect(yunfeng).toHaveValue('77.0');

  // a lost destination costs less here than where it takes nothing, with the reason
  await page.getByRole('button', { name: /^Remove a destination/ }).click();
  await page.getByRole('menuitemcheckbox', { name: 'China' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByText('sold on spot, also in these destinations')).toBeVisible();

  await page.getByRole('button', { name: 'Reset to plan' }).click();
  await expect(limit).toHaveText(before);
  await expect(page).toHaveURL(/what-if$/);
});

test('an allocation and its result are shown again after a visit to another page', async ({ page }) => {
  const visitMarket = async (): Promise<void> => {
    await page.getByRole('navigation').getByRole('link', { name: 'Market' }).click();
    await expect(heading(page, 'Market')).toBeVisible();
    await page.getByRole('navigation').getByRole('link', { name: 'Diversification' }).click();
    await page.getByRole('link', { name: 'Allocate tonnes' }).click();
    await expect(heading(page, 'Allocation')).toBeVisible();
  };
  await page.goto('/diversification/allocation');
  await page.getByRole('button', { name: 'Optimise allocation' }).click();
  await expect(page).toHaveURL(/[?]job=/);
  const address = page.url();
  // it runs or has ended
  await visitMarket();
  await expect(page).toHaveURL(address);
  await expect(page.getByRole('heading', { name: 'Optimised allocation' })).toBeVisible();
  await visitMarket();
  await expect(page.getByRole('heading', { name: 'Optimised allocation' })).toBeVisible();
  await expect(page).toHaveURL(address);
});

test('undo and redo, Back and Forward step through what-if changes and leave stored data alone', async ({ page }) => {
  await page.goto('/diversification/what-if');
  await expect(heading(page, 'What if')).toBeVisible();
  const undo = page.getByRole('button', { name: /^(Undo:|Nothing to undo)/ });
  const redo = page.getByRole('button', { name: /^(Redo:|Nothing to redo)/ });
  await expect(undo).toHaveAccessibleName('Nothing to undo');
  const jinshan = page.getByRole('textbox', { name: 'Tonnes of Jinshan Steel' });
  const yunfeng = page.getByRole('textbox', { name: 'Tonnes of Yunfeng Copper' });

  await page.getByRole('button', { name: 'Remove Jinshan Steel' }).click();
  await expect(undo).toHaveAccessibleName('Undo: what-if: tonnes of Jinshan Steel');
  const slider = page.getByRole('slider', { name: 'Tonnes of Yunfeng Copper' });
  await slider.focus();
  for (let times = 0; times < 3; times++) await slider.press('ArrowRight');
  await expect(yunfeng).toHaveValue('80.5');
  await expect(undo).toHaveAccessibleName('Undo: what-if: tonnes of Yunfeng Copper');

  // three key presses are one step
  await page.keyboard.press('Control+z');
  await expect(yunfeng).toHaveValue('70.0');
  await expect(jinshan).toHaveValue('0.0');
  await expect(redo).toHaveAccessibleName('Redo: what-if: tonnes of Yunfeng Copper');
  await page.goBack();
  await expect(jinshan).toHaveValue('3,600.0');
  await expect(undo).toHaveAccessibleName('Nothing to undo');
  await expect(undo).toBeDisabled();

  // a further undo changes neither the page nor the workspace
  await page.keyboard.press('Control+z');
  await page.goForward();
  await expect(jinshan).toHaveValue('0.0');
  await page.keyboard.press('Control+Shift+z');
  await expect(yunfeng).toHaveValue('80.5');
  await expect(redo).toHaveAccessibleName('Nothing to redo');

  // a reset is a step too
  await page.getByRole('button', { name: 'Reset to plan' }).click();
  await expect(undo).toHaveAccessibleName('Undo: what-if: all changes');
  await undo.click();
  await expect(yunfeng).toHaveValue('80.5');

  // on another page undo applies to the workspace
  await page.getByRole('link', { name: 'Diversification' }).first().click();
  await expect(heading(page, 'Diversification')).toBeVisible();
  await expect(undo).toHaveAccessibleName('Nothing to undo');
});

test('the view of concentration is in the address, and a breach leads to an allocation that cures it', async ({ page }) => {
  await page.goto('/diversification');
  await expect(heading(page, 'Diversification')).toBeVisible();
  const pick = async (menu: RegExp, entry: string) => {
    await page.getByRole('button', { name: menu }).click();
    await page.getByRole('menuitemradio', { name: entry }).click();
  };
  await pick(/^Include:/, 'All deals');
  await pick(/^Compare with:/, 'Renew Hai Long');
  await page.getByRole('switch', { name: 'Allocate traders’ tonnes to final destinations' }).uncheck();
  await pick(/^Show by year:/, 'headroom, kdmt');
  await expect(page).toHaveURL('/diversification?counts=all&against=renew-hai-long&lookThrough=off&headroom=tonnes');
  await page.reload();
  await expect(page.getByRole('button', { name: 'Include: All deals' })).toBeVisible();
  await expect(page.getByRole('switch', { name: 'Allocate traders’ tonnes to final destinations' })).not.toBeChecked();
  await expect(row(page, 'Limits', /China, payable value/)).toContainText('−910.6');

  await page.getByRole('list', { name: 'Breached limits' }).getByRole('link', { name: 'Show causes and cure' }).first().click();
  await expect(heading(page, 'China, payable value')).toBeVisible();
  await page.getByRole('link', { name: 'Find an allocation within this limit' }).click();
  await expect(heading(page, 'Allocation')).toBeVisible();
  await expect(page.getByRole('checkbox', { name: 'China, payable value' })).toBeChecked();
  await page.getByRole('button', { name: 'Optimise allocation' }).click();
  await expect(page.getByRole('heading', { name: 'Optimised allocation' })).toBeVisible();
  await expect(
    page.getByRole('list', { name: 'Limits' }).getByRole('listitem').filter({ hasText: 'China, payable value' }),
  ).not.toContainText('Breached');

  // with fixed deals the limit can't be met, and the page offers ways to resolve it
  await page.getByRole('button', { name: 'Reset bounds' }).click();
  await page.getByRole('button', { name: 'Optimise allocation' }).click();
  await expect(page.getByText('These requirements cannot all be met:')).toBeVisible();
  await page.getByRole('button', { name: /^Exclude: .*China, payable value/ }).click();
  await expect(page.getByRole('checkbox', { name: 'China, payable value' })).not.toBeChecked();
  await expect(page.getByText('These requirements cannot all be met:')).toHaveCount(0);
});

test('a closed destination and a lost buyer are priced and open as scenarios with the same loss', async ({ page }) => {
  await page.goto('/diversification');
  const losses = page.getByRole('table', { name: 'Cost of losing a destination or buyer' });
  const china = losses.getByRole('row', { name: /^China/ });
  // the tonnes before it have no explanation
  const lossFigure = china.getByRole('button', { name: /\d/ }).nth(1);
  const loss = await lossFigure.textContent();
  await lossFigure.click();
  await expect(page.getByText('Displaced tonnes are resold on spot.')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Add scenario: China lost' }).click();
  await expect(page.getByText('Scenario added.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 2, name: 'China closed, Jan 2027 to Dec 2027' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Cost of displaced tonnes' })).toContainText(loss ?? 'a loss');
  await expect(page.getByRole('table', { name: 'Sensitivity to default assumptions' }).getByRole('row')).toHaveCount(4);

  await page.goto('/buyers/hai-long');
  await page.getByRole('button', { name: /^Add scenario: .* lost$/ }).click();
  await expect(page.getByRole('heading', { level: 2, name: /lost, Jan 2027 to Dec 2027/ })).toBeVisible();
  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await expect(page.getByRole('table', { name: 'Channels' }).getByRole('combobox', { name: 'Sold to, channel 1' }).first()).toContainText(
    'Hai Long',
  );
});

test("a limit's name leads to what breaches it and to a cure, which becomes a plan and is undone", async ({ page }) => {
  await page.goto('/');
  await page.getByRole('link', { name: 'One group, copper' }).click();
  await expect(heading(page, 'One group, copper')).toBeVisible();
  await expect(page).toHaveURL('/diversification/limits/copper-group');
  await expect(page.getByText('Breached: 34.0 % in Jun–Dec 2026 against ≤ 30 %.')).toBeVisible();
  await expect(row(page, 'Contracts behind this limit', /C-014/)).toContainText('64.2 (25.6 %)');
  await expect(page.getByText('The limit can’t be cured before 2027.')).toBeVisible();
  // a share of planned production, which no deal with another buyer lowers
  await expect(page.getByText('Allow breaking signed contracts, or renegotiate them.')).toBeVisible();
  await expect(
    page.getByText(/^Jun–Dec 2026: 34\.0\s%, because C-014 \(64\.2\skdmt\) and C-015 \(21\.0\skdmt\) stay as they are\./),
  ).toBeVisible();

  await page.getByRole('switch', { name: 'Allow breaking signed contracts (damages apply)' }).check();
  await expect(page.getByText('One contract change removes the breach in every year.')).toBeVisible();
  await expect(row(page, 'Changes', /Reduce below tolerance/)).toContainText(
    ['C-015', 'Binyao Metals', 'Jun–Dec 2026', '21.0', '11.1'].join(''),
  );
  await expect(row(page, 'Limit by year with the cure', /2026/)).toContainText('30.0');
  await expect(page.getByRole('table', { name: 'Changes' }).getByRole('row').last()).toContainText(/^Total/);
  await page.getByRole('button', { name: 'Create plan with this cure' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save as plan' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.goto('/plans');
  await expect(page.getByText('Base plan: cure of One group, copper').first()).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.getByText('Base plan: cure of One group, copper')).toHaveCount(0);
});
