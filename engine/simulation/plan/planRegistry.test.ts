import { expect, it } from 'vitest';
import type { PriceTerms } from '#engine';
import { ZINC } from '../../../tests/helpers/engine/terms.ts';
import { flattenPrice } from './flatPrice.ts';
import { createPlanRegistry } from './planRegistry.ts';

const WITH_PARTICIPATION: PriceTerms = { ...ZINC, participation: { basisPrice: 2_500, share: 0.1, cap: 40 } };

it('prices with equal escalator and participation are one object, others are not', () => {
  const registry = createPlanRegistry(1, []);
  const distinct = (terms: PriceTerms, Zn = 0.5) =>
    registry.distinctPrice(flattenPrice(structuredClone(terms), { Zn }, {}, () => undefined, registry.slotIndex));
  const price = distinct(WITH_PARTICIPATION);
  expect(distinct(WITH_PARTICIPATION)).toBe(price);
  const [low, high] = ZINC.escalator!.bands;
  const others: PriceTerms[] = [
    ZINC,
    { ...WITH_PARTICIPATION, escalator: undefined },
    { ...WITH_PARTICIPATION, participation: { basisPrice: 2_500, share: 0.1 } },
    { ...WITH_PARTICIPATION, escalator: { basisPrice: 2_701, bands: [low!, high!] } },
    { ...WITH_PARTICIPATION, escalator: { basisPrice: 2_700, bands: [low!, { ...high!, share: 0.06 }] } },
  ];
  const prices = [price, ...others.map((terms) => distinct(terms)), distinct(WITH_PARTICIPATION, 0.6)];
  expect(new Set(prices).size).toBe(prices.length);
});
