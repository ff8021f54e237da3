/**
 * Queries whose long lists come in pages, with the names of these lists. Their input has `first`, the row at which the page begins; their
 * answer has `count`, the rows of the longest list.
 */
export const PAGED_LISTS = {
  'china.get': ['tenors'],
  'contracts.list': ['rows'],
  'contracts.options': ['buyers'],
  'plans.get': ['contracts', 'overrides', 'shortages'],
  'plans.difference': ['contracts'],
  'products.get': ['contracts'],
  'buyers.list': ['rows'],
  'buyers.get': ['contracts'],
  'cycles.get': ['rows'],
  'health.list': ['findings'],
  'allocation.deals': ['deals'],
  'allocation.tonnes': ['deals'],
  'imports.check': ['rows'],
} as const;

/** Rows of a page of these lists; an answer stays below a megabyte. */
export const LIST_PAGE_ROWS = 500;

/** Rows of a page of `imports.check`, which have a value for each column of the file. */
export const IMPORT_PAGE_ROWS = 250;

/** Rows of a page of a query of `PAGED_LISTS`. */
export const pageRowsOf = (call: string): number => (call === 'imports.check' ? IMPORT_PAGE_ROWS : LIST_PAGE_ROWS);

/** Rows of a page of `dates.list`. */
export const DATES_PAGE_ROWS = 500;

/** Rows of a page of the contracts of a run: its page has many other tables. */
export const RUN_CONTRACT_ROWS = 30;

/** Rows of a page of a table whose rows have explained figures. */
export const TABLE_PAGE_ROWS = 50;
