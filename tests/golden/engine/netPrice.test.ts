import { describe, expect, it } from 'vitest';
import { grossPayable, netPrice, type PriceMarket, type PriceTerms } from '#engine';
import { Blend, Collar, PriceBasis } from '#shared/domain/terms.ts';
import { expectGolden, readGolden } from './goldenFile.ts';

type Case = {
  readonly name: string;
  readonly terms: PriceTerms;
  readonly assay: Readonly<Record<string, number>>;
  readonly market: PriceMarket;
  readonly expected: { readonly total: number; readonly grossPayable: number };
};

const golden = readGolden<Case>('netPrice');

describe('net prices agree with exact rational arithmetic', () => {
  it.each(golden.cases)('$name', ({ terms, assay, market, expected }) => {
    expectGolden(netPrice(terms, assay, market).total, expected.total, golden.relativeTolerance, 'total');
    expectGolden(grossPayable(terms, assay, market), expected.grossPayable, golden.relativeTolerance, 'gross payable');
  });
});

it('the golden terms are valid terms of the domain and cover every price basis', () => {
  for (const { name, terms } of golden.cases) {
    expect(PriceBasis.safeParse(terms).error, name).toBeUndefined();
    if (terms.blend !== undefined) expect(Blend.safeParse(terms.blend).success, name).toBe(true);
    if (terms.collar !== undefined) expect(Collar.safeParse(terms.collar).success, name).toBe(true);
  }
  expect(new Set(golden.cases.map((c) => c.terms.basis))).toEqual(new Set(PriceBasis.options.map((o) => o.shape.basis.value)));
});
