import { z } from 'zod';
import { BuyerId, ContractId } from '../domain/ids.ts';
import { Metal } from '../domain/metal.ts';
import { Origin } from '../domain/origin.ts';
import { SimulationSettings } from '../domain/simulation.ts';
import { Month, Year } from '../domain/time.ts';
import { DestinationZone, Zone } from '../domain/zone.ts';
import { command, query, withoutLock } from './call.ts';
import { BarsChart, LinesChart } from './charts.ts';
import { Label, Message, TableIdentities, Verdict } from './figure.ts';
import { FirstRow, RowsPage } from './rowsPage.ts';
import { Completion, NoInput } from './workspace.ts';

const RunId = z.string().max(64);

/** A simulated figure beside its standard error. */
export const Estimate = z.object({ value: z.number(), error: z.number() }).readonly();

/** A year's net revenue, or that of the whole plan, USD. Quantiles of type 7; shortfall and at-risk are against the mean, positive = a loss. */
export const SimulatedSpread = z
  .object({
    mean: Estimate,
    sd: Estimate,
    quantiles: z.array(z.object({ probability: z.number(), value: z.number(), error: z.number() })).readonly(),
    tailMean: Estimate,
    shortfall: Estimate,
    atRisk: Estimate,
    /** The deterministic value. */
    deterministic: z.number(),
    /** The budget where the workspace has one, else the deterministic value, and the share of paths below it. */
    target: z.number(),
    missed: Estimate,
  })
  .readonly();
export type SimulatedSpread = z.infer<typeof SimulatedSpread>;

/** A part of the expected shortfall of the plan, USD; parts of one list sum to it (those of buyers to what contracts carry). */
const Part = z.object({ name: Label, amount: z.number(), share: z.number() });

/** One contract over the plan: revenue USD, tonnes dmt and events a path. */
export const SimulatedContract = z
  .object({
    contractId: ContractId,
    code: z.string(),
    buyer: z.string(),
    metal: Metal,
    mean: Estimate,
    sd: z.number(),
    deterministic: z.number(),
    /** Its part of the plan's shortfall. */
    shortfall: z.number(),
    called: z.number(),
    delivered: z.number(),
    refused: z.number(),
    deferred: z.number(),
    deficiency: z.number(),
    defaults: z.number(),
    refusals: z.number(),
    deferrals: z.number(),
    renegotiations: z.number(),
  })
  .readonly();
export type SimulatedContract = z.infer<typeof SimulatedContract>;

/** Settings, digests and key figures of a run. */
export const SimulationRun = z
  .object({
    id: RunId,
    /** When it was started. */
    at: z.iso.datetime(),
    plan: z.string(),
    /** The scenario's name as stored: shown as the label `{ shipped }`. */
    scenario: z.string().optional(),
    /** The name of its price deck as stored, likewise; absent of earlier runs. */
    deck: z.string().optional(),
    settings: SimulationSettings,
    /** SHA-256 of all inputs, and of the net revenue of the paths. With seed and version they identify equal runs. */
    inputsDigest: z.string(),
    resultDigest: z.string(),
    engineVersion: z.string(),
    seconds: z.number(),
    /** Whether its inputs are current and this version of Orebook computed it. */
    current: z.boolean(),
    /** Whether another version of Orebook computed it, so that numbers may differ. */
    otherVersion: z.boolean(),
    mean: z.number(),
    shortfall: z.number(),
  })
  .readonly();
export type SimulationRun = z.infer<typeof SimulationRun>;

