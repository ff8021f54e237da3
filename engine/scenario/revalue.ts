import type { ContractId } from '#shared/domain/ids.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { hasFloor, type Terms } from '#shared/domain/terms.ts';
import { sum, sumBy } from '#shared/math.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { createObjectField } from '#shared/objectField.ts';
import { isEndOfStep, runSteps, type Steps } from '#shared/steps.ts';
import type { Market, Portfolio, PortfolioContract, PortfolioValue, Valuation } from '../valuation/types.ts';
import { valuePortfolio, valuePortfolioInSteps } from '../valuation/valuePortfolio.ts';
import { createRevenueCache, yearlyRevenueInSteps } from '../valuation/yearlyRevenue.ts';
import { scenarioMarket } from './scenarioMarket.ts';

/** A cause of the difference in net revenue from the base, USD, in the order in which causes are applied (docs/model/scenario.md). */
export type ScenarioCause = {
  readonly key: 'prices' | 'volume' | 'performance' | 'channels' | 'floors' | 'takeOrPay' | 'spot';
  readonly amount: number;
  /** The part of `amount` on contracts; the rest is on spot, where tonnes that are not called are sold. */
  readonly onContracts: number;
};

/** One contract's revenue over the plan, USD. `withoutClauses + savedByFloor + savedByTakeOrPay = scenario`. */
export type ContractScenario = {
  readonly contractId: ContractId;
  readonly base: number;
  readonly scenario: number;
  readonly withoutClauses: number;
  readonly savedByFloor: number;
  readonly savedByTakeOrPay: number;
};

export type Revaluation = {
  readonly base: PortfolioValue;
  readonly scenario: PortfolioValue;
  /** The scenario on the same contracts without floors and take-or-pay. */
  readonly withoutClauses: PortfolioValue;
  /** The base on the same contracts without floors and take-or-pay. */
  readonly baseWithoutClauses: PortfolioValue;
  readonly byContract: readonly ContractScenario[];
  /** Spot sales over the plan, USD. */
  readonly spot: { readonly base: number; readonly scenario: number; readonly withoutClauses: number };
  /** They sum to `total.change`. */
  readonly causes: readonly ScenarioCause[];
  readonly total: {
    readonly base: number;
    readonly scenario: number;
    readonly withoutClauses: number;
    readonly change: number;
    /** `change` without floors and take-or-pay. */
    readonly changeWithoutClauses: number;
    /** `change` less `changeWithoutClauses`: what floors and take-or-pay save of the loss, the sum of their two causes. */
    readonly saved: number;
  };
};

/**
 * Returns a function that changes the terms of a contract: one object per contract, and the contract itself where nothing changes, so that
 * the values of its product can be reused.
 */
const changeTerms = (change: (terms: Terms) => Terms): ((entry: PortfolioContract) => PortfolioContract) =>
  memoizeWeakly((entry) => {
    const terms = entry.contract.terms.map(change);
    return terms.every((set, i) => set === entry.contract.terms[i]) ? entry : { ...entry, contract: { ...entry.contract, terms } };
  }, createObjectField());

const withoutFloor = changeTerms((terms) => {
  if (!hasFloor(terms)) return terms;
  const { collar } = terms;
  return { ...terms, priceSupport: undefined, ...(collar === undefined ? {} : { collar: { ...collar, floor: undefined } }) };
});

const withoutTakeOrPay = changeTerms((terms) =>
  terms.quantity.takeOrPayShare === 0 ? terms : { ...terms, quantity: { ...terms.quantity, takeOrPayShare: 0 } },
);

/** Revenue over the plan by contract, of all contracts, and of spot. */
type Revenues = { readonly byContract: readonly number[]; readonly contracts: number; readonly spot: number };

