import { z } from 'zod';
import { BuyerId, ContractId, PlanId, ScenarioId } from '../domain/ids.ts';
import { Metal } from '../domain/metal.ts';
import { ScenarioMoves } from '../domain/scenario.ts';
import { DestinationZone } from '../domain/zone.ts';
import { LinesView } from '../presentation/charts/lines.ts';
import { WaterfallView } from '../presentation/charts/waterfall.ts';
import { query } from './call.ts';
import { Figure, Verdict } from './figure.ts';
import { OverrideField } from './plans.ts';

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
    label: z.string(),
    metal: Metal.optional(),
    base: z.number(),
    stressed: z.number(),
    change: z.number(),
    /** What floors and take-or-pay keep. */
    saved: z.number(),
  })
  .readonly();
export type CycleGroup = z.infer<typeof CycleGroup>;

/** Terms that would bring back some of what a scenario takes, USD over the plan. */
export const Cure = z
  .object({
    kind: z.enum(['floor', 'takeOrPay', 'elsewhere']),
    contractId: ContractId,
    code: z.string(),
    buyer: z.string(),
    /** What would be agreed, in words. */
    term: z.string(),
    /** The same as a plan says it of its contracts. */
    edits: z.array(z.object({ contractId: ContractId, field: OverrideField, value: z.number() })).readonly(),
    /** Net revenue less at the deck; negative where it earns more. */
    givenUp: z.number(),
    /** What a floor is worth by the formula of clause values: what its buyer would ask for it. */
    worth: z.number().optional(),
    restored: z.number(),
    /** Of what the scenario takes. */
    share: z.number(),
  })
  .readonly();
export type Cure = z.infer<typeof Cure>;

export const cyclesCalls = {
  'cycles.get': query(
    z.object({ scenarioId: ScenarioId.optional() }),
    z.object({
      scenario: z.object({
        id: ScenarioId,
        name: z.string(),
        note: z.string(),
        shipped: z.boolean(),
        sources: z.array(z.string()).readonly(),
      }),
      scenarios: z.array(z.object({ id: ScenarioId, name: z.string(), shipped: z.boolean() })).readonly(),
      verdict: Verdict,
      /** Net revenue a quarter: base, scenario, scenario without floors and take-or-pay. */
      revenue: LinesView,
      /** From base to scenario by cause; bars sum to the difference. */
      causes: WaterfallView,
      /** Price multipliers by metal and demand by zone. */
      paths: LinesView,
      demand: LinesView,
      rows: z.array(CycleRow).readonly(),
      groups: z.object({
        buyer: z.array(CycleGroup).readonly(),
        metal: z.array(CycleGroup).readonly(),
        year: z.array(CycleGroup).readonly(),
      }),
      spot: z.object({ base: z.number(), stressed: z.number(), change: z.number() }),
      total: z.object({ base: Figure, stressed: Figure, change: Figure, saved: Figure, destinations: Figure }),
    }),
  ),
  /** The nearest shift of prices and of China's demand that takes this share of the chosen plan's net revenue. */
  'cycles.reverse': query(
    z.object({ lost: z.number().min(0.01).max(0.9) }),
    z.object({
      reached: z.boolean(),
      /** sqrt(z' C^-1 z), and how far was looked. */
      distance: z.number(),
      reach: z.number(),
      base: Figure,
      stressed: Figure,
      /** The largest shift first: standard deviations, and what is left of price or demand after a year. */
      drivers: z
        .array(z.object({ metal: Metal.optional(), label: z.string(), shift: z.number(), multiplier: z.number() }).readonly())
        .readonly(),
      moves: ScenarioMoves,
    }),
  ),
  /** The terms that bring back most of what such moves take from the chosen plan for what they cost, cheapest first. */
  'cycles.cures': query(
    z.object({ moves: ScenarioMoves }),
    z.object({ planId: PlanId, lost: z.number(), cures: z.array(Cure).readonly() }),
  ),
} as const;
