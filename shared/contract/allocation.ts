import { z } from 'zod';
import { ContractId, LimitId, PlanId } from '../domain/ids.ts';
import { Metal } from '../domain/metal.ts';
import { DEFAULT_SIMULATION, Seed } from '../domain/simulation.ts';
import { LinesView } from '../presentation/charts/lines.ts';
import { command, query } from './call.ts';
import { Effect } from './contracts.ts';
import { Figure, LimitState, Message } from './figure.ts';
import { NoInput } from './workspace.ts';

/** What an allocation is to be best at. */
export const AllocationAim = z.enum(['revenue', 'shortfall', 'variance', 'hhi']);
export type AllocationAim = z.infer<typeof AllocationAim>;

const Tonnes = z.number().min(0).max(1e9);

/** Bounds of a deal, dmt a year; lots are whole shipments of this many dmt a year. */
export const DealBounds = z
  .object({ contractId: ContractId, minimum: Tonnes, maximum: Tonnes })
  .refine(({ minimum, maximum }) => minimum <= maximum, { path: ['maximum'], error: 'belowMinimum' })
  .readonly();
export type DealBounds = z.infer<typeof DealBounds>;

export const AllocationRequest = z.object({
  aim: AllocationAim,
  /** Of the expected shortfall: the share of scenarios that is not its tail. */
  confidence: z.number().min(0.5).max(0.99).default(0.8),
  /** What risk is measured over: paths of the simulation, or the deck and the scenarios of the workspace. */
  scenarios: z.enum(['simulated', 'library']).default('simulated'),
  /** Of the simulation. */
  seed: Seed.default(DEFAULT_SIMULATION.seed),
  /** Net revenue of the plan to the horizon that a plan of least risk still earns, USD; absent = today's. */
  revenueAtLeast: z.number().min(0).max(1e15).optional(),
  /** dmt a year; absent = any amount. */
  lot: z.number().positive().max(1e7).optional(),
  /** Deals whose bounds differ from what is offered. */
  deals: z.array(DealBounds).max(2000).readonly(),
  /** Limits of the house that are left out. */
  without: z.array(LimitId).max(500).readonly(),
});
export type AllocationRequest = z.output<typeof AllocationRequest>;

/** A deal that an allocation can move, and as far as it is offered to. */
export const AllocationDeal = z
  .object({
    contractId: ContractId,
    code: z.string(),
    buyer: z.string(),
    product: z.string(),
    metal: Metal,
    /** dmt a year: in the plan now, and the bounds that are offered. */
    now: z.number(),
    minimum: z.number(),
    maximum: z.number(),
    /** Its terms name different tonnes by date: it stays as it is. */
    fixed: z.boolean(),
  })
  .readonly();
export type AllocationDeal = z.infer<typeof AllocationDeal>;

export const AllocatedDeal = z
  .object({
    contractId: ContractId,
    code: z.string(),
    buyer: z.string(),
    metal: Metal,
    before: z.number(),
    after: z.number(),
    margin: Figure,
  })
  .readonly();
export type AllocatedDeal = z.infer<typeof AllocatedDeal>;

/** What a plan of certain tonnes is once the engine has valued it: net revenue, every limit measured, and what it changes beside today's. */
export const ValuedAllocation = z.object({
  revenue: Figure,
  limits: z.array(z.object({ name: z.string(), state: LimitState })).readonly(),
  effect: Effect,
});
export type ValuedAllocation = z.infer<typeof ValuedAllocation>;

/** One point of a frontier: the least risk at its net revenue. */
export const FrontierPoint = z
  .object({
    revenue: Figure,
    /** Against today's plan. */
    change: Figure,
    risk: Figure,
    cost: Figure,
    /** dmt a year, aligned with the deals of the answer. */
    tonnes: z.array(z.number()).readonly(),
  })
  .readonly();
export type FrontierPoint = z.infer<typeof FrontierPoint>;

const Tonnage = z.object({ contractId: ContractId, tonnesPerYear: Tonnes }).readonly();

const Best = z.object({
  outcome: z.literal('best'),
  deals: z.array(AllocatedDeal).readonly(),
  revenue: Figure,
  change: Figure,
  risk: Figure,
  riskNow: Figure,
  /** What the limits cost against the most that the same deals earn without them, USD per dmt sold. */
  cost: Figure,
  rounded: Figure.optional(),
  pricesFrom: z.enum(['model', 'lotsFixed', 'withoutLots']),
  /** What one more unit of room adds to net revenue, or takes off the risk: USD by dmt or USD; points of HHI by kdmt or m USD. */
  binding: z.array(z.object({ name: Message, price: Figure, per: z.enum(['dmt', 'usd', 'kdmt', 'musd']) })).readonly(),
  /** The plan that comes of it, valued by the engine: net revenue, and every limit measured again. */
  checked: ValuedAllocation.extend({ violations: z.number().int() }),
  /** Its risk and today's, each plan simulated in full on paths that the solver has not seen, with standard errors. */
  fresh: z.object({ paths: z.number().int(), after: Figure, afterError: Figure, before: Figure, beforeError: Figure }).optional(),
  frontier: LinesView.optional(),
  /** Those of the frontier's line, in its order. */
  points: z.array(FrontierPoint).readonly(),
});

export const AllocationResult = z.object({
  /** What was asked for. */
  ask: AllocationRequest,
  /** Against which revisions of the workspace it was made. */
  plan: z.string(),
  /** What risk was measured over. */
  scenarios: z.discriminatedUnion('from', [
    z.object({ from: z.literal('none') }),
    z.object({ from: z.literal('library'), count: z.number().int() }),
    z.object({ from: z.literal('simulated'), paths: z.number().int(), seed: Seed }),
  ]),
  /** Limits that the model can't hold and that were only checked after. */
  unmodelled: z.array(z.string()).readonly(),
  answer: z.discriminatedUnion('outcome', [
    Best,
    z.object({
      outcome: z.literal('conflict'),
      /** What can't be met together; a limit of the house can be left out. */
      parts: z.array(z.object({ name: Message, limit: LimitId.optional() })).readonly(),
      smallest: z.boolean(),
    }),
    z.object({ outcome: z.literal('stopped') }),
  ]),
});
export type AllocationResult = z.infer<typeof AllocationResult>;

export const allocationCalls = {
  'allocation.deals': query(
    NoInput,
    z.object({
      deals: z.array(AllocationDeal).readonly(),
      limits: z.array(z.object({ id: LimitId, name: z.string(), state: LimitState, brokenBySigned: z.boolean() })).readonly(),
      revenue: Figure,
      /** In the library, and paths of the simulation that a search carries. */
      scenarios: z.number().int(),
      paths: z.number().int(),
    }),
  ),
  /** Begins a job; its result is an `AllocationResult`. NoInput is stored. */
  'allocation.start': command(AllocationRequest, z.object({ jobId: z.string() })),
  /** The plan that these tonnes a year would make of the chosen one, valued. Throws NOT_FOUND for a deal that can't be allocated. */
  'allocation.valued': query(z.object({ deals: z.array(Tonnage).max(2000).readonly() }), ValuedAllocation),
  /** A plan of its own from the chosen one, with these tonnes a year; none takes a deal out. One change. */
  'allocation.makePlan': command(
    z.object({
      name: z.string().trim().min(1).max(120),
      deals: z.array(Tonnage).min(1).max(2000),
    }),
    z.object({ id: PlanId }),
  ),
} as const;
