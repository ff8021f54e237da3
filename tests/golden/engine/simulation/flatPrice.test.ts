import { expect, it } from 'vitest';
import { netPrice, type PriceMarket, type PriceTerms } from '#engine';
import type { Assay } from '#shared/domain/metal.ts';
import { LANES } from '../../../../engine/simulation/draws/draws.ts';
import { evaluatePrice, flattenPrice, type LaneView } from '../../../../engine/simulation/plan/flatPrice.ts';
import { readGolden } from '../goldenFile.ts';

type Case = {
  readonly name: string;
  readonly terms: PriceTerms;
  readonly assay: Assay;
  readonly market: PriceMarket;
};

/** Contracts of every basis with escalators, participation, scales, penalties; golden for `netPrice`. */
const { cases } = readGolden<Case>('netPrice');

const LEVELS = ['reference', 'leg', 'blend', 'netback'] as const;

/** Spreads the lanes over a fifth to five times of a price. */
const factor = (lane: number, of: number): number => 0.2 + 4.8 * ((lane * 0.618_033_988_749 + of * 0.324_717_957) % 1);

it.each(cases)('a flat price is the net price at any prices: $name', ({ terms, assay, market }) => {
  const allPrices: Record<string, number> = { ...market.prices, ...market.charges, ...(market.fx as Record<string, number> | undefined) };
  const codes = Object.keys(allPrices);
  const net = netPrice(terms, assay, market).total;
  const collars = [
    terms.collar,
    ...LEVELS.map((level) => ({ level, floor: Math.max(0, 0.8 * net), cap: Math.max(1, 1.4 * Math.abs(net)) })),
  ];
  for (const collar of terms.basis === 'fixed' ? [undefined] : collars) {
    const collaredTerms: PriceTerms = {
      ...terms,
      collar,
      blend: terms.blend ?? { fixedShare: 0.25, fixedPrice: 0.9 * net },
      costsUsdPerDmt: [{ label: 'freight', amount: 17.5 }],
    };
    const flat = flattenPrice(
      collaredTerms,
      assay,
      market.units ?? {},
      (currency) => currency,
      (code) => codes.indexOf(code),
    );
    const lanes = codes.map((code, k) => Float64Array.from({ length: LANES }, (_, i) => allPrices[code]! * factor(i, k)));
    const own = (slot: number, into: LaneView): void => {
      into.array = lanes[slot]!;
      into.offset = 0;
    };
    const out = new Float64Array(LANES);
    evaluatePrice(flat, out, own, own, () => 1);
    for (let i = 0; i < LANES; i++) {
      const table = (from: Readonly<Record<string, number>> = {}) =>
        Object.fromEntries(Object.keys(from).map((code) => [code, lanes[codes.indexOf(code)]![i]!]));
      const want = netPrice(collaredTerms, assay, {
        ...market,
        prices: table(market.prices),
        charges: table(market.charges),
        fx: table(market.fx as Record<string, number> | undefined),
      }).total;
      expect(Math.abs(out[i]! - want), `${collar?.level} in lane ${i}: ${out[i]}, net price ${want}`).toBeLessThanOrEqual(
        1e-10 * Math.max(1000, Math.abs(want)),
      );
    }
  }
});
