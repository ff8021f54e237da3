import { z } from 'zod';
import { ColumnIdentity } from '../domain/figureIdentity.ts';
import { BuyerId, ContractId, PlanId, ScenarioId } from '../domain/ids.ts';
import { Metal } from '../domain/metal.ts';
import { ScenarioShocksWithNote } from '../domain/scenario.ts';
import { Year } from '../domain/time.ts';
import { DestinationZone } from '../domain/zone.ts';
import { background, query } from './call.ts';
import { BarsChart, LinesChart, WaterfallChart } from './charts.ts';
import { Displacement } from './displacement.ts';
import { Figure, Label, Message, TableIdentities, Verdict } from './figure.ts';
import { LIST_PAGE_ROWS } from './listPages.ts';
import { OverrideField } from './plans.ts';
import { FirstRow } from './rowsPage.ts';
import { SimulationTornado } from './simulation.ts';

/** One contract in the scenario: with its clauses, and without its floor and take-or-pay. */
export const CycleRow = z
  .object({
    contractId: ContractId,
    code: z.string(),
    buyerId: BuyerId,
    buyer: z.string(),
    metal: Metal,
    zone: DestinationZone,
    base: z.number(),
    stressed: z.number(),
    change: z.number(),
    savedByFloor: z.number(),
    savedByTakeOrPay: z.number(),
    hasFloor: z.boolean(),
    takeOrPayShare: z.number(),
  })
  .readonly();
export type CycleRow = z.infer<typeof CycleRow>;

/** Net revenue over the plan of one buyer, metal or year; the rows of each kind sum to the plan, spot included. */
export const CycleGroup = z
  .object({
    key: z.string(),
    label: Label,
    metal: Metal.optional(),
    year: Year.optional(),
    base: z.number(),
    stressed: z.number(),
    change: z.number(),
    /** The loss that floors and take-or-pay avoid. */
    saved: z.number(),
    /** Identities in place of those of the columns, where this row has other figures. */
    identity: z.record(z.string(), ColumnIdentity).optional(),
  })
  .readonly();
export type CycleGroup = z.infer<typeof CycleGroup>;

/** Terms that would restore part of the loss in a scenario, USD over the plan. */
export const Cure = z
  .object({
    kind: z.enum(['floor', 'takeOrPay', 'elsewhere']),
    contractId: ContractId,
    code: z.string(),
    buyer: z.string(),
    /** The terms in words. */
    term: Message,
    /** The terms as edits of a plan. */
    edits: z.array(z.object({ contractId: ContractId, field: OverrideField, value: z.number() })).readonly(),
    /** Net revenue given up at deck prices; negative for a gain. */
    givenUp: z.number(),
    /** The value of a floor by the formula of clause values: its price to the buyer. */
    worth: z.number().optional(),
    restored: z.number(),
    /** As a share of the loss in the scenario. */
    share: z.number(),
  })
  .readonly();
export type Cure = z.infer<typeof Cure>;

const AssumptionEnd = z.object({ setting: Label, npv: Figure, cost: Figure }).readonly();

/** A default assumption at a low and a high value: the change of NPV and of the cost of a scenario. */
export const AssumptionRow = z.object({ key: z.string(), label: Message, low: AssumptionEnd, high: AssumptionEnd }).readonly();
export type AssumptionRow = z.infer<typeof AssumptionRow>;

export const cyclesCalls = {
  'cycles.get': query(
    z.object({ scenarioId: ScenarioId.optional(), first: FirstRow }),
    z.object({
      scenario: z.object({
        id: ScenarioId,
        name: Label,
        note: Label,
        shipped: z.boolean(),
        sources: z.array(Label).readonly(),
      }),
      scenarios: z.array(z.object({ id: ScenarioId, name: Label, shipped: z.boolean() })).readonly(),
      verdict: Verdict,
      /** Net revenue a quarter: base, scenario, scenario without floors and take-or-pay. */
      revenue: LinesChart,
      /** From base to scenario by cause; bars sum to the difference. */
      causes: WaterfallChart,
      /** Price multipliers by metal and demand by zone. */
      paths: LinesChart,
      demand: LinesChart,
      /** The contracts of the plan, the largest loss first: the page that begins at row `first`. */
      rows: z.array(CycleRow).max(LIST_PAGE_ROWS).readonly(),
      count: z.number().int(),
      identities: TableIdentities,
      groups: z.object({
        buyer: z.array(CycleGroup).readonly(),
        metal: z.array(CycleGroup).readonly(),
        year: z.array(CycleGroup).readonly(),
      }),
      spot: z.object({ base: z.number(), stressed: z.number(), change: z.number() }),
      total: z.object({
        base: Figure,
        stressed: Figure,
        change: Figure,
        saved: Figure,
        savedByFloor: Figure,
        savedByTakeOrPay: Figure,
        destinations: Figure,
      }),
      /** The cost of lower demand and closed channels at the scenario's prices. */
      displacement: Displacement,
    }),
  ),
  /** The nearest shift of prices and of China's demand that costs this share of the chosen plan's net revenue. */
  'cycles.reverse': query(
    z.object({ lost: z.number().min(0.01).max(0.9) }),
    z.object({
      isReached: z.boolean(),
      /** The distance sqrt(z' C^-1 z), and the limit of the search. */
      distance: z.number(),
      reach: z.number(),
      base: Figure,
      stressed: Figure,
      /** Shifts in standard deviations, the largest first, with the remaining share of the metal's price or China's demand after a year. */
      drivers: z.array(z.object({ metal: Metal.optional(), shift: z.number(), multiplier: z.number() }).readonly()).readonly(),
      /** Sources are a code and the note is empty: the page adds texts in its language when it saves the shocks. */
      shocks: ScenarioShocksWithNote,
    }),
  ),
  /** The sensitivity of the chosen plan's NPV, and of its loss in a scenario, to the default assumptions of the market. */
  'cycles.assumptions': background(
    query(
      z.object({ scenarioId: ScenarioId.optional() }),
      z.object({
        scenario: Label,
        npv: Figure,
        cost: Figure,
        rows: z.array(AssumptionRow).readonly(),
        /** Absent where nothing changes, like the next. */
        npvChart: BarsChart.optional(),
        costChart: BarsChart.optional(),
        /** The rows of default assumptions in the tornado of the plan's newest run; absent without one on current inputs. */
        simulated: SimulationTornado.optional(),
      }),
    ),
  ),
  /** The terms that restore most of the chosen plan's loss for their cost, the cheapest first. */
  'cycles.cures': query(
    z.object({ shocks: ScenarioShocksWithNote }),
    z.object({
      planId: PlanId,
      lost: z.number(),
      cures: z.array(Cure).readonly(),
      /** How many contracts of the plan terms were tried on, those with the largest losses; absent where it was all. */
      tried: z.object({ contracts: z.number().int(), of: z.number().int() }).optional(),
    }),
  ),
} as const;
