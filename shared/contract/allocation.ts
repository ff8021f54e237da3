import { z } from 'zod';
import { ContractId, LimitId, PlanId, ProductId } from '../domain/ids.ts';
import { LimitState } from '../domain/limit.ts';
import { Metal } from '../domain/metal.ts';
import { DEFAULT_SIMULATION, Seed } from '../domain/simulation.ts';
import { command, query } from './call.ts';
import { LinesChart } from './charts.ts';
import { Effect } from './contracts.ts';
import { Figure, Label, Message } from './figure.ts';
import { LIST_PAGE_ROWS } from './listPages.ts';
import { FirstRow } from './rowsPage.ts';

/** The objective of an allocation. */
export const AllocationAim = z.enum(['revenue', 'tailMean', 'variance', 'hhi']);
export type AllocationAim = z.infer<typeof AllocationAim>;

/** The deals that a request can name. */
const MAX_DEALS = 50_000;

const Tonnes = z.number().min(0).max(1e9);

/** Bounds of a deal, dmt a year; lots are whole shipments of this many dmt a year. */
export const DealBounds = z
  .object({ contractId: ContractId, minimum: Tonnes, maximum: Tonnes })
  .refine(({ minimum, maximum }) => minimum <= maximum, { path: ['maximum'], error: 'belowMinimum' })
  .readonly();
export type DealBounds = z.infer<typeof DealBounds>;

export const AllocationRequest = z.object({
  aim: AllocationAim,
  /** Confidence level of the tail mean: the share of scenarios outside the tail. */
  confidence: z.number().min(0.5).max(0.99).default(0.8),
  /** The scenarios of the risk: simulated paths, or the deck and the scenarios of the workspace. */
  scenarios: z.enum(['simulated', 'library']).default('simulated'),
  /** Seed of the simulation. */
  seed: Seed.default(DEFAULT_SIMULATION.seed),
  /** Minimum net revenue to the horizon for an allocation of least risk, USD; absent = that of the current plan. */
  revenueAtLeast: z.number().min(0).max(1e15).optional(),
  /** dmt a year; absent = any amount. */
  lot: z.number().positive().max(1e7).optional(),
  /** Deals whose bounds differ from the default bounds. */
  deals: z.array(DealBounds).max(MAX_DEALS).readonly(),
  /** Excluded limits. */
  without: z.array(LimitId).max(500).readonly(),
  /** A limit to cure: deals of products outside its scope stay as they are, unless `otherProducts`. */
  keep: LimitId.optional(),
  otherProducts: z.boolean().default(false),
});
export type AllocationRequest = z.output<typeof AllocationRequest>;

/** A deal that an allocation can change, with its default bounds. */
export const AllocationDeal = z
  .object({
    contractId: ContractId,
    code: z.string(),
    buyer: z.string(),
    productId: ProductId,
    product: z.string(),
    metal: Metal,
    /** dmt a year: in the plan now, and the default bounds. */
    currentTonnes: z.number(),
    minimum: z.number(),
    maximum: z.number(),
    /** The most that bounds may permit: the seller's tolerance of a signed deal, and today's tonnes of one that a breached limit counts. */
    permittedMaximum: z.number(),
    /** The breached limit that counts the deal. */
    cappedBy: z.string().optional(),
    /** Its terms set different tonnes by date: it can't be changed. */
    isFixed: z.boolean(),
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
    /** For tonnes of a signed deal under the seller's tolerance, over the plan, not discounted. */
    damages: Figure.optional(),
  })
  .readonly();
export type AllocatedDeal = z.infer<typeof AllocatedDeal>;

/** A plan of certain tonnes, valued: net revenue, the state of every limit, and the effect against the current plan. */
export const ValuedAllocation = z.object({
  revenue: Figure,
  limits: z.array(z.object({ id: LimitId, name: z.string(), state: LimitState })).readonly(),
  effect: Effect,
});
export type ValuedAllocation = z.infer<typeof ValuedAllocation>;

/** One point of a frontier: the least risk at its net revenue. */
export const FrontierPoint = z
  .object({
    revenue: Figure,
    /** Against the current plan. */
    change: Figure,
    risk: Figure,
    cost: Figure,
    /** Half-way between its neighbours, where the solver found no optimum: less risk may be possible at this net revenue. */
    isInterpolated: z.boolean().default(false),
  })
  .readonly();
export type FrontierPoint = z.infer<typeof FrontierPoint>;

const Tonnage = z.object({ contractId: ContractId, tonnesPerYear: Tonnes }).readonly();

