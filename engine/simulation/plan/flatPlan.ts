import { OrebookError } from '#shared/contract/errors.ts';
import { yearOf } from '#shared/domain/time.ts';
import { ZONES } from '#shared/domain/zone.ts';
import { marketMonths, priceAt } from '../../valuation/market.ts';
import { createValuationContext, findProduct } from '../../valuation/valuationContext.ts';
import { simulationHorizon } from '../blocks.ts';
import { withCycleMoments } from '../cycle/cycleMoments.ts';
import { log } from '../draws/elementary.ts';
import { hashId } from '../draws/philox.ts';
import type { CycleMoments, SimulationParameters, SimulationRequest } from '../types.ts';
import { cholesky } from './cholesky.ts';
import { type FlatContract, flattenContract } from './flatContract.ts';
import { flattenDrivers, type WeightSet } from './flatDrivers.ts';
import { type FlatProduct, flattenProduct } from './flatProduct.ts';
import type { PlanRegistry } from './planRegistry.ts';

/** A reference that a price looks at. */
type FlatSlot = {
  readonly reference: string;
  /** Prices without a draw, from the first month held; NaN = none. */
  readonly fixings: Float64Array;
  /** Deck and stress from the same month, for conditional forwards. */
  readonly deck: Float64Array;
  readonly stress: Float64Array;
  /** Place among the plan's drivers, -1 for one that nothing moves. */
  readonly driver: number;
  readonly additive: boolean;
};

/** A driver of the plan with its months. Series by month after the valuation. */
type PlanDriver = {
  readonly reference: string;
  readonly hash: number;
  readonly slot: number;
  readonly isFollowed: boolean;
  /** Whether its factor is drawn. */
  readonly isDrawn: boolean;
  readonly factor: number;
  /** Its row of the Cholesky factor, by place of the driver whose normal it takes. */
  readonly factorRow: readonly { readonly driver: number; readonly share: number }[];
  readonly followed: number;
  readonly beta: number;
  readonly weightSet: number;
  readonly decay: number;
  readonly meanReversion: number;
  /** s_eff where the cycle has a part in it. */
  readonly volatility: number;
  readonly volatilitySolved: boolean;
  readonly cycleExponent: number;
  readonly additive: boolean;
  /** F x stress; F + shift where additive. */
  readonly level: Float64Array;
  /** ln M, of a follower ln of the mean of R^beta. */
  readonly logMean: Float64Array;
};

export type FlatGroup = {
  readonly id: string;
  readonly hash: number;
  readonly contracts: readonly number[];
  /** h_cr per year. */
  readonly hazard: number;
};

/** A zone split that contracts share: weights by zone, and the pre-pass mean of exp(6 slack) by month. */
export type FlatSplit = { readonly weights: Float64Array; readonly slackMean: Float64Array };

/** A request as numbers: what every block of paths runs over. Months t = 1..T are counted from the valuation. */
export type FlatPlan = {
  readonly parameters: SimulationParameters;
  readonly valuationMonth: number;
  /** T. */
  readonly months: number;
  /** Months after the valuation with prices. */
  readonly horizon: number;
  /** First month held, and how many. */
  readonly firstMonth: number;
  readonly priceMonths: number;
  readonly slots: readonly FlatSlot[];
  readonly drivers: readonly PlanDriver[];
  readonly weightSets: readonly WeightSet[];
  readonly averages: readonly { readonly slot: number; readonly length: number }[];
  readonly splits: readonly FlatSplit[];
  /** Multiplier of D by zone and month after the valuation. */
  readonly demandMultipliers: readonly Float64Array[];
  readonly contracts: readonly FlatContract[];
  readonly products: readonly FlatProduct[];
  readonly groups: readonly FlatGroup[];
  readonly hasQuotationOptions: boolean;
  readonly firstYear: number;
  readonly years: number;
  /** Place of the calendar year of every month after the valuation, to the last payment. */
  readonly yearIndex: Int32Array;
  readonly lastPayment: number;
};

/** Names of places given out in the order in which they are first asked for. */
const createIndex = () => {
  const known = new Map<string, number>();
  return {
    of: (name: string): number => {
      const place = known.get(name) ?? known.size;
      known.set(name, place);
      return place;
    },
    names: () => [...known.keys()],
    find: (name: string) => known.get(name) ?? -1,
  };
};

