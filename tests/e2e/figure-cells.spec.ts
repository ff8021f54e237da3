import { findPlainCells } from './findPlainCells.ts';
import { expect, test } from './fixture.ts';
import { PLACES } from './places.ts';

const ALL_COLUMNS = { width: 3_000, height: 1_400 } as const;

const METALS = ['FE62', 'CU', 'AL', 'BAUX', 'ALUM', 'LI2CO3', 'MN44', 'ZN', 'NI', 'PB', 'SN', 'CO', 'AU', 'AG'] as const;

/** The columns of numbers that have no actions, by the reason why no goal can be set for them and by table. */
const WITHOUT_ACTIONS = {
  'a term, a level, an amount or tonnes as entered': {
    Limits: ['Limit', 'Level'],
    'Destinations of tonnes': ['Planned'],
    'Tonnes under contract': ['Planned'],
    'Price decks': ['period'],
    'Group limits': ['Level'],
    Contracts: ['Quantity', 'Quantity (total)', 'Floor', 'Cap', 'Take-or-pay', 'Tolerance', 'Probability'],
    'Contracts in Base plan': ['Quantity', 'Floor', 'Cap', 'Take-or-pay', 'Probability'],
    Products: ['Grade', 'Moisture', 'Planned 2028', 'Unit cost 2028'],
    'Planned production': ['period'],
    'Unit cash cost': ['period'],
    'By year': ['Minimum', 'Minimum (total)'],
    'Bid, By year': ['Minimum', 'Minimum (total)'],
    Tenders: ['Tonnes', 'Walk-away'],
    'Tender terms': ['Tonnes', 'Walk-away'],
    Bids: ['Tonnes', 'Paid after'],
    Buyers: ['Cycle'],
    Deals: ['In the plan', 'Minimum', 'Maximum'],
    'Policy closures by metal': [
      'Closure of China',
      'Closure of any other zone',
      'Duration',
      'Discount of sales elsewhere',
      'Extra freight of sales elsewhere',
    ],
    'Price correlations': METALS,
    'Random drivers': ['Volatility', 'Demand exponent'],
    'Default rates by rating': ['Default rate'],
    Channels: ['Months after start', 'Duration', 'Share open', 'Discount', 'Freight'],
    'Facilities and their cost': ['Amount'],
    Sources: ['Amount', 'Amount (total)'],
    Uses: ['Amount', 'Amount (total)'],
    'Lenders’ checks': ['Threshold'],
    'Cash flow available for debt service': ['Sustaining capital', 'Closure cost'],
    'Cash waterfall': ['Project cost'],
  },
  'a count, a rank or a number of days or months': {
    'Upcoming dates': ['Remaining'],
    Buyers: ['Contracts', 'Contracts (total)'],
    Contracts: ['Left', 'Left (total)'],
    'Delivered without final price': ['Known'],
    Tenders: ['Bids'],
    'Tender terms': ['Bids'],
    Bids: ['Rank'],
    Plans: ['Contracts'],
    Products: ['Contracts'],
    Concentration: ['Members'],
    'Price decks of this workspace': ['Entered prices'],
    'Basis of the months after May 2026': ['Months'],
    'Cost of displaced tonnes': ['Months'],
    'Cost of losing a buyer group': ['Months'],
    'Cost of losing a destination or buyer': ['Months'],
    'Cost of losing this buyer': ['Months'],
    'Cost of losing this group': ['Months'],
    Export: ['Rows'],
    'Backups of this workspace': ['Size'],
  },
  'a published fact with its source': {
    'The ten metals': ['Imports 2012', 'Imports 2024', 'Change', 'Multiple', 'Per year'],
    'China’s suppliers': ['Share'],
    'Other importers': ['Share'],
    'China’s share: our sales and the world': ['World'],
  },
  'the sum of the rows that are shown, or the part of each in it': {
    Buyers: ['Value 2027 (total)', 'Share (total)'],
    Contracts: ['Revenue paid 2027 (total)', 'Share (total)'],
    'By year': ['Tonnes (total)', 'Revenue paid (total)', 'Present value (total)'],
    'Bid, By year': ['Tonnes (total)', 'Revenue paid (total)', 'Present value (total)'],
    'Revenue by protection': ['Share of revenue'],
    'Cash flow available for debt service': [
      'Net revenue (total)',
      'Operating cost (total)',
      'Fixed cost (total)',
      'Sustaining capital (total)',
      'Closure cost (total)',
      'Royalty (total)',
      'Tax (total)',
      'CFADS (total)',
    ],
  },
  'a difference of two years': { Concentration: ['Change on year'] },
  'terms of an earlier version': {
    Versions: ['NPV', 'Change', 'Net price', 'Clauses'],
    'Comparison by term': ['Change in NPV', 'Change in NPV (total)'],
    'Effect of the changes': ['Before', 'After', 'Change'],
  },
  'the plan with a bid that is not accepted; the figures of the bid itself have goal seek in the table of bids': {
    Bids: ['China', 'Debt capacity', 'Lowest DSCR'],
    'Bid, If signed': ['If signed', 'Change'],
    'If the bid of Lechuga Trading is signed': ['If signed', 'Change'],
    'Break-even of each bid': ['As bid', 'Break-even', 'Change'],
    'Bid, Value of each term and its equivalents': ['Value today', 'Per tonne', 'Payable', 'Lower TC', 'Earlier payment'],
    'Bid, By year': ['Tonnes', 'Revenue paid', 'Present value', 'Effective', 'Spot price', 'Margin'],
    'Bid, By month': ['Tonnes', 'Net price', 'Invoiced'],
  },
  'tonnes or a facility as they are typed': {
    Limits: ['Current', 'What-if', 'Change'],
    'This prepayment, a bank loan, or neither': ['NPV', 'Lowest DSCR', 'Capacity of Senior loan', 'All-in cost'],
    'Events and scenarios': ['Set off', 'Interest', 'Due in cash', 'Lapses', 'Cost with price', 'Ends in'],
    'Set-off month by month': ['Opening', 'Draw', 'Interest', 'C-024 pays', 'C-024 set off', 'Closing'].flatMap((column) => [
      column,
      `${column} (total)`,
    ]),
  },
  'an assumption of a scenario at another value': {
    'Sensitivity to default assumptions': ['Low', 'Low: NPV', 'Low: cost of scenario', 'High', 'High: NPV', 'High: cost of scenario'],
  },
  'a stored run': { Plans: ['Expected NPV'], 'Plan against plan': ['less A', 'less B', 'less C'] },
} as const satisfies Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

test('every number in a table has goal seek in its context menu, or a reason to have none', async ({ page }) => {
  await page.setViewportSize(ALL_COLUMNS);
  const foundColumns = new Set<string>();
  for (const { path, heading } of Object.values(PLACES).flat()) {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0);
    // the tables of a bid are those of a contract, at terms that are no figures of the plan
    for (const column of await findPlainCells(page)) foundColumns.add(path.includes('/bids/') ? `Bid, ${column}` : column);
  }
  const allowedColumns = new Set(
    Object.values(WITHOUT_ACTIONS).flatMap((tables) =>
      Object.entries<readonly string[]>(tables).flatMap(([table, columns]) => columns.map((column) => `${table}: ${column}`)),
    ),
  );
  expect([...foundColumns].filter((column) => !allowedColumns.has(column)).sort()).toEqual([]);
});
