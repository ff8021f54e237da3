import { describe, expect, it } from 'vitest';
import {
  buildClauseRuns,
  type ClauseEstimate,
  type ClauseKey,
  clauseValues,
  estimateClause,
  type PathPresentValues,
  type Portfolio,
  type PriceDriver,
  type SimulatedClauseKey,
  type SimulationParameters,
  type SimulationRequest,
  simulatePresentValues,
  valuePortfolio,
  withCycleMoments,
  withPricesOnly,
} from '#engine';
import type { ContractId, ReferenceCode } from '#shared/domain/ids.ts';
import type { Terms } from '#shared/domain/terms.ts';
import { identity, OFF } from '../../../tests/golden/engine/simulationOff.ts';
import { clauseValue, DECK, PROCESSES, planOf, STILL } from '../../../tests/helpers/engine/clausePlans.ts';
import { CONTRACT, entry, month, offtake, portfolio, product, type TermsGiven, terms } from '../../../tests/helpers/engine/plans.ts';

const MONTHS = 12;
const PATHS = 4096;
const CHINA = { china: 1, restOfAsia: 0, europe: 0, americas: 0, restOfWorld: 0 } as const;

const driversOf = (processes: typeof PROCESSES): PriceDriver[] =>
  Object.entries(processes).map(([reference, { kind, volatility, meanReversion, follows }]) => ({
    reference,
    volatility: follows?.residualVolatility ?? volatility,
    meanReversion,
    cycleExponent: kind === 'price' && follows === undefined ? 2 : 0,
    weights: kind === 'price' ? CHINA : undefined,
    follows: follows && { reference: follows.reference, beta: follows.beta },
    additive: kind === 'treatmentCharge',
  }));

const ON: SimulationParameters = {
  ...OFF,
  centrePaths: 4096,
  cycle: { ...OFF.cycle, on: true },
  hazards: { ...OFF.hazards, credit: true, performance: true },
};

const requestOf = (plan: Portfolio, parameters: SimulationParameters, processes = PROCESSES): SimulationRequest =>
  withCycleMoments({
    portfolio: plan,
    market: DECK,
    drivers: driversOf(processes),
    correlation: identity(Object.values(processes).filter(({ follows }) => follows === undefined).length),
    parameters,
  });

type Simulated = { readonly withClause: PathPresentValues; readonly withoutClause: PathPresentValues; readonly estimate: ClauseEstimate };

const simulateClause = (request: SimulationRequest, key: SimulatedClauseKey, paths = PATHS): Simulated => {
  const runs = buildClauseRuns(request, valuePortfolio(request.portfolio, DECK), CONTRACT, [key]);
  const [baseValues, valuesWithout] = [runs.base, runs.variants[0]!.request].map((simulationRequest) =>
    simulatePresentValues(simulationRequest, { from: 0, to: paths }),
  );
  return { withClause: baseValues!, withoutClause: valuesWithout!, estimate: estimateClause(key, baseValues!, valuesWithout!) };
};

const formula = (plan: Portfolio, key: ClauseKey, processes = PROCESSES): number =>
  clauseValue(clauseValues(plan, valuePortfolio(plan, DECK).contracts[0]!, DECK, processes), key);

const laterPeriod = (offset: number, length = 1) => ({ offset, length, from: 'shipment' as const });

const copper: Terms['price'] = {
  basis: 'payableMetal',
  payables: [{ element: 'Cu', reference: 'copper' as ReferenceCode, rule: 'deduct-then-pay', payable: 0.965, deduction: 0.01 }],
  treatmentCharge: { kind: 'fixed', amount: 80 },
  escalator: { basisPrice: 9000, bands: [{ from: 8500, share: 0.03 }] },
  participation: { basisPrice: 9500, share: 0.2, cap: 100 },
  penalties: [],
};
const twoMetals: Terms['price'] = {
  basis: 'percentage',
  payables: [
    { element: 'Cu', reference: 'copper' as ReferenceCode, payable: 0.8 },
    { element: 'Li2O', reference: 'carbonate' as ReferenceCode, payable: 1 },
  ],
  premium: 0,
};

