import type { Rating } from '#shared/domain/buyer.ts';
import type { Zone } from '#shared/domain/zone.ts';
import type { Market, Portfolio } from '../valuation/types.ts';

export const REGIMES = ['expansion', 'plateau', 'slump'] as const;
export type Regime = (typeof REGIMES)[number];

/** The demand cycle: regimes by zone and what they do to demand and volatility. */
export type CycleParameters = {
  readonly on: boolean;
  /** Probability of going from one regime to another in a month, in the order of `REGIMES`; rows are normalised. */
  readonly transition: readonly (readonly number[])[];
  readonly start: Regime;
  /** r: how much the zones have in common, 0..1. */
  readonly zoneCorrelation: number;
  /** theta: share of the way to the regime's demand that a month goes. */
  readonly demandSpeed: number;
  readonly demandLevels: Readonly<Record<Regime, number>>;
  readonly volatilityMultipliers: Readonly<Record<Regime, number>>;
  /** The deck is what prices are without a cycle: M = 1. Otherwise the deck is their mean. */
  readonly deckIsNoCycle: boolean;
};

/** Credit defaults and performance events. Hazards are per year. */
export type HazardParameters = {
  readonly credit: boolean;
  readonly performance: boolean;
  /** One-year default probabilities; `unrated` has one of its own. */
  readonly defaultRates: Readonly<Record<Rating, number>>;
  readonly leastCreditHazard: number;
  /** What is recovered of amounts owed, without and with a letter of credit. */
  readonly recovery: number;
  readonly recoveryUnderLetterOfCredit: number;
  readonly performanceHazard: number;
  /** Exponents of the price gap and of slack demand, and the most that a hazard comes to. */
  readonly gap: number;
  readonly slack: number;
  readonly most: number;
};

/** Everything a run depends on beside the portfolio and its market; all of it is stored with the run. */
export type SimulationParameters = {
  /** A whole number below 2^53. */
  readonly seed: number;
  readonly paths: number;
  /** Paths that the means of the cycle are taken over. */
  readonly centrePaths: number;
  readonly cycle: CycleParameters;
  readonly hazards: HazardParameters;
  /** Contracts count on the paths on which they are signed, by their probability; otherwise all count on every path. */
  readonly weighted: boolean;
};

/** What moves a reference's price. */
export type PriceDriver = {
  readonly reference: string;
  /** s per year: of the log price; USD/dmt where `additive`; of the residual where it follows another. */
  readonly volatility: number;
  /** k per year. */
  readonly meanReversion: number;
  /** L: elasticity of the price to demand; 0 for one without a cycle. */
  readonly cycleExponent: number;
  /** Demand by zone; absent = no zone moves it. */
  readonly weights?: Readonly<Record<Zone, number>> | undefined;
  readonly follows?: { readonly reference: string; readonly beta: number } | undefined;
  /** Treatment charges: S = F + Y, no cycle. */
  readonly additive: boolean;
};

/** A run as plain data. */
export type SimulationRequest = {
  readonly portfolio: Portfolio;
  /** Its deck is F; prices over deck are the stress, demand the multiplier of D in steps 6 to 8, channels the rows of step 4. */
  readonly market: Market;
  /** In the order in which references were added: that of the factors of `correlation`. */
  readonly drivers: readonly PriceDriver[];
  /** Of the drivers that follow none, in their order. */
  readonly correlation: readonly (readonly number[])[];
  readonly parameters: SimulationParameters;
  /** Means of the cycle, where they are known already; they follow from the parameters and are computed where they are absent. */
  readonly centre?: CycleMoments | undefined;
};

/** Moments of the pre-pass. Series by month, 0 = valuation. */
export type CycleMoments = {
  readonly paths: number;
  /** M by driver; 1 where the price has no cycle. */
  readonly means: readonly Float64Array[];
  /** Of a follower the mean of R^beta of what it follows; 1 for all others. */
  readonly followerMeans: readonly Float64Array[];
  /** Mean of exp(6 slack) by zone. */
  readonly slack: readonly Float64Array[];
  /** s_eff by driver, and whether the equation had a solution. */
  readonly volatility: readonly { readonly value: number; readonly solved: boolean }[];
};

/** What is kept of every path by calendar year, in this order. USD by payment, dmt and events by the month they happen. */
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
] as const;
export type PathMeasure = (typeof PATH_MEASURES)[number];

/** What is kept of every contract as a sum over the paths of a block. Tonnes in dmt, money in USD. */
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
] as const;
export type ContractMeasure = (typeof CONTRACT_MEASURES)[number];

export const PRODUCT_MEASURES = ['spot', 'uncommittedSold', 'queued'] as const;
export type ProductMeasure = (typeof PRODUCT_MEASURES)[number];

/** Mean and sum of squared distances from it, of the paths of a block. */
export type Moments = { readonly mean: Float64Array; readonly squares: Float64Array };

/** Calendar years and price drivers of a plan: what one kept path takes. */
export type PathTableShape = { readonly years: number; readonly drivers: number };

/** What is kept of each of `paths` paths from `first` on. */
export type PathTable = {
  readonly firstPath: number;
  readonly paths: number;
  /** Entry ((measure * years) + year) * paths + path - first. */
  readonly measures: Float64Array;
  /** Annual mean prices of the driven references, ((driver * years) + year) * paths + path - first. */
  readonly prices: Float32Array;
};

/** What a block of paths comes to, in their order. */
export type PathBlock = {
  readonly from: number;
  readonly count: number;
  /** Revenue of each contract and spot revenue of each product by year, then over all years: row * (years + 1) + year. */
  readonly revenue: Moments;
  /** Sums, contract * CONTRACT_MEASURES.length + measure. */
  readonly contracts: Float64Array;
  /** Sums, product * PRODUCT_MEASURES.length + measure. */
  readonly products: Float64Array;
  /** Of ln S/F (of Y where additive) and S/F: sums and sums of squares, (driver * (months + 1) + month) * 4. */
  readonly priceSums: Float64Array;
};

/** Paths `from` to `to`, the latter not included. `stopped`: the hooks asked to stop before its end. */
export type PathBlocks = {
  readonly from: number;
  readonly to: number;
  readonly stopped: boolean;
  readonly pathTable: PathTable;
  readonly blocks: readonly PathBlock[];
};
