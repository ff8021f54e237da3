import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../helpers/app.ts';
import { connectBrowser } from '../helpers/http.ts';
import { PLACES } from '../helpers/places.ts';
import { findCutTexts } from './findCutTexts.ts';
import { expect, test } from './fixture.ts';

/** A page that has a fault is named, and the next one is shown. */
const softly = expect.configure({ soft: true });

/** Elements of a page, whatever the number of records. */
const MOST_ELEMENTS = 3_000;

const BOOKS = [
  {
    name: 'ten thousand contracts and five hundred buyers',
    options: ['--overrides', '0'],
    plan: 'as-signed',
    hasLongSummary: true,
  },
  {
    name: 'one buyer, contracts of fifty years, and a plan in view that changes most of them',
    options: ['--contracts', '400', '--buyers', '30', '--one-buyer', '--tenor', '600', '--plans', '6', '--overrides', '300'],
    plan: 'generated-plan-0',
    hasLongSummary: false,
  },
  {
    name: 'as many buyers as contracts',
    options: ['--contracts', '1200', '--buyers', '1200', '--overrides', '0'],
    plan: 'spread-three-ways',
    hasLongSummary: false,
  },
] as const;

for (const { name, options, plan, hasLongSummary } of BOOKS)
  test(`with ${name} every place is shown, in few elements and without a cut text`, async ({ app, page }) => {
    const book = join(app.dataFolder, 'large.orebook');
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'tests', 'bench', 'writeBook.ts'), ...options, book]);
    expect({ status, stderr: String(stderr) }).toEqual({ status: 0, stderr: '' });
    await app.restart('SIGTERM', ['--workspace', book]);
    const { call } = await connectBrowser(app.url());
    expect(await call('plans.choose', { id: plan })).toMatchObject({ ok: true });
    await page.goto(app.url());
    for (const { path: pathOfAnyPlan, heading } of PLACES) {
      const path = pathOfAnyPlan.replace('PLAN', plan);
      await test.step(path, async () => {
        await page.goto(`${app.origin()}${path}`);
        await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
        await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0);
        if (path === '/buyers') await softly(page.getByText(/^(\d{1,3}|\d,\d{3}) of (\d{1,3}|\d,\d{3}), by value/)).toBeVisible();
        expect.soft(await page.locator('body *').count(), `elements of ${path}`).toBeLessThanOrEqual(MOST_ELEMENTS);
        const tallCharts = await page
          .locator('canvas')
          .evaluateAll((charts) => charts.filter((chart) => chart.clientHeight > innerHeight).length);
        expect.soft(tallCharts, `charts of ${path} that are higher than the window`).toBe(0);
        await softly.poll(() => findCutTexts(page), path).toEqual([]);
      });
    }
    if (hasLongSummary)
      await test.step('on the page of plans counts of contracts have a separator of thousands, and their IDs are shown whole', async () => {
        await page.goto(`${app.origin()}/plans`);
        const plan = page.getByRole('row', { name: 'Base plan' }).filter({ has: page.getByText('Chosen') });
        await expect(plan.getByRole('cell').first()).toHaveText(/^\d,\d{3}$/);
        for (const name of [/^Contracts in /, /^Delivery priorities/]) {
          const id = page.getByRole('grid', { name }).getByRole('gridcell', { name: /^G-\d{5}/ });
          await expect(id.first()).toBeVisible();
          const cutIds = await id.evaluateAll((cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth).length);
          expect(cutIds, `cut IDs in ${name}`).toBe(0);
        }
      });
    await test.step('the overview shows the first deadlines and reports of how many', async () => {
      await page.goto(app.origin());
      const deadlines = page.getByRole('region', { name: 'Deadlines and actions' });
      await expect(deadlines.getByText(/^6 of \d+$/)).toBeVisible();
      await expect(deadlines.getByRole('rowheader')).toHaveCount(6);
      await expect(deadlines.getByRole('navigation')).toHaveCount(0);
      // the last column is that of the values
      const fits = await deadlines.getByRole('table').evaluate((table) => table.scrollWidth <= (table.parentElement?.clientWidth ?? 0));
      expect(fits).toBe(true);
    });
    if (hasLongSummary)
      await test.step('the pages of a long summary are counted after the first are shown', async () => {
        await page.goto(`${app.origin()}/summary?plan=as-signed`);
        await expect(page.getByText(/^Page 1 of 1\d\d$/)).toBeVisible();
      });
  });