describe('with random prices only, the simulation agrees with the formula within 4 standard errors and 0.5 %', () => {
  it.each<readonly [string, ClauseKey, TermsGiven]>([
    [
      'a floor on an average of three months',
      'floor',
      { collar: { level: 'reference', floor: 98 }, quotation: { alternatives: [laterPeriod(1, 3)] } },
    ],
    [
      'a cap beside a floor and a fixed share',
      'cap',
      { blend: { fixedShare: 0.3, fixedPrice: 100 }, collar: { level: 'blend', floor: 95, cap: 115 } },
    ],
    ['a fixed share', 'blend', { blend: { fixedShare: 0.3, fixedPrice: 100 }, collar: { level: 'blend', floor: 95 } }],
    ['a floor on the sum of two metals', 'floor', { price: twoMetals, collar: { level: 'leg', floor: 2800 } }],
    ['price participation', 'participation', { price: copper, quotation: { alternatives: [laterPeriod(0, 3)] } }],
    ['an escalator', 'escalator', { price: copper, quotation: { alternatives: [laterPeriod(1)] } }],
    [
      'a choice of months',
      'quotation',
      { quotation: { alternatives: [laterPeriod(0), laterPeriod(3)], holder: 'seller', declarationMonths: -2 } },
    ],
  ])('on %s', (_name, key, fields) => {
    const plan = planOf(fields, MONTHS);
    const expectedFormula = formula(plan, key);
    const { value, error } = simulateClause(requestOf(plan, OFF), key).estimate.value;
    expect(Math.abs(expectedFormula)).toBeGreaterThan(8 * error);
    expect(Math.abs(value - expectedFormula)).toBeLessThan(4 * error + 0.005 * Math.abs(expectedFormula));
  });
});

describe('a run of one contract', () => {
  it('without volatility has the deterministic value, and its floor is worth its payoff at deck prices', () => {
    const plan = planOf({ collar: { level: 'reference', floor: 106 }, quotation: { alternatives: [laterPeriod(2)] } }, MONTHS);
    const { withClause, estimate } = simulateClause(requestOf(plan, OFF, STILL), 'floor', 64);
    const value = valuePortfolio(plan, DECK);
    expect(withClause.contracts[0]).toBeCloseTo(value.contracts[0]!.npv, 4);
    const base = buildClauseRuns(requestOf(plan, OFF, STILL), value, CONTRACT, []).base;
    expect(base.portfolio.lastMonth).toBe(month(MONTHS + 14));
    expect(withClause.spot[63]).toBeCloseTo(valuePortfolio(base.portfolio, DECK).products[0]!.npv, 4);
    expect(estimate.value.error).toBe(0);
    expect(estimate.value.value).toBeCloseTo(formula(plan, 'floor', STILL), 4);
    expect(estimate.value.value).toBeGreaterThan(0);
  });

  it('leaves other contracts their tonnes: production less their commitments, or a share of it where that is too little', () => {
    const contracts = [CONTRACT, 'C-2' as ContractId].map((id) => entry(offtake({ id, end: month(MONTHS), terms: [terms()] })));
    const shortOfProduct = portfolio(contracts, { products: [product({ production: Array.from({ length: 36 }, () => 1500) })] });
    const value = valuePortfolio(shortOfProduct, DECK);
    const { base: baseRequest } = buildClauseRuns(requestOf(shortOfProduct, OFF, STILL), value, CONTRACT, []);
    expect(baseRequest.portfolio.products[0]!.production.slice(0, MONTHS)).toEqual(Array.from({ length: MONTHS }, () => 750));
    expect(simulatePresentValues(baseRequest, { from: 0, to: 1 }).contracts[0]).toBeCloseTo(value.contracts[0]!.npv, 4);
    const ampleProduct = portfolio(contracts, { products: [product({ production: Array.from({ length: 36 }, () => 2600) })] });
    const ampleRun = buildClauseRuns(requestOf(ampleProduct, OFF, STILL), valuePortfolio(ampleProduct, DECK), CONTRACT, []).base;
    expect(ampleRun.portfolio.products[0]!.production[0]).toBe(1600);
  });

  it('is the same to the bit for any division into ranges', () => {
    const plan = planOf({ quantity: { takeOrPayShare: 0.9, tolerance: 0.1, toleranceOption: 'buyer', makeUpMonths: 12 } }, MONTHS);
    const request = requestOf(plan, ON);
    const wholeValues = simulatePresentValues(request, { from: 0, to: 700 });
    const parts = [simulatePresentValues(request, { from: 0, to: 300 }), simulatePresentValues(request, { from: 300, to: 700 })];
    for (const name of ['contracts', 'spot'] as const) {
      expect(Float64Array.from(parts.flatMap((part) => [...part[name]]))).toEqual(wholeValues[name]);
    }
  });

  it('stops before the next block when it is cancelled', () => {
    const { contracts } = simulatePresentValues(requestOf(planOf({}, MONTHS), OFF), { from: 0, to: 1024 }, { shouldStop: () => true });
    expect(contracts.every((value) => value === 0)).toBe(true);
  });
});

