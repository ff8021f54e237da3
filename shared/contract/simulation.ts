import { z } from 'zod';
import { BuyerId, ContractId } from '../domain/ids.ts';
import { Metal } from '../domain/metal.ts';
import { Origin } from '../domain/origin.ts';
import { SimulationSettings } from '../domain/simulation.ts';
import { Month, Year } from '../domain/time.ts';
import { DestinationZone, Zone } from '../domain/zone.ts';
import { command, query } from './call.ts';
import { BarsChart, LinesChart } from './charts.ts';
import { Label, Message, Verdict } from './figure.ts';
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
    /** The same without draws. */
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

/** What a run is known by. */
export const SimulationRun = z
  .object({
    id: RunId,
    /** When it was started. */
    at: z.iso.datetime(),
    plan: z.string(),
    /** The scenario's name as stored: shown as the label `{ shipped }`. */
    scenario: z.string().optional(),
    settings: SimulationSettings,
    /** SHA-256 of everything that went in, and of the paths' net revenue; with seed and version they tell whether a run is the same. */
    inputsDigest: z.string(),
    resultDigest: z.string(),
    engineVersion: z.string(),
    seconds: z.number(),
    /** Whether the workspace would go into it as it does today, and this version of Orebook computed it. */
    current: z.boolean(),
    /** Whether another version of Orebook computed it: this one may come to other numbers. */
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
    /** Things a reader must know: an effective volatility without solution, a repaired correlation matrix, contracts left out. */
    notes: z.array(Message).readonly(),
    total: SimulatedSpread,
    years: z.array(SimulatedSpread.unwrap().extend({ year: Year }).readonly()).readonly(),
    /** Net revenue by year of payment: bands from the 5 % to the 95 % and the 25 % to the 75 % quantile, median, value without draws. */
    revenue: LinesChart,
    /** Tonnes delivered by year, likewise. */
    tonnes: LinesChart,
    /** Annual mean prices of each driver of the plan, as a fraction of the deck. */
    prices: z.array(LinesChart).readonly(),
    /** Net revenue over the plan: share of paths by class. */
    distribution: BarsChart,
    /** The same of every year. Absent, like the next two, in runs of before they were kept. */
    distributions: z
      .array(z.object({ year: Year, view: BarsChart }).readonly())
      .readonly()
      .optional(),
    /** Net revenue less what planned production costs, by year; absent without unit costs too. */
    cash: LinesChart.optional(),
    /** The plan without draws, one driver's whole path at its month-wise 10th and 90th percentile and the others at the deck; absent where none moves it too. */
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
    /** Paths worth opening: the worst, then those at quantiles, by net revenue over the plan. */
    worst: z.array(z.object({ path: z.number().int(), netRevenue: z.number() }).readonly()).readonly(),
    typical: z.array(z.object({ path: z.number().int(), netRevenue: z.number(), probability: z.number() }).readonly()).readonly(),
  })
  .readonly();
export type SimulationOutcome = z.infer<typeof SimulationOutcome>;

/** What a change does to the plan's net revenue on the same paths, USD: after less before. */
const Moved = z.object({ mean: Estimate, shortfall: Estimate });

/** What leaving a contract, or all of a buyer's, out of the plan would change; its tonnes go to spot. These do not add up. */
export const SimulationMarginals = z
  .object({
    paths: z.number().int(),
    contracts: z.array(Moved.extend({ contractId: ContractId }).readonly()).readonly(),
    buyers: z.array(Moved.extend({ buyerId: BuyerId }).readonly()).readonly(),
  })
  .readonly();
export type SimulationMarginals = z.infer<typeof SimulationMarginals>;

/** A source of randomness switched off, or a parameter at another value. */
const Setting = Moved.extend({ label: Label }).readonly();

/** What every source of chance and every main parameter changes by itself. */
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
    /** Absent where nothing changes, like the next. */
    mean: BarsChart.optional(),
    shortfall: BarsChart.optional(),
  })
  .readonly();
export type SimulationTornado = z.infer<typeof SimulationTornado>;

export const SimulationAnalysis = z.enum(['marginals', 'tornado']);
export type SimulationAnalysis = z.infer<typeof SimulationAnalysis>;

/** One opened path. `lead` says what it came to, `story` tells it month by month. */
export const SimulatedPath = z
  .object({
    path: z.number().int(),
    netRevenue: z.number(),
    lead: z.array(Message).readonly(),
    story: z.array(z.object({ month: Month, text: Message }).readonly()).readonly(),
    /** Net revenue by month of payment beside that without draws. */
    revenue: LinesChart,
    /** Demand by zone, as a fraction of the plateau. */
    demand: LinesChart,
    /** Prices, as a fraction of the deck. */
    prices: LinesChart,
    regimes: z.array(z.object({ zone: Zone, months: z.array(z.enum(['expansion', 'plateau', 'slump'])).readonly() }).readonly()).readonly(),
  })
  .readonly();
