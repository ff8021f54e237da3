import type { ContractId } from '#shared/domain/ids.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import type { Terms } from '#shared/domain/terms.ts';
import type { Market, Portfolio, PortfolioContract, PortfolioValue, Valuation } from '../valuation/types.ts';
import { valuePortfolio } from '../valuation/valuePortfolio.ts';
import { sumOf } from '../valuation/yearlySeries.ts';
import { scenarioMarket } from './scenarioMarket.ts';

/** Why net revenue differs from the base, USD, in the order in which the causes are switched on (docs/model/scenario.md). */
export type ScenarioCause = {
  readonly key: 'prices' | 'volume' | 'performance' | 'channels' | 'floors' | 'takeOrPay' | 'spot';
  readonly amount: number;
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
    /** What floors and take-or-pay keep in the scenario, spot included: tonnes that are not called are sold there instead. */
    readonly saved: number;
  };
};

/** The portfolio with other terms; a contract whose terms all stay is the same object, so that its product's value can stay too. */
const withTerms = (portfolio: Portfolio, change: (terms: Terms) => Terms): Portfolio => ({
  ...portfolio,
  contracts: portfolio.contracts.map((entry): PortfolioContract => {
    const terms = entry.contract.terms.map(change);
    return terms.every((set, i) => set === entry.contract.terms[i]) ? entry : { ...entry, contract: { ...entry.contract, terms } };
  }),
});

const withoutFloor = (terms: Terms): Terms =>
  terms.collar?.floor === undefined ? terms : { ...terms, collar: { ...terms.collar, floor: undefined } };

const withoutTakeOrPay = (terms: Terms): Terms =>
  terms.quantity.takeOrPayShare === 0 ? terms : { ...terms, quantity: { ...terms.quantity, takeOrPayShare: 0 } };

/** Revenue over the plan of each contract, of all contracts, and of spot. */
const revenues = (value: PortfolioValue) => {
  const byContract = value.contracts.map(({ revenue }) => sumOf(revenue));
  return { byContract, contracts: sumOf(byContract), spot: sumOf(value.products.map(({ spotRevenue }) => sumOf(spotRevenue))) };
};

/** The same contracts on the same market without take-or-pay, and without floors too. */
export type ValuationsWithoutClauses = { readonly floorsOnly: Valuation; readonly unprotected: Valuation };

/** Values a valued portfolio without the clauses that a scenario is held against. Errors: as `valuePortfolio`. */
export const valueWithoutClauses = (valued: Valuation): ValuationsWithoutClauses => {
  const { market } = valued;
  const lowered = (from: Valuation, change: (terms: Terms) => Terms): Valuation => {
    const portfolio = withTerms(from.portfolio, change);
    return { portfolio, market, value: valuePortfolio(portfolio, market, from) };
  };
  const floorsOnly = lowered(valued, withoutTakeOrPay);
  return { floorsOnly, unprotected: lowered(floorsOnly, withoutFloor) };
};

const contractRows = (base: Valuation, scenario: Valuation, floorsOnly: PortfolioValue, bare: PortfolioValue): ContractScenario[] => {
  const [before, full, floors, without] = [base.value, scenario.value, floorsOnly, bare].map((value) => revenues(value).byContract);
  return base.portfolio.contracts.map(({ contract }, i) => ({
    contractId: contract.id,
    base: before![i]!,
    scenario: full![i]!,
    withoutClauses: without![i]!,
    savedByFloor: floors![i]! - without![i]!,
    savedByTakeOrPay: full![i]! - floors![i]!,
  }));
};

/**
 * What a scenario does to each contract of a portfolio, valued at the base, in the scenario, and there without clauses. Errors: as
 * `valuePortfolio`.
 */
export const compareContracts = (
  base: Valuation,
  scenario: Valuation,
  { floorsOnly, unprotected: bare }: ValuationsWithoutClauses = valueWithoutClauses(scenario),
): ContractScenario[] => contractRows(base, scenario, floorsOnly.value, bare.value);

/**
 * Sets a portfolio valued at the base and in a scenario beside the same without floors and take-or-pay, and says where the
 * difference comes from. Causes are switched one after the other: prices, then demand (volume), then channel rows that nothing
 * excuses (performance), then those that are excused, on contracts without floors and take-or-pay; then floors; then take-or-pay with its deficiency payments; spot and queue on their own. A clause counts by how
 * much more it is worth in the scenario than at the base. Errors: as `valuePortfolio`.
 */
