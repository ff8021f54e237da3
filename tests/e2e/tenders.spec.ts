import { expect, test } from './fixture.ts';

test('bids are ranked, one opens with all its terms, the best is accepted as a contract and undone', async ({ page }) => {
  await page.goto('/contracts');
  await page.getByRole('main').getByRole('link', { name: 'Tenders' }).click();
  const tenders = page.getByRole('grid', { name: 'Tenders' });
  await expect(tenders).toBeVisible();
  await tenders.getByRole('gridcell', { name: 'Copper concentrate 2028–30' }).getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1, name: 'Copper concentrate 2028–30' })).toBeVisible();
  const bids = page.getByRole('grid', { name: 'Bids' });
  // the first cell opens the bid; the one beside it selects the row
  const rankCell = (row: number) => bids.getByRole('row').nth(row).getByRole('gridcell').nth(1);
  const buyer = (row: number) => bids.getByRole('row').nth(row).getByRole('gridcell').first();
  await expect(buyer(1)).toHaveText('Yunfeng Copper');
  await expect(page.getByText('Lechuga Trading has the best admissible bid')).toBeVisible();
  await expect(page.getByText('Signing Yunfeng Copper breaches “China, payable value”')).toBeVisible();
  await expect(
    page
      .getByRole('table', { name: 'Break-even of each bid' })
      .getByRole('row', { name: /^Yunfeng Copper/ })
      .first(),
  ).toBeVisible();

  // every term of a bid can be reached by one key
  await expect(buyer(2)).toHaveText('Lechuga Trading');
  await expect(page.getByRole('table', { name: 'If the bid of Lechuga Trading is signed' })).toBeVisible();
  await rankCell(1).click();
  await expect(
    page.getByRole('table', { name: 'If the bid of Yunfeng Copper is signed' }).getByRole('row', { name: /^HHI/ }),
  ).toBeVisible();
  await page.getByRole('main').getByRole('button', { name: 'Show all terms' }).click();
  await expect(page.getByText('Bid for Copper concentrate 2028–30')).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Copper concentrate 2028–30' }).click();
  await expect(buyer(1)).toHaveText('Yunfeng Copper');

  await rankCell(1).click();
  await page.getByRole('button', { name: 'Accept bid', exact: true }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Bid accepted and signed as C-048' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Open C-048' })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.getByRole('button', { name: 'Accept bid', exact: true })).toBeVisible();
});

test('a tender shows what is offered before its bids are ranked, and the bids as they were added where they can’t be', async ({
  page,
  guard,
}) => {
  guard.allow(/tenders\.get/);
  const values = Promise.withResolvers<void>();
  await page.route('**/api/tenders.get', async (route) => {
    await values.promise;
    await route.fulfill({ json: { ok: false, error: { code: 'INTERNAL', details: {}, id: 'values' } } });
  });
  await page.goto('/contracts/tenders/T-1');
  const bids = page.getByRole('grid', { name: 'Bids' });
  const buyer = (row: number) => bids.getByRole('row').nth(row).getByRole('gridcell').first();
  const verdict = page.getByRole('main').locator('p').first();
  const loading = { name: 'Loading' } as const;
  const chart = page.getByRole('region', { name: 'Risk-adjusted netback relative to the walk-away price' });
  await expect(verdict).toContainText('40 kdmt a year');
  await expect(verdict.getByRole('status', loading)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Bids by risk-adjusted netback' }).getByRole('status', loading)).toBeVisible();
  await expect(page.getByRole('region', { name: 'If signed' }).getByRole('status', loading)).toBeVisible();
  // rows that are not ranked would change places
  await expect(bids).toHaveCount(0);
  const chartTop = (await chart.boundingBox())!.y;

  values.resolve();
  const retry = page.getByRole('main').getByRole('button', { name: 'Try again' });
  await expect(retry).toBeVisible();
  await expect(verdict.getByRole('status', loading)).toHaveCount(0);
  await expect(buyer(1)).toHaveText('Yunfeng Copper');
  await expect(buyer(2)).toHaveText('Otori Refining');
  await expect(bids.getByText('none')).toHaveCount(0);
  await buyer(2).click();
  await expect(page.getByText('Bid for Copper concentrate 2028–30')).toBeVisible();
  await page.goBack();
  await expect(retry).toBeVisible();
  await page.unroute('**/api/tenders.get');
  await retry.click();
  await expect(buyer(2)).toHaveText('Lechuga Trading');
  await expect(verdict).toContainText('Lechuga Trading has the best admissible bid');
  // the bid that was opened is still selected
  await expect(page.getByRole('table', { name: 'If the bid of Otori Refining is signed' })).toBeVisible();
  await expect(retry).toHaveCount(0);
  // the head has a line more
  expect(Math.abs((await chart.boundingBox())!.y - chartTop)).toBeLessThan(80);
});
