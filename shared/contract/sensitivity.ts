import { z } from 'zod';
import { FigureIdentity } from '../domain/figureIdentity.ts';
import { ContractId, TenderId } from '../domain/ids.ts';
import { Year } from '../domain/time.ts';
import { command, query } from './call.ts';
import { LinesChart } from './charts.ts';
import { Figure, FigureUnit, Label, Verdict } from './figure.ts';
import { PAGE_QUERIES } from './pageQueries.ts';
import { Completion } from './workspace.ts';

/** The name of a driver or a figure in their catalogues: `terms.0.price.treatmentCharge`, `price.lme-copper`, `plan.chinaShare`. */
const Key = z.string().min(1).max(200);

/** What may be changed: a term of the chosen contract, the price level of a reference, the amount of a facility. */
export const SensitivityDriver = z
  .object({
    key: Key,
    group: z.enum(['term', 'price', 'facility']),
    label: Label,
    unit: FigureUnit,
    decimals: z.number().int(),
    /** Absent where the contract has no such term yet, such as a floor. */
    now: z.number().finite().optional(),
    /** The range that is searched unless another one is entered. */
    low: z.number().finite(),
    high: z.number().finite(),
    /** Values outside are no terms. */
    min: z.number().finite().optional(),
    max: z.number().finite().optional(),
    /** Whether a value can be stored; a price level belongs to the market and is only tried. */
    canApply: z.boolean(),
  })
  .readonly();
export type SensitivityDriver = z.infer<typeof SensitivityDriver>;

/** `page`: a figure that was opened on a page; `paths`: over the paths of a simulation, which only jobs measure. */
export const TARGET_GROUPS = ['page', 'deal', 'plan', 'limit', 'financing', 'paths'] as const;

/** A figure that can be a target, a limit to hold, or the content of a table. */
export const SensitivityTarget = z
  .object({
    key: Key,
    group: z.enum(TARGET_GROUPS),
    label: Label,
    unit: FigureUnit,
    decimals: z.number().int(),
    /** Calendar years to choose from; empty for a figure of the whole plan. */
    years: z.array(Year).readonly(),
    year: Year.optional(),
    /** The driver that is offered first, which moves the figure; for some contracts one of each of the years. */
    drivers: z.array(Key).min(1).readonly(),
    /** The level of a limit of the workspace. */
    bound: z
      .object({ direction: z.enum(['atMost', 'atLeast']), level: z.number().finite() })
      .readonly()
      .optional(),
  })
  .readonly();
export type SensitivityTarget = z.infer<typeof SensitivityTarget>;

/** A figure of a page: the query that answers it, which of its figures it is, and how it is shown. */
export const PageFigure = z
  .object({
    call: z.enum(PAGE_QUERIES),
    input: z.record(z.string().max(40), z.json()),
    identity: FigureIdentity,
    unit: FigureUnit,
    decimals: z.number().int().min(0).max(8),
  })
  .readonly();
export type PageFigure = z.infer<typeof PageFigure>;

const OfTarget = { target: Key, year: Year.optional() };

/** The contract whose terms can change, or the deal of a bid, and the opened figure, which is the target `figure`. */
const OfModel = { contractId: ContractId.optional(), figure: PageFigure.optional() };
export type SensitivityModelInput = { readonly contractId?: ContractId | undefined; readonly figure?: PageFigure | undefined };

export const LimitToHold = z.object({ ...OfTarget, direction: z.enum(['atMost', 'atLeast']), level: z.number().finite() }).readonly();
export type LimitToHold = z.infer<typeof LimitToHold>;

const Range = { driver: Key, low: z.number().finite(), high: z.number().finite() };
const isAscending = ({ low, high }: { readonly low: number; readonly high: number }): boolean => low < high;
const NOT_ASCENDING = { path: ['high'], error: 'rangeNotAscending' };

export const GoalSeekRequest = z
  .object({
    ...OfModel,
    ...OfTarget,
    goal: z.number().finite(),
    ...Range,
    hold: z.array(LimitToHold).max(8).readonly(),
  })
  .refine(isAscending, NOT_ASCENDING)
  .readonly();
export type GoalSeekRequest = z.output<typeof GoalSeekRequest>;

/** A value of the driver, the target there, and the limits to hold in the order of the request. */
const GoalSeekPoint = z.object({
  /** In base units, rounded as the driver is entered. */
  x: z.number().finite(),
  driver: Figure,
  target: Figure,
  held: z.array(z.object({ label: Label, figure: Figure, level: Figure, holds: z.boolean() })).readonly(),
  holds: z.boolean(),
});
export type GoalSeekPoint = z.infer<typeof GoalSeekPoint>;

/** The paths and the seed of figures over paths. */
const PathSettings = z.object({ paths: z.number().int(), seed: z.number().int() }).readonly();
export type PathSettings = z.infer<typeof PathSettings>;

