import { describe, expect, it } from 'vitest';
import type { ContractRow } from '#shared/contract/contracts.ts';
import { ContractStatus } from '#shared/domain/contract.ts';
import { BuyerId, ContractId, ProductId } from '#shared/domain/ids.ts';
import { METALS } from '#shared/domain/metal.ts';
import { monthOf } from '#shared/domain/time.ts';
import { widthFor } from '../../../components/dataTable/columnWidth.ts';
import { formatSort, parseSort } from '../../../components/dataTable/tableSort.ts';
import { columnsInView } from '../../../components/dataTable/useColumnsInView.ts';
import {
  type ContractFilter,
  DEFAULT_SORT,
  defaultFilter,
  filterRows,
  formatQuery,
  inMenuOrder,
  NO_FILTER,
  parseFilter,
} from './contractFilter.ts';
import { computeTotals, decimalsFor } from './contractTotals.ts';

const row = (code: string, fields: Partial<ContractRow> = {}): ContractRow => ({
  id: ContractId.parse(code),
  code,
  year: 2027,
  name: '',
  buyerId: BuyerId.parse('hai-long'),
  buyer: 'Hai Long Smelting',
  productId: ProductId.parse('copper'),
  product: 'Concentrate 27.5 %',
  metal: 'copper',
  destination: { name: 'China' },
  zone: 'china',
  status: 'active',
  probability: 1,
  isIncluded: true,
  tonnesPerYear: 110_000,
  netPrice: 3545.2,
  revenue: 390e6,
  share: 0.115,
  start: monthOf(2024, 8),
  end: monthOf(2027, 7),
  monthsLeft: 14,
  takeOrPayShare: 0.8,
  tolerance: 0.1,
  rating: 'BB',
  incoterm: 'CIF',
  ...fields,
});

const NEAR_AND_FAR: readonly ContractRow[] = [
  row('C-014'),
  row('C-017', { buyer: 'Otori Refining', destination: { name: 'Japan' }, zone: 'restOfAsia', status: 'signed' }),
  row('C-024', { buyer: 'Tianmu Lithium', metal: 'lithium', product: 'Spodumene SC6', floor: 900, collarUnit: 'USD/dmt' }),
  row('C-040', { buyer: 'Norrland Smelters', zone: 'europe', destination: { name: 'Sweden' }, status: 'prospect', isIncluded: false }),
  row('C-033', { status: 'ended', isIncluded: false }),
];

const codes = (rows: readonly ContractRow[]): readonly string[] => rows.map(({ code }) => code);
const filtered = (query: string, rows = NEAR_AND_FAR): readonly string[] =>
  codes(filterRows(rows, parseFilter(new URLSearchParams(query), defaultFilter(rows))));

describe('the contracts of an address', () => {
  it('are those of the chosen plan and open deals outside of it if it has no filter, so that a new prospect is listed', () => {
    expect(filtered('')).toEqual(['C-014', 'C-017', 'C-024', 'C-040']);
  });

  it('include the drafts of a plan with drafts, so that the page’s verdict counts the same rows', () => {
    const withDraft = NEAR_AND_FAR.map((contractRow) =>
      contractRow.code === 'C-040' ? { ...contractRow, isIncluded: true } : contractRow,
    );
    expect(filtered('', withDraft)).toEqual(['C-014', 'C-017', 'C-024', 'C-040']);
    expect(defaultFilter(withDraft).status).toEqual(['prospect', 'negotiating', 'signed', 'active']);
  });

  it('are all contracts if the plan has none, so that a first draft is visible', () => {
    const drafts = NEAR_AND_FAR.filter(({ isIncluded }) => !isIncluded);
    expect(filtered('', drafts)).toEqual(['C-040', 'C-033']);
  });

  it('stay within the plan when another page links to a zone, a metal or unprotected contracts', () => {
    expect(filtered('zone=china')).toEqual(['C-014', 'C-024']);
    expect(filtered('metal=lithium')).toEqual(['C-024']);
    expect(filtered('floor=none')).toEqual(['C-014', 'C-017', 'C-040']);
    expect(filtered('floor=yes')).toEqual(['C-024']);
  });

  it('are all contracts if the address removes status and plan', () => {
    expect(filtered('status=any&plan=any')).toEqual(codes(NEAR_AND_FAR));
    expect(filtered('status=any&plan=out')).toEqual(['C-033']);
    expect(filtered('status=any&plan=draft,out')).toEqual(['C-040', 'C-033']);
  });

  it('are narrowed by each filter, each with any of its values', () => {
    expect(filtered('zone=china,restOfAsia&status=signed,active&floor=none&metal=copper&plan=in')).toEqual(['C-014', 'C-017']);
  });

  it('contain every word searched for, in any place and spelling', () => {
    expect(filtered('q=OTORI')).toEqual(['C-017']);
    expect(filtered('q=spodumene+tianmu')).toEqual(['C-024']);
    expect(filtered('q=c-014')).toEqual(['C-014']);
    expect(filtered('q=otori+lithium')).toEqual([]);
  });

  it('are not narrowed by unknown values', () => {
    expect(filtered('zone=atlantis&metal=gold&status=dreamt')).toEqual(filtered(''));
  });
});

