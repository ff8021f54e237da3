import { z } from 'zod';
import { DeckId, PlanId, ProductId, ScenarioId } from '../domain/ids.ts';
import { SimulationSettings } from '../domain/simulation.ts';
import { Year } from '../domain/time.ts';
import { background, command, query } from './call.ts';
import { LinesChart } from './charts.ts';
import { Figure, Label, Message, Verdict } from './figure.ts';
import { ScenarioChoice } from './scenarios.ts';
import { NamedDeck } from './workspace.ts';

/** Compared plans. */
export const COMPARED_PLANS = { least: 2, most: 4 } as const;

const Compared = z.object({
  /** By default the baseline, the chosen plan and others that are not archived. */
  planIds: z.array(PlanId).min(COMPARED_PLANS.least).max(COMPARED_PLANS.most).readonly().optional(),
});

/** The letter of a plan in the workspace, and its mark in charts. */
export const PlanLetter = z.object({ letter: z.string(), mark: z.enum(['a', 'b', 'c', 'd']) }).readonly();
export type PlanLetter = z.infer<typeof PlanLetter>;

export const ComparedPlan = z
  .object({ id: PlanId, name: z.string(), note: z.string(), contracts: z.number().int(), ...PlanLetter.unwrap().shape })
  .readonly();
export type ComparedPlan = z.infer<typeof ComparedPlan>;

/** The groups of measures, in the order of the table. */
export const COMPARED_GROUPS = ['earnings', 'concentration', 'downside', 'financing'] as const;

/** One measure of every plan, in their order. */
export const CompareRow = z
  .object({
    key: z.string(),
    group: z.enum(COMPARED_GROUPS),
    label: Message,
    /** Which direction is better. */
    better: z.enum(['more', 'less']),
    /** No plan is marked as the best: the highest values do not differ materially. */
    hasNoBest: z.literal(true).optional(),
    /** All cells have the unit of the first. */
    cells: z
      .array(
        z.object({
          figure: Figure,
          /** Difference to the reference; absent for the reference itself and if one of them has no value. */
          difference: Figure.optional(),
          /** The difference is below what counts as material. */
          isImmaterial: z.literal(true).optional(),
        }),
      )
      .readonly(),
  })
  .readonly();
export type CompareRow = z.infer<typeof CompareRow>;

/** A figure of a simulation beside its standard error, in the same unit. */
const WithError = z.object({ figure: Figure, error: Figure }).readonly();

/** The difference of a plan to the reference on common paths, over a year or the whole plan. */
const PathsDifference = z
  .object({
    /** Share of paths on which the plan has more net revenue. */
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
    settings: SimulationSettings,
    /** The name of the price deck as stored; absent of earlier runs. */
    deck: z.string().optional(),
    seconds: z.number(),
    /** Whether its inputs are unchanged and this version of Orebook computed it. */
    isCurrent: z.boolean(),
    /** Whether another version of Orebook computed it, so that numbers may differ. */
    isOfOtherVersion: z.boolean(),
    /** SHA-256 of all inputs, and of the paths of every plan. */
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

/** The expected NPV of one plan less that of another. */
const PlanPair = z
  .object({
    own: PlanId,
    other: PlanId,
    difference: Figure,
    /** The standard error; absent without a run. */
    error: Figure.optional(),
    isMaterial: z.boolean(),
  })
  .readonly();
export type PlanPair = z.infer<typeof PlanPair>;

export const Comparison = ScenarioChoice.extend({
  plans: z.array(ComparedPlan).readonly(),
  /** Every plan that can be compared. */
  offered: z.array(z.object({ id: PlanId, name: z.string() })).readonly(),
  reference: PlanId,
  /** The year of the table; absent = the whole plan. */
  year: Year.optional(),
  /** The year in which the plans differ most. */
  differenceYear: Year,
  years: z.array(Year).readonly(),
  verdict: Verdict,
  /** How expected NPVs were computed: from a run on common paths, or by closed formulas while none is up to date. */
  basis: z.enum(['run', 'formula']),
  /** Every plan against every other. */
  pairs: z.array(PlanPair).readonly(),
  rows: z.array(CompareRow).readonly(),
  /** Small multiples: one measure each, by year, on shared axes. */
  charts: z.array(LinesChart).readonly(),
  /** The latest run with all of these plans; absent if there is none. */
  paths: ComparedPaths.optional(),
  /** The default settings of a run: those of the latest simulation, or the default assumptions. */
  settings: SimulationSettings,
});
export type Comparison = z.infer<typeof Comparison>;

/** The loss of each plan in a scenario, in the plans' order. */
export const ScenarioCosts = z
  .object({
    id: ScenarioId,
    name: Label,
    cells: z
      .array(
        z.object({
          cost: Figure,
          /** Share of the largest cost in the chart, at most 1; negative for a gain. */
          heat: z.number(),
        }),
      )
      .readonly(),
  })
  .readonly();
export type ScenarioCosts = z.infer<typeof ScenarioCosts>;

/** One plan at the prices of every deck; the differences are to the chosen deck, and those of the products sum to that of the plan. */
export const DeckComparison = z.object({
  plan: z.string(),
  reference: DeckId,
  years: z.array(Year).readonly(),
  decks: z
    .array(
      z
        .object({
          ...NamedDeck.unwrap().shape,
          npv: Figure,
          /** Absent for the reference. */
          difference: Figure.optional(),
          /** Net revenue in each of the years. */
          revenue: z.array(Figure).readonly(),
        })
        .readonly(),
    )
    .readonly(),
  products: z
    .array(
      z
        .object({
          id: ProductId,
          name: z.string(),
          /** At the reference. */
          npv: Figure,
          /** In the order of the decks; absent for the reference. */
          differences: z.array(Figure.optional()).readonly(),
        })
        .readonly(),
    )
    .readonly(),
});
export type DeckComparison = z.infer<typeof DeckComparison>;

export const compareCalls = {
  'compare.get': query(
    Compared.extend({
      reference: PlanId.optional(),
      scope: z.union([Year, z.literal('whole')]).optional(),
      /** The scenario whose losses the plans are weighed by; absent = the default scenario. */
      scenario: ScenarioId.optional(),
    }),
    Comparison,
  ),
  /** A plan, by default the chosen one, at the prices of every deck. Throws NOT_FOUND. */
  'compare.decks': background(query(z.object({ planId: PlanId.optional() }), DeckComparison)),
  /** Each plan in each scenario of the workspace: net revenue that it loses over the plan. */
  'compare.scenarios': query(Compared, z.object({ plans: z.array(ComparedPlan).readonly(), scenarios: z.array(ScenarioCosts).readonly() })),
  /** Simulates the plans one after another on the same paths, as a job; cancelled, nothing is stored. The plan of `settings` is ignored. */
  'compare.run': command(Compared.extend({ settings: SimulationSettings }), z.object({ jobId: z.string() })),
} as const;

/** The result of the job. */
export const ComparisonResult = z.object({ runId: z.string() });
