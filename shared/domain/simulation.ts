import { z } from 'zod';
import { POLICY_HAZARD, POLICY_MONTHS } from './houseDefaults.ts';
import { PlanId, ScenarioId } from './ids.ts';
import { Metal } from './metal.ts';

/** L, the elasticity of a metal's price to demand (cycle exponent). Default assumptions. */
export const CYCLE_EXPONENTS: Readonly<Record<Metal, number>> = {
  lithium: 3.5,
  iron: 2.5,
  manganese: 2.5,
  cobalt: 2.5,
  nickel: 2,
  tin: 2,
  copper: 1.5,
  zinc: 1.5,
  aluminium: 1.5,
  lead: 1,
};

/** Monthly transition probabilities between regimes; rows and columns in the order expansion, plateau, slump. Default assumptions. */
export const REGIME_TRANSITION = [
  [0.9667, 0.025, 0.0083],
  [0.0208, 0.9584, 0.0208],
  [0.0286, 0.0428, 0.9286],
] as const satisfies readonly (readonly number[])[];

/** The order of rows and columns of `REGIME_TRANSITION`. */
export const REGIME_ORDER = ['expansion', 'plateau', 'slump'] as const;

/**
 * How the leading components of prices are drawn: at random, or as quasi-random points, which lower the error of means and of differences
 * between plans and promise no gain for tail figures. Stored with runs: names can't change.
 */
export const DRAW_METHODS = ['random', 'quasi-random'] as const;
export type DrawMethod = (typeof DRAW_METHODS)[number];

/** Minimum and maximum paths of a run; a larger run could exhaust the memory of a small computer. */
export const MIN_PATHS = 256;
export const MAX_PATHS = 200_000;

const Share = z.number().min(0).max(1);

/** Transition probabilities out of one regime. A run normalises the row, so its sum must be above zero. */
const RegimeRow = z
  .tuple([Share, Share, Share])
  .refine((row) => row.some((chance) => chance > 0), 'noChance')
  .readonly();

/** Monthly transition probabilities between regimes, as `REGIME_TRANSITION`. */
export const RegimeTransition = z.tuple([RegimeRow, RegimeRow, RegimeRow]).readonly();
export type RegimeTransition = z.infer<typeof RegimeTransition>;

/** Reasons for which a file can't be imported as a run. */
export const RunFault = z.enum(['notARun', 'runAltered', 'runTooBig', 'runTooSlow']);
export type RunFault = z.infer<typeof RunFault>;

/** Seed of the random numbers: equal seeds draw equal numbers. */
export const Seed = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const PolicyHazard = z.number().min(0).max(1);
const PolicyMonths = z.number().int().min(1).max(120);
const PolicyDiscount = z.number().min(0).max(1);
const PolicyFreight = z.number().min(0).max(1e4);

/** Policy closures of one metal where they differ from those of all metals; an absent field is that of all metals. */
export const PolicyOverride = z
  .object({
    metal: Metal,
    hazardChina: PolicyHazard.optional(),
    hazardOther: PolicyHazard.optional(),
    months: PolicyMonths.optional(),
    discount: PolicyDiscount.optional(),
    freightUsdPerWmt: PolicyFreight.optional(),
  })
  .readonly();
export type PolicyOverride = z.infer<typeof PolicyOverride>;

/**
 * The settings of a simulation run. Each source of randomness has a switch; model parameters have default assumptions.
 * With all switches off the run equals the deterministic value.
 */
export const SimulationSettings = z
  .object({
    /** Absent = the selected plan. */
    planId: PlanId.optional(),
    /** A scenario whose prices, demand and channels are the basis of the random draws. */
    scenarioId: ScenarioId.optional(),
    paths: z.number().int().min(MIN_PATHS).max(MAX_PATHS),
    seed: Seed,
    /** The default covers runs stored before this setting existed. */
    draws: z.enum(DRAW_METHODS).default('random'),
    prices: z.boolean(),
    cycle: z.boolean(),
    credit: z.boolean(),
    performance: z.boolean(),
    /** Whether policies close zones to a metal. The defaults of this and of the fields below are for runs stored before they existed. */
    policy: z.boolean().default(false),
    /** Whether buyers with the same ultimate parent default together, besides those that act as one. */
    groupByParent: z.boolean().default(false),
    /** Whether deck prices are no-cycle prices; otherwise they are averages over cycles. */
    deckIsNoCycle: z.boolean(),
    /** Whether a prospect of the plan is signed on a share of paths equal to its probability. */
    weighted: z.boolean(),
    start: z.enum(REGIME_ORDER),
    /** The default covers runs stored before this setting existed. */
    transition: RegimeTransition.default(REGIME_TRANSITION),
    zoneCorrelation: Share,
    demandSpeed: z.number().gt(0).max(1),
    expansionDemand: z.number().min(1).max(1.5),
    slumpDemand: z.number().min(0.3).max(1),
    slumpVolatility: z.number().min(1).max(3),
    /** Factor on volatilities estimated from monthly averages, which averaging lowers. */
    volatilityFactor: z.number().min(0.5).max(3),
    performanceHazard: z.number().min(0).max(1),
    gap: z.number().min(0).max(20),
    slack: z.number().min(0).max(20),
    recovery: Share,
    /** Hazards per year of a policy closure of China, and of each other zone, to a metal. */
    policyHazardChina: PolicyHazard.default(POLICY_HAZARD.china),
    policyHazardOther: PolicyHazard.default(POLICY_HAZARD.europe),
    /** Months of a policy closure, and what selling elsewhere then costs: a share of the price, and USD/wmt. */
    policyMonths: PolicyMonths.default(POLICY_MONTHS),
    policyDiscount: PolicyDiscount.default(0),
    policyFreightUsdPerWmt: PolicyFreight.default(0),
    /** Metals whose closures differ from these numbers, each once. */
    policyByMetal: z
      .array(PolicyOverride)
      .refine((rows) => new Set(rows.map(({ metal }) => metal)).size === rows.length, 'twiceMetal')
      .readonly()
      .default([]),
  })
  .readonly();
export type SimulationSettings = z.infer<typeof SimulationSettings>;

export const DEFAULT_SIMULATION: SimulationSettings = {
  paths: 10_000,
  seed: 1,
  draws: 'random',
  prices: true,
  cycle: true,
  credit: true,
  performance: true,
  policy: true,
  groupByParent: true,
  deckIsNoCycle: false,
  weighted: false,
  start: 'plateau',
  transition: REGIME_TRANSITION,
  zoneCorrelation: 0.8,
  demandSpeed: 1 / 6,
  expansionDemand: 1.05,
  slumpDemand: 0.85,
  slumpVolatility: 1.4,
  volatilityFactor: 1.22,
  performanceHazard: 0.02,
  gap: 5,
  slack: 6,
  recovery: 0.4,
  policyHazardChina: POLICY_HAZARD.china,
  policyHazardOther: POLICY_HAZARD.europe,
  policyMonths: POLICY_MONTHS,
  policyDiscount: 0,
  policyFreightUsdPerWmt: 0,
  policyByMetal: [],
};
