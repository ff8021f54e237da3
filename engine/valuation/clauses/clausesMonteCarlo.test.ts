import { describe, expect, it } from 'vitest';
import { type ClauseKey, clauseValues, type Market, type Portfolio, valuePortfolio } from '#engine';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import type { Terms } from '#shared/domain/terms.ts';
import { clauseValue, DECK, PROCESSES, planOf } from '../../../tests/helpers/engine/clausePlans.ts';
import { month, type TermsGiven } from '../../../tests/helpers/engine/plans.ts';

/**
 * Compares the formulas with an independent small Monte Carlo: monthly paths around the deck, each valued by the deterministic valuation
 * with and without the clause, on the same paths.
 */
const PATHS = 3000;
const MONTHS = 8;
const HORIZON = MONTHS + 10;

/** A small generator for tests (Steele, Lea and Flood 2014: splitmix, 32 bits) and the Box-Muller transform. */
const normals = (seed: number): (() => number) => {
  let state = seed;
  const uniform = () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (((z ^ (z >>> 15)) >>> 0) + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
};

/** S = F exp(Y - Var/2) by month; a follower takes beta times the log price it follows and its own residual. */
const pathOf = (draw: (reference: string, t: number) => number): Market => {
  const first = month(1) - DECK.start;
  const logs = new Map<string, Float64Array>();
  for (const reference of ['iron', 'copper', 'carbonate', 'spodumene']) {
    const { volatility, meanReversion: k, follows } = PROCESSES[reference]!;
    const a = Math.exp(-k / 12);
    const step = k === 0 ? volatility / Math.sqrt(12) : volatility * Math.sqrt((1 - a * a) / (2 * k));
    const movedPrices = new Float64Array(HORIZON);
    let [y, variance] = [0, 0];
    for (let t = 0; t < HORIZON; t++) {
      y = a * y + step * draw(reference, t);
      variance = a * a * variance + step * step;
      const leader = follows && logs.get(follows.reference)![t]!;
      // E exp(beta (Y - V/2)) = exp(beta (beta - 1) V/2)
      const leaderVariance = ((PROCESSES.carbonate?.volatility ?? 0) ** 2 * (t + 1)) / 12;
      const led = follows && leader !== undefined ? follows.beta * leader - (follows.beta * (follows.beta - 1) * leaderVariance) / 2 : 0;
      movedPrices[t] = y - variance / 2 + led;
    }
    logs.set(reference, movedPrices);
  }
  const prices: Record<string, Float64Array> = { ...DECK.prices };
  for (const [reference, logPath] of logs) {
    const series = Float64Array.from(DECK.deck[reference]!);
    for (let t = 0; t < HORIZON; t++) series[first + t] = series[first + t]! * Math.exp(logPath[t]!);
    prices[reference] = series;
  }
  return { ...DECK, prices };
};

/** Paths in antithetic pairs. */
const PAIRS: readonly (readonly [Market, Market])[] = (() => {
  const normal = normals(20261125);
  return Array.from({ length: PATHS / 2 }, () => {
    const draws = new Map<string, number>();
    const draw = (reference: string, t: number) => {
      const key = `${reference} ${t}`;
      const value = draws.get(key) ?? normal();
      draws.set(key, value);
      return value;
    };
    return [pathOf(draw), pathOf((reference, t) => -draw(reference, t))] as const;
  });
})();

const npv = (plan: Portfolio, market: Market): number => valuePortfolio(plan, market).contracts[0]!.npv;

/** Mean of a clause over the paths and its standard error, from pairs. */
const simulateValue = (withClause: Portfolio, planWithout: Portfolio) => {
  const values = PAIRS.map((pair) => pair.reduce((sum, market) => sum + npv(withClause, market) - npv(planWithout, market), 0) / 2);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, error: Math.sqrt(variance / values.length) };
};

