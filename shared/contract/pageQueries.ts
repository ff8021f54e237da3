/** Queries whose figures can be computed at other terms, prices and facilities than those of the workspace. */
export const PAGE_QUERIES = [
  'overview.get',
  'overview.effects',
  'contracts.list',
  'contracts.preview',
  'contracts.effect',
  'contracts.months',
  'contracts.clauses',
  'buyers.list',
  'buyers.get',
  'buyerGroups.get',
  'products.get',
  'plans.list',
  'plans.get',
  'plans.difference',
  'diversification.get',
  'diversification.displacement',
  'limits.board',
  'limits.get',
  'dates.list',
  'openPricing.get',
  'china.get',
  'china.displacements',
  'cycles.get',
  'scenarios.list',
  'financing.get',
  'financing.breakEven',
  'financing.scenarios',
  'compare.get',
  'compare.scenarios',
  'compare.decks',
  'tenders.list',
  'tenders.get',
] as const;
export type PageQuery = (typeof PAGE_QUERIES)[number];

/** Those that are asked about a contract as it is entered; the contract of the request stands for it. */
export const CONTRACT_QUERIES: ReadonlySet<PageQuery> = new Set([
  'contracts.preview',
  'contracts.effect',
  'contracts.months',
  'contracts.clauses',
]);

/** The key of the target that is the opened figure. */
export const PAGE_FIGURE = 'figure';
