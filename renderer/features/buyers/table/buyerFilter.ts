import type { BuyerRow } from '#shared/contract/buyers.ts';

/** What the table can be narrowed by; each by any of its chosen values. */
export const FILTER_KEYS = ['zone', 'country', 'type', 'ownership', 'rating', 'metal'] as const;
export type FilterKey = (typeof FILTER_KEYS)[number];

/** Chosen values by filter, and the words searched for. */
export type BuyerFilter = { readonly chosen: Readonly<Record<FilterKey, readonly string[]>>; readonly search: string };

const valuesOf = (row: BuyerRow, key: FilterKey): readonly string[] => (key === 'metal' ? row.metals : [row[key]]);

/** The filter in an address: ?zone=china,europe&q=hai. Unknown parameters are left alone. */
export const filterOf = (query: URLSearchParams): BuyerFilter => {
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

/** The address of a filter; what is not chosen is not named. */
export const queryOf = ({ chosen, search }: BuyerFilter): string => {
  const query = new URLSearchParams();
  for (const key of FILTER_KEYS) if (chosen[key].length > 0) query.set(key, chosen[key].join(','));
  if (search !== '') query.set('q', search);
  return query.toString();
};

/** The rows that pass every filter and hold every word searched for. */
export const passing = (rows: readonly BuyerRow[], { chosen, search }: BuyerFilter): readonly BuyerRow[] => {
  const words = search.toLocaleLowerCase('en').split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const said = `${row.name} ${row.parent ?? ''} ${row.group ?? ''} ${row.destination}`.toLocaleLowerCase('en');
    return (
      words.every((word) => said.includes(word)) &&
      FILTER_KEYS.every((key) => chosen[key].length === 0 || valuesOf(row, key).some((value) => chosen[key].includes(value)))
    );
  });
};

/** The values that a filter can choose from, as they occur, sorted. */
export const choicesOf = (rows: readonly BuyerRow[], key: FilterKey): readonly string[] =>
  [...new Set(rows.flatMap((row) => valuesOf(row, key)))].sort();
