import type { ContractRow } from '#shared/contract/contracts.ts';
import { ContractStatus, isCommitted } from '#shared/domain/contract.ts';
import { METALS, type Metal } from '#shared/domain/metal.ts';
import { DestinationZone } from '#shared/domain/zone.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import type { TableSort } from '../../../components/dataTable/tableSort.ts';

/** Whether a contract is in the chosen plan, an open deal outside of it, or another contract outside of it. */
export type PlanSide = 'in' | 'draft' | 'out';
/** Whether a contract has a floor under its price. */
export type FloorSide = 'yes' | 'none';

/** Values of each filter in the order of its menu. */
export const FILTER_VALUES = {
  status: ContractStatus.options,
  plan: ['in', 'draft', 'out'],
  metal: METALS,
  zone: DestinationZone.options,
  floor: ['yes', 'none'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Filter of the table; an empty list passes everything. */
export type ContractFilter = {
  readonly status: readonly ContractStatus[];
  readonly plan: readonly PlanSide[];
  readonly metal: readonly Metal[];
  readonly zone: readonly DestinationZone[];
  readonly floor: readonly FloorSide[];
  /** Words that a row must contain. */
  readonly search: string;
};

export type FilterKey = keyof typeof FILTER_VALUES;
const FILTER_KEYS = Object.keys(FILTER_VALUES) as readonly FilterKey[];

/** Order of the table by default. */
export const DEFAULT_SORT: TableSort = { column: 'revenue', isHighestFirst: true };

export const NO_FILTER: ContractFilter = { status: [], plan: [], metal: [], zone: [], floor: [], search: '' };

/**
 * Filter of an address without filters: contracts of the chosen plan with every status that it has, and open deals that it does not have;
 * all where the plan has none.
 */
export const defaultFilter = (rows: readonly ContractRow[]): ContractFilter => {
  const statusesInPlan = new Set(rows.filter(({ isIncluded }) => isIncluded).map(({ status }) => status));
  if (statusesInPlan.size === 0) return NO_FILTER;
  const status = ContractStatus.options.filter((candidate) => candidate !== 'ended' || statusesInPlan.has(candidate));
  return { ...NO_FILTER, status, plan: ['in', 'draft'] };
};

/** The value of a filter in an address that passes everything, where the default does not. */
const ANY = 'any';

const parseChoice = <Key extends FilterKey>(query: URLSearchParams, key: Key, defaultValue: ContractFilter[Key]): ContractFilter[Key] => {
  const value = query.get(key);
  if (value === ANY) return NO_FILTER[key];
  const namedValues = new Set((value ?? '').split(','));
  const knownValues = FILTER_VALUES[key].filter((filterValue) => namedValues.has(filterValue));
  // unknown values do not filter
  return knownValues.length > 0 ? (knownValues as readonly string[] as ContractFilter[Key]) : defaultValue;
};

/** Parses the filter of an address, "?zone=china&status=signed,active&floor=none&q=hai"; others are as in `defaults`. */
export const parseFilter = (query: URLSearchParams, defaults: ContractFilter): ContractFilter => ({
  status: parseChoice(query, 'status', defaults.status),
  plan: parseChoice(query, 'plan', defaults.plan),
  metal: parseChoice(query, 'metal', defaults.metal),
  zone: parseChoice(query, 'zone', defaults.zone),
  floor: parseChoice(query, 'floor', defaults.floor),
  search: query.get('q') ?? '',
});

/** Writes a filter as the query of an address, without the parts that equal the defaults. */
export const formatQuery = (filter: ContractFilter, defaults: ContractFilter): string => {
  const query = new URLSearchParams();
  for (const key of FILTER_KEYS) {
    const value = filter[key].join(',');
    if (value !== defaults[key].join(',')) query.set(key, value === '' ? ANY : value);
  }
  if (filter.search !== '') query.set('q', filter.search);
  // commas stay readable
  return query.toString().replaceAll('%2C', ',');
};

/** Sorts chosen values in the order of the menu, so that a choice has one address. */
export const inMenuOrder = <Value extends string>(values: readonly Value[], selectedValues: readonly string[]): readonly Value[] =>
  values.filter((value) => selectedValues.includes(value));

/** The side of the chosen plan on which a contract is. */
export const planSide = ({ isIncluded, status }: Pick<ContractRow, 'isIncluded' | 'status'>): PlanSide => {
  if (isIncluded) return 'in';
  return isCommitted(status) || status === 'ended' ? 'out' : 'draft';
};

const passes = <Value>(selectedValues: readonly Value[], value: Value): boolean =>
  selectedValues.length === 0 || selectedValues.includes(value);

const lower = (text: string): string => text.toLocaleLowerCase('en');

/** Returns the rows that pass every filter and contain every word searched for, in their order. */
export const filterRows = (rows: readonly ContractRow[], filter: ContractFilter): readonly ContractRow[] => {
  const words = lower(filter.search).split(/\s+/).filter(Boolean);
  const matchesSearch = ({ buyer, code, name, product, destination }: ContractRow): boolean => {
    if (words.length === 0) return true;
    const content = lower(`${buyer} ${code} ${name} ${product} ${renderLabel(destination)}`);
    return words.every((word) => content.includes(word));
  };
  return rows.filter(
    (row) =>
      passes(filter.status, row.status) &&
      passes(filter.plan, planSide(row)) &&
      passes(filter.metal, row.metal) &&
      passes(filter.zone, row.zone) &&
      passes(filter.floor, row.floor === undefined ? 'none' : 'yes') &&
      matchesSearch(row),
  );
};
