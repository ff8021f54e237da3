import { indicesOf } from '#shared/domain/indexAverage.ts';
import { yearOf } from '#shared/domain/time.ts';
import { ZONES } from '#shared/domain/zone.ts';
import { memoize, memoizeWeakly } from '#shared/memoize.ts';
import { ALL_BUYER_LINKS, groupBuyers } from '../../diversification/groupBuyers.ts';
import { quarterOf } from '../../schedule/pricingMonths.ts';
import { createProductTables } from '../../valuation/contractPath.ts';
import { marketMonths, priceAt } from '../../valuation/market.ts';
import type { PortfolioProduct } from '../../valuation/types.ts';
import { createValuationContext, findProduct } from '../../valuation/valuationContext.ts';
import { simulationHorizon, withCycleMoments } from '../cycle/cycleMoments.ts';
import { log } from '../draws/elementary.ts';
import { hashId } from '../draws/philox.ts';
import type { CycleMoments, SimulationParameters, SimulationRequest } from '../types.ts';
import { type FlatComposition, flattenAverage } from './flatAverages.ts';
import { type FlatContract, flattenContract } from './flatContract.ts';
import { flattenDrivers, type WeightSet } from './flatDrivers.ts';
import { type FlatPolicy, flattenPolicies } from './flatPolicies.ts';
import { type FlatProduct, flattenProduct } from './flatProduct.ts';
import { buildPlanDrivers, type PlanDriver } from './planDrivers.ts';
import { createPlanRegistry, type FlatSplit } from './planRegistry.ts';
import { computePriceComponents, type DrawExposures, type PriceComponents, spotExposures } from './priceComponents.ts';

/** A reference that a price uses. Series from the plan's first month; NaN = no price. */
type FlatSlot = {
  readonly reference: string;
  /** Deterministic prices. */
  readonly fixings: Float64Array;
  /** Deck and stress, for conditional forwards. */
  readonly deck: Float64Array;
  readonly stress: Float64Array;
  /** Index among the plan's drivers, -1 without a random process. */
  readonly driver: number;
  readonly isAdditive: boolean;
  /** Of a weighted average of indices, its composition by month of the plan's prices. */
  readonly average: readonly FlatComposition[] | undefined;
};

/** Buyers that default together. */
export type FlatGroup = {
  readonly id: string;
  readonly hash: number;
  readonly contracts: readonly number[];
  /** h_cr per year. */
  readonly hazard: number;
};

/** The payer of price supports. */
export type FlatPayer = {
  readonly hash: number;
  /** h_cr per year. */
  readonly hazard: number;
};

/** A request as numbers: the input of every batch of paths. Months t = 1..T count from the valuation. */
export type FlatPlan = {
  readonly parameters: SimulationParameters;
  readonly valuationMonth: number;
  /** T. */
  readonly months: number;
  /** Months after the valuation with prices. */
  readonly horizon: number;
  /** First month with prices, and the number of months with prices. */
  readonly firstMonth: number;
  readonly priceMonths: number;
  readonly slots: readonly FlatSlot[];
  readonly drivers: readonly PlanDriver[];
  readonly weightSets: readonly WeightSet[];
  /** Components of prices with quasi-random draws; undefined: all draws are random. */
  readonly priceComponents: PriceComponents | undefined;
  /** Averages over more than one month. */
  readonly averages: readonly { readonly slot: number; readonly length: number }[];
  readonly splits: readonly FlatSplit[];
  /** Multiplier of D by zone and month after the valuation. */
  readonly demandMultipliers: readonly Float64Array[];
  /** In the order of their ids. */
  readonly contracts: readonly FlatContract[];
  readonly products: readonly FlatProduct[];
  readonly groups: readonly FlatGroup[];
  readonly payers: readonly FlatPayer[];
  /** By metal. */
  readonly policies: readonly FlatPolicy[];
  /** Whether a price that depends on a declared quotational period reads the slot: its conditional forward is needed. */
  readonly hasForward: readonly boolean[];
  readonly firstYear: number;
  /** Calendar years from the first to that of the last payment. */
  readonly years: number;
  /** Index of the calendar year by month after the valuation, to the last payment. */
  readonly yearIndex: Int32Array;
  readonly lastPayment: number;
};

