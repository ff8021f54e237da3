import { z } from 'zod';
import { ExposureDimension } from '../domain/exposureDimension.ts';
import { BuyerId, LimitId, PlanId, ProductId } from '../domain/ids.ts';
import { LimitState } from '../domain/limit.ts';
import { Metal } from '../domain/metal.ts';
import { Year } from '../domain/time.ts';
import { background, query } from './call.ts';
import { BarsChart, FlowChart, HeatChart, LinesChart, MapChart } from './charts.ts';
import { DisplacementRow } from './displacement.ts';
import { Figure, Label, Verdict } from './figure.ts';

/** The deals that count: those of the plan, its signed ones, every deal by its probability, every deal in full. */
export const ExposureBasis = z.enum(['plan', 'committed', 'weighted', 'all']);
export type ExposureBasis = z.infer<typeof ExposureBasis>;

/** What counts as one buyer: a group by both links, an ultimate parent, buyers that are treated as one, or each buyer alone. */
export const BuyersBy = z.enum(['group', 'ultimateParent', 'actsAsOne', 'buyer']);
export type BuyersBy = z.infer<typeof BuyersBy>;

/** How concentration is counted. */
export const ConcentrationView = z.object({
  counts: ExposureBasis.default('plan'),
  by: z.enum(['tonnes', 'grossValue']).default('grossValue'),
  /** Whether traders' tonnes count at their known final destinations; otherwise at the trader's seat. */
  lookThrough: z.boolean().default(true),
  buyersBy: BuyersBy.default('group'),
  against: PlanId.optional(),
  dimension: ExposureDimension.default('group'),
  /** A calendar year of delivery, or all years of the plan; absent = the first full year. */
  year: z.union([Year, z.literal('plan')]).optional(),
});
export type ConcentrationView = z.output<typeof ConcentrationView>;

/** One dimension in the chosen year. */
export const ConcentrationRow = z
  .object({
    dimension: ExposureDimension,
    members: z.number().int(),
    hhi: Figure,
    /** HHI against the year before, and against the other plan. */
    change: Figure,
    against: Figure.optional(),
    effective: Figure,
    largest: Label,
    /** The page of the largest member, where it is a buyer or a group. */
    route: z.string().optional(),
    top1: Figure,
    top3: Figure,
    top5: Figure,
    entropy: Figure,
    gini: Figure,
  })
  .readonly();
export type ConcentrationRow = z.infer<typeof ConcentrationRow>;

/** The tonnes under contract of a product against its planned production in the chosen year. */
export const CommitmentRow = z
  .object({
    productId: ProductId,
    product: z.string(),
    metal: Metal,
    planned: Figure,
    minimum: Figure,
    nominal: Figure,
    maximum: Figure,
    uncovered: Figure,
    /** Committed tonnes above planned production; absent where there are none. */
    oversold: Figure.optional(),
    view: BarsChart,
  })
  .readonly();
export type CommitmentRow = z.infer<typeof CommitmentRow>;

/** Changes of the chosen plan to measure; nothing is stored. */
export const WhatIfRequest = z.object({
  by: z.enum(['tonnes', 'grossValue']).default('grossValue'),
  buyersBy: BuyersBy.extract(['group', 'buyer']).default('group'),
  year: z.union([Year, z.literal('plan')]).optional(),
  /** Factors of the tonnes of buyers or groups; 0 removes the buyer. */
  tonnes: z
    .array(z.object({ member: z.string().max(200), factor: z.number().min(0).max(10) }))
    .max(2000)
    .readonly(),
  lostCountries: z.array(z.string().max(10)).max(300).readonly(),
  /** The second buyer becomes part of the first. */
  merged: z.tuple([z.string().max(200), z.string().max(200)]).optional(),
});
export type WhatIfRequest = z.output<typeof WhatIfRequest>;

export const WhatIfAnswer = z.object({
  year: z.union([Year, z.literal('plan')]),
  /** Buyers of the plan with their dmt in the year (a year, over the plan). */
  members: z.array(z.object({ member: z.string(), name: Label, tonnes: z.number() })).readonly(),
  countries: z.array(z.object({ code: z.string(), name: Label })).readonly(),
  figures: z.array(z.object({ key: z.enum(['hhi', 'effective', 'top1', 'china']), now: Figure, next: Figure })).readonly(),
  /** Net revenue lost or gained where tonnes move to or from spot. */
  revenue: Figure,
  limits: z
    .array(
      z.object({
        id: LimitId,
        name: z.string(),
        level: Figure,
        direction: z.enum(['atMost', 'atLeast']),
        now: Figure,
        next: Figure,
        change: Figure,
        before: LimitState,
        state: LimitState,
      }),
    )
    .readonly(),
  buyers: BarsChart,
});
export type WhatIfAnswer = z.infer<typeof WhatIfAnswer>;

export const diversificationCalls = {
  'diversification.get': query(
    ConcentrationView,
    z.object({
      verdict: Verdict,
      /** Why there is no concentration: no deal of the workspace delivers, or none that counts in this view. */
      empty: z.enum(['workspace', 'view']).optional(),
      years: z.array(Year).readonly(),
      year: z.union([Year, z.literal('plan')]),
      /** Plans to measure against. */
      plans: z.array(z.object({ id: PlanId, name: z.string() })).readonly(),
      rows: z.array(ConcentrationRow).readonly(),
      /** HHI of the chosen dimension over the years, and the cumulative shares of its members. */
      trend: LinesChart,
      curve: LinesChart,
      heat: HeatChart,
      map: MapChart,
      flow: FlowChart,
      commitmentYear: Year,
      commitments: z.array(CommitmentRow).readonly(),
      /** Names of products that are sold without planned production. */
      unplanned: z.array(z.string()).readonly(),
      ladder: BarsChart,
    }),
  ),
  /**
   * What it costs the chosen plan to lose each of its destinations and its largest groups of buyers for the first full year, the largest
   * loss first. With a `buyerId` that buyer's group alone.
   */
  'diversification.displacement': background(
    query(
      z.object({ buyerId: BuyerId.optional() }),
      z.object({
        verdict: Verdict,
        destinations: z.array(DisplacementRow).readonly(),
        /** The largest groups by value, or the group of the buyer. */
        groups: z.array(DisplacementRow).readonly(),
        /** All groups that buy in that year, or one. */
        groupCount: z.number().int(),
      }),
    ),
  ),
  /** Measures changes of the chosen plan; nothing is stored. */
  'diversification.whatIf': query(WhatIfRequest, WhatIfAnswer),
} as const;
