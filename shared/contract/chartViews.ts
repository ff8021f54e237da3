import { z } from 'zod';
import { percentiles, period, SeriesIdentity, unitSize } from './charts.ts';
import { Axis, ColourRole, FillStyle, mixesAccentAndMetal } from './colour.ts';

// The charts of documents as they are drawn. Texts are localised; values are in the unit that is shown.

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

export const BarSeries = z
  .object({
    label: z.string(),
    role: ColourRole,
    fill: FillStyle,
    values: z.array(z.number().finite()).readonly(),
    identity: SeriesIdentity.optional(),
    /** Texts at the ends of the series' bars; empty = none. */
    labels: z.array(z.string()).readonly().optional(),
  })
  .readonly();
export type BarSeries = z.infer<typeof BarSeries>;

/** A line over the bars, with a value for each category. */
const BarLine = z
  .object({
    label: z.string(),
    role: ColourRole,
    style: z.enum(['solid', 'dashed']),
    values: z.array(z.number().finite()).readonly(),
    identity: SeriesIdentity.optional(),
  })
  .readonly();

/** Bars by category, stacked, side by side, or overlaid from zero. Texts are localised; values are in `unit`. */
export const BarsView = z
  .object({
    kind: z.literal('bars'),
    title: z.string(),
    /** One sentence for screen readers. */
    summary: z.string(),
    unit: z.string(),
    unitSize,
    decimals: z.number().int().min(0).max(6),
    horizontal: z.boolean(),
    stacked: z.boolean(),
    /** Whether the bars of a category overlap instead of being stacked, each from zero: the two ends of a range. */
    overlaid: z.boolean().optional(),
    categories: z.array(z.object({ label: z.string(), note: z.string().optional(), period })).readonly(),
    series: z.array(BarSeries).readonly(),
    /** Of vertical bars alone. */
    lines: z.array(BarLine).readonly().optional(),
    /** Texts at the ends of bars; absent = none. */
    barLabels: z.array(z.string()).readonly().optional(),
    marks: z.array(Mark).readonly(),
    axis: Axis,
  })
  .refine((view) => !mixesAccentAndMetal([...view.series, ...(view.lines ?? [])].map((series) => series.role)), {
    message: 'accentWithMetal',
    path: ['series'],
  })
  .refine((view) => [...view.series, ...(view.lines ?? [])].every((series) => series.values.length === view.categories.length), {
    message: 'wrongLength',
    path: ['series'],
  })
  .readonly();
export type BarsView = z.infer<typeof BarsView>;

/** Bars from a start through steps to a total; the steps sum to the difference. */
export const WaterfallView = z
  .object({
    kind: z.literal('waterfall'),
    title: z.string(),
    summary: z.string(),
    unit: z.string(),
    unitSize,
    decimals: z.number().int().min(0).max(6),
    lines: z
      .array(
        z.object({
          label: z.string(),
          amount: z.number().finite(),
          kind: z.enum(['start', 'step', 'total']),
          role: ColourRole,
          identity: SeriesIdentity.optional(),
        }),
      )
      .min(1)
      .readonly(),
    /** Start of a truncated axis; absent = zero. */
    axisFrom: z.number().finite().optional(),
  })
  .refine((view) => !mixesAccentAndMetal(view.lines.map((line) => line.role)), { message: 'accentWithMetal', path: ['lines'] })
  .readonly();
export type WaterfallView = z.infer<typeof WaterfallView>;
