import { z } from 'zod';
import { BuyerId, ContractId, FacilityId, LimitId, PlanId, ProductId } from '../domain/ids.ts';
import { Limit, LimitState } from '../domain/limit.ts';
import { Metal } from '../domain/metal.ts';
import { Month, Year } from '../domain/time.ts';
import { command, query } from './call.ts';
import { Figure, Label, Message, Sentence } from './figure.ts';
import { TABLE_PAGE_ROWS } from './listPages.ts';
import { FirstRow, RowsPage } from './rowsPage.ts';
import { Completion, NoInput } from './workspace.ts';

/** The first year of a plan and its months after the valuation, where these are not a whole year. */
export const PartialYear = z.object({ year: Year, from: Month, to: Month }).readonly();
export type PartialYear = z.infer<typeof PartialYear>;

/** A limit over the years of the plan in which it is measured. */
export const LimitBoardRow = z
  .object({
    limit: Limit,
    version: z.number().int(),
    scope: Label,
    level: Figure,
    /** The measured value and its headroom to the breach level, dmt and USD; negative beyond it. */
    years: z.array(z.object({ year: Year, value: Figure, state: LimitState, tonnes: Figure, usd: Figure })).readonly(),
    state: LimitState.optional(),
    /** Headroom in the worst year. */
    worst: Year.optional(),
    tonnes: Figure,
    value: Figure,
    /** By how much a breached limit is over or under its level. */
    gap: z.array(Sentence).readonly(),
  })
  .readonly();
export type LimitBoardRow = z.infer<typeof LimitBoardRow>;

/** A contract that a limit counts, with its buyer and group. */
export const LimitContributor = z
  .object({
    contractId: ContractId,
    code: z.string(),
    buyerId: BuyerId,
    buyer: z.string(),
    group: Label,
    /** Tonnes that the limit counts and their share of its denominator, aligned with the years of the row; 0 where it counts none. */
    years: z.array(z.object({ year: Year, tonnes: Figure, share: Figure.optional() })).readonly(),
  })
  .readonly();
export type LimitContributor = z.infer<typeof LimitContributor>;

/**
 * A step of a cure: a signed contract changed within the seller's tolerance or broken below it, an unsigned deal dropped or reduced, a deal
 * outside the plan signed.
 */
export const CureStep = z
  .object({
    kind: z.enum(['reduce', 'raise', 'break', 'drop', 'sign']),
    contractId: ContractId,
    code: z.string(),
    buyer: z.string(),
    /** The months that change, both included; all after the valuation. */
    from: Month,
    to: Month,
    /** dmt in these months. */
    before: Figure,
    after: Figure,
    change: Figure,
    /** Change of the plan's expected NPV, by closed formulas, by this step after those before it. */
    npv: Figure,
    /** Damages for the tonnes under the tolerance, present value; absent where no contract is broken. */
    damages: Figure.optional(),
  })
  .readonly();
export type CureStep = z.infer<typeof CureStep>;

/** A year in which a limit stays breached, and what prevents its cure. */
export const CureObstacle = z
  .object({
    year: Year,
    /** Measured in the plan with the cure. */
    value: Figure,
    /** The largest contracts that the limit counts and that can't change further, with their tonnes of the year. */
    contracts: z.array(z.object({ contractId: ContractId, code: z.string(), tonnes: Figure })).readonly(),
    /** The contracts after the largest. */
    others: z.object({ count: z.number().int(), tonnes: Figure }).readonly().optional(),
  })
  .readonly();
export type CureObstacle = z.infer<typeof CureObstacle>;

