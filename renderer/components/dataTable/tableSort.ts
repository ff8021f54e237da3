/** The order of a table. */
export type TableSort = { readonly column: string; readonly isHighestFirst: boolean };

/** In an address, the original order of the rows where the default is another. */
const UNSORTED = 'none';

/** Writes an order for an address: "-revenue" with the highest first. */
export const formatSort = (sort: TableSort | undefined): string => (sort ? `${sort.isHighestFirst ? '-' : ''}${sort.column}` : UNSORTED);

/** Parses the order of an address; `defaultSort` for none, undefined for "none". */
export const parseSort = (value: string, defaultSort: TableSort | undefined): TableSort | undefined => {
  if (value === '') return defaultSort;
  if (value === UNSORTED) return undefined;
  return value.startsWith('-') ? { column: value.slice(1), isHighestFirst: true } : { column: value, isHighestFirst: false };
};