function* revenuesInSteps({ value }: Pick<Valuation, 'value'>): Steps<Revenues> {
  const byContract: number[] = [];
  for (let i = 0; i < value.contracts.length; i++) {
    const { revenue } = value.contracts[i]!;
    byContract.push(sum(revenue));
    if (isEndOfStep(i)) yield;
  }
  return { byContract, contracts: sum(byContract), spot: sumBy(value.products, ({ spotRevenue }) => sum(spotRevenue)) };
}

/** The same contracts on the same market without take-or-pay, and without floors too. */
export type ValuationsWithoutClauses = { readonly floorsOnly: Valuation; readonly unprotected: Valuation };

/**
 * Values a portfolio again without take-or-pay, and without floors too. Values of unchanged products are reused from `earlierValuations`, else from
 * the portfolio itself. Errors: as `valuePortfolio`.
 */
export function* valueWithoutClausesInSteps(
  valuation: Valuation,
  earlierValuations?: ValuationsWithoutClauses,
): Steps<ValuationsWithoutClauses> {
  const { market } = valuation;
  function* valueWith(
    from: Valuation,
    change: (entry: PortfolioContract) => PortfolioContract,
    earlierValuation: Valuation | undefined,
  ): Steps<Valuation> {
    const portfolio = { ...from.portfolio, contracts: from.portfolio.contracts.map(change) };
    const reusableValuation = earlierValuation?.market === market ? earlierValuation : from;
    return { portfolio, market, value: yield* valuePortfolioInSteps(portfolio, market, reusableValuation) };
  }
  const floorsOnly = yield* valueWith(valuation, withoutTakeOrPay, earlierValuations?.floorsOnly);
  return { floorsOnly, unprotected: yield* valueWith(floorsOnly, withoutFloor, earlierValuations?.unprotected) };
}

/** `valueWithoutClausesInSteps` without interruption. */
export const valueWithoutClauses = (valuation: Valuation): ValuationsWithoutClauses => runSteps(valueWithoutClausesInSteps(valuation));

/** The valuations of unprotected contracts on the markets between base and scenario. */
export type CauseValuations = { readonly [K in 'prices' | 'demand' | 'unexcused']?: Valuation };

/** The markets between a base and a scenario: one set per pair, so that values on them can be reused. */
const causeMarkets = memoizeWeakly((marketAfter: Market) =>
  memoizeWeakly((market: Market) => {
    const addedRows = marketAfter.channels.slice(market.channels.length);
    const unexcusedRows = addedRows.filter(({ excused }) => !excused);
    return {
      addedRows,
      unexcusedRows,
      pricesOnly: { ...marketAfter, demand: market.demand, channels: market.channels },
      withDemand: { ...marketAfter, channels: market.channels },
      withUnexcused: { ...marketAfter, channels: [...market.channels, ...unexcusedRows] },
    };
  }),
);

function* contractRows(
  { contracts }: Portfolio,
  base: Revenues,
  scenario: Revenues,
  floorsRevenue: Revenues,
  unprotectedRevenue: Revenues,
): Steps<ContractScenario[]> {
  const rows: ContractScenario[] = [];
  for (let i = 0; i < contracts.length; i++) {
    const { contract } = contracts[i]!;
    rows.push({
      contractId: contract.id,
      base: base.byContract[i]!,
      scenario: scenario.byContract[i]!,
      withoutClauses: unprotectedRevenue.byContract[i]!,
      savedByFloor: floorsRevenue.byContract[i]! - unprotectedRevenue.byContract[i]!,
      savedByTakeOrPay: scenario.byContract[i]! - floorsRevenue.byContract[i]!,
    });
    if (isEndOfStep(i)) yield;
  }
  return rows;
}

/** Compares the revenue of each contract at the base, in a scenario, and in the scenario without clauses. Errors: as `valuePortfolio`. */
export function* compareContractsInScenarioInSteps(
  base: Valuation,
  scenario: Valuation,
  { floorsOnly, unprotected }: ValuationsWithoutClauses,
): Steps<ContractScenario[]> {
  return yield* contractRows(
    base.portfolio,
    yield* revenuesInSteps(base),
    yield* revenuesInSteps(scenario),
    yield* revenuesInSteps(floorsOnly),
    yield* revenuesInSteps(unprotected),
  );
}

