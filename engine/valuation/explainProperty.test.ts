import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clauseValues, explainNetPrice, explainNpv, explainRevenue, type Portfolio, valuePortfolio } from '#engine';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import type { Charge, PriceBasis } from '#shared/domain/terms.ts';
import { sum } from '#shared/math.ts';
import { PROCESSES } from '../../tests/helpers/engine/clausePlans.ts';
import {
  CONTRACT,
  entry,
  market,
  month,
  offtake,
  portfolio,
  product,
  type TermsGiven,
  terms,
  withDemand,
} from '../../tests/helpers/engine/plans.ts';

const DECK = market({ iron: (t) => 100 + (t % 7), copper: (t) => 9600 - 31 * t, carbonate: (t) => 10_000 + 90 * t, tc: (t) => 40 - t });
const [iron, copper, carbonate, tc] = ['iron', 'copper', 'carbonate', 'tc'].map((code) => code as ReferenceCode) as [
  ReferenceCode,
  ReferenceCode,
  ReferenceCode,
  ReferenceCode,
];

/** Numbers to nine decimals, as in terms; smaller ones would underflow in products. */
const amount = (min: number, max: number) => fc.double({ min, max, noNaN: true }).map((value) => Math.round(value * 1e9) / 1e9);
const charge: fc.Arbitrary<Charge> = fc.oneof(
  fc.record({ kind: fc.constant('fixed' as const), amount: amount(-60, 120) }),
  fc.record({ kind: fc.constantFrom('benchmark' as const, 'index' as const), reference: fc.constant(tc), differential: amount(-20, 20) }),
  amount(0, 1).map((share) => ({
    kind: 'bricks' as const,
    bricks: [
      { year: 2026, share, amount: 80 },
      { year: 2027, share: 1 - share, amount: -12 },
    ],
  })),
);
const penalties = fc.array(
  fc.record({ element: fc.constantFrom('As', 'Fe'), threshold: amount(0, 0.7), increment: fc.constant(0.001), rate: amount(0, 3) }),
  { maxLength: 2 },
);
const basis: fc.Arbitrary<PriceBasis> = fc.oneof(
  fc.record({
    basis: fc.constant('payableMetal' as const),
    payables: fc
      .record({ payable: amount(0.8, 1), deduction: amount(0, 0.03), rule: fc.constantFrom('lower-of', 'deduct-then-pay') })
      .map((first) => [{ element: 'Cu', reference: copper, ...first }]),
    treatmentCharge: charge,
    escalator: fc.option(
      fc.record({
        basisPrice: amount(8000, 10_000),
        bands: fc.constant([
          { from: 0, to: 9000, share: 0.02 },
          { from: 9500, share: 0.04 },
        ]),
      }),
      { nil: undefined },
    ),
    participation: fc.option(fc.record({ basisPrice: amount(8000, 10_000), share: amount(-0.2, 0.2), cap: fc.constant(90) }), {
      nil: undefined,
    }),
    penalties,
  }),
  fc.record({
    basis: fc.constant('indexDmt' as const),
    reference: fc.constant(iron),
    element: fc.constant('Fe'),
    adjustment: fc.oneof(
      fc.constant({ kind: 'proRata' as const }),
      amount(0, 3).map((perPercent) => ({ kind: 'differential' as const, perPercent })),
    ),
    referenceGrade: amount(0.55, 0.65),
    premium: amount(-10, 10),
    penalties,
  }),
  fc.record({
    basis: fc.constant('percentage' as const),
    payables: fc.tuple(amount(0, 1), amount(0, 1)).map(([a, b]) => [
      { element: 'Cu', reference: copper, payable: a },
      { element: 'Li2O', reference: carbonate, payable: b },
    ]),
    premium: amount(-5, 5),
  }),
  fc.record({ basis: fc.constant('refined' as const), reference: fc.constant(copper), premium: amount(-50, 200) }),
  fc.record({
    basis: fc.constant('chemical' as const),
    reference: fc.constant(carbonate),
    element: fc.constant('Li2O'),
    referenceGrade: fc.constant(0.06),
    factor: amount(0.5, 1),
    conversion: amount(0, 3000),
    margin: amount(0, 1000),
    tonnesPerTonne: amount(5, 9),
  }),
  fc.record({ basis: fc.constant('fixed' as const), amount: amount(10, 500) }),
);

