import { describe, expect, it } from 'vitest';
import {
  clauseValues,
  deckMarket,
  type Market,
  marketMonths,
  mergeBlocks,
  type Portfolio,
  type SimulationParameters,
  type SimulationRequest,
  simulate,
  simulatePresentValues,
  valuePortfolio,
} from '#engine';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import type { PriceSupport } from '#shared/domain/terms.ts';
import { mean, sum } from '#shared/math.ts';
import { OFF } from '../../tests/golden/engine/simulationOff.ts';
import { entry, JAN_2027, month, offtake, portfolio, product, REFERENCES, terms, VALUED } from '../../tests/helpers/engine/plans.ts';
import { withoutClause } from '../simulation/requestVariants.ts';

const NDPR = 'ndpr' as ReferenceCode;
const KG_PER_TONNE = 1000;
const CONTENT = 0.4;

/**
 * The programme of MP Materials and the U.S. Department of Defense (July 2025): the difference to 110 USD/kg of NdPr by quarter, 30 % of the
 * price above it. Source: contracts.justia.com, company 10229, contract 1332901.
 */
const MP_DOD: PriceSupport = {
  reference: NDPR,
  element: 'NdPr',
  floor: 110 * KG_PER_TONNE,
  upsideShare: 0.3,
  paymentMonths: 1,
  payer: 'U.S. Department of Defense',
  rating: 'AA',
};

/** 12,000 dmt a year at a fixed price, so that every other amount is known, with the programme. */
const planOf = (support: Partial<PriceSupport> = {}, entryFields: Parameters<typeof entry>[2] = {}): Portfolio =>
  portfolio(
    [
      entry(
        offtake({ terms: [terms({ price: { basis: 'fixed', amount: 10 }, priceSupport: { ...MP_DOD, ...support } })] }),
        {},
        entryFields,
      ),
    ],
    {
      products: [product({ assay: { NdPr: CONTENT } })],
      references: { ...REFERENCES, [NDPR]: { code: NDPR, kind: 'price', unit: 'USD/t' } },
    },
  );

const marketOf = (plan: Portfolio, perKg: (t: number) => number): Market => {
  const { from, to } = marketMonths(plan);
  const points = Array.from({ length: to - from + 1 }, (_, i) => ({
    reference: NDPR,
    month: from + i,
    price: perKg(from + i - VALUED) * KG_PER_TONNE,
  }));
  return deckMarket(points, plan.references, from, to);
};

const supportFlows = (plan: Portfolio, perKg: (t: number) => number) =>
  valuePortfolio(plan, marketOf(plan, perKg)).contracts[0]!.flows.filter(({ kind }) => kind === 'priceSupport');

/** Tonnes of NdPr in a quarter's deliveries. */
const QUARTER_TONNES = 3 * 1000 * CONTENT;

describe('A price-floor programme of a third party', () => {
  it.each([
    [60, 50],
    [110, 0],
    [150, -12],
  ])('at %d USD/kg pays %d USD/kg under the terms of MP Materials and the U.S. Department of Defense', (price, perKg) => {
    const flows = supportFlows(planOf(), () => price);
    expect(flows.map(({ month: paymentMonth }) => paymentMonth)).toEqual(perKg === 0 ? [] : [4, 7, 10, 13, 16, 19, 22, 25].map(month));
    for (const { amount } of flows) expect(amount).toBeCloseTo(perKg * KG_PER_TONNE * QUARTER_TONNES, 3);
  });

  it('compares the average of the quarter with the floor, not single months', () => {
    // 60, 120, 150: mean 110
    expect(supportFlows(planOf(), (t) => [150, 60, 120][((t % 3) + 3) % 3]!)).toEqual([]);
  });

  it('shares the upside from a month on', () => {
    const flows = supportFlows(planOf({ upsideFrom: JAN_2027 + 4 }), () => 150);
    // the second quarter has two shared months
    expect(flows[0]).toMatchObject({ month: month(7) });
    expect(flows[0]!.amount).toBeCloseTo((-12 * KG_PER_TONNE * QUARTER_TONNES * 2) / 3, 3);
  });

  it('counts every dmt in full without an element', () => {
    const [flow] = supportFlows(planOf({ element: undefined, floor: 700 }), () => 0.5);
    expect(flow!.amount).toBeCloseTo(200 * 3000, 6);
  });

  it('is revenue of the contract, from which no prepayment is repaid', () => {
    const prepayment = { amountUsd: 100_000, date: '2026-12-31', annualRate: 0, graceMonths: 0, repayMonths: 1 };
    const plan = planOf({}, { prepayment });
    const market = marketOf(plan, () => 60);
    const [value] = valuePortfolio(plan, market).contracts;
    const flowsOf = (flowKind: string) => value!.flows.filter(({ kind }) => kind === flowKind);
    // 1000 dmt at 10 USD: at most 10,000 a month
    expect(flowsOf('prepayment').map(({ amount }) => amount)).toEqual(Array.from({ length: 10 }, () => -10_000));
    expect(sum(value!.revenue)).toBeCloseTo(24 * 10_000 + 8 * 50 * KG_PER_TONNE * QUARTER_TONNES, 2);
  });

  it('needs no month outside marketMonths, and all of the first quarter', () => {
    const plan = planOf();
    const midQuarter: Portfolio = { ...plan, valuationDate: '2027-02-28', valuationMonth: month(2) };
    expect(marketMonths(midQuarter)).toEqual({ from: month(1), to: month(36) });
    expect(() =>
      valuePortfolio(
        midQuarter,
        marketOf(midQuarter, () => 60),
      ),
    ).not.toThrow();
  });
});

