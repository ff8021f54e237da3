import type { Page } from '@playwright/test';
import type { Output } from '#shared/contract/contract.ts';
import { connectBrowser } from '../helpers/http.ts';
import { expect, test } from './fixture.ts';

test.beforeEach(async ({ page }) => {
  await page.goto('/plans');
  await expect(page.getByRole('table', { name: 'Plans' })).toBeVisible();
});

const rowOf = (page: Page, plan: string) => page.getByRole('table', { name: 'Plans' }).getByRole('row', { name: new RegExp(`^${plan}`) });

test('the chosen plan is asked for while the list of plans is computed', async ({ page }) => {
  const listAnswer = Promise.withResolvers<void>();
  await page.route('**/api/plans.list', async (route) => {
    await listAnswer.promise;
    await route.continue();
  });
  const planRequest = page.waitForRequest('**/api/plans.get');
  await page.reload();
  await planRequest;
  listAnswer.resolve();
  await expect(page.getByRole('checkbox', { name: 'Include C-042 in the plan' })).toBeVisible();
});

test('the drafts of the plan’s tables are read while the plan is computed', async ({ page }) => {
  const planAnswer = Promise.withResolvers<void>();
  await page.route('**/api/plans.get', async (route) => {
    await planAnswer.promise;
    await route.continue();
  });
  const draftRequests = ['contracts', 'priorities'].map((table) =>
    page.waitForRequest((request) => request.url().endsWith('/api/drafts.get') && (request.postData() ?? '').includes(`"${table}.`)),
  );
  await page.reload();
  await Promise.all(draftRequests);
  planAnswer.resolve();
  await expect(page.getByRole('checkbox', { name: 'Include C-042 in the plan' })).toBeVisible();
});

test('including a contract changes the plan’s figures at once, and one undo reverts it', async ({ page }) => {
  const basePlan = rowOf(page, 'Base plan');
  const before = (await basePlan.textContent()) ?? '';
  const toggle = page.getByRole('checkbox', { name: 'Include C-042 in the plan' });
  await toggle.click();
  await expect(toggle).toBeChecked();
  await expect(page.getByText('C-042, included', { exact: true })).toBeVisible();
  await expect(basePlan).not.toHaveText(before);
  await page.getByRole('button', { name: /^Undo: Add C-042/ }).click();
  await expect(toggle).not.toBeChecked();
  await expect(basePlan).toHaveText(before);
});