export type SimulatedPath = z.infer<typeof SimulatedPath>;

/** A parameter in words: what it is, and where its default comes from. */
export const SimulationParameter = z
  .object({
    key: z.string(),
    label: Message,
    value: z.number(),
    /** `months`: shown as one over the value. */
    unit: z.enum(['number', 'fraction', 'perYear', 'months']),
    /** The value at which it does nothing. */
    off: z.number(),
    origin: Origin,
    source: Label,
  })
  .readonly();

export const simulationCalls = {
  /** What a run starts from: the defaults, what each rests on, and the references that are drawn. Nothing is computed. */
  'simulation.options': query(
    NoInput,
    z.object({
      defaults: SimulationSettings,
      /** The chosen plan has a contract that can be priced, or production; otherwise every path of a run comes to nothing. */
      sells: z.boolean(),
      parameters: z.array(SimulationParameter).readonly(),
      drivers: z
        .array(
          z
            .object({
              reference: z.string(),
              name: Label,
              metal: Metal.optional(),
              /** Per year as it goes into a run with the default factor: a fraction of the price, USD/dmt for treatment charges. */
              volatility: z.number(),
              additive: z.boolean(),
              meanReversion: z.number(),
              cycleExponent: z.number(),
              follows: z.string().optional(),
              origin: Origin,
              source: Label,
            })
            .readonly(),
        )
        .readonly(),
      correlation: z.object({ source: Label, repaired: z.boolean() }),
      /** Chance of a default within a year by rating, a fraction. */
      defaultRates: z.array(z.object({ rating: z.string(), rate: z.number(), source: Label }).readonly()).readonly(),
    }),
  ),
  /** A hundred-odd paths at once: net revenue by year (bands as in a run). For a look before a run, not for figures. */
  'simulation.preview': query(
    z.object({ settings: SimulationSettings }),
    z.object({ paths: z.number().int(), revenue: LinesChart, secondsForRun: z.number() }),
  ),
  /** Starts a run as a job; its result names the stored run. Cancelled, nothing is stored. */
  'simulation.run': command(z.object({ settings: SimulationSettings }), z.object({ jobId: z.string() })),
  /** Runs a stored run's own inputs once more as a job and says in its result whether every bit is the same; stores nothing. */
  'simulation.repeat': command(z.object({ id: RunId }), z.object({ jobId: z.string() })),
  /** Works out on the first paths of a stored run what it is made of, as a job; what it came to stays with the run. */
  'simulation.analyse': command(z.object({ id: RunId, what: SimulationAnalysis }), z.object({ jobId: z.string() })),
  /** Runs that are stored, latest first. */
  'simulation.list': query(NoInput, z.object({ runs: z.array(SimulationRun).readonly() })),
  /** A stored run, by default the latest; empty where there is none. */
  'simulation.get': query(
    z.object({ id: RunId.optional() }),
    z.object({
      run: SimulationRun.optional(),
      outcome: SimulationOutcome.optional(),
      marginals: SimulationMarginals.optional(),
      tornado: SimulationTornado.optional(),
    }),
  ),
  /** One path of a stored run, simulated once more from its own inputs. */
  'simulation.path': query(z.object({ id: RunId, path: z.number().int().min(0) }), SimulatedPath),
  'simulation.remove': command(z.object({ id: RunId }), Completion),
  /** A stored run as JSON: settings, seed, digests, version, inputs and outcome. */
  'simulation.export': command(z.object({ id: RunId }), z.object({ artefact: z.string(), fileName: z.string(), bytes: z.number().int() })),
  /**
   * Brings in a run that was exported, here or elsewhere: its inputs are simulated once more as a job, and it is stored where every bit is
   * the same. Throws BAD_FILE {fault}: what is no run, was altered, is too large.
   */
  'simulation.import': command(z.object({ intake: z.string().max(200) }), z.object({ jobId: z.string() })),
} as const;

/**
 * What a job of this kind answers. `same`: a repetition came to the same bits; `brought`: a run came in from a file, unless a repetition of
 * it is not the same; `analysed`: what was worked out of a stored run.
 */
export const SimulationResult = z.object({
  runId: RunId,
  same: z.boolean().optional(),
  brought: z.boolean().optional(),
  analysed: SimulationAnalysis.optional(),
});
