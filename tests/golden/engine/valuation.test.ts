import { describe, expect, it } from 'vitest';
import { breakEvenPrice, type Portfolio, scenarioMarket, valuePortfolio } from '#engine';
import { PriceBasis } from '#shared/domain/terms.ts';
import { expectGolden, readGolden } from './goldenFile.ts';
import { expectPlan, type GoldenDeck, type GoldenValue, goldenMarket, goldenPortfolio, goldenScenario } from './goldenPlan.ts';

type Case = {
  readonly name: string;
  readonly portfolio: Portfolio;
  readonly deck: GoldenDeck;
  readonly scenario?: unknown;
  /** `breakEven` of the first contract: null if no price reaches it, absent if not computed. */
  readonly expected: GoldenValue & { readonly breakEven?: number | null };
};

const golden = readGolden<Case>('valuation');

const read = ({ portfolio: goldenInput, deck, scenario }: Case) => {
  const portfolio = goldenPortfolio(goldenInput);
  const market = goldenMarket(deck, portfolio);
  return {
    portfolio,
    market: scenario === undefined ? market : scenarioMarket(market, goldenScenario(scenario, portfolio.valuationMonth), portfolio),
  };
};

describe('values of plans agree with exact rational arithmetic, month by month', () => {
  it.each(golden.cases)('$name', (testCase) => {
    const { portfolio, market } = read(testCase);
    expectPlan(valuePortfolio(portfolio, market), testCase.expected, golden.relativeTolerance);
  });
});

describe('break-even prices agree with a root found by another method', () => {
  it.each(golden.cases.filter(({ expected }) => expected.breakEven !== undefined))('$name', (testCase) => {
    const { portfolio, market } = read(testCase);
    const { price } = breakEvenPrice(portfolio, portfolio.contracts[0]!.contract.id, market);
    const { breakEven } = testCase.expected;
    if (typeof breakEven !== 'number') expect(price).toBeUndefined();
    else expectGolden(price, breakEven, golden.relativeTolerance, 'break-even');
  });
});

it('the golden plans cover every price basis', () => {
  const bases = golden.cases.flatMap(({ portfolio }) =>
    portfolio.contracts.flatMap(({ contract }) => contract.terms.map((t) => t.price.basis)),
  );
  expect(new Set(bases)).toEqual(new Set(PriceBasis.options.map((o) => o.shape.basis.value)));
});