/** Index of month t after the valuation in the series of prices of a plan. */
export const priceIndex = ({ valuationMonth, firstMonth }: Pick<FlatPlan, 'valuationMonth' | 'firstMonth'>, t: number): number =>
  valuationMonth + t - firstMonth;

/** h_cr per year of a group with these ratings. */
const creditHazard = (
  { hazards: { defaultRates, leastCreditHazard } }: SimulationParameters,
  ratings: readonly (keyof SimulationParameters['hazards']['defaultRates'])[],
): number =>
  // h_cr = -ln(1 - PD) of the worst member
  Math.max(leastCreditHazard, ...ratings.map((rating) => -log(1 - Math.min(0.999999, defaultRates[rating]))));

/** Flattens a request. Errors: those of `valuePortfolio`; BAD_SHAPE (correlation, drivers); OUT_OF_RANGE. */
export const flattenPlan = (request: SimulationRequest & { readonly centre: CycleMoments }): FlatPlan => {
  const { portfolio, market, parameters, centre } = request;
  const context = createValuationContext(portfolio, market);
  const { valuationMonth } = portfolio;
  const months = portfolio.lastMonth - valuationMonth;
  const horizon = simulationHorizon(request);
  const firstMonth = Math.max(market.start, Math.min(valuationMonth, marketMonths(portfolio).from));
  const priceMonths = valuationMonth + horizon - firstMonth + 1;
  const flatDrivers = flattenDrivers(request);
  const registry = createPlanRegistry(months, centre.slack);

  const policies = flattenPolicies(parameters, portfolio.products);
  const policyOf = ({ metal }: PortfolioProduct): number => policies.findIndex((policy) => policy.metal === metal);

  const entries = portfolio.contracts.toSorted((a, b) => (a.contract.id < b.contract.id ? -1 : 1));
  const tablesOf = memoize((product: PortfolioProduct) => createProductTables(context, product));
  const contracts = entries.map((entry) => {
    const product = findProduct(portfolio, entry.contract.productId);
    return flattenContract(context, entry, product, tablesOf(product), registry, parameters, policyOf(product) >= 0);
  });
  const products = portfolio.products.map((product) =>
    flattenProduct(
      context,
      product,
      contracts.flatMap((contract, c) => (contract.productId === product.id ? [c] : [])),
      entries,
      contracts,
      registry,
      policyOf(product),
    ),
  );

  // throws where a price that is needed is missing
  for (const code of registry.slots()) {
    for (let month = valuationMonth + 1; month <= portfolio.lastMonth; month++) priceAt(market, code, month);
  }
  // a price support also reads the earlier months of the first quarter
  for (const { terms } of contracts) {
    for (const { priceSupport } of terms) {
      if (priceSupport === undefined) continue;
      const codes = registry.slots();
      for (const slot of priceSupport.price.averagedSlots) {
        for (let month = quarterOf(valuationMonth + 1).from; month <= valuationMonth; month++) priceAt(market, codes[slot]!, month);
      }
    }
  }
  // the indices of an average, and references that others follow, need their paths even if no price uses them
  for (const code of registry.slots()) {
    const average = portfolio.references[code]?.average;
    if (average !== undefined) for (const index of indicesOf(average)) registry.slotIndex(index);
  }
  for (const code of registry.slots()) {
    const follows = request.drivers.find(({ reference }) => reference === code)?.follows;
    if (follows !== undefined) registry.slotIndex(follows.reference);
  }

  const contractsOfBuyer = Map.groupBy(contracts.keys(), (c) => entries[c]!.buyer.id);
  const buyers = [...entries.map(({ buyer }) => buyer), ...(portfolio.otherBuyers ?? [])];
  const links = (parameters.hazards.groupByParent ?? true) ? ALL_BUYER_LINKS : (['actsAsOne'] as const);
  const groups = groupBuyers(buyers, links).flatMap(({ id, buyers: members }): FlatGroup[] => {
    const contractsOfGroup = members.flatMap((buyer) => contractsOfBuyer.get(buyer.id) ?? []).sort((a, b) => a - b);
    if (contractsOfGroup.length === 0) return [];
    const hazard = creditHazard(
      parameters,
      members.map(({ rating }) => rating),
    );
    return [{ id, hash: hashId(id), contracts: contractsOfGroup, hazard }];
  });

  const seriesOf = (code: string, series: 'prices' | 'deck'): Float64Array =>
    Float64Array.from({ length: priceMonths }, (_, i) => market[series][code]?.[firstMonth + i - market.start] ?? Number.NaN);
  const levelOf = (code: string): Float64Array => {
    const prices = seriesOf(code, 'prices');
    return Float64Array.from({ length: horizon + 1 }, (_, t) => prices[priceIndex({ valuationMonth, firstMonth }, t)]!);
  };
  const drivers = buildPlanDrivers(request, flatDrivers.drivers, registry, levelOf);
  const flattenSlot = (code: string): FlatSlot => {
    const deck = seriesOf(code, 'deck');
    const fixings = seriesOf(code, 'prices');
    const isAdditive = portfolio.references[code]?.kind === 'treatmentCharge';
    const average = portfolio.references[code]?.average;
    return {
      average: average && flattenAverage(average, registry, firstMonth, priceMonths),
      reference: code,
      fixings,
      deck,
      stress: fixings.map((price, i) => (isAdditive ? price - deck[i]! : price === deck[i] ? 1 : price / deck[i]!)),
      driver: drivers.findIndex(({ reference }) => reference === code),
      isAdditive,
    };
  };

  const slots = registry.slots().map(flattenSlot);

  const slotsWithForward = new Set(
    contracts.flatMap(({ terms }) =>
      terms.flatMap(({ hasQuotationOption, contractPrice: { averagedSlots, averagedRates, benchmarkSlots } }) =>
        hasQuotationOption ? [...averagedSlots, ...averagedRates, ...benchmarkSlots] : [],
      ),
    ),
  );

  // an average has the forwards of its indices
  for (const slot of [...slotsWithForward]) {
    for (const { terms } of slots[slot]?.average ?? []) for (const term of terms) slotsWithForward.add(term.slot);
  }

  const lastPayment = Math.max(months, ...contracts.map((contract) => contract.lastPayment));
  const firstYear = yearOf(valuationMonth + 1);
  return {
    parameters,
    valuationMonth,
    months,
    horizon,
    firstMonth,
    priceMonths,
    slots,
    drivers,
    weightSets: flatDrivers.weightSets,
    priceComponents:
      parameters.draws === 'quasi-random'
        ? computePriceComponents({ drivers, slots, products, months, valuationMonth, firstMonth }, request.drawExposures)
        : undefined,
    averages: registry.averages(),
    splits: registry.splits(),
    demandMultipliers: ZONES.map((zone) =>
      Float64Array.from({ length: months + 1 }, (_, t) => market.demand[zone][valuationMonth + t - market.start] ?? 1),
    ),
    contracts,
    products,
    groups,
    payers: registry.payers().map(({ name, rating }) => ({ hash: hashId(name), hazard: creditHazard(parameters, [rating]) })),
    policies,
    hasForward: slots.map((_, slot) => slotsWithForward.has(slot)),
    firstYear,
    years: yearOf(valuationMonth + lastPayment) - firstYear + 1,
    yearIndex: Int32Array.from({ length: lastPayment + 1 }, (_, t) => Math.max(0, yearOf(valuationMonth + t) - firstYear)),
    lastPayment,
  };
};

/** Returns the flat plan of a request, with the moments of its cycle; computed once per request. Errors: as `flattenPlan`. */
export const getFlatPlan = memoizeWeakly((request: SimulationRequest): FlatPlan => flattenPlan(withCycleMoments(request)));

/**
 * Computes the exposures that plans with quasi-random draws share, so that they meet the same prices on every path: for each reference the
 * largest spot exposure. Plans with equal exposures keep theirs to the bit. Requests with the moments of their cycle. Errors: as
 * `flattenPlan`.
 */
export const computeDrawExposures = (requests: readonly SimulationRequest[]): DrawExposures => {
  const largestShares: Record<string, number> = {};
  for (const request of requests) {
    for (const [reference, exposure] of Object.entries(spotExposures(getFlatPlan(request)))) {
      const largestShare = largestShares[reference] ?? 0;
      const [size, largestSize] = [Math.abs(exposure), Math.abs(largestShare)];
      largestShares[reference] = size > largestSize || (size === largestSize && exposure > largestShare) ? exposure : largestShare;
    }
  }
  return largestShares;
};
