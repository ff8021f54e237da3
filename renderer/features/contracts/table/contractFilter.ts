import type { ContractRow } from '#shared/contract/contracts.ts';
import { ContractStatus, isCommitted } from '#shared/domain/contract.ts';
import { METALS, type Metal } from '#shared/domain/metal.ts';
import { DestinationZone } from '#shared/domain/zone.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import type { TableSort } from '../../../components/DataTable.tsx';

/** In the chosen plan or not. */
export type PlanSide = 'in' | 'out';
/** With a floor under the price or without. */
export type FloorSide = 'yes' | 'none';

/** What each filter can pass, in the order that its menu has. */
export const FILTER_VALUES = {
  status: ContractStatus.options,
  plan: ['in', 'out'],
  metal: METALS,
  zone: DestinationZone.options,
  floor: ['yes', 'none'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** What the table is narrowed to; an empty list passes everything. */
export type ContractFilter = {
  readonly status: readonly ContractStatus[];
  readonly plan: readonly PlanSide[];
  readonly metal: readonly Metal[];
  readonly zone: readonly DestinationZone[];
  readonly floor: readonly FloorSide[];
  /** Words that a row must hold. */
  readonly search: string;
};

export type FilterKey = keyof typeof FILTER_VALUES;
const FILTER_KEYS = Object.keys(FILTER_VALUES) as readonly FilterKey[];

/** Where nobody asked for another order. */
export const FIRST_SORT: TableSort = { column: 'revenue', highestFirst: true };

export const NO_FILTER: ContractFilter = { status: [], plan: [], metal: [], zone: [], floor: [], search: '' };

/** What an address means that names no filter: the contracts of the chosen plan, with every status that it holds; all where it holds none. */
export const defaultFilter = (rows: readonly ContractRow[]): ContractFilter => {
  const held = new Set(rows.filter(({ included }) => included).map(({ status }) => status));
  if (held.size === 0) return NO_FILTER;
  return { ...NO_FILTER, status: ContractStatus.options.filter((status) => isCommitted(status) || held.has(status)), plan: ['in'] };
};

// an address that means "everything" where the default is something
const ANY = 'any';

const chosenIn = <Key extends FilterKey>(query: URLSearchParams, key: Key, otherwise: ContractFilter[Key]): ContractFilter[Key] => {
  const said = query.get(key);
  if (said === ANY) return NO_FILTER[key];
  const named = new Set((said ?? '').split(','));
  const chosen = FILTER_VALUES[key].filter((value) => named.has(value));
  // words that mean nothing here narrow nothing
  return chosen.length > 0 ? (chosen as readonly string[] as ContractFilter[Key]) : otherwise;
};

/** The filter of an address, "?zone=china&status=signed,active&floor=none&q=hai"; what it does not name is as in `defaults`. */
export const filterOf = (query: URLSearchParams, defaults: ContractFilter): ContractFilter => ({
  status: chosenIn(query, 'status', defaults.status),
  plan: chosenIn(query, 'plan', defaults.plan),
  metal: chosenIn(query, 'metal', defaults.metal),
  zone: chosenIn(query, 'zone', defaults.zone),
  floor: chosenIn(query, 'floor', defaults.floor),
  search: query.get('q') ?? '',
});

const UNSORTED = 'none';

const sortWord = (sort: TableSort | undefined): string => (sort ? `${sort.highestFirst ? '-' : ''}${sort.column}` : UNSORTED);

/** The order that an address asks for, "?sort=-revenue" with the highest first; undefined for "?sort=none". */
export const sortOf = (query: URLSearchParams): TableSort | undefined => {
  const said = query.get('sort') ?? '';
  if (said === '') return FIRST_SORT;
  if (said === UNSORTED) return undefined;
  return said.startsWith('-') ? { column: said.slice(1), highestFirst: true } : { column: said, highestFirst: false };
};

/** The address of a filter and an order, without what the defaults say anyway. */
export const queryOf = (filter: ContractFilter, sort: TableSort | undefined, defaults: ContractFilter): string => {
  const query = new URLSearchParams();
  for (const key of FILTER_KEYS) {
    const value = filter[key].join(',');
    if (value !== defaults[key].join(',')) query.set(key, value === '' ? ANY : value);
  }
  if (filter.search !== '') query.set('q', filter.search);
  if (sortWord(sort) !== sortWord(FIRST_SORT)) query.set('sort', sortWord(sort));
  // commas in lists are meant to be read
  return query.toString().replaceAll('%2C', ',');
};

/** A choice of values in the order of its menu, so that one choice has one address. */
export const inMenuOrder = <Value extends string>(values: readonly Value[], chosen: readonly string[]): readonly Value[] =>
  values.filter((value) => chosen.includes(value));

const passes = <Value>(chosen: readonly Value[], value: Value): boolean => chosen.length === 0 || chosen.includes(value);

const lower = (text: string): string => text.toLocaleLowerCase('en');

/** The rows that pass every filter and hold every word searched for, in the order they came. */
export const passing = (rows: readonly ContractRow[], filter: ContractFilter): readonly ContractRow[] => {
  const words = lower(filter.search).split(/\s+/).filter(Boolean);
  const says = ({ buyer, code, name, product, destination }: ContractRow): boolean => {
    if (words.length === 0) return true;
    const said = lower(`${buyer} ${code} ${name} ${product} ${renderLabel(destination)}`);
    return words.every((word) => said.includes(word));
  };
  return rows.filter(
    (row) =>
      passes(filter.status, row.status) &&
      passes(filter.plan, row.included ? 'in' : 'out') &&
      passes(filter.metal, row.metal) &&
      passes(filter.zone, row.zone) &&
      passes(filter.floor, row.floor === undefined ? 'none' : 'yes') &&
      says(row),
  );
};
