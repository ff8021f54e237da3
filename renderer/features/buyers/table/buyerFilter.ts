import { unique } from '#shared/collections.ts';
import type { BuyerRow } from '#shared/contract/buyers.ts';
import type { Label } from '#shared/contract/figure.ts';

/** The filters of the table; a row passes a filter with any of its chosen values. */
export const FILTER_KEYS = ['zone', 'country', 'type', 'ownership', 'rating', 'metal'] as const;
export type FilterKey = (typeof FILTER_KEYS)[number];

/** Chosen values by filter, and the search text. */
export type BuyerFilter = { readonly chosen: Readonly<Record<FilterKey, readonly string[]>>; readonly search: string };

const valuesOf = (row: BuyerRow, key: FilterKey): readonly string[] => (key === 'metal' ? row.metals : [row[key]]);

/** Parses the filter of an address: ?zone=china,europe&q=hai. Ignores unknown parameters. */
export const parseBuyerFilter = (query: URLSearchParams): BuyerFilter => {
  const chosen = (key: FilterKey): readonly string[] => (query.get(key) ?? '').split(',').filter(Boolean);
  return {
    chosen: {
      zone: chosen('zone'),
      country: chosen('country'),
      type: chosen('type'),
      ownership: chosen('ownership'),
      rating: chosen('rating'),
      metal: chosen('metal'),
    },
    search: query.get('q') ?? '',
  };
};

/** Writes the query of a filter; filters without chosen values are absent. */
export const writeBuyerQuery = ({ chosen, search }: BuyerFilter): string => {
  const query = new URLSearchParams();
  for (const key of FILTER_KEYS) if (chosen[key].length > 0) query.set(key, chosen[key].join(','));
  if (search !== '') query.set('q', search);
  return query.toString();
};

/** Keeps the rows that pass every filter and contain every word of the search; `read` writes labels as the table shows them. */
export const filterBuyers = (
  rows: readonly BuyerRow[],
  { chosen, search }: BuyerFilter,
  read: (label: Label) => string,
): readonly BuyerRow[] => {
  const words = search.toLocaleLowerCase('en').split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const searched = `${row.name} ${row.parent ?? ''} ${row.group?.name ?? ''} ${read(row.destination)}`.toLocaleLowerCase('en');
    return (
      words.every((word) => searched.includes(word)) &&
      FILTER_KEYS.every((key) => chosen[key].length === 0 || valuesOf(row, key).some((value) => chosen[key].includes(value)))
    );
  });
};

/** Lists the values of each filter that occur, sorted. */
export const listChoices = (rows: readonly BuyerRow[]): Readonly<Record<FilterKey, readonly string[]>> => {
  const choicesOf = (key: FilterKey): readonly string[] => unique(rows.flatMap((row) => valuesOf(row, key))).sort();
  return {
    zone: choicesOf('zone'),
    country: choicesOf('country'),
    type: choicesOf('type'),
    ownership: choicesOf('ownership'),
    rating: choicesOf('rating'),
    metal: choicesOf('metal'),
  };
};
