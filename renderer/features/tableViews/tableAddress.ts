import { unique } from '#shared/collections.ts';
import type { ViewedTable } from '#shared/domain/tableView.ts';

/** Parameters of the tables in an address. Two tables of one page have different prefixes. */
const PREFIXES: Readonly<Record<ViewedTable, string>> = { contracts: '', buyers: '', products: 'products.', plans: 'plans.' };

/** The parameters that a table has besides its filters. */
export const HIDE = 'hide';
export const SORT = 'sort';
export const WIDTHS = 'widths';
const VIEW = 'view';

/** What an address says of a table. */
export type TableParameters = {
  /** Filters, order, hidden columns and widths, without prefix. */
  readonly parameters: URLSearchParams;
  /** The same as a text that is equal for equal choices. */
  readonly query: string;
  /** The view that was opened last; the parameters may have changed since. */
  readonly viewId: string | undefined;
};

// commas stay readable
const toQuery = (parameters: URLSearchParams): string => parameters.toString().replaceAll('%2C', ',');

const belongsTo = (table: ViewedTable, key: string): boolean =>
  PREFIXES[table] === '' ? !key.includes('.') : key.startsWith(PREFIXES[table]);

/** Reads what an address says of a table. */
export const readTableParameters = (table: ViewedTable, search: string): TableParameters => {
  const prefix = PREFIXES[table];
  const tableEntries = [...new URLSearchParams(search)].flatMap(([key, value]) =>
    belongsTo(table, key) ? [[key.slice(prefix.length), value]] : [],
  );
  const parameters = new URLSearchParams(tableEntries);
  const viewId = parameters.get(VIEW) ?? undefined;
  parameters.delete(VIEW);
  parameters.sort();
  return { parameters, query: toQuery(parameters), viewId };
};

/** Replaces what an address says of a table; the other parameters stay. */
export const writeTableParameters = (
  table: ViewedTable,
  search: string,
  { parameters, viewId }: { readonly parameters: URLSearchParams; readonly viewId: string | undefined },
): string => {
  const address = new URLSearchParams([...new URLSearchParams(search)].filter(([key]) => !belongsTo(table, key)));
  for (const [key, value] of parameters) address.set(PREFIXES[table] + key, value);
  if (viewId !== undefined) address.set(PREFIXES[table] + VIEW, viewId);
  return toQuery(address);
};

/** The keys of a list in an address: "cap,incoterm". */
export const parseKeys = (value: string | null): readonly string[] => unique((value ?? '').split(',').filter(Boolean));