const Best = z.object({
  outcome: z.literal('best'),
  revenue: Figure,
  change: Figure,
  /** Damages for signed deals under their tolerance, over the plan, not discounted; deducted from the revenue. */
  damages: Figure,
  /** Whether the bounds let a signed deal fall under its tolerance: revenues, tail means and the frontier are less damages. */
  deductsDamages: z.boolean(),
  /** Whether revenue differs materially from that of the current plan. */
  isMaterial: z.boolean(),
  risk: Figure,
  riskNow: Figure,
  /** Cost of the limits against the maximum net revenue of the same deals without them, USD per dmt sold. */
  cost: Figure,
  rounded: Figure.optional(),
  pricesFrom: z.enum(['model', 'lotsFixed', 'withoutLots']),
  /** What one more unit of headroom adds to net revenue or takes off the risk: USD per dmt, USD or 0.01 of a ratio; points of HHI per kdmt, m USD or 0.01. */
  binding: z.array(z.object({ name: Message, price: Figure, per: z.enum(['dmt', 'usd', 'kdmt', 'musd', 'ratio', 'ratioHhi']) })).readonly(),
  /** The resulting plan, valued: net revenue, and every limit measured. */
  checked: ValuedAllocation.extend({ violations: z.number().int() }),
  /** The risks of the resulting and the current plan, simulated on paths that the optimiser did not use, with standard errors. */
  fresh: z.object({ paths: z.number().int(), after: Figure, afterError: Figure, before: Figure, beforeError: Figure }).optional(),
  frontier: LinesChart.optional(),
  /** The points of the frontier's line, in its order. */
  points: z.array(FrontierPoint).readonly(),
});

export const AllocationResult = z.object({
  request: AllocationRequest,
  /** The name of the chosen plan. */
  plan: z.string(),
  /** The name of the chosen deck, inside a sentence. */
  deck: Label,
  /** The scenarios of the risk. */
  scenarios: z.discriminatedUnion('from', [
    z.object({ from: z.literal('none') }),
    z.object({ from: z.literal('library'), count: z.number().int() }),
    z.object({ from: z.literal('simulated'), paths: z.number().int(), seed: Seed }),
  ]),
  /** Limits that the model can't contain and that were only checked afterwards. */
  unmodelled: z.array(z.string()).readonly(),
  answer: z.discriminatedUnion('outcome', [
    Best,
    z.object({
      outcome: z.literal('conflict'),
      /** Requirements that can't all be met; a limit can be excluded. */
      parts: z
        .array(
          z.object({
            name: Message,
            limit: LimitId.optional(),
            /** The level, and the least relaxed one with which the conflict is resolved while the other parts stay as they are. */
            level: Figure.optional(),
            relaxedLevel: Figure.optional(),
            /** Whether that level is enough: further requirements may conflict. */
            isEnough: z.boolean().optional(),
          }),
        )
        .readonly(),
      isSmallest: z.boolean(),
      /** Of a limit on a coverage ratio in conflict: the most that an allocation within the other limits reaches, and in which month. */
      reached: z.object({ limit: LimitId, name: z.string(), level: Figure, dscr: Figure, month: Figure }).optional(),
    }),
    z.object({ outcome: z.literal('stopped') }),
  ]),
});
export type AllocationResult = z.infer<typeof AllocationResult>;

export const allocationCalls = {
  'allocation.deals': query(
    z.object({ first: FirstRow }),
    z.object({
      /** The page that begins at row `first`. */
      deals: z.array(AllocationDeal).max(LIST_PAGE_ROWS).readonly(),
      count: z.number().int(),
      limits: z
        .array(
          z.object({
            id: LimitId,
            name: z.string(),
            state: LimitState,
            isBrokenBySigned: z.boolean(),
            /** The products that it counts. */
            scope: z.array(ProductId).readonly(),
          }),
        )
        .readonly(),
      revenue: Figure,
      /** Number of scenarios in the library, and of simulated paths that the optimiser uses. */
      scenarios: z.number().int(),
      paths: z.number().int(),
    }),
  ),
  /** Starts a job; its result is an `AllocationResult`. Stores nothing. */
  'allocation.start': command(AllocationRequest, z.object({ jobId: z.string() })),
  /**
   * The page of the deals of a job's allocation that begins at row `first`: every deal with its optimised tonnes, or with `point` (from 1) the
   * deals that change at that point of the frontier, the largest change first. Throws NOT_FOUND once the job or the point has no tonnes.
   */
  'allocation.tonnes': query(
    z.object({ job: z.string().max(64), point: z.number().int().min(1).optional(), first: FirstRow }),
    z.object({
      deals: z.array(AllocatedDeal).max(LIST_PAGE_ROWS).readonly(),
      count: z.number().int(),
      /** The deals of the allocation, changed or not. */
      allocated: z.number().int(),
      /** Tonnes a year that all deals of the list take more, and less, dmt. */
      added: z.number(),
      removed: z.number(),
    }),
  ),
  /** Values the chosen plan at these tonnes a year. Throws NOT_FOUND for a contract that can't be allocated. */
  'allocation.valued': query(z.object({ deals: z.array(Tonnage).max(MAX_DEALS).readonly() }), ValuedAllocation),
  /** Creates a plan from the chosen one with these tonnes a year; zero excludes a deal. One change. */
  'allocation.makePlan': command(
    z.object({
      name: z.string().trim().min(1).max(120),
      deals: z.array(Tonnage).min(1).max(MAX_DEALS),
    }),
    z.object({ id: PlanId }),
  ),
} as const;