export const Cure = z
  .object({
    /**
     * `unmeasured`: the plan delivers nothing that the limit counts; `tooMany`: the search takes fewer contracts; `stopped`: the solver ended
     * without a solution.
     */
    status: z.enum(['met', 'unmeasured', 'tooMany', 'cured', 'reduced', 'impossible', 'stopped']),
    /** Contracts of the plan in the scope of the limit, and the most among which a cure is searched. */
    inScope: z.number().int(),
    mostInScope: z.number().int(),
    mayBreak: z.boolean(),
    /** Whether one more deal can help: not against a largest share of planned production, which no deal changes or lowers. */
    canDealHelp: z.boolean(),
    steps: z.array(CureStep).readonly(),
    /** Change of the plan's expected NPV, the sum of the steps, and all damages. */
    npv: Figure,
    damages: Figure,
    /** What a better cure could be, where the search ended before this one was proven to be the best; absent where it is. */
    search: z
      .object({
        /** The contracts that a cure changes at least; 0 where that is not known. */
        contracts: z.number().int(),
        /** What a cure with as many contracts loses less, at most, by the estimated losses of the changes. */
        loss: Figure.optional(),
        /** Whether less of the breach could remain. */
        hasLessExcess: z.boolean(),
      })
      .readonly()
      .optional(),
    /** The limit by year, measured in the plan as it is and in the plan with the cure. */
    years: z.array(z.object({ year: Year, before: Figure, after: Figure, state: LimitState })).readonly(),
    obstacles: z.array(CureObstacle).readonly(),
    /** Limits and planned production that prevent a full cure, a smallest set; empty where contracts alone prevent it. */
    conflict: z.array(z.object({ name: Message, limit: LimitId.optional() })).readonly(),
    /** The first year from which the limit can be kept; absent where none is, or where all are. */
    curableFrom: Year.optional(),
    /** Names of other limits that the cure breaches; expected to be empty. */
    breached: z.array(z.string()).readonly(),
    /** Suggested name of the plan. */
    name: z.string(),
  })
  .readonly();
export type Cure = z.infer<typeof Cure>;

const CureRequest = z.object({
  id: LimitId,
  /** The plan to cure; the chosen one by default. */
  planId: PlanId.optional(),
  /** Whether signed contracts may be broken at the stated damages. */
  mayBreak: z.boolean(),
});

/** The debt service that a limit measures, and the debt that would keep it. */
const LimitDscr = z
  .object({
    /** Last month of the period with the lowest ratio; absent where nothing is due. */
    month: Month.optional(),
    dscr: Figure.optional(),
    /** Cash flow that is missing to the level in the twelve months to that month, USD; 0 where it is kept. */
    missing: Figure.optional(),
    /** Each loan as entered, and the most that keeps the level with its terms, USD. */
    loans: z.array(z.object({ facilityId: FacilityId, name: z.string(), debt: Figure, most: Figure.optional() }).readonly()).readonly(),
  })
  .readonly();
export type LimitDscr = z.infer<typeof LimitDscr>;

export const limitsCalls = {
  /** A limit of a plan, by default the chosen one, with the contracts behind it. */
  'limits.get': query(
    z.object({ id: LimitId, planId: PlanId.optional(), first: FirstRow }),
    z.object({
      row: LimitBoardRow,
      plan: z.string(),
      isChosen: z.boolean(),
      /** The months of the first year that are counted: those after the valuation. Absent where it is a whole year. */
      firstYear: PartialYear.optional(),
      /** The contracts behind the limit, the largest first: the page that begins at row `first`. */
      contributors: z.array(LimitContributor).max(TABLE_PAGE_ROWS).readonly(),
      contributorsPage: RowsPage,
      /** Of a limit on debt service: the worst period and what would cure it; absent where the plan has no debt. */
      dscr: LimitDscr.optional(),
      products: z.array(z.object({ id: ProductId, name: z.string(), metal: Metal })).readonly(),
    }),
  ),
  /** What cures the breach of a limit in a plan. */
  'limits.cure': query(CureRequest, Cure),
  /** Creates a plan with the cure of a limit. One change. Throws NOT_FOUND where there is nothing to cure. */
  'limits.makePlan': command(CureRequest.extend({ name: z.string().trim().min(1).max(120) }), z.object({ id: PlanId })),
  'limits.board': query(
    NoInput,
    z.object({
      years: z.array(Year).readonly(),
      /** The counted months of the first year; absent where it is a whole year. */
      firstYear: PartialYear.optional(),
      rows: z.array(LimitBoardRow).readonly(),
      products: z.array(z.object({ id: ProductId, name: z.string(), metal: Metal })).readonly(),
    }),
  ),
  /** Proposes a new limit. */
  'limits.blank': query(NoInput, z.object({ limit: Limit })),
  /** Inserts without a version, updates with one. */
  'limits.save': command(z.object({ limit: Limit, version: z.number().int().optional() }), z.object({ version: z.number().int() })),
  'limits.remove': command(z.object({ id: LimitId }), Completion),
} as const;