test('the limits that a plan breaches are named with their values and lead to their pages in that plan', async ({ page }) => {
  await rowOf(page, 'Renew Hai Long').getByRole('button', { name: '2 breached' }).click();
  await page.getByRole('dialog', { name: 'Breached limits' }).getByRole('link', { name: 'China, payable value' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('China, payable value');
  await expect(page.getByRole('main')).toContainText('Renew Hai Long, by delivery year');
  await expect(page.getByRole('button', { name: /^Plan Base plan/ })).toBeVisible();
});

test('a plan that sells more than it produces is marked in one line, and a table has its products, years, tonnes and damages', async ({
  page,
  app,
}) => {
  const { call } = await connectBrowser(app.url());
  const { products } = ((await call('products.list', {})) as { readonly value: Output<'products.list'> }).value;
  const entries = products.map(({ product, version }) => {
    const production = product.production.map(({ year, tonnes }) => ({ year, tonnes: tonnes * 0.6 }));
    return { product: { ...product, production }, version };
  });
  const lineHeight = (await rowOf(page, 'Base plan').boundingBox())!.height;
  await call('products.saveMany', { entries });
  await expect(rowOf(page, 'Base plan')).toContainText(/\d\sk?dmt oversold/);
  expect((await rowOf(page, 'Base plan').boundingBox())!.height).toBeLessThan(2.2 * lineHeight);
  const oversoldTable = page.getByRole('table', { name: 'Oversold products' });
  const copper = oversoldTable.getByRole('row', { name: /^Copper concentrate Base plan/ });
  await copper.getByRole('button').first().click();
  await expect(page.getByRole('dialog', { name: 'Copper concentrate, tonnes short' })).toBeVisible();
});

test('a new plan from another can be named and chosen, but not with a name that is in use', async ({ page, guard }) => {
  guard.allow(/refused request: \/api\/plans\.branch|Failed to load resource/);
  const branch = async (name: string) => {
    await page.getByRole('button', { name: 'Renew Hai Long: more actions' }).click();
    await page.getByRole('menuitem', { name: 'New plan from this' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill(name);
    await page.getByRole('textbox', { name: 'Name' }).press('Enter');
  };
  await branch('Renew at half');
  const newPlan = rowOf(page, 'Renew at half');
  await expect(newPlan).toBeVisible();
  await newPlan.getByRole('button', { name: 'Choose' }).click();
  await expect(page.getByRole('button', { name: /^Plan Renew at half, 31 contracts/ })).toBeVisible();
  // the dialog stays open with the entry, and the field shows the error
  await page.getByRole('button', { name: 'New plan', exact: true }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Base plan');
  await page.getByRole('textbox', { name: 'Name' }).press('Enter');
  const name = page.getByRole('dialog').getByRole('textbox', { name: 'Name' });
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('“Base plan” is already in use.');
  await expect(name).toHaveValue('Base plan');
  await expect(name).toHaveAccessibleDescription(/“Base plan” is already in use/);
  await name.fill('Base plan, again');
  await name.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(rowOf(page, 'Base plan, again')).toBeVisible();
});

test('the scenario of the losses is chosen once for Plans and Compare', async ({ page }) => {
  const cost = rowOf(page, 'Base plan').getByRole('cell').nth(7);
  const before = (await cost.textContent()) ?? '';
  await page.getByRole('button', { name: 'Losses in: China slump' }).click();
  await page.getByRole('menuitemradio', { name: 'China hard landing' }).click();
  await expect(page.getByRole('button', { name: 'Losses in: China hard landing' })).toBeVisible();
  await expect(cost).not.toHaveText(before);
  await page.getByRole('link', { name: 'Compare' }).click();
  await expect(page.getByRole('button', { name: 'Losses in: China hard landing' })).toBeVisible();
});

test('a plan’s description shows in full, and the messages of archive and restore name the plan', async ({ page }) => {
  const chooseAction = async (item: string) => {
    await page.getByRole('button', { name: 'Spread three ways: more actions' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await chooseAction('Rename and describe');
  const dialog = page.getByRole('dialog');
  const description = dialog.getByRole('textbox', { name: 'Description' });
  await description.fill('Three smelters in the place of one.\nAgreed with finance.\nNot yet shown to the board.');
  const [frame, typedBox] = await Promise.all([description.locator('..').boundingBox(), description.boundingBox()]);
  expect(typedBox!.y).toBeGreaterThanOrEqual(frame!.y);
  expect(typedBox!.y + typedBox!.height).toBeLessThanOrEqual(frame!.y + frame!.height);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Spread three ways saved')).toBeVisible();
  await chooseAction('Archive');
  await expect(page.getByText('Spread three ways archived')).toBeVisible();
  await expect(page.getByText('2 plans and 1 archived, figures for')).toBeVisible();
  await chooseAction('Restore');
  await expect(page.getByText('Spread three ways restored')).toBeVisible();
});

test('an edit in a plan’s table applies to that plan, shows the agreed value, and clearing the cell reverts it', async ({ page }) => {
  const grid = page.getByRole('grid', { name: /^Contracts in Base plan/ });
  const row = grid.getByRole('row').filter({ has: page.getByRole('gridcell', { name: 'C-001', exact: true }) });
  const comparison = page.getByRole('table', { name: /^Compared with (?:Base plan|Signed contracts)/ });
  await expect(comparison).toContainText('has the same content as');
  await row.getByRole('gridcell').nth(4).click();
  await page.keyboard.type('100');
  await page.keyboard.press('Enter');
  // a line for each changed term, named after the contract
  const changedTerms = comparison.getByRole('row', { name: /^C-001, changed/ });
  await expect(changedTerms).toContainText([/from Jan 2023.*100,000/, /from Jan 2026.*100,000/]);
  await row.getByRole('gridcell').nth(4).click();
  await page.keyboard.press('Delete');
  await expect(comparison).toContainText('has the same content as');
});

test('a letter starts an edit in an editable cell, and is a shortcut of the page in another cell', async ({ page }) => {
  const grid = page.getByRole('grid', { name: /^Contracts in Base plan/ });
  const row = grid.getByRole('row').filter({ has: page.getByRole('gridcell', { name: 'C-042', exact: true }) });
  await row.getByRole('gridcell').nth(5).click();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await row.getByRole('gridcell').nth(5).click();
  await page.keyboard.type('Nov 2027');
  await page.keyboard.press('Enter');
  await expect(row.getByRole('gridcell').nth(5)).toHaveText('Nov 2027');
  await expect(page.getByText('C-042 changed in Base plan')).toBeVisible();
  // a refused edit changes nothing and stays in its cell with the reason
  await row.getByRole('gridcell').nth(5).click();
  await page.keyboard.type('Nov 2040');
  await page.keyboard.press('Enter');
  await expect(row.getByRole('gridcell').nth(5)).toHaveText('Nov 2040');
  await row.getByRole('gridcell').nth(5).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(row.getByRole('gridcell').nth(5)).toHaveText('Nov 2027');
  await row.getByRole('gridcell').nth(3).click();
  await page.keyboard.press('n');
  await expect(page.getByRole('heading', { level: 1, name: 'New contract' })).toBeVisible();
});

test('content that loads late does not move visible content', async ({ page }) => {
  const answer = Promise.withResolvers<void>();
  await page.route('**/api/plans.get', async (route) => {
    await answer.promise;
    await route.continue();
  });
  await page.addInitScript(() => {
    const layoutShift = { moved: 0 };
    Object.assign(globalThis, layoutShift);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) layoutShift.moved += (entry as PerformanceEntry & { readonly value: number }).value;
      Object.assign(globalThis, layoutShift);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.reload();
  await expect(page.getByRole('table', { name: 'Products' })).toBeAttached();
  answer.resolve();
  await expect(page.getByRole('grid', { name: /^Contracts in Base plan/ })).toBeVisible();
  await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0);
  // a layout shift of 5 % of the window by its own height
  expect(await page.evaluate(() => (globalThis as unknown as { moved: number }).moved)).toBeLessThan(0.05);
});

test('a long name of a plan leaves all columns of the table in a window of 1280 px', async ({ page, app }) => {
  const { call } = await connectBrowser(app.url());
  const { rows } = ((await call('plans.list', {})) as { readonly value: Output<'plans.list'> }).value;
  const { id, note, archived } = rows.find((row) => row.name === 'Renew Hai Long')!;
  const name = 'Renewal of Hai Long until 2031 with copper spread over three groups of buyers';
  await call('plans.save', { id, name, note, archived });
  const table = page.getByRole('table', { name: 'Plans' });
  await expect(table).toContainText(name);
  const hiddenWidth = await table.evaluate((element) => element.scrollWidth - element.parentElement!.clientWidth);
  expect(hiddenWidth).toBeLessThanOrEqual(0);
  await expect(page.getByTitle(name).first()).toBeVisible();
});
