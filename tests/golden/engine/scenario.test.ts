import { describe, expect, it } from 'vitest';
import { REFERENCES as SEEDED } from '#db/seeds/references.ts';
import { CHINA_SLUMP } from '#db/seeds/scenarios.ts';
import { type ContractScenario, type Portfolio, revalue, type ScenarioCause } from '#engine';
import { Scenario } from '#shared/domain/scenario.ts';
import { expectGolden, readGolden } from './goldenFile.ts';
import { type GoldenDeck, goldenMarket, goldenPortfolio, goldenScenario } from './goldenPlan.ts';

type Three = { readonly base: number; readonly scenario: number; readonly withoutClauses: number };
type Case = {
  readonly name: string;
  readonly portfolio: Portfolio;
  readonly deck: GoldenDeck;
  readonly scenario: unknown;
  readonly expected: {
    readonly npv: Three;
    readonly byContract: readonly ContractScenario[];
    readonly spot: Three;
    readonly causes: Readonly<Record<ScenarioCause['key'], number>>;
    readonly change: number;
    readonly saved: number;
  };
};

const golden = readGolden<Case>('scenario');
const STAGES = ['base', 'scenario', 'withoutClauses'] as const;

/** A difference that nearly vanishes is compared with the tolerance of this share of the largest revenue. */
const NEAR_ZERO = 1e-3;

describe('the cost of a scenario, by cause, agrees with exact rational arithmetic', () => {
  it.each(golden.cases)('$name', ({ portfolio: goldenInput, deck, scenario, expected }) => {
    const portfolio = goldenPortfolio(goldenInput);
    const value = revalue(portfolio, goldenMarket(deck, portfolio), goldenScenario(scenario, portfolio.valuationMonth));
    const scale = NEAR_ZERO * Math.max(...expected.byContract.map(({ base }) => base));
    const expectMoney = (amount: number | undefined, goldenAmount: number, what: string) =>
      expectGolden(amount, goldenAmount, golden.relativeTolerance, what, scale);

    for (const stage of STAGES) {
      expectMoney(value[stage].npv, expected.npv[stage], `NPV ${stage}`);
      expectMoney(value.spot[stage], expected.spot[stage], `spot ${stage}`);
    }
    expect(value.causes.map(({ key }) => key).sort()).toEqual(Object.keys(expected.causes).sort());
    for (const { key, amount } of value.causes) expectMoney(amount, expected.causes[key], `cause ${key}`);
    expect(value.byContract.length).toBe(expected.byContract.length);
    value.byContract.forEach((outcome, i) => {
      const { contractId, ...amounts } = expected.byContract[i]!;
      expect(outcome.contractId).toBe(contractId);
      for (const [name, goldenAmount] of Object.entries(amounts)) {
        expectMoney(outcome[name as keyof typeof amounts], goldenAmount, `${contractId} ${name}`);
      }
    });
    expectMoney(value.total.change, expected.change, 'change');
    expectMoney(value.total.saved, expected.saved, 'saved');
  });
});

it('the shipped China slump falls, pauses and recovers as the golden one', () => {
  const { portfolio, scenario } = golden.cases.find(({ name }) => name === 'three mines in the China slump')!;
  const { startsAfterMonths, prices, demand } = Scenario.parse(scenario);
  const goldenKnots = new Map(prices.map(({ reference, knots }) => [portfolio.references[reference]!.metal, knots]));
  for (const metal of ['iron', 'copper', 'lithium'] as const) {
    const codes = SEEDED.filter((reference) => reference.metal === metal).map(({ code }) => code);
    const shocks = CHINA_SLUMP.prices.filter(({ reference }) => codes.includes(reference));
    expect(shocks.length, metal).toBeGreaterThan(0);
    for (const { reference, knots } of shocks) {
      const expectedKnots = goldenKnots.get(metal)!;
      expect(
        knots.map(({ afterMonths }) => afterMonths),
        reference,
      ).toEqual(expectedKnots.map(({ afterMonths }) => afterMonths));
      knots.forEach(({ value }, i) => {
        expectGolden(value, expectedKnots[i]!.value, golden.relativeTolerance, `${reference} knot ${i}`);
      });
    }
  }
  expect(CHINA_SLUMP.startsAfterMonths).toBe(startsAfterMonths);
  expect(CHINA_SLUMP.demand.map(({ zone, knots }) => ({ zone, knots }))).toEqual(demand.map(({ zone, knots }) => ({ zone, knots })));
});
