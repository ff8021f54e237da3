import type { Rating } from '#shared/domain/buyer.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { DrawMethod } from '#shared/domain/simulation.ts';
import type { Zone } from '#shared/domain/zone.ts';
import type { Market, Portfolio } from '../valuation/types.ts';

export const REGIMES = ['expansion', 'plateau', 'slump'] as const;
export type Regime = (typeof REGIMES)[number];

/** Parameters of the demand cycle: regimes by zone, and the demand and volatility of each regime. */
export type CycleParameters = {
  readonly on: boolean;
  /** Monthly transition probabilities in the order of `REGIMES`; rows are normalised. */
  readonly transition: readonly (readonly number[])[];
  readonly start: Regime;
  /** r: correlation between the zones' draws, 0..1. */
  readonly zoneCorrelation: number;
  /** theta: share of the gap to the regime's demand that a month closes. */
  readonly demandSpeed: number;
  readonly demandLevels: Readonly<Record<Regime, number>>;
  readonly volatilityMultipliers: Readonly<Record<Regime, number>>;
  /** True: deck prices are no-cycle prices, M = 1. False: they are the mean over cycles. */
  readonly deckIsNoCycle: boolean;
};

/**
 * Policy closures of a metal: a zone is closed to all its products for some months (step 4). Absent fields take the house defaults of
 * shared/domain/houseDefaults.ts.
 */
export type PolicyClosure = {
  /** Hazard per year by zone; a zone that is absent: 0.02 in China, 0.005 elsewhere. */
  readonly hazard?: Readonly<Partial<Record<Zone, number>>> | undefined;
  /** Months closed, of which the first is the month of the draw; absent: 12. */
  readonly months?: number | undefined;
  /** Share of the price, 0..1, and USD/wmt that selling elsewhere costs; absent: 0. */
  readonly discount?: number | undefined;
  readonly freightUsdPerWmt?: number | undefined;
};

/** Parameters of credit defaults, performance events and policy closures. Hazards are per year. */
export type HazardParameters = {
  readonly credit: boolean;
  readonly performance: boolean;
  /** Whether policy closures are drawn; absent: no. New runs have them on, unless all hazards are off. */
  readonly policy?: boolean | undefined;
  /** Policy closures by metal; a metal that is absent takes the house defaults. */
  readonly policyClosures?: Readonly<Partial<Record<Metal, PolicyClosure>>> | undefined;
  /** Whether buyers with the same ultimate parent default together, besides those that act as one; absent: yes (house default). */
  readonly groupByParent?: boolean | undefined;
  /** One-year default probabilities; `unrated` has its own. */
  readonly defaultRates: Readonly<Record<Rating, number>>;
  readonly leastCreditHazard: number;
  /** Share of amounts owed that is recovered, without and with a letter of credit. */
  readonly recovery: number;
  readonly recoveryUnderLetterOfCredit: number;
  readonly performanceHazard: number;
  /** Exponents of the price gap and of slack demand, and the cap on a hazard. */
  readonly gap: number;
  readonly slack: number;
  readonly most: number;
};

/** Everything a run depends on besides the portfolio and its market. Stored with the run: names can't change. */
export type SimulationParameters = {
  /** A whole number below 2^53. */
  readonly seed: number;
  readonly paths: number;
  /** Paths of the pre-pass that computes the moments of the cycle. */
  readonly centrePaths: number;
  readonly cycle: CycleParameters;
  readonly hazards: HazardParameters;
  /** True: a contract counts only on the paths on which it is signed, by its probability. False: all contracts count on every path. */
  readonly weighted: boolean;
  /**
   * Draws of the leading components of prices (plan/priceComponents.ts); absent: random. With quasi-random draws, standard errors of means
   * and of differences come from replicates; tail figures gain little and have no such promise.
   */
  readonly draws?: DrawMethod | undefined;
};

/** The random process of a reference's price. */
export type PriceDriver = {
  readonly reference: string;
  /** s per year: of the log price; USD/dmt where `additive`; of the residual where it follows another reference. */
  readonly volatility: number;
  /** k per year. */
  readonly meanReversion: number;
  /** L: elasticity of the price to demand; 0 without a cycle. */
  readonly cycleExponent: number;
  /** Demand weights by zone; absent: the cycle has no effect. */
  readonly weights?: Readonly<Record<Zone, number>> | undefined;
  readonly follows?: { readonly reference: string; readonly beta: number } | undefined;
  /** True for treatment charges: S = F + Y, no cycle. */
  readonly additive: boolean;
};

/** The inputs of a run as plain data. Stored with the run: names can't change. */
export type SimulationRequest = {
  readonly portfolio: Portfolio;
  /** `deck` is F; `prices` over `deck` are the stress; `demand` multiplies D in steps 6 to 8; channels are the rows of step 4. */
  readonly market: Market;
  /** In the order in which references were added, which is that of the factors of `correlation`. */
  readonly drivers: readonly PriceDriver[];
  /** Correlation of the drivers that follow no other, in their order. */
  readonly correlation: readonly (readonly number[])[];
  readonly parameters: SimulationParameters;
  /**
   * Exposures by reference from which quasi-random draws take their components, as `computeDrawExposures` returns them; absent: those of
   * the portfolio. Plans with equal exposures share their draws path by path.
   */
  readonly drawExposures?: Readonly<Record<string, number>> | undefined;
  /** Moments of the cycle if they are known; they follow from the parameters and are computed where absent. */
  readonly centre?: CycleMoments | undefined;
};