describe('The programme on simulated paths', () => {
  const requestOf = (plan: Portfolio, volatility: number, parameters: Partial<SimulationParameters> = {}): SimulationRequest => ({
    portfolio: plan,
    market: marketOf(plan, () => 100),
    drivers: [{ reference: NDPR, volatility, meanReversion: 0, cycleExponent: 0, additive: false }],
    correlation: [[1]],
    parameters: { ...OFF, ...parameters },
  });
  const PATHS = 4096;

  it('equals the valuation where prices do not move', () => {
    const request = requestOf(planOf(), 0);
    const { mean: revenue } = mergeBlocks(request, [simulate(request, { from: 0, to: 64 })]).contracts[0]!.revenue;
    const value = valuePortfolio(request.portfolio, request.market).contracts[0]!;
    expect(revenue.slice(0, value.revenue.length)).toEqual(value.revenue.map((amount) => expect.closeTo(amount, 3)));
  });

  it('is worth the closed form: puts on the quarterly average less its share of calls', () => {
    const request = requestOf(planOf(), 0.25);
    const { portfolio: plan, market } = request;
    const value = valuePortfolio(plan, market).contracts[0]!;
    const processes = { [NDPR]: { kind: 'price', volatility: 0.25, meanReversion: 0 } } as const;
    const closedForm = clauseValues(plan, value, market, processes).clauses.find(({ key }) => key === 'priceSupport')!;
    const range = { from: 0, to: PATHS };
    const [baseValues, valuesWithout] = [request, withoutClause(request, 'priceSupport')].map(
      (simulationRequest) => simulatePresentValues(simulationRequest, range).contracts,
    );
    const differences = baseValues!.map((amount, i) => amount - valuesWithout![i]!);
    const average = mean(differences);
    const error = Math.sqrt(mean(differences.map((difference) => (difference - average) ** 2)) / PATHS);
    expect(Math.abs(average - closedForm.value)).toBeLessThan(4 * error + 0.005 * closedForm.value);
    expect(closedForm.value).toBeGreaterThan(0);
  });

  it('ends with the default of its payer, which pays 40 % of what it owes then', () => {
    const hazards = { ...OFF.hazards, credit: true, defaultRates: { ...OFF.hazards.defaultRates, AA: 0.3, BB: 0 }, leastCreditHazard: 0 };
    const request = requestOf(planOf(), 0, { hazards, centrePaths: 64 });
    const { contracts } = simulatePresentValues(request, { from: 0, to: PATHS });
    const valueWithout = simulatePresentValues(withoutClause(request, 'priceSupport'), { from: 0, to: 64 }).contracts[0]!;
    const hazard = -Math.log(1 - 0.3);
    const survivalTo = (t: number): number => Math.exp((-hazard * t) / 12);
    // 10 USD/kg a month: paid in full if the payer lives at payment, 40 % if it defaults between delivery and payment
    const expectedValue = sum(
      Array.from({ length: 24 }, (_, i) => {
        const [delivery, payment] = [i + 1, Math.floor(i / 3) * 3 + 4];
        const discount = 1.1 ** (-(Date.UTC(2026, 11 + payment, 15) - Date.UTC(2026, 11, 31)) / 86_400_000 / 365);
        return 10 * KG_PER_TONNE * 1000 * CONTENT * discount * (survivalTo(payment) + 0.4 * (survivalTo(delivery) - survivalTo(payment)));
      }),
    );
    const support = contracts.map((amount) => amount - valueWithout);
    const average = mean(support);
    const error = Math.sqrt(mean(support.map((supportValue) => (supportValue - average) ** 2)) / PATHS);
    expect(Math.abs(average - expectedValue)).toBeLessThan(4 * error);
  });
});