const period = fc.record({
  offset: fc.integer({ min: -3, max: 6 }),
  length: fc.integer({ min: 1, max: 4 }),
  from: fc.constantFrom('shipment' as const, 'arrival' as const),
});

const generatedFields: fc.Arbitrary<TermsGiven> = fc
  .record({
    price: basis,
    blend: fc.option(fc.record({ fixedShare: amount(0, 1), fixedPrice: amount(50, 3000) }), { nil: undefined }),
    collar: fc.option(
      fc.record({
        level: fc.constantFrom('leg' as const, 'blend' as const, 'netback' as const),
        bounds: fc.tuple(amount(0, 3000), amount(0, 3000)),
      }),
      { nil: undefined },
    ),
    quantity: fc.record({
      rampUp: fc.constantFrom([], [0.5, 1]),
      tolerance: amount(0, 0.2),
      toleranceOption: fc.constantFrom('none' as const, 'buyer' as const, 'seller' as const),
      takeOrPayShare: amount(0, 1),
      takeOrPayBasis: fc.constantFrom('full' as const, 'difference' as const),
      makeUpMonths: fc.integer({ min: 0, max: 18 }),
      makeUpPrice: fc.constantFrom('none' as const, 'rise' as const),
      carryForwardShare: amount(0, 0.3),
    }),
    quotation: fc.record({
      alternatives: fc.array(period, { minLength: 1, maxLength: 3 }),
      holder: fc.constantFrom('none' as const, 'buyer' as const, 'seller' as const),
      declarationMonths: fc.integer({ min: -3, max: 3 }),
    }),
    delivery: fc.record({
      incoterm: fc.constantFrom('FOB' as const, 'CIF' as const),
      freightUsdPerWmt: amount(0, 60),
      voyageDays: fc.integer({ min: 0, max: 60 }),
      otherUsdPerDmt: amount(0, 5),
    }),
    payment: fc.record({ provisionalShare: amount(0, 1), paymentMonths: fc.integer({ min: 0, max: 3 }) }),
  })
  .map(({ collar, blend, ...rest }) => ({
    ...rest,
    ...(blend === undefined ? {} : { blend }),
    ...(collar === undefined
      ? {}
      : { collar: { level: collar.level, floor: Math.min(...collar.bounds), cap: Math.max(...collar.bounds) } }),
  }));

/** Whether lines sum to a total within rounding, relative to the largest lines, which may cancel. */
const addsUp = (lines: readonly number[], total: number): boolean =>
  Math.abs(sum(lines) - total) <= 1e-12 * Math.max(1, sum(lines.map(Math.abs)));

describe('the last line of an explanation equals the number, for any contract', () => {
  it('in every month, year and clause, also in a slump', () => {
    fc.assert(
      fc.property(fc.array(generatedFields, { minLength: 1, maxLength: 2 }), fc.boolean(), (sets, slump) => {
        const datedTerms = sets.map((set, i) => terms({ ...set, from: month(1 + 9 * i) }));
        const plan: Portfolio = portfolio([entry(offtake({ end: month(20), terms: datedTerms }))], { products: [product()] });
        const at = slump ? withDemand(DECK, 0.7) : DECK;
        const value = valuePortfolio(plan, at);
        const [contract] = value.contracts;
        for (const { month: delivery, netPrice } of contract!.months) {
          const lines = explainNetPrice(plan, CONTRACT, at, delivery);
          expect(lines.at(-1)).toEqual({ label: 'total', amount: netPrice });
          if (sum(lines.slice(0, -1).map((line) => line.amount)) !== netPrice) return false;
        }
        for (const [i, year] of value.years.entries()) {
          const lines = explainRevenue(contract!, year);
          if (lines.at(-1)!.amount !== contract!.revenue[i]) return false;
          if (
            !addsUp(
              lines.slice(0, -1).map((line) => line.amount),
              contract!.revenue[i]!,
            )
          )
            return false;
        }
        const npv = explainNpv(plan, value, CONTRACT);
        if (npv.at(-1)!.amount !== contract!.npv) return false;
        if (
          !addsUp(
            npv.slice(0, -1).map((line) => line.amount),
            contract!.npv,
          )
        )
          return false;
        return clauseValues(plan, contract!, at, PROCESSES).clauses.every(
          (clause) => Number.isFinite(clause.value) && sum(clause.years.map((year) => year.amount)) === clause.value,
        );
      }),
      { numRuns: 120 },
    );
  });
});
