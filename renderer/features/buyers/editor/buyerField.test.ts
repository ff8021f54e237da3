import { expect, it } from 'vitest';
import { Buyer } from '#shared/domain/buyer.ts';
import { at, rootOf, set } from '../../../editing/fields/fieldPath.ts';
import { expandBuyerEdit, hasNoTonnesAtHome } from './buyerField.ts';

const BUYER = rootOf<Buyer>();
const buyer = Buyer.parse({
  id: 'new',
  name: 'New buyer',
  country: 'CN',
  destination: [{ country: 'CN', share: 1 }],
  type: 'smelter',
  ownership: 'private',
  rating: 'unrated',
  cycleSensitivity: 1,
  note: '',
});

it('a destination that is the country of the buyer follows it, one that was entered stays', () => {
  const toIndia = set(at(BUYER, 'country'), 'IN');
  expect(expandBuyerEdit(buyer, toIndia)).toEqual([toIndia, set(at(BUYER, 'destination'), [{ country: 'IN', share: 1 }])]);
  for (const destination of [[], [{ country: 'KR', share: 1 }], [{ country: 'CN', share: 0.6 }]]) {
    expect(expandBuyerEdit({ ...buyer, destination }, toIndia)).toEqual([toIndia]);
  }
});

it('a buyer that becomes a trader has unknown destinations until they are entered', () => {
  const toTrader = set(at(BUYER, 'type'), 'trader');
  expect(expandBuyerEdit(buyer, toTrader)).toEqual([toTrader, set(at(BUYER, 'destination'), [])]);
  expect(expandBuyerEdit({ ...buyer, destination: [{ country: 'KR', share: 1 }] }, toTrader)).toEqual([toTrader]);
});

it('warns of a buyer that no tonnes reach in its country, but not of a trader or of unknown destinations', () => {
  const inIndia = { ...buyer, country: Buyer.parse({ ...buyer, country: 'IN' }).country };
  expect(hasNoTonnesAtHome(inIndia)).toBe(true);
  expect(hasNoTonnesAtHome(buyer)).toBe(false);
  expect(hasNoTonnesAtHome({ ...inIndia, type: 'trader' })).toBe(false);
  const partialDestination = [
    { country: buyer.country, share: 0.6 },
    { country: inIndia.country, share: 0.4 },
  ];
  for (const destination of [[], partialDestination]) expect(hasNoTonnesAtHome({ ...inIndia, destination })).toBe(false);
});
