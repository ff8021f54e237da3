import { expect, it } from 'vitest';
import {
  buyerOutcome,
  contractOutcome,
  createOutcomeTable,
  deckMarket,
  mergeBlocks,
  planOutcome,
  type SimulationRequest,
  simulate,
  simulateOutcomes,
} from '#engine';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import { OFF } from '../../../tests/golden/engine/simulationOff.ts';
import { entry, month, offtake, portfolio, product, REFERENCES, terms, VALUED } from '../../../tests/helpers/engine/plans.ts';

const [COPPER, RATE] = ['copper', 'usdaud'].map((code) => code as ReferenceCode) as [ReferenceCode, ReferenceCode];
const MONTHS = 24;
const PATHS = 300;

/** All production goes to one buyer; 60 % of its unit cost is in a currency with a random rate. Hazards are on. */
const request = (): SimulationRequest => {
  const contractEntry = entry(
    offtake({ end: month(MONTHS), terms: [terms({ price: { basis: 'refined', reference: COPPER, premium: 0 } })] }),
  );
  const monthlyTonnes = contractEntry.contract.terms[0]!.quantity.tonnesPerYear / 12;
  const plan = portfolio([contractEntry], {
    lastMonth: month(MONTHS),
    products: [
      product({
        metal: 'copper',
        production: Array(MONTHS).fill(monthlyTonnes),
        unitCost: [{ year: 2027, usdPerDmt: 6000 }],
        costCurrency: { currency: 'AUD', share: 0.6 },
      }),
    ],
    references: { ...REFERENCES, [RATE]: { code: RATE, kind: 'rate', unit: 'AUD/USD' } },
  });
  const points = [COPPER, RATE].flatMap((reference) =>
    Array.from({ length: 60 }, (_, i) => ({ reference, month: VALUED - 12 + i, price: reference === COPPER ? 9600 : 1.5 })),
  );
  const driver = (reference: string) => ({ reference, volatility: 0.2, meanReversion: 0, cycleExponent: 0, additive: false });
  return {
    portfolio: plan,
    market: deckMarket(points, plan.references, VALUED - 12, VALUED + 47),
    drivers: [driver(COPPER), driver(RATE)],
    correlation: [
      [1, 0.3],
      [0.3, 1],
    ],
    parameters: { ...OFF, paths: PATHS },
  };
};

const tableOf = (of: SimulationRequest) => {
  const run = mergeBlocks(of, [simulate(of, { from: 0, to: PATHS })]);
  const buyer = of.portfolio.contracts[0]!.buyer.id;
  const table = createOutcomeTable({ years: run.years.length, paths: PATHS, buyers: [buyer] });
  expect(simulateOutcomes(of, { from: 256, to: PATHS }, table).isStopped).toBe(false);
  expect(simulateOutcomes(of, { from: 0, to: 256 }, table).isStopped).toBe(false);
  return { run, buyer, table };
};

it('outcomes of the plan have the bits of its run, whatever the ranges of paths', () => {
  const { run, table } = tableOf(request());
  for (const y of run.years.keys()) {
    for (const measure of ['contractRevenue', 'spotRevenue', 'delivered', 'spot', 'cost'] as const)
      expect(planOutcome(table, measure, y)).toEqual(run.measures[measure][y]);
  }
});

it.each([false, true])(
  'a buyer that takes all production has its revenue, tonnes and cost on every path (months simulated: %s)',
  (isSimulated) => {
    const base = request();
    // a hazard that never strikes: the months of the product are simulated
    const hazards = { ...OFF.hazards, performance: true, performanceHazard: 0 };
    const { run, buyer, table } = tableOf(isSimulated ? { ...base, parameters: { ...base.parameters, hazards } } : base);
    const largestDifference = (a: Float64Array, b: Float64Array) =>
      Math.max(...a.map((value, i) => Math.abs(value - b[i]!) / Math.max(1, Math.abs(b[i]!))));
    let spread = 0;
    for (const y of run.years.keys()) {
      expect(largestDifference(buyerOutcome(table, buyer, 'revenue', y)!, planOutcome(table, 'contractRevenue', y))).toBeLessThan(1e-12);
      expect(largestDifference(buyerOutcome(table, buyer, 'delivered', y)!, planOutcome(table, 'delivered', y))).toBeLessThan(1e-12);
      const costs = buyerOutcome(table, buyer, 'cost', y)!;
      expect(largestDifference(costs, planOutcome(table, 'cost', y))).toBeLessThan(1e-12);
      spread = Math.max(spread, Math.max(...costs) - Math.min(...costs));
    }
    // the exchange rate moves the cost
    expect(spread).toBeGreaterThan(0);
  },
);

it('a contract has the revenue, the cost and the tonnes of its only buyer, and the month in which that buyer defaults', () => {
  const base = request();
  const hazards = {
    ...OFF.hazards,
    credit: true,
    defaultRates: { ...OFF.hazards.defaultRates, unrated: 0.6, BBB: 0.6 },
    leastCreditHazard: 0.6,
  };
  const of = { ...base, parameters: { ...base.parameters, hazards } };
  const { run, buyer } = tableOf(of);
  const { id } = of.portfolio.contracts[0]!.contract;
  const table = createOutcomeTable({ years: run.years.length, paths: PATHS, buyers: [buyer], contracts: [id] });
  simulateOutcomes(of, { from: 0, to: PATHS }, table);
  let defaults = 0;
  for (const [y, year] of run.years.entries()) {
    for (const measure of ['revenue', 'cost', 'delivered'] as const)
      expect(contractOutcome(table, id, measure, y)).toEqual(buyerOutcome(table, buyer, measure, y));
    const months = contractOutcome(table, id, 'defaultMonth', y)!;
    for (const [i, at] of months.entries()) {
      expect(at > 0 ? 1 : 0).toBe(run.measures.defaults[y]![i]);
      if (at === 0) continue;
      defaults += 1;
      expect(Math.floor((VALUED + at) / 12)).toBe(year);
    }
  }
  expect(defaults).toBeGreaterThan(PATHS / 4);
  expect(contractOutcome(table, 'other' as typeof id, 'revenue', 0)).toBeUndefined();
});
