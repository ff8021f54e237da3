import { z } from 'zod';
import { PlanId, ScenarioId } from './ids.ts';
import type { Metal } from './metal.ts';

/** L: how far a metal's price follows demand, in logs. House defaults. */
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

/** Monthly chances of going from one regime to another, rows and columns in the order expansion, plateau, slump. House defaults. */
export const REGIME_TRANSITION = [
  [0.9667, 0.025, 0.0083],
  [0.0208, 0.9584, 0.0208],
  [0.0286, 0.0428, 0.9286],
] as const satisfies readonly (readonly number[])[];

/** The order of those rows and columns. */
export const REGIME_ORDER = ['expansion', 'plateau', 'slump'] as const;

/** Paths of a run at least and at most: above it a small machine would run out of memory. */
export const MIN_PATHS = 256;
export const MAX_PATHS = 200_000;

const Share = z.number().min(0).max(1);

/** Where a zone goes from one regime in a month. A run takes the row as parts of its sum, so it must have one. */
const RegimeRow = z
  .tuple([Share, Share, Share])
  .refine((row) => row.some((chance) => chance > 0), 'noChance')
  .readonly();

/** Monthly chances of going from one regime to another, as `REGIME_TRANSITION`. */
export const RegimeTransition = z.tuple([RegimeRow, RegimeRow, RegimeRow]).readonly();
export type RegimeTransition = z.infer<typeof RegimeTransition>;

/** What can be wrong with a file that is brought in as a run. */
export const RunFault = z.enum(['notARun', 'runAltered', 'runTooBig']);
export type RunFault = z.infer<typeof RunFault>;

/** What a run draws from: the same seed draws the same numbers. */
export const Seed = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/**
 * What a run of the simulation is asked for. Every source of chance has its switch; numbers are the model's, each a house default that
 * may be changed. With all switches off the run is the deterministic value.
 */
export const SimulationChoice = z
  .object({
    /** Absent = the plan that is chosen. */
    planId: PlanId.optional(),
    /** A scenario whose prices, demand and channels stand under the draws. */
    scenarioId: ScenarioId.optional(),
    paths: z.number().int().min(MIN_PATHS).max(MAX_PATHS),
    seed: Seed,
    prices: z.boolean(),
    cycle: z.boolean(),
    credit: z.boolean(),
    performance: z.boolean(),
    /** The deck is what prices are without a cycle; otherwise it is their mean. */
    deckIsNoCycle: z.boolean(),
    /** Prospects count on the share of paths that is their probability, as long as the plan holds them. */
    weighted: z.boolean(),
    start: z.enum(REGIME_ORDER),
    /** Runs of before it could be changed had the house's. */
    transition: RegimeTransition.default(REGIME_TRANSITION),
    zoneCorrelation: Share,
    demandSpeed: z.number().gt(0).max(1),
    expansionDemand: z.number().min(1).max(1.5),
    slumpDemand: z.number().min(0.3).max(1),
    slumpVolatility: z.number().min(1).max(3),
    /** What volatilities of monthly means are multiplied by: means damp it. */
    volatilityFactor: z.number().min(0.5).max(3),
    performanceHazard: z.number().min(0).max(1),
    gap: z.number().min(0).max(20),
    slack: z.number().min(0).max(20),
    recovery: Share,
  })
  .readonly();
export type SimulationChoice = z.infer<typeof SimulationChoice>;

export const DEFAULT_SIMULATION: SimulationChoice = {
  paths: 10_000,
  seed: 1,
  prices: true,
  cycle: true,
  credit: true,
  performance: true,
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
};