/** Moments of the cycle from the pre-pass. Series by month, 0 = valuation. */
export type CycleMoments = {
  readonly paths: number;
  /** M by driver; 1 where the price has no cycle. */
  readonly means: readonly Float64Array[];
  /** Followers: mean of R^beta of the reference they follow; 1 for all others. */
  readonly followerMeans: readonly Float64Array[];
  /** Mean of exp(6 slack) by zone. */
  readonly slack: readonly Float64Array[];
  /** s_eff by driver, and whether its equation had a solution. */
  readonly volatility: readonly { readonly value: number; readonly solved: boolean }[];
};

const indexByName = <Name extends string>(names: readonly Name[]): Readonly<Record<Name, number>> =>
  Object.fromEntries(names.map((name, i) => [name, i])) as Record<Name, number>;

/**
 * Measures of every path by calendar year, in the order of the path table. USD by payment month; dmt and events by month of occurrence.
 * `damages` are negative and part of the contract revenue; losses of spot sales are positive and not part of the spot revenue; `cost` is
 * the unit cash cost of planned production by month of production, not part of any revenue.
 */
export const PATH_MEASURES = [
  'contractRevenue',
  'spotRevenue',
  'called',
  'delivered',
  'refused',
  'deferred',
  'spot',
  'deficiency',
  'defaults',
  'refusals',
  'deferrals',
  'renegotiations',
  'damages',
  'depthLoss',
  'rerouteLoss',
  'cost',
  'policyClosures',
] as const;
export type PathMeasure = (typeof PATH_MEASURES)[number];
export const PATH_MEASURE = indexByName(PATH_MEASURES);

/** Measures of every contract, summed over the paths of a block. Tonnes in dmt, money in USD. */
export const CONTRACT_MEASURES = [
  'called',
  'delivered',
  'refused',
  'deferred',
  'deferredReturned',
  'deferredLapsed',
  'cut',
  'makeUp',
  'makeUpLapsed',
  'makeUpBalance',
  'deficiencyTonnes',
  'deficiencyCollectedTonnes',
  'deficiency',
  'makeUpCredit',
  'defaults',
  'refusals',
  'deferrals',
  'renegotiations',
  'damages',
  'makeUpCreditAtEnd',
] as const;
export type ContractMeasure = (typeof CONTRACT_MEASURES)[number];
export const CONTRACT_MEASURE = indexByName(CONTRACT_MEASURES);

/** Measures of every product, summed over the paths of a block. Tonnes in dmt, losses of spot sales in USD. */
export const PRODUCT_MEASURES = ['spot', 'uncommittedSold', 'queued', 'depthLoss', 'queueLoss', 'rerouteLoss'] as const;
export type ProductMeasure = (typeof PRODUCT_MEASURES)[number];
export const PRODUCT_MEASURE = indexByName(PRODUCT_MEASURES);

/** Means, and sums of squared deviations from them, over the paths of a block. */
export type Moments = { readonly mean: Float64Array; readonly squares: Float64Array };

/**
 * Calendar years, price drivers whose reference a price uses, and measures of a path table, which determine its rows. A measure without rows
 * is 0 on every path.
 */
export type PathTableShape = { readonly years: number; readonly drivers: number; readonly measures: readonly PathMeasure[] };

/** Measures and prices of `paths` paths from `firstPath` on. */
export type PathTable = {
  readonly firstPath: number;
  readonly paths: number;
  /** Measures that have rows, in the order of their rows. */
  readonly measureNames: readonly PathMeasure[];
  /** Entry (row of the measure * years + year) * paths + path - firstPath. */
  readonly measures: Float64Array;
  /** Annual mean prices of the references with a driver and a slot, entry (row of the driver * years + year) * paths + path - firstPath. */
  readonly prices: Float32Array;
};

/** Sums over one block of paths. */
export type PathBlock = {
  readonly from: number;
  readonly count: number;
  /** Revenue of each contract, then spot revenue of each product; entry row * (years + 1) + year, the last year = all years. */
  readonly revenue: Moments;
  /** Entry contract * CONTRACT_MEASURES.length + measure. */
  readonly contracts: Float64Array;
  /** Entry product * PRODUCT_MEASURES.length + measure. */
  readonly products: Float64Array;
  /** Sums and sums of squares of ln S/F (of Y where additive), then of S/F; from (driver * (horizon + 1) + month) * 4. */
  readonly priceSums: Float64Array;
  /** Sums by replicate, of the paths with number mod REPLICATES; only with quasi-random draws. */
  readonly replicates?: ReplicateSums | undefined;
};

/** Sums over paths by replicate, the last index: total revenue by row of `PathBlock.revenue`; S/F by driver * (horizon + 1) + month. */
export type ReplicateSums = { readonly revenue: Float64Array; readonly priceRatios: Float64Array };

/** Sums over all paths of a run, as those of a block. */
export type RunSums = Omit<PathBlock, 'from' | 'count'> & { readonly paths: number };

/** Results of paths `from` to `to` (excluded). `isStopped`: the hooks stopped the simulation before the end. */
export type PathBlocks = {
  readonly from: number;
  readonly to: number;
  readonly isStopped: boolean;
  readonly pathTable: PathTable;
  readonly blocks: readonly PathBlock[];
};
