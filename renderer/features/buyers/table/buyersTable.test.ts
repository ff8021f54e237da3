import { describe, expect, it } from 'vitest';
import type { BuyerRow } from '#shared/contract/buyers.ts';
import { Buyer } from '#shared/domain/buyer.ts';
import { BuyerId } from '#shared/domain/ids.ts';
import { withCell } from './buyerEdit.ts';
import { filterOf, passing, queryOf } from './buyerFilter.ts';

const row = (id: string, more: Partial<BuyerRow>): BuyerRow => ({
  id: BuyerId.parse(id),
  name: id,
  country: 'CN',
  destination: 'China',
  zone: 'china',
  type: 'smelter',
  ownership: 'private',
  rating: 'BB',
  cycleSensitivity: 1,
  metals: ['copper'],
  contracts: 1,
  value: 1,
  share: 0.5,
  ...more,
});
const rows = [
  row('hai-long', { name: 'Hai Long Smelting' }),
  row('otori', { name: 'Otori Refining', country: 'JP', zone: 'restOfAsia', rating: 'A', metals: ['copper', 'zinc'] }),
  row('meridian', { name: 'Meridian Bulk', country: 'SG', zone: 'unknown', type: 'trader', ownership: 'trader', metals: ['iron'] }),
];
const ids = (query: string) => passing(rows, filterOf(new URLSearchParams(query))).map(({ id }) => id);

describe('buyers filter', () => {
  it('an empty address passes everybody', () => expect(ids('')).toHaveLength(3));
  it('values of one filter are alternatives, filters together narrow', () => {
    expect(ids('zone=china,unknown')).toEqual(['hai-long', 'meridian']);
    expect(ids('zone=china,unknown&metal=iron')).toEqual(['meridian']);
  });
  it('a metal passes whoever takes it among others', () => expect(ids('metal=zinc')).toEqual(['otori']));
  it('every word searched for must be in name, parent, group or destination', () => {
    expect(ids('q=otori+ref')).toEqual(['otori']);
    expect(ids('q=otori+smelting')).toEqual([]);
  });
  it('an address names what is chosen, and reads back the same', () => {
    const filter = filterOf(new URLSearchParams('zone=china&rating=A,BB&q=hai'));
    expect(filterOf(new URLSearchParams(queryOf(filter)))).toEqual(filter);
    expect(queryOf(filterOf(new URLSearchParams('')))).toBe('');
  });
});

describe('a typed cell', () => {
  const buyer = Buyer.parse({
    id: 'x',
    name: 'X',
    country: 'CN',
    destination: [],
    type: 'smelter',
    ownership: 'private',
    rating: 'BB',
    cycleSensitivity: 1,
    note: '',
  });
  it('takes a choice by its word or its value', () => {
    expect(withCell(buyer, { column: 'ownership', text: 'State' })).toEqual({ buyer: { ...buyer, ownership: 'state' } });
    expect(withCell(buyer, { column: 'rating', text: 'bbb' })).toEqual({ buyer: { ...buyer, rating: 'BBB' } });
  });
  it('refuses what is out of range with the remedy, and an empty name', () => {
    expect(withCell(buyer, { column: 'cycleSensitivity', text: '-1' })).toEqual({ refusal: expect.stringContaining('0 to 5') });
    expect(withCell(buyer, { column: 'name', text: '   ' })).toEqual({ refusal: expect.stringContaining('200') });
    expect(withCell(buyer, { column: 'name', text: 'x'.repeat(5000) })).toEqual({ refusal: expect.stringContaining('200') });
  });
  it('keeps a name that looks like a formula as it is', () => {
    expect(withCell(buyer, { column: 'name', text: '=HYPERLINK("x")' })).toEqual({ buyer: { ...buyer, name: '=HYPERLINK("x")' } });
  });
});