/** `compareContractsInScenarioInSteps` without interruption; values without clauses what is not given. */
export const compareContractsInScenario = (
  base: Valuation,
  scenario: Valuation,
  withoutClauses: ValuationsWithoutClauses = valueWithoutClauses(scenario),
): ContractScenario[] => runSteps(compareContractsInScenarioInSteps(base, scenario, withoutClauses));

/**
 * Compares a portfolio at the base and in a scenario, with and without floors and take-or-pay, and attributes the difference in revenue.
 * Causes are applied one after the other on contracts without floors and take-or-pay: prices, then demand (volume), then unexcused
 * channel rows (performance), then excused ones. Floors and take-or-pay (with its deficiency payments) follow, each by its value in the
 * scenario less its value at the base, on contracts and spot together. Spot and queue without these clauses are a cause of their own.
 * Errors: as `valuePortfolio`.
 */
export function* compareValuationsInSteps(
  baseValuation: Valuation,
  scenarioValuation: Valuation,
  { floorsOnly, unprotected }: ValuationsWithoutClauses,
  atBase: ValuationsWithoutClauses,
  earlierCauses?: CauseValuations,
): Steps<{ readonly revaluation: Revaluation; readonly causes: CauseValuations }> {
  const { market } = baseValuation;
  const { market: after } = scenarioValuation;
  const { pricesOnly, withDemand, withUnexcused, addedRows, unexcusedRows } = causeMarkets(after)(market);

  const base = yield* revenuesInSteps(baseValuation);
  const scenario = yield* revenuesInSteps(scenarioValuation);
  const scenarioUnprotected = yield* revenuesInSteps(unprotected);
  const scenarioFloors = yield* revenuesInSteps(floorsOnly);
  const baseUnprotected = yield* revenuesInSteps(atBase.unprotected);
  const baseFloors = yield* revenuesInSteps(atBase.floorsOnly);
  yield;
  const causes: { -readonly [K in keyof CauseValuations]: CauseValuations[K] } = {};
  function* unprotectedAt(cause: keyof CauseValuations, valuedMarket: Market, similarValuation: Valuation): Steps<number> {
    const { portfolio } = unprotected;
    const value = yield* valuePortfolioInSteps(portfolio, valuedMarket, earlierCauses?.[cause] ?? similarValuation);
    causes[cause] = { portfolio, market: valuedMarket, value };
    return (yield* revenuesInSteps({ value })).contracts;
  }
  const unprotectedAtPrices = yield* unprotectedAt('prices', pricesOnly, atBase.unprotected);
  const unprotectedAtDemand =
    addedRows.length === 0 ? scenarioUnprotected.contracts : yield* unprotectedAt('demand', withDemand, unprotected);
  const unprotectedAtUnexcused =
    unexcusedRows.length === addedRows.length
      ? scenarioUnprotected.contracts
      : unexcusedRows.length === 0
        ? unprotectedAtDemand
        : yield* unprotectedAt('unexcused', withUnexcused, unprotected);

  const totalOf = ({ contracts, spot }: { contracts: number; spot: number }) => contracts + spot;
  const onContracts = (key: ScenarioCause['key'], amount: number): ScenarioCause => ({ key, amount, onContracts: amount });
  /** Value of a clause in the scenario less that at the base. */
  const ofClause = (key: 'floors' | 'takeOrPay', measure: (revenue: { contracts: number; spot: number }) => number): number =>
    key === 'floors'
      ? measure(scenarioFloors) - measure(scenarioUnprotected) - (measure(baseFloors) - measure(baseUnprotected))
      : measure(scenario) - measure(scenarioFloors) - (measure(base) - measure(baseFloors));
  const clause = (key: 'floors' | 'takeOrPay'): ScenarioCause => ({
    key,
    amount: ofClause(key, totalOf),
    onContracts: ofClause(key, ({ contracts }) => contracts),
  });
  const change = totalOf(scenario) - totalOf(base);
  const changeWithoutClauses = totalOf(scenarioUnprotected) - totalOf(baseUnprotected);
  const revaluation: Revaluation = {
    base: baseValuation.value,
    scenario: scenarioValuation.value,
    withoutClauses: unprotected.value,
    baseWithoutClauses: atBase.unprotected.value,
    byContract: yield* contractRows(baseValuation.portfolio, base, scenario, scenarioFloors, scenarioUnprotected),
    spot: { base: base.spot, scenario: scenario.spot, withoutClauses: scenarioUnprotected.spot },
    causes: [
      onContracts('prices', unprotectedAtPrices - baseUnprotected.contracts),
      onContracts('volume', unprotectedAtDemand - unprotectedAtPrices),
      onContracts('performance', unprotectedAtUnexcused - unprotectedAtDemand),
      onContracts('channels', scenarioUnprotected.contracts - unprotectedAtUnexcused),
      clause('floors'),
      clause('takeOrPay'),
      { key: 'spot', amount: scenarioUnprotected.spot - baseUnprotected.spot, onContracts: 0 },
    ],
    total: {
      base: totalOf(base),
      scenario: totalOf(scenario),
      withoutClauses: totalOf(scenarioUnprotected),
      change,
      changeWithoutClauses,
      saved: change - changeWithoutClauses,
    },
  };
  return { revaluation, causes };
}

