import { z } from 'zod';
import type { RunFormat } from '#db/repositories/runs.ts';
import { Message } from '#shared/contract/figure.ts';
import { Estimate } from '#shared/contract/simulation.ts';
import { PlanId } from '#shared/domain/ids.ts';
import { SimulationSettings } from '#shared/domain/simulation.ts';
import { Year } from '#shared/domain/time.ts';

/** The part of a run that lists show. `choice` has the settings of the run; the name is that of the stored form. */
const ComparisonHead = z
  .object({
    choice: SimulationSettings,
    plans: z.array(z.object({ id: PlanId, name: z.string(), inputs: z.string() }).readonly()).readonly(),
    /** The name of the price deck as stored; absent of earlier runs. */
    deck: z.string().optional(),
    resultDigest: z.string(),
    seconds: z.number(),
  })
  .readonly();
export type ComparisonHead = z.output<typeof ComparisonHead>;

/** Shares of paths by class; `shares` has one row per series. */
const Classes = z.object({ from: z.number(), width: z.number(), shares: z.array(z.array(z.number()).readonly()).readonly() }).readonly();
export type Classes = z.output<typeof Classes>;

const Distribution = z
  .object({
    mean: Estimate,
    sd: Estimate,
    quantiles: z.array(Estimate.unwrap().extend({ probability: z.number() }).readonly()).readonly(),
    tailMean: Estimate,
    shortfall: Estimate,
    atRisk: Estimate,
  })
  .readonly();

const CommonPaths = z
  .object({
    paths: z.number(),
    ahead: Estimate,
    level: z.number(),
    difference: Distribution,
    worst: Estimate.unwrap().extend({ own: z.number(), other: z.number() }).readonly(),
  })
  .readonly();

const Pair = z.object({ total: CommonPaths, years: z.array(CommonPaths).readonly() }).readonly();

/** The result of a run, in numbers. */
const ComparisonOutcome = z
  .object({
    years: z.array(Year).readonly(),
    notes: z.array(Message).readonly(),
    plans: z.array(z.object({ total: Distribution, years: z.array(Distribution).readonly() }).readonly()).readonly(),
    /** By plan and other plan; null on the diagonal. */
    pairs: z.array(z.array(Pair.nullable()).readonly()).readonly(),
    revenue: Classes,
    /** By reference plan. */
    differences: z.array(Classes).readonly(),
  })
  .readonly();
export type ComparisonOutcome = z.output<typeof ComparisonOutcome>;

/** Expected NPV by plan, and by plan and other plan the mean difference on common paths, USD. Runs of earlier versions have none. */
const ComparisonNpv = z.object({ plans: z.array(Estimate).readonly(), pairs: z.array(z.array(Estimate).readonly()).readonly() }).readonly();
export type ComparisonNpv = z.output<typeof ComparisonNpv>;

const parts = { head: ComparisonHead, outcome: ComparisonOutcome, npv: ComparisonNpv };

/** The stored form of comparisons on common paths. A change of the form needs an upgrade and a new version. */
export const COMPARISON_RUNS: RunFormat<typeof parts> = { kind: 'comparison', parts, upgrades: [] };
