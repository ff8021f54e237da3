import { describe, expect, it } from 'vitest';
import type { BuyerRow } from '#shared/contract/buyers.ts';
import { BuyerId } from '#shared/domain/ids.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { filterBuyers, parseBuyerFilter, writeBuyerQuery } from './buyerFilter.ts';

const row = (id: string, fields: Partial<BuyerRow>): BuyerRow => ({
  id: BuyerId.parse(id),
  name: id,
  country: 'CN',
  destination: { country: 'CN', name: 'China' },
  zone: 'china',
  type: 'smelter',
  ownership: 'private',
  rating: 'BB',
  cycleSensitivity: 1,
  metals: ['copper'],
  contracts: 1,
  value: 1,
  share: 0.5,
  ...fields,
});
const rows = [
  row('hai-long', { name: 'Hai Long Smelting' }),
  row('otori', { name: 'Otori Refining', country: 'JP', zone: 'restOfAsia', rating: 'A', metals: ['copper', 'zinc'] }),
  row('meridian', { name: 'Meridian Bulk', country: 'SG', zone: 'unknown', type: 'trader', ownership: 'trader', metals: ['iron'] }),
];
const ids = (query: string) => filterBuyers(rows, parseBuyerFilter(new URLSearchParams(query)), renderLabel).map(({ id }) => id);

describe('buyers filter', () => {
  it('an empty address keeps all rows', () => expect(ids('')).toHaveLength(3));
  it('a row passes with any value of a filter and must pass every filter', () => {
    expect(ids('zone=china,unknown')).toEqual(['hai-long', 'meridian']);
    expect(ids('zone=china,unknown&metal=iron')).toEqual(['meridian']);
  });
  it('a metal keeps buyers that take other metals too', () => expect(ids('metal=zinc')).toEqual(['otori']));
  it('every word of the search must be in the name, parent, group or destination', () => {
    expect(ids('q=otori+ref')).toEqual(['otori']);
    expect(ids('q=otori+smelting')).toEqual([]);
    expect(ids('q=hai+china')).toEqual(['hai-long']);
  });
  it('a filter written to an address parses back the same', () => {
    const filter = parseBuyerFilter(new URLSearchParams('zone=china&rating=A,BB&q=hai'));
    expect(parseBuyerFilter(new URLSearchParams(writeBuyerQuery(filter)))).toEqual(filter);
    expect(writeBuyerQuery(parseBuyerFilter(new URLSearchParams('')))).toBe('');
  });
});