/** `compareValuationsInSteps` without interruption; values without clauses what is not given. */
export const compareValuations = (
  base: Valuation,
  scenario: Valuation,
  withoutClauses: ValuationsWithoutClauses = valueWithoutClauses(scenario),
  atBase: ValuationsWithoutClauses = valueWithoutClauses(base),
): Revaluation => runSteps(compareValuationsInSteps(base, scenario, withoutClauses, atBase)).revaluation;

/**
 * Values a portfolio at the market and in a scenario and compares both as `compareValuations` does. Errors: as `valuePortfolio` and
 * `scenarioMarket`.
 */
export const revalue = (portfolio: Portfolio, market: Market, scenario: Scenario): Revaluation => {
  const marketAfter = scenarioMarket(market, scenario, portfolio);
  return compareValuations(
    { portfolio, market, value: valuePortfolio(portfolio, market) },
    { portfolio, market: marketAfter, value: valuePortfolio(portfolio, marketAfter) },
  );
};

/**
 * Computes the value of destinations other than China in a scenario, USD over the plan: the further loss of revenue if all contracts, on
 * the same terms, and spot went to China. Errors: as `valuePortfolio`.
 */
export function* destinationDiversificationValueInSteps(base: Valuation, scenario: Valuation): Steps<number> {
  const { portfolio } = base;
  const concentratedPortfolio: Portfolio = {
    ...portfolio,
    products: portfolio.products.map((product) => ({ ...product, spotZone: 'china', spotDestination: undefined })),
    contracts: portfolio.contracts.map((entry) => ({ ...entry, buyer: { ...entry.buyer, destination: [{ zone: 'china', share: 1 }] } })),
  };
  const cache = createRevenueCache();
  function* concentratedRevenue(market: Market): Steps<number> {
    return sum(yield* yearlyRevenueInSteps(concentratedPortfolio, market, cache));
  }
  const change = sum(scenario.value.revenue) - sum(base.value.revenue);
  // change with the actual destinations - change with everything in China
  const inScenario = yield* concentratedRevenue(scenario.market);
  return change - (inScenario - (yield* concentratedRevenue(base.market)));
}

/** `destinationDiversificationValueInSteps` without interruption. */
export const destinationDiversificationValue = (base: Valuation, scenario: Valuation): number =>
  runSteps(destinationDiversificationValueInSteps(base, scenario));