const product = { production: Array.from({ length: 36 }, () => 1200), assay: { Fe: 0.62, Cu: 0.28, Li2O: 0.06 } };
const laterPeriod = (from: number, length = 1) => ({ offset: from, length, from: 'shipment' as const });
const copper: Terms['price'] = {
  basis: 'payableMetal',
  payables: [{ element: 'Cu', reference: 'copper' as ReferenceCode, rule: 'deduct-then-pay', payable: 0.965, deduction: 0.01 }],
  treatmentCharge: { kind: 'fixed', amount: 80 },
  escalator: { basisPrice: 9000, bands: [{ from: 8500, share: 0.03 }] },
  participation: { basisPrice: 9500, share: 0.2, cap: 100 },
  penalties: [],
};
const two: Terms['price'] = {
  basis: 'percentage',
  payables: [
    { element: 'Cu', reference: 'copper' as ReferenceCode, payable: 0.8 },
    { element: 'Li2O', reference: 'carbonate' as ReferenceCode, payable: 1 },
  ],
  premium: 0,
};
const spodumene: Terms['price'] = {
  basis: 'indexDmt',
  reference: 'spodumene' as ReferenceCode,
  element: 'Li2O',
  adjustment: { kind: 'proRata' },
  referenceGrade: 0.06,
  premium: 0,
  penalties: [],
};

const withoutClause = (fields: TermsGiven, key: ClauseKey): TermsGiven => {
  if (key === 'quotation')
    return { ...fields, quotation: { ...fields.quotation, alternatives: fields.quotation!.alternatives!.slice(0, 1), holder: 'none' } };
  if (key === 'floor' || key === 'cap') return { ...fields, collar: { ...fields.collar!, [key]: undefined } };
  return { ...fields, price: { ...fields.price, [key]: undefined } as Terms['price'] };
};

const CASES: readonly (readonly [string, ClauseKey, TermsGiven])[] = [
  [
    'a floor on iron of two months later',
    'floor',
    { collar: { level: 'reference', floor: 98 }, quotation: { alternatives: [laterPeriod(1, 2)] } },
  ],
  [
    'a cap beside a floor on the whole price with a fixed share',
    'cap',
    { blend: { fixedShare: 0.3, fixedPrice: 100 }, collar: { level: 'blend', floor: 95, cap: 115 } },
  ],
  [
    'a floor after escalator and participation, with mean reversion',
    'floor',
    { price: copper, collar: { level: 'leg', floor: 2300 }, quotation: { alternatives: [laterPeriod(2)] } },
  ],
  ['price participation with a cap', 'participation', { price: copper, quotation: { alternatives: [laterPeriod(0, 3)] } }],
  ['an escalator', 'escalator', { price: copper, quotation: { alternatives: [laterPeriod(1)] } }],
  [
    'a floor on the sum of two metals',
    'floor',
    { price: two, collar: { level: 'leg', floor: 2800 }, quotation: { alternatives: [laterPeriod(1)] } },
  ],
  [
    'a cap on a reference that follows another',
    'cap',
    { price: spodumene, collar: { level: 'reference', cap: 1050 }, quotation: { alternatives: [laterPeriod(0, 2)] } },
  ],
  [
    "a seller's choice of months",
    'quotation',
    { quotation: { alternatives: [laterPeriod(0), laterPeriod(3)], holder: 'seller', declarationMonths: -2 } },
  ],
  [
    "a buyer's choice of two averages",
    'quotation',
    { quotation: { alternatives: [laterPeriod(0, 2), laterPeriod(2, 2)], holder: 'buyer', declarationMonths: -2 } },
  ],
];

describe('Monte Carlo agrees with the formula within 4 standard errors and 0.5 %', () => {
  it.each(CASES)('on %s', (_name, key, fields) => {
    const plan = planOf(fields, MONTHS, product);
    const formula = clauseValue(clauseValues(plan, valuePortfolio(plan, DECK).contracts[0]!, DECK, PROCESSES), key);
    const { mean, error } = simulateValue(plan, planOf(withoutClause(fields, key), MONTHS, product));
    expect(Math.abs(formula)).toBeGreaterThan(8 * error);
    expect(Math.abs(formula - mean)).toBeLessThan(4 * error + 0.005 * Math.abs(mean));
  });
});