export const compareValuations = (
  baseValuation: Valuation,
  scenarioValuation: Valuation,
  { floorsOnly, unprotected: bare }: ValuationsWithoutClauses = valueWithoutClauses(scenarioValuation),
  atBase: ValuationsWithoutClauses = valueWithoutClauses(baseValuation),
): Revaluation => {
  const { market } = baseValuation;
  const { market: after } = scenarioValuation;
  const pricesOnly: Market = { ...after, demand: market.demand, channels: market.channels };
  const added = after.channels.slice(market.channels.length);
  const unexcused = added.filter(({ excused }) => !excused);

  const base = revenues(baseValuation.value);
  const full = revenues(scenarioValuation.value);
  const without = revenues(bare.value);
  const floors = revenues(floorsOnly.value);
  const baseBare = revenues(atBase.unprotected.value).contracts;
  const baseFloors = revenues(atBase.floorsOnly.value).contracts;
  const bareAt = (on: Market): number => revenues(valuePortfolio(bare.portfolio, on)).contracts;
  const bareAtPrices = bareAt(pricesOnly);
  const bareOpen = added.length === 0 ? without.contracts : bareAt({ ...after, channels: market.channels });
  const bareUnexcused =
    unexcused.length === added.length
      ? without.contracts
      : unexcused.length === 0
        ? bareOpen
        : bareAt({ ...after, channels: [...market.channels, ...unexcused] });

  const totalOf = ({ contracts, spot }: { contracts: number; spot: number }) => contracts + spot;
  return {
    base: baseValuation.value,
    scenario: scenarioValuation.value,
    withoutClauses: bare.value,
    byContract: contractRows(baseValuation, scenarioValuation, floorsOnly.value, bare.value),
    spot: { base: base.spot, scenario: full.spot, withoutClauses: without.spot },
    causes: [
      { key: 'prices', amount: bareAtPrices - baseBare },
      { key: 'volume', amount: bareOpen - bareAtPrices },
      { key: 'performance', amount: bareUnexcused - bareOpen },
      { key: 'channels', amount: without.contracts - bareUnexcused },
      { key: 'floors', amount: floors.contracts - without.contracts - (baseFloors - baseBare) },
      { key: 'takeOrPay', amount: full.contracts - floors.contracts - (base.contracts - baseFloors) },
      { key: 'spot', amount: full.spot - base.spot },
    ],
    total: {
      base: totalOf(base),
      scenario: totalOf(full),
      withoutClauses: totalOf(without),
      change: totalOf(full) - totalOf(base),
      saved: totalOf(full) - totalOf(without),
    },
  };
};

/**
 * Values a portfolio at the market and in a scenario, and says what differs and why, as `revaluation` does. Errors: as
 * `valuePortfolio` and `scenarioMarket`.
 */
export const revalue = (portfolio: Portfolio, market: Market, scenario: Scenario): Revaluation => {
  const after = scenarioMarket(market, scenario, portfolio);
  return compareValuations(
    { portfolio, market, value: valuePortfolio(portfolio, market) },
    { portfolio, market: after, value: valuePortfolio(portfolio, after) },
  );
};

/**
 * What it keeps, USD over the plan, that not all tonnes go to China: how much more the scenario would take from the same contracts on
 * the same terms if each of them, and spot, went there. Errors: as `valuePortfolio`.
 */
export const destinationDiversificationValue = (base: Valuation, scenario: Valuation): number => {
  const { portfolio } = base;
  const concentrated: Portfolio = {
    ...portfolio,
    products: portfolio.products.map((product) => ({ ...product, spotZone: 'china' })),
    contracts: portfolio.contracts.map((entry) => ({ ...entry, buyer: { ...entry.buyer, destination: [{ zone: 'china', share: 1 }] } })),
  };
  const total = (value: PortfolioValue): number => sumOf(value.revenue);
  const change = total(scenario.value) - total(base.value);
  // change as it is, less change with everything in China
  return change - (total(valuePortfolio(concentrated, scenario.market)) - total(valuePortfolio(concentrated, base.market)));
};