describe('the address of a filter', () => {
  const defaults = defaultFilter(NEAR_AND_FAR);

  it('is empty for the default', () => {
    expect(formatQuery(defaults, defaults)).toBe('');
  });

  it('is readable and parses back to the filter', () => {
    const filter: ContractFilter = {
      status: ['prospect', 'negotiating', 'signed', 'active'],
      plan: [],
      metal: ['copper', 'lithium'],
      zone: ['china', 'unknown'],
      floor: ['none'],
      search: 'hai long & söhne',
    };
    const query = formatQuery(filter, defaults);
    expect(query).toBe('plan=any&metal=copper,lithium&zone=china,unknown&floor=none&q=hai+long+%26+s%C3%B6hne');
    expect(parseFilter(new URLSearchParams(query), defaults)).toEqual(filter);
  });

  it('states that nothing is filtered, which is not the default', () => {
    const query = formatQuery(NO_FILTER, defaults);
    expect(query).toBe('status=any&plan=any');
    expect(parseFilter(new URLSearchParams(query), defaults)).toEqual(NO_FILTER);
  });

  it('keeps the order of the rows, descending with a minus', () => {
    for (const sort of [{ column: 'ends', isHighestFirst: false }, { column: 'share', isHighestFirst: true }, undefined]) {
      expect(parseSort(formatSort(sort), DEFAULT_SORT)).toEqual(sort);
    }
    expect(formatSort({ column: 'share', isHighestFirst: true })).toBe('-share');
    expect(parseSort('', DEFAULT_SORT)).toEqual(DEFAULT_SORT);
  });

  it('is the same for a choice however it was made', () => {
    expect(inMenuOrder(METALS, ['lithium', 'copper'])).toEqual(['copper', 'lithium']);
  });
});

describe('the total row', () => {
  it('adds the tonnes of one product and refuses those of two', () => {
    expect(computeTotals([row('a'), row('b')]).tonnesPerYear).toBe(220_000);
    expect(computeTotals([row('a'), row('b', { productId: ProductId.parse('iron') })]).tonnesPerYear).toBe('mixed');
  });

  it('adds revenue and share, and ignores missing values', () => {
    const totals = computeTotals([
      row('a'),
      row('b', { revenue: 10e6, share: undefined }),
      row('c', { revenue: undefined, share: undefined }),
    ]);
    expect(totals.count).toBe(3);
    expect(totals.revenue).toBe(400e6);
    expect(totals.share).toBe(0.115);
  });

  it('shows the mean of the remaining months of contracts that have not ended', () => {
    expect(computeTotals([row('a'), row('b', { monthsLeft: 43 }), row('c', { status: 'ended', monthsLeft: 0 })]).monthsLeft).toBe(28.5);
  });

  it('is empty without rows', () => {
    const emptySummary = { count: 0, tonnesPerYear: undefined, revenue: undefined, share: undefined, monthsLeft: undefined };
    expect(computeTotals([])).toEqual(emptySummary);
  });
});

describe('the columns', () => {
  it('have the fewest decimals that show each value exactly, so that a filled-down cell copies the tonnes exactly', () => {
    expect(decimalsFor([110, 3600, 16], 1, 3)).toBe(1);
    expect(decimalsFor([110, 0.125], 1, 3)).toBe(3);
    expect(decimalsFor([80, 82.5], 0, 1)).toBe(1);
    expect(decimalsFor([110.12345], 1, 3)).toBe(3);
    expect(decimalsFor([], 1, 3)).toBe(1);
  });

  it('are wide enough for their longest text, up to a limit', () => {
    expect(widthFor(['C-001', 'C-014'], 64, 5)).toBe(64);
    expect(widthFor(['C-001', 'G-01234', 'C-2'], 64, 5)).toBe(80);
    expect(widthFor(['N'.repeat(60)], 64, 5)).toBe(144);
    expect(widthFor([], 64, 5)).toBe(64);
  });

  it('are visible while they fit the width as a whole', () => {
    expect(columnsInView([204, 60, 52], 316)).toBe(3);
    expect(columnsInView([204, 60, 52], 315)).toBe(2);
    expect(columnsInView([204], 100)).toBe(0);
  });
});

it('ten thousand contracts are filtered and summed in less than 250 ms of processor time', () => {
  const statuses = ContractStatus.options;
  const manyRows = Array.from({ length: 10_000 }, (_, index) =>
    row(`C-${index}`, {
      buyer: `Buyer ${index % 700}`,
      metal: METALS[index % METALS.length] ?? 'iron',
      status: statuses[index % statuses.length] ?? 'active',
      isIncluded: index % 3 > 0,
    }),
  );
  const before = process.threadCpuUsage();
  const filter = parseFilter(new URLSearchParams('metal=copper,zinc&q=buyer+12'), defaultFilter(manyRows));
  const matches = filterRows(manyRows, filter);
  const totals = computeTotals(matches);
  const { user, system } = process.threadCpuUsage(before);
  expect(matches.length).toBeGreaterThan(20);
  expect(totals.count).toBe(matches.filter(({ isIncluded }) => isIncluded).length);
  expect(matches.every(({ metal, buyer, code }) => (metal === 'copper' || metal === 'zinc') && `${buyer} ${code}`.includes('12'))).toBe(
    true,
  );
  // about 16 ms; time in which other processes run is not counted
  expect((user + system) / 1000).toBeLessThan(250);
});
