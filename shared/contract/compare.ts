import { z } from 'zod';
import { PlanId, ScenarioId } from '../domain/ids.ts';
import { SimulationChoice } from '../domain/simulation.ts';
import { Year } from '../domain/time.ts';
import { command, query } from './call.ts';
import { LinesChart } from './charts.ts';
import { Figure, Label, Message, Verdict } from './figure.ts';

/** Plans that stand side by side. */
export const COMPARED_PLANS = { least: 2, most: 4 } as const;

const Compared = z.object({
  /** By default the baseline, the chosen plan and others that are not archived. */
  planIds: z.array(PlanId).min(COMPARED_PLANS.least).max(COMPARED_PLANS.most).readonly().optional(),
});

export const ComparedPlan = z.object({ id: PlanId, name: z.string(), contracts: z.number().int() }).readonly();
export type ComparedPlan = z.infer<typeof ComparedPlan>;

/** One measure of every plan, in their order. */
export const CompareRow = z
  .object({
    key: z.string(),
    group: z.enum(['earn', 'depend', 'endure']),
    label: Message,
    /** Which way is better. */
    better: z.enum(['more', 'less']),
    /** Spelled once for all of its cells, by the first of them. */
    cells: z
      .array(
        z.object({
          figure: Figure,
          /** To the reference; absent for the reference itself and where one of them has nothing to measure. */
          difference: Figure.optional(),
        }),
      )
      .readonly(),
  })
  .readonly();
export type CompareRow = z.infer<typeof CompareRow>;

/** A figure of a simulation beside its standard error, in the same unit. */
const WithError = z.object({ figure: Figure, error: Figure }).readonly();

/** Two plans on the same paths, over a year or the whole plan: the one less the reference. */
const PathsDifference = z
  .object({
    /** Share of paths on which the plan comes to more. */
    ahead: WithError,
    mean: WithError,
    /** Quantiles of the difference, 5 % and 95 %. */
    low: Figure,
    high: Figure,
    /** Mean difference over the worst 5 % of the reference's paths. */
    worst: WithError,
  })
  .readonly();

/** The results of a stored run of these plans on common paths. */
export const ComparedPaths = z
  .object({
    at: z.iso.datetime(),
    choice: SimulationChoice,
    seconds: z.number(),
    /** Whether the workspace would go into it as it does today, and this version of Orebook computed it. */
    current: z.boolean(),
    /** Whether another version of Orebook computed it: this one may come to other numbers. */
    otherVersion: z.boolean(),
    /** SHA-256 of everything that went in, and of the paths of every plan. */
    inputsDigest: z.string(),
    resultDigest: z.string(),
    engineVersion: z.string(),
    verdict: Verdict,
    notes: z.array(Message).readonly(),
    /** By plan in their order; absent for the reference. The whole plan first, then each year. */
    differences: z.array(z.object({ year: Year.optional(), plans: z.array(PathsDifference.optional()).readonly() }).readonly()).readonly(),
    /** Paths by net revenue; by the difference to the reference; the mean difference by year. */
    charts: z.array(LinesChart).readonly(),
  })
  .readonly();
export type ComparedPaths = z.infer<typeof ComparedPaths>;

export const Comparison = z.object({
  plans: z.array(ComparedPlan).readonly(),
  /** Every plan that could stand here. */
  offered: z.array(z.object({ id: PlanId, name: z.string() })).readonly(),
  reference: PlanId,
  /** The year that the table is of; absent = the whole plan. */
  year: Year.optional(),
  /** The year in which the plans differ most. */
  apart: Year,
  years: z.array(Year).readonly(),
  verdict: Verdict,
  rows: z.array(CompareRow).readonly(),
  /** Small multiples: one measure each, by year, on shared axes. */
  charts: z.array(LinesChart).readonly(),
  /** The latest run that holds all of these plans; absent where there is none. */
  paths: ComparedPaths.optional(),
  /** What a run would start from: the latest simulation's choice, or the house's. */
  choice: SimulationChoice,
});
export type Comparison = z.infer<typeof Comparison>;

/** What a scenario takes from each plan, in the plans' order. */
export const ScenarioCosts = z
  .object({
    id: ScenarioId,
    name: Label,
    cells: z
      .array(
        z.object({
          cost: Figure,
          /** Of the largest cost in the picture, at most 1; negative for a gain. */
          heat: z.number(),
        }),
      )
      .readonly(),
  })
  .readonly();
export type ScenarioCosts = z.infer<typeof ScenarioCosts>;

export const compareCalls = {
  'compare.get': query(
    Compared.extend({ reference: PlanId.optional(), scope: z.union([Year, z.literal('whole')]).optional() }),
    Comparison,
  ),
  /** Each plan in each scenario of the workspace: net revenue that it loses over the plan. */
  'compare.scenarios': query(Compared, z.object({ plans: z.array(ComparedPlan).readonly(), scenarios: z.array(ScenarioCosts).readonly() })),
  /** Simulates the plans one after another on the same paths, as a job; cancelled, nothing is stored. The plan of `choice` counts for nothing. */
  'compare.run': command(Compared.extend({ choice: SimulationChoice }), z.object({ jobId: z.string() })),
} as const;

/** What a job of this kind answers. */
export const ComparisonResult = z.object({ runId: z.string() });