const buyers = { tolerance: 0.15, toleranceOption: 'buyer' as const };

describe('take-or-pay', () => {
  it('on the difference basis costs the seller nothing on any path', () => {
    const fields = {
      quantity: { ...buyers, takeOrPayShare: 1, takeOrPayBasis: 'difference' as const },
      blend: { fixedShare: 1, fixedPrice: 115 },
    };
    const { withClause, withoutClause, estimate } = simulateClause(requestOf(planOf(fields, 24), ON), 'takeOrPay');
    const gains = withClause.contracts.map(
      (value, i) => value + withClause.spot[i]! - withoutClause.contracts[i]! - withoutClause.spot[i]!,
    );
    expect(Math.min(...gains)).toBeGreaterThanOrEqual(-1e-6);
    expect(estimate.value.value).toBeGreaterThan(4 * estimate.value.error);
    expect(estimate.contract).toBeCloseTo(estimate.value.value, 6);
  });

  it('in full without make-up never lowers contract revenue; tonnes lost on spot are a separate part', () => {
    const fields = { quantity: { ...buyers, takeOrPayShare: 0.95 } };
    const parameters = { ...ON, hazards: { ...ON.hazards, performance: false, credit: false } };
    const { withClause, withoutClause, estimate } = simulateClause(requestOf(planOf(fields, 24), parameters), 'takeOrPay');
    const gains = withClause.contracts.map((value, i) => value - withoutClause.contracts[i]!);
    expect(Math.min(...gains)).toBeGreaterThanOrEqual(-1e-6);
    expect(estimate.contract).toBeGreaterThan(0);
    expect(estimate.spot).toBeLessThan(0);
    expect(estimate.contract + estimate.spot).toBeCloseTo(estimate.value.value, 6);
    // the queue sells at 3 % less, two months later: payment by the buyer is worth more
    expect(estimate.value.value).toBeGreaterThan(4 * estimate.value.error);
  });

  it('is worth nothing without a fall in demand and without events', () => {
    const plan = planOf({ quantity: { ...buyers, takeOrPayShare: 0.95 } }, 24);
    expect(simulateClause(withPricesOnly(requestOf(plan, ON)), 'takeOrPay', 256).estimate.value).toEqual({ value: 0, error: 0 });
  });
});

describe('a buyer', () => {
  const latePayment = { payment: { paymentMonths: 3 } };
  const weakBuyerPortfolio = (fields: TermsGiven): Portfolio =>
    portfolio([entry(offtake({ end: month(24), terms: [terms(fields)] }), { rating: 'CCC/C' })], { products: [product()] });

  it('with a default risk costs the seller, less under a letter of credit', () => {
    const unsecuredEstimate = simulateClause(requestOf(weakBuyerPortfolio(latePayment), ON), 'credit').estimate;
    const securedEstimate = simulateClause(
      requestOf(weakBuyerPortfolio({ payment: { paymentMonths: 3, letterOfCredit: true } }), ON),
      'credit',
    ).estimate;
    expect(unsecuredEstimate.value.value).toBeLessThan(-4 * unsecuredEstimate.value.error);
    expect(securedEstimate.value.value).toBeGreaterThan(unsecuredEstimate.value.value);
  });

  it('with a performance risk costs the seller more the further the contract pays above spot', () => {
    const riskAt = (fixedPrice: number) =>
      simulateClause(requestOf(planOf({ blend: { fixedShare: 1, fixedPrice } }, 24), ON), 'performance').estimate.value;
    const [nearRisk, distantRisk] = [riskAt(105), riskAt(140)];
    expect(nearRisk.value).toBeLessThan(0);
    expect(distantRisk.value).toBeLessThan(nearRisk.value - 4 * (nearRisk.error + distantRisk.error));
  });
});