export const GoalSeekAnswer = z.object({
  state: z.enum(['solved', 'limited', 'jump', 'unreachable', 'independent', 'undefined']),
  verdict: Verdict,
  /** Values that can be stored: the solutions, else the nearest value within the limits. */
  points: z.array(GoalSeekPoint).readonly(),
  /** Other figures today and at each of these values. */
  others: z.array(z.object({ label: Label, now: Figure, found: z.array(Figure).readonly() })).readonly(),
  chart: LinesChart.optional(),
});
export type GoalSeekAnswer = z.infer<typeof GoalSeekAnswer>;

/** The result of a goal seek that ran as a job. */
export const GoalSeekJobResult = z.object({ request: GoalSeekRequest, answer: GoalSeekAnswer, revision: z.number().int() });

const TableAxis = z
  .object({ ...Range, steps: z.number().int().min(1).max(40) })
  .refine(isAscending, NOT_ASCENDING)
  .readonly();

export const SensitivityTableRequest = z
  .object({
    ...OfModel,
    ...OfTarget,
    rows: TableAxis,
    /** Absent: a table of one driver. */
    columns: TableAxis.optional(),
  })
  .refine(({ rows, columns }) => rows.driver !== columns?.driver, { path: ['columns', 'driver'], error: 'sameDriverTwice' })
  .readonly();
export type SensitivityTableRequest = z.output<typeof SensitivityTableRequest>;

/** The values of a driver along an axis of a table, in base units. */
const TableAxisValues = z
  .object({
    label: Label,
    unit: FigureUnit,
    decimals: z.number().int(),
    values: z.array(z.number().finite()).readonly(),
    now: z.number().optional(),
  })
  .readonly();
export type TableAxisValues = z.infer<typeof TableAxisValues>;

export const SensitivityTable = z.object({
  request: SensitivityTableRequest,
  /** Of the workspace. */
  revision: z.number().int(),
  plan: z.string(),
  /** The price deck of the figures. */
  deck: Label,
  /** Of a figure over paths. */
  simulation: PathSettings.optional(),
  figure: z.object({ label: Label, unit: FigureUnit, decimals: z.number().int() }).readonly(),
  rows: TableAxisValues,
  columns: TableAxisValues.optional(),
  /** The figure by row, then column; null where it does not exist. A table of one driver has one column. */
  cells: z.array(z.array(z.number().finite().nullable()).readonly()).readonly(),
  today: Figure.optional(),
  /** Of one driver the figure along it, of two the lines of equal value; absent where there is nothing to draw. */
  chart: LinesChart.optional(),
});
export type SensitivityTable = z.infer<typeof SensitivityTable>;

export const sensitivityCalls = {
  /** Lists what can change and what can be measured, for a contract in the chosen plan or for the plan alone. */
  'sensitivity.options': query(
    z.object(OfModel),
    z.object({
      /** Of the workspace, when this was answered; jobs of an earlier revision are outdated. */
      revision: z.number().int(),
      plan: z.string(),
      /** Where a figure in tonnes was opened without a contract: the largest contract of its record, whose tonnes move it. */
      contractToOpen: ContractId.optional(),
      /** Whether the plan has other terms for the contract, which this page neither uses nor changes. */
      hasOtherTerms: z.boolean(),
      contracts: z.array(z.object({ id: ContractId, code: z.string(), name: z.string() })).readonly(),
      /** Bids that are not accepted; `id` is that of their deal. */
      bids: z.array(z.object({ id: ContractId, tenderId: TenderId, tender: z.string(), buyer: z.string() })).readonly(),
      /** Whether the plan has so many contracts that a goal seek takes seconds. */
      isLarge: z.boolean(),
      /** Those of the latest simulation. */
      simulation: PathSettings,
      /** Digest of the result of the latest simulation, where another one of the plan as it is would have the same paths. */
      run: z.string().optional(),
      drivers: z.array(SensitivityDriver).readonly(),
      targets: z.array(SensitivityTarget).readonly(),
    }),
  ),
  /** A figure of the catalogue as it is today; empty over paths, unless the latest simulation has it. */
  'sensitivity.figure': query(z.object({ ...OfModel, ...OfTarget }), z.object({ figure: Figure })),
  /** Finds the values of a driver at which a figure equals a goal; nothing is stored. Refuses figures over paths. */
  'sensitivity.goalSeek': query(GoalSeekRequest, GoalSeekAnswer),
  /** Starts a job that does the same, also over paths; nothing is stored. */
  'sensitivity.goalSeekInJob': command(GoalSeekRequest, z.object({ jobId: z.string() })),
  /** Starts a job that computes a figure over values of one or two drivers; nothing is stored. */
  'sensitivity.table': command(SensitivityTableRequest, z.object({ jobId: z.string() })),
  /** Writes a computed table as a workbook with formulas, or as a document. */
  'sensitivity.export': command(
    z.object({ jobId: z.string().max(64), format: z.enum(['xlsx', 'pdf', 'docx']).default('xlsx') }),
    z.object({ artefact: z.string(), fileName: z.string(), bytes: z.number().int() }),
  ),
  /** Stores a value of a term in its contract or bid, or the amount of a facility in the chosen plan. */
  'sensitivity.apply': command(z.object({ contractId: ContractId.optional(), driver: Key, value: z.number().finite() }), Completion),
} as const;