const creditHazard = (
  parameters: SimulationParameters,
  ratings: readonly (keyof SimulationParameters['hazards']['defaultRates'])[],
): number => {
  const { defaultRates, leastCreditHazard } = parameters.hazards;
  // h_cr = -ln(1 - PD) of the worst member
  return Math.max(leastCreditHazard, ...ratings.map((rating) => -log(1 - Math.min(0.999999, defaultRates[rating]))));
};

/**
 * Flattens a request. Errors: those of `valuePortfolio`; BAD_SHAPE (correlation, drivers); OUT_OF_RANGE.
 */
export const flattenPlan = (request: SimulationRequest & { readonly centre: CycleMoments }): FlatPlan => {
  const { portfolio, market, parameters, centre } = request;
  const context = createValuationContext(portfolio, market);
  const { valuationMonth } = portfolio;
  const months = portfolio.lastMonth - valuationMonth;
  const horizon = simulationHorizon(request);
  const base = Math.max(market.start, Math.min(valuationMonth, marketMonths(portfolio).from));
  const monthsHeld = valuationMonth + horizon - base + 1;

  const slots = createIndex();
  const averages = new Map<string, { slot: number; length: number }>();
  const splits = new Map<string, { place: number; split: FlatSplit }>();
  const flatDrivers = flattenDrivers(request);
  const collector: PlanRegistry = {
    slotIndex: slots.of,
    requireAverage: (slot, length) => {
      if (length > 1) averages.set(`${slot}:${length}`, { slot, length });
    },
    splitIndex: (split) => {
      const weights = Float64Array.from(ZONES, (zone) => split.find((part) => part.zone === zone)?.weight ?? 0);
      const found = splits.get(weights.join()) ?? {
        place: splits.size,
        split: {
          weights,
          slackMean: Float64Array.from({ length: months + 1 }, (_, t) => {
            // 1 + sum w (mean - 1): exactly 1 without a cycle
            return weights.reduce((sum, weight, z) => sum + weight * (centre.slack[z]![t]! - 1), 1);
          }),
        },
      };
      splits.set(weights.join(), found);
      return found.place;
    },
  };

  const entries = portfolio.contracts.toSorted((a, b) => (a.contract.id < b.contract.id ? -1 : 1));
  const contracts = entries.map((entry) =>
    flattenContract(context, entry, findProduct(portfolio, entry.contract.productId), collector, parameters),
  );
  const products = portfolio.products.map((product) =>
    flattenProduct(
      context,
      product,
      contracts.flatMap((contract, c) => (contract.productId === product.id ? [c] : [])),
      entries,
      contracts,
      collector,
    ),
  );

  for (const code of slots.names()) {
    for (let month = valuationMonth + 1; month <= portfolio.lastMonth; month++) priceAt(market, code, month);
  }
  // what a follower looks at has a path of its own, whether or not a price looks at it
  for (const code of slots.names()) {
    const follows = request.drivers.find(({ reference }) => reference === code)?.follows;
    if (follows !== undefined) slots.of(follows.reference);
  }

  const members = Map.groupBy(contracts.keys(), (c) => entries[c]!.buyer.groupId ?? entries[c]!.buyer.id);
  const groups = [...members].map(
    ([id, of]): FlatGroup => ({
      id,
      hash: hashId(id),
      contracts: of,
      hazard: creditHazard(
        parameters,
        of.map((c) => entries[c]!.buyer.rating),
      ),
    }),
  );

  // a follower looks at what it follows in the same month, so it comes after all that follow none
  const order = [...request.drivers.keys()].sort(
    (a, b) => Number(flatDrivers.drivers[a]!.followed >= 0) - Number(flatDrivers.drivers[b]!.followed >= 0) || a - b,
  );
  const placeOf = new Map(order.map((from, to) => [from, to]));
  const factor = cholesky(request.correlation);
  const factors = request.drivers.flatMap((driver, d) => (driver.follows === undefined ? [d] : []));
  if (factor.length !== factors.length) throw new OrebookError('BAD_SHAPE', { field: 'correlation', length: factor.length });
  const followed = new Set(
    flatDrivers.drivers.flatMap(({ followed: parent, driver }) => (slots.find(driver.reference) >= 0 ? [parent] : [])),
  );
  const used = (d: number) => slots.find(request.drivers[d]!.reference) >= 0;
  const needed = new Set<number>();
  for (const [row, d] of factors.entries()) {
    if (!used(d) || request.drivers[d]!.volatility === 0) continue;
    for (const [k, share] of factor[row]!.entries()) if (share !== 0) needed.add(factors[k]!);
  }
  const seriesOf = (code: string, series: 'prices' | 'deck') =>
    Float64Array.from({ length: monthsHeld }, (_, i) => market[series][code]?.[base + i - market.start] ?? Number.NaN);
  const drivers = order.map((d): PlanDriver => {
    const flat = flatDrivers.drivers[d]!;
    const { driver } = flat;
    const slot = slots.find(driver.reference);
    const prices = seriesOf(driver.reference, 'prices');
    const means = flat.followed >= 0 ? centre.followerMeans[d]! : centre.means[d]!;
    return {
      reference: driver.reference,
      hash: hashId(driver.reference),
      slot,
      isFollowed: followed.has(d),
      isDrawn: needed.has(d) || (flat.factorIndex < 0 && slot >= 0 && driver.volatility > 0),
      factor: flat.factorIndex,
      factorRow:
        flat.factorIndex < 0
          ? []
          : [...factor[flat.factorIndex]!.entries()].flatMap(([k, share]) =>
              share === 0 ? [] : [{ driver: placeOf.get(factors[k]!)!, share }],
            ),
      followed: flat.followed < 0 ? -1 : placeOf.get(flat.followed)!,
      beta: flat.beta,
      weightSet: flat.weightSet,
      decay: flat.decay,
      meanReversion: driver.meanReversion,
      volatility: centre.volatility[d]!.value,
      volatilitySolved: centre.volatility[d]!.solved,
      cycleExponent: flat.followed >= 0 ? 0 : driver.cycleExponent,
      additive: driver.additive,
      level: Float64Array.from({ length: horizon + 1 }, (_, t) => prices[valuationMonth + t - base]!),
      logMean: Float64Array.from({ length: horizon + 1 }, (_, t) => log(means[t]!)),
    };
  });

  const lastPayment = Math.max(months, ...contracts.map((contract) => contract.lastPayment));
  const firstYear = yearOf(valuationMonth + 1);
  const flattenSlot = (code: string): FlatSlot => {
    const deck = seriesOf(code, 'deck');
    const fixings = seriesOf(code, 'prices');
    const driver = drivers.findIndex(({ reference }) => reference === code);
    const additive = portfolio.references[code]?.kind === 'treatmentCharge';
    return {
      reference: code,
      fixings,
      deck,
      stress: fixings.map((price, i) => (additive ? price - deck[i]! : price === deck[i] ? 1 : price / deck[i]!)),
      driver,
      additive,
    };
  };
  return {
    parameters,
    valuationMonth,
    months,
    horizon,
    firstMonth: base,
    priceMonths: monthsHeld,
    slots: slots.names().map(flattenSlot),
    drivers,
    weightSets: flatDrivers.weightSets,
    averages: [...averages.values()],
    splits: [...splits.values()].map(({ split }) => split),
    demandMultipliers: ZONES.map((zone) =>
      Float64Array.from({ length: months + 1 }, (_, t) => market.demand[zone][valuationMonth + t - market.start] ?? 1),
    ),
    contracts,
    products,
    groups,
    hasQuotationOptions: contracts.some(({ terms: sets }) => sets.some(({ hasQuotationOption: option }) => option)),
    firstYear,
    years: yearOf(valuationMonth + lastPayment) - firstYear + 1,
    yearIndex: Int32Array.from({ length: lastPayment + 1 }, (_, t) => Math.max(0, yearOf(valuationMonth + t) - firstYear)),
    lastPayment,
  };
};

/** Plans by request: simulating and merging one request flatten it once. */
const flatPlans = new WeakMap<SimulationRequest, FlatPlan>();

/** The plan of a request, whose means of the cycle are computed where it has none. Errors: as `flattenPlan`. */
export const getFlatPlan = (request: SimulationRequest): FlatPlan => {
  const plan = flatPlans.get(request) ?? flattenPlan(withCycleMoments(request));
  flatPlans.set(request, plan);
  return plan;
};