/** The results of a run as stored with it: facts in base units, without language or money scale. */
export const SimulationOutcome = z
  .object({
    verdict: Verdict,
    /** Notes: an effective volatility without solution, a repaired correlation matrix, excluded contracts. */
    notes: z.array(Message).readonly(),
    total: SimulatedSpread,
    years: z.array(SimulatedSpread.unwrap().extend({ year: Year }).readonly()).readonly(),
    /** Absent in older runs. */
    identities: TableIdentities.optional(),
    /** Net revenue by year of payment: bands from the 5 % to the 95 % and the 25 % to the 75 % quantile, median, deterministic value. */
    revenue: LinesChart,
    /** Tonnes delivered by year, likewise. */
    tonnes: LinesChart,
    /** Annual mean prices of each driver of the plan, as a fraction of the deck. */
    prices: z.array(LinesChart).readonly(),
    /** Net revenue over the plan: share of paths by class. */
    distribution: BarsChart,
    /** The same by year. Absent, like the next two, in older runs. */
    distributions: z
      .array(z.object({ year: Year, view: BarsChart }).readonly())
      .readonly()
      .optional(),
    /** Net revenue less the cost of planned production by year; also absent without unit costs. */
    cash: LinesChart.optional(),
    /** The deterministic plan with the path of one driver at its monthly 10th and 90th percentile and the others at the deck; also absent if none has an effect. */
    movers: BarsChart.optional(),
    contracts: z.array(SimulatedContract).readonly(),
    /** Euler components of the plan's expected shortfall at 95 %. */
    shortfallBy: z
      .object({
        contracts: z.array(Part.extend({ contractId: ContractId }).readonly()).readonly(),
        spot: z.array(Part.readonly()).readonly(),
        buyers: z.array(Part.extend({ buyerId: BuyerId }).readonly()).readonly(),
        metals: z.array(Part.extend({ metal: Metal }).readonly()).readonly(),
        zones: z.array(Part.extend({ zone: DestinationZone }).readonly()).readonly(),
      })
      .readonly(),
    /** Events a path over the plan, and the share of paths with at least one. */
    events: z
      .array(
        z
          .object({
            kind: z.enum(['defaults', 'refusals', 'deferrals', 'renegotiations']),
            mean: z.number(),
            any: z.number(),
          })
          .readonly(),
      )
      .readonly(),
    /** The worst paths, and those at quantiles, by net revenue over the plan. */
    worst: z.array(z.object({ path: z.number().int(), netRevenue: z.number() }).readonly()).readonly(),
    typical: z.array(z.object({ path: z.number().int(), netRevenue: z.number(), probability: z.number() }).readonly()).readonly(),
  })
  .readonly();
export type SimulationOutcome = z.infer<typeof SimulationOutcome>;

/** The sum of the parts of a list that are not shown singly. */
const OtherParts = z.object({ count: z.number().int(), amount: z.number(), share: z.number() }).readonly();

/** The results of a run as a page shows them: a page of its contracts, the largest shortfall first, and the largest parts of the shortfall. */
export const ShownOutcome = SimulationOutcome.unwrap()
  .extend({
    contractsPage: RowsPage,
    shortfallBy: SimulationOutcome.unwrap()
      .shape.shortfallBy.unwrap()
      .extend({ others: z.object({ contracts: OtherParts, buyers: OtherParts }).readonly() })
      .readonly(),
  })
  .readonly();
export type ShownOutcome = z.infer<typeof ShownOutcome>;

/** The effect of a change on the plan's net revenue on the same paths, USD: after minus before. */
const MovedEstimates = z.object({ mean: Estimate, shortfall: Estimate });

/** The effect of excluding a contract, or all contracts of a buyer; their tonnes are sold spot. The effects do not add up. */
export const SimulationMarginals = z
  .object({
    paths: z.number().int(),
    contracts: z.array(MovedEstimates.extend({ contractId: ContractId }).readonly()).readonly(),
    buyers: z.array(MovedEstimates.extend({ buyerId: BuyerId }).readonly()).readonly(),
    /** Absent in a stored analysis. */
    identities: TableIdentities.optional(),
  })
  .readonly();
export type SimulationMarginals = z.infer<typeof SimulationMarginals>;

/** A source of randomness switched off, or a parameter at another value. */
const Setting = MovedEstimates.extend({ label: Label }).readonly();

/** The separate effects of each source of randomness and each main parameter. */
export const SimulationTornado = z
  .object({
    paths: z.number().int(),
    /** Largest effect on the shortfall first. */
    rows: z
      .array(
        z
          .object({ key: z.string(), label: Label, fixed: Setting.optional(), low: Setting.optional(), high: Setting.optional() })
          .readonly(),
      )
      .readonly(),
    /** Absent in older runs. */
    identities: TableIdentities.optional(),
    /** Absent where nothing changes, like the next. */
    mean: BarsChart.optional(),
    shortfall: BarsChart.optional(),
  })
  .readonly();
export type SimulationTornado = z.infer<typeof SimulationTornado>;

export const SimulationAnalysis = z.enum(['marginals', 'tornado']);
export type SimulationAnalysis = z.infer<typeof SimulationAnalysis>;

/** A replayed path. `lead` has its result, `story` its events by month. */
export const SimulatedPath = z
  .object({
    path: z.number().int(),
    netRevenue: z.number(),
    lead: z.array(Message).readonly(),
    story: z.array(z.object({ month: Month, text: Message }).readonly()).readonly(),
    /** Net revenue by month of payment, and the deterministic one. */
    revenue: LinesChart,
    /** Demand by zone, as a fraction of the plateau. */
    demand: LinesChart,
    /** Prices, as a fraction of the deck. */
    prices: LinesChart,
    regimes: z.array(z.object({ zone: Zone, months: z.array(z.enum(['expansion', 'plateau', 'slump'])).readonly() }).readonly()).readonly(),
  })
  .readonly();
