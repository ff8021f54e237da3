import { z } from 'zod';
import { percentiles, SeriesIdentity, unitSize } from '../../contract/charts.ts';
import { Axis, ColourRole, mixesAccentAndMetal } from '../../contract/colour.ts';

/** A line with a label: a limit, a mean, today. */
export const Mark = z
  .object({
    axis: z.enum(['x', 'y']),
    value: z.number().finite(),
    label: z.string(),
    role: ColourRole,
    style: z.enum(['solid', 'dashed', 'dotted']),
    labelAt: z.enum(['start', 'end']).optional(),
  })
  .readonly();
export type Mark = z.infer<typeof Mark>;

const Point = z.object({ x: z.number().finite(), y: z.number().finite() }).readonly();

export const LineSeries = z
  .object({
    label: z.string(),
    /** The name of the series outside of the chart, which has a legend. */
    inFull: z.string().optional(),
    role: ColourRole,
    /** `points` draws no line between the points. */
    style: z.enum(['solid', 'dashed', 'dotted', 'context', 'points']),
    points: z.array(Point).readonly(),
    identity: SeriesIdentity.optional(),
    endLabel: z.boolean(),
  })
  .readonly();
export type LineSeries = z.infer<typeof LineSeries>;

/** Lines over months, years or a price. Texts are localised. */
export const LinesView = z
  .object({
    kind: z.literal('lines'),
    title: z.string(),
    summary: z.string(),
    xKind: z.enum(['month', 'year', 'number']),
    xUnit: z.string(),
    xDecimals: z.number().int().min(0).max(6),
    isQuarterly: z.literal(true).optional(),
    unit: z.string(),
    unitSize,
    decimals: z.number().int().min(0).max(6),
    series: z.array(LineSeries).readonly(),
    bands: z
      .array(
        z.object({
          label: z.string(),
          role: ColourRole,
          points: z.array(z.object({ x: z.number(), low: z.number(), high: z.number() })).readonly(),
          identity: SeriesIdentity.optional(),
          percentiles,
        }),
      )
      .readonly(),
    marks: z.array(Mark).readonly(),
    /** Single points with a label: today's price, break-even. */
    dots: z.array(z.object({ x: z.number(), y: z.number(), label: z.string(), role: ColourRole, hollow: z.boolean() })).readonly(),
    xAxis: Axis,
    axis: Axis,
  })
  .refine((view) => !mixesAccentAndMetal([...view.series, ...view.bands, ...view.dots].map((part) => part.role)), {
    message: 'accentWithMetal',
    path: ['series'],
  })
  .readonly();
export type LinesView = z.infer<typeof LinesView>;
