import { z } from 'zod';
import { BarsView } from '../charts/bars.ts';
import { HeatView } from '../charts/heat.ts';
import { LinesView } from '../charts/lines.ts';
import { ExposureDimension } from '../domain/dimension.ts';
import { PlanId, ProductId } from '../domain/ids.ts';
import { Metal } from '../domain/metal.ts';
import { Year } from '../domain/time.ts';
import { query } from './call.ts';
import { Figure, Verdict } from './figure.ts';

/** Whose tonnes count: what the plan holds, of it what is signed, every deal by its probability, every deal in full. */
export const ExposureBasis = z.enum(['plan', 'committed', 'weighted', 'all']);
export type ExposureBasis = z.infer<typeof ExposureBasis>;

/** How concentration is counted. */
export const ConcentrationView = z.object({
  counts: ExposureBasis.default('plan'),
  by: z.enum(['tonnes', 'grossValue']).default('grossValue'),
  /** Traders' tonnes end where they sell them on, as far as it is known; otherwise where the trader sits. */
  lookThrough: z.boolean().default(true),
  /** Buyers of one group count as one buyer. */
  actAsOne: z.boolean().default(true),
  against: PlanId.optional(),
  dimension: ExposureDimension.default('buyer'),
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
    largest: z.string(),
    top1: Figure,
    top3: Figure,
    top5: Figure,
    entropy: Figure,
    gini: Figure,
  })
  .readonly();
export type ConcentrationRow = z.infer<typeof ConcentrationRow>;

/** What a product's contracts leave of its planned production in the chosen year. */
export const CoverageRow = z
  .object({
    productId: ProductId,
    product: z.string(),
    metal: Metal,
    planned: Figure,
    minimum: Figure,
    nominal: Figure,
    maximum: Figure,
    uncovered: Figure,
    view: BarsView,
  })
  .readonly();
export type CoverageRow = z.infer<typeof CoverageRow>;

export const diversificationCalls = {
  'diversification.get': query(
    ConcentrationView,
    z.object({
      verdict: Verdict,
      years: z.array(Year).readonly(),
      year: z.union([Year, z.literal('plan')]),
      /** Plans to measure against. */
      plans: z.array(z.object({ id: PlanId, name: z.string() })).readonly(),
      rows: z.array(ConcentrationRow).readonly(),
      /** HHI of the chosen dimension over the years, and its members' cumulated shares. */
      trend: LinesView,
      curve: LinesView,
      heat: HeatView,
      coverageYear: Year,
      coverage: z.array(CoverageRow).readonly(),
      ladder: BarsView,
    }),
  ),
} as const;