export type SimulatedPath = z.infer<typeof SimulatedPath>;

/** A parameter with its label and the source of its default. */
export const SimulationParameter = z
  .object({
    key: z.string(),
    label: Message,
    value: z.number(),
    /** `months`: shown as one over the value. */
    unit: z.enum(['number', 'fraction', 'perYear', 'months', 'wholeMonths', 'usdPerWmt']),
    /** The value without effect; absent where a switch decides. */
    off: z.number().optional(),
    origin: Origin,
    source: Label,
  })
  .readonly();

export const simulationCalls = {
  /** The default settings with their sources, and the simulated references. */
  'simulation.options': query(
    NoInput,
    z.object({
      defaults: SimulationSettings,
      /** Whether the chosen plan has a contract that can be priced, or production; otherwise all paths are 0. */
      sells: z.boolean(),
      parameters: z.array(SimulationParameter).readonly(),
      drivers: z
        .array(
          z
            .object({
              reference: z.string(),
              name: Label,
              metal: Metal.optional(),
              /** Per year with the default factor: a fraction of the price, USD/dmt for treatment charges. */
              volatility: z.number(),
              isAdditive: z.boolean(),
              meanReversion: z.number(),
              cycleExponent: z.number(),
              follows: z.string().optional(),
              origin: Origin,
              source: Label,
            })
            .readonly(),
        )
        .readonly(),
      correlation: z.object({ source: Label, isRepaired: z.boolean() }),
      /** Chance of a default within a year by rating, a fraction. */
      defaultRates: z.array(z.object({ rating: z.string(), rate: z.number(), source: Label }).readonly()).readonly(),
    }),
  ),
  /** Simulates few paths immediately: net revenue by year with bands, as a rough preview of a run. */
  'simulation.preview': query(
    z.object({ settings: SimulationSettings }),
    z.object({ paths: z.number().int(), revenue: LinesChart, secondsForRun: z.number() }),
  ),
  /** Starts a run as a job; its result has the id of the stored run. A cancelled run stores nothing. */
  'simulation.run': command(z.object({ settings: SimulationSettings }), z.object({ jobId: z.string() })),
  /** Repeats a stored run from its inputs as a job; its result says whether every bit is the same. Stores nothing. */
  'simulation.repeat': command(z.object({ id: RunId }), z.object({ jobId: z.string() })),
  /** Analyses the first paths of a stored run as a job; the result is stored with the run. */
  'simulation.analyse': command(z.object({ id: RunId, what: SimulationAnalysis }), z.object({ jobId: z.string() })),
  /** Lists the stored runs, latest first. */
  'simulation.list': query(NoInput, z.object({ runs: z.array(SimulationRun).readonly() })),
  /** A stored run, by default the latest; empty without runs. */
  'simulation.get': query(
    z.object({ id: RunId.optional(), firstContract: FirstRow }),
    z.object({
      run: SimulationRun.optional(),
      outcome: ShownOutcome.optional(),
      /** Of the parts of the shortfall that are shown singly. */
      marginals: SimulationMarginals.optional(),
      tornado: SimulationTornado.optional(),
    }),
  ),
  /** One path of a stored run, simulated again from its inputs. */
  'simulation.path': query(z.object({ id: RunId, path: z.number().int().min(0) }), SimulatedPath),
  'simulation.remove': command(z.object({ id: RunId }), Completion),
  /** Exports a stored run as JSON: settings, seed, digests, version, inputs and outcome. */
  'simulation.export': command(z.object({ id: RunId }), z.object({ artefact: z.string(), fileName: z.string(), bytes: z.number().int() })),
  /**
   * Imports an exported run: its inputs are simulated again as a job, and it is stored if every bit is the same. Throws BAD_FILE {fault} for
   * a file that is not a run, was altered or is too large.
   */
  'simulation.import': withoutLock(command(z.object({ intake: z.string().max(200) }), z.object({ jobId: z.string() }))),
} as const;

/**
 * The result of a simulation job. `isSame`: a repetition had the same bits; `isImported`: the run is from a file; `analysed`: the analysis
 * that was made.
 */
export const SimulationResult = z.object({
  runId: RunId,
  isSame: z.boolean().optional(),
  isImported: z.boolean().optional(),
  analysed: SimulationAnalysis.optional(),
});
