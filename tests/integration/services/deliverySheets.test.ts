import { afterAll, beforeAll, expect, it } from 'vitest';
import { valuedWorkbook, type Workbook } from '../../../core/portfolio/portfolio.ts';
import type { ValuedDeal } from '../../../core/summaries/csv.ts';
import { dealsIn } from '../../../core/summaries/subject.ts';
import { countDeliveryMonths, formulaSheets } from '../../../core/summaries/workbook.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
let book: Workbook;
let deals: readonly ValuedDeal[];
beforeAll(async () => {
  services = await openServices();
  book = await valuedWorkbook(services.ctx);
  const plan = book.plan();
  deals = dealsIn(book, plan).map((deal) => ({ deal, valued: plan, plan: plan.plan.name }));
});
afterAll(() => services.close());

const countMonths = (): number =>
  countDeliveryMonths(
    book,
    deals.map(({ deal }) => deal),
  );

it('a workbook has a row for each delivery by month while they fit', async () => {
  const count = countMonths();
  const [deliveries, payments] = await formulaSheets(book, 'internal', deals, { foot: '' }, count);
  // beside the header and the total
  expect(deliveries?.rows).toHaveLength(count + 2);
  expect(payments?.rows.length).toBeGreaterThan(count);
});

it('a workbook of more deliveries has their number in place of them, and no sheet of payments', async () => {
  const count = countMonths();
  const sheets = await formulaSheets(book, 'internal', deals, { foot: '' }, count - 1);
  expect(sheets.map(({ rows }) => rows.flat().map((cell) => cell?.value))).toEqual([
    [expect.stringContaining(`${count.toLocaleString('en')} deliveries, of which it can have at most ${(count - 1).toLocaleString('en')}`)],
  ]);
});
