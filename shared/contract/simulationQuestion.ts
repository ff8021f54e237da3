import { z } from 'zod';
import { BuyerId } from '../domain/ids.ts';
import { Year } from '../domain/time.ts';
import { command, query, withoutLock } from './call.ts';
import { BarsChart } from './charts.ts';
import { Label, Message, Verdict } from './figure.ts';
import { Estimate } from './simulation.ts';
import { Completion } from './workspace.ts';

/**
 * The measures of a question on a run. By year of payment: `revenue`; `cash`, the plan's net revenue less planned production at its unit
 * cost; `margin`, a buyer's revenue less its tonnes delivered at their unit cost. By month of delivery: `tonnes`. `netPrice` is revenue by
 * tonnes.
 */
export const QuestionMeasure = z.enum(['revenue', 'cash', 'margin', 'tonnes', 'netPrice']);
export type QuestionMeasure = z.infer<typeof QuestionMeasure>;

/** Whose outcomes a question is about: the whole plan, its spot sales, or a buyer. */
export const QuestionSubject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('plan') }).readonly(),
  z.object({ kind: z.literal('spot') }).readonly(),
  z.object({ kind: z.literal('buyer'), buyerId: BuyerId }).readonly(),
]);
export type QuestionSubject = z.infer<typeof QuestionSubject>;

export const QuestionSide = z.enum(['below', 'atLeast']);
export type QuestionSide = z.infer<typeof QuestionSide>;

/** Percentiles that every answer has, fractions. */
export const QUESTION_PERCENTILES = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95] as const;

/** A question on the paths of a stored run. Thresholds are in USD, dmt or USD/dmt. */
export const SimulationQuestion = z
  .object({
    id: z.string().max(64),
    measure: QuestionMeasure,
    subject: QuestionSubject,
    /** Absent = the whole plan. */
    year: Year.optional(),
    side: QuestionSide,
    threshold: z.number().finite().optional(),
    /** A percentile besides those of every answer, a fraction. */
    percentile: z.number().min(0).max(1).optional(),
  })
  .readonly();
export type SimulationQuestion = z.infer<typeof SimulationQuestion>;

/** The share of paths with an event, its binomial standard error, and its Wilson interval at 95 %. */
const Chance = z
  .object({ count: z.number().int(), paths: z.number().int(), value: z.number(), error: z.number(), low: z.number(), high: z.number() })
  .readonly();

/** Outcomes of one year, of the plan or of a buyer, over the paths that have one. */
const SpreadFacts = z.object({
  /** Paths counted: for a net price those with tonnes. */
  paths: z.number().int(),
  lowest: z.number(),
  highest: z.number(),
  /** In the order of `QUESTION_PERCENTILES`, type 7. */
  percentiles: z.array(z.number()).readonly(),
  /** At the percentile of the question. */
  own: Estimate.optional(),
  /** Mean of the worst 5 %. */
  tailMean: Estimate,
  /** Chance of the side of the threshold. */
  chance: Chance.optional(),
});
export type QuestionSpread = z.infer<typeof SpreadFacts>;

export const QuestionYear = SpreadFacts.extend({ year: Year.optional() }).readonly();
export type QuestionYear = z.infer<typeof QuestionYear>;

export const QuestionBuyer = SpreadFacts.extend({ subject: QuestionSubject, name: Label }).readonly();
export type QuestionBuyer = z.infer<typeof QuestionBuyer>;

/** The answer to a question, in USD, dmt or USD/dmt. */
export const QuestionAnswer = z
  .object({
    state: z.literal('answered'),
    /** The question as it is answered: `revenue` where the subject lacks the measure, the plan where the run lacks the year. */
    question: SimulationQuestion,
    measures: z.array(QuestionMeasure).readonly(),
    subjects: z.array(z.object({ subject: QuestionSubject, name: Label }).readonly()).readonly(),
    years: z.array(Year).readonly(),
    verdict: Verdict,
    notes: z.array(Message).readonly(),
    /** Absent where no path has an outcome. */
    distribution: BarsChart.optional(),
    /** The horizontal axis of the distribution: the lower end of its first class and the width of a class. */
    axis: z.object({ low: z.number(), width: z.number() }).readonly().optional(),
    /** By year, then the whole plan. */
    byYear: z.array(QuestionYear).readonly(),
    /** By buyer in the period of the question, spot sales last; absent where buyers are not in memory or lack the measure. */
    byBuyer: z.array(QuestionBuyer).readonly().optional(),
    /** Whether the outcomes of all buyers fit in memory together; else only one buyer at a time can be asked for. */
    fitsAllBuyers: z.boolean(),
  })
  .readonly();
export type QuestionAnswer = z.infer<typeof QuestionAnswer>;

/** The most questions that are saved with a run. */
export const MAX_SAVED_QUESTIONS = 20;

/** A question saved with its run, and its answer. */
export const SavedQuestion = z.object({ question: SimulationQuestion, verdict: Verdict, distribution: BarsChart.optional() }).readonly();
export type SavedQuestion = z.infer<typeof SavedQuestion>;

export const simulationQuestionCalls = {
  /**
   * Answers a question from the paths of a stored run. They are in memory after the run; otherwise `load` simulates them again from the
   * run's inputs, and without it the answer is `notInMemory`. `notReproducible`: this version does not reproduce the paths of the run.
   */
  'simulation.question': withoutLock(
    query(
      z.object({ question: SimulationQuestion, load: z.boolean() }),
      z.discriminatedUnion('state', [
        z.object({ state: z.literal('notInMemory'), paths: z.number().int(), seconds: z.number() }).readonly(),
        z.object({ state: z.literal('notReproducible') }).readonly(),
        QuestionAnswer,
      ]),
    ),
  ),
  /** Lists the questions saved with a run, in the order in which they were saved. */
  'simulation.savedQuestions': query(z.object({ id: z.string().max(64) }), z.object({ questions: z.array(SavedQuestion).readonly() })),
  /**
   * Saves a question and its answer with the run; a question that is saved already is answered again. The paths must be in memory. Throws
   * PATHS_NOT_IN_MEMORY, BAD_INPUT (too many).
   */
  'simulation.saveQuestion': command(z.object({ question: SimulationQuestion }), Completion),
  'simulation.removeQuestion': command(z.object({ question: SimulationQuestion }), Completion),
  /** Exports the outcomes that a question is about as CSV: a row for each path, a column for each year and one for the whole plan. */
  'simulation.exportPaths': withoutLock(
    command(z.object({ question: SimulationQuestion }), z.object({ artefact: z.string(), fileName: z.string(), bytes: z.number().int() })),
  ),
} as const;
