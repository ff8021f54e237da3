import { z } from 'zod';
import { Axis, ColourRole, FillStyle, mixesAccentAndMetal } from './colour.ts';
import { FigureUnit, Label } from './figure.ts';

// Chart facts: what use cases answer. Values are in base units; shared/presentation/charts makes the views that are drawn.

/** What a chart measures. */
const measure = {
  unit: FigureUnit,
  /** Shown in place of the unit's own name: "% of the deck". */
  unitLabel: Label.optional(),
  /** Of money, those at millions. */
  decimals: z.number().int().min(0).max(6),
};

const heading = {
  title: Label,
  /** One sentence for those who cannot see the picture. */
  summary: Label,
};

/** A line with a label: a limit, a mean, today. */
export const ChartMark = z
  .object({
    axis: z.enum(['x', 'y']),
    value: z.number().finite(),
    label: Label,
    role: ColourRole,
    style: z.enum(['solid', 'dashed', 'dotted']),
    labelAt: z.enum(['start', 'end']).optional(),
  })
  .readonly();
export type ChartMark = z.infer<typeof ChartMark>;

export const BarsChart = z
  .object({
    kind: z.literal('bars'),
    ...heading,
    ...measure,
    horizontal: z.boolean(),
    stacked: z.boolean(),
    /** Not stacked and in one place, each from zero: the two ends of a range. */
    overlaid: z.boolean().optional(),
    categories: z.array(z.object({ label: Label, note: Label.optional() })).readonly(),
    series: z
      .array(
        z.object({
          label: Label,
          role: ColourRole,
          fill: FillStyle,
          values: z.array(z.number().finite()).readonly(),
          /** A text on each of its own bars' ends; null = none. */
          labels: z.array(Label.nullable()).readonly().optional(),
        }),
      )
      .readonly(),
    /** A text on each bar's end; absent = none. */
    barLabels: z.array(Label.nullable()).readonly().optional(),
    /** On the category axis a mark's value counts categories from 0. */
    marks: z.array(ChartMark).readonly().optional(),
    axis: Axis.optional(),
  })
  .refine((chart) => !mixesAccentAndMetal(chart.series.map((series) => series.role)), { message: 'accentWithMetal', path: ['series'] })
  .refine((chart) => chart.series.every((series) => series.values.length === chart.categories.length), {
    message: 'wrongLength',
    path: ['series'],
  })
  .readonly();
export type BarsChart = z.infer<typeof BarsChart>;

/** Lines over months, years or an amount. */
export const LinesChart = z
  .object({
    kind: z.literal('lines'),
    ...heading,
    ...measure,
    xKind: z.enum(['month', 'year', 'number']),
    /** Where x is a number: what it measures. */
    xUnit: FigureUnit.optional(),
    xLabel: Label.optional(),
    xDecimals: z.number().int().min(0).max(6).optional(),
    series: z
      .array(
        z.object({
          label: Label,
          /** What it is called where the picture's key is not at hand. */
          inFull: Label.optional(),
          role: ColourRole,
          /** `points` draws no line between the points. */
          style: z.enum(['solid', 'dashed', 'dotted', 'context', 'points']),
          points: z.array(z.object({ x: z.number().finite(), y: z.number().finite() })).readonly(),
          endLabel: z.boolean(),
        }),
      )
      .readonly(),
    bands: z
      .array(
        z.object({
          label: Label,
          role: ColourRole,
          points: z.array(z.object({ x: z.number(), low: z.number(), high: z.number() })).readonly(),
        }),
      )
      .readonly()
      .optional(),
    marks: z.array(ChartMark).readonly().optional(),
    /** Single points with a label: today's price, break-even. */
    dots: z
      .array(z.object({ x: z.number(), y: z.number(), label: Label, role: ColourRole, hollow: z.boolean() }))
      .readonly()
      .optional(),
    xAxis: Axis.optional(),
    axis: Axis.optional(),
  })
  .refine((chart) => !mixesAccentAndMetal([...chart.series, ...(chart.bands ?? []), ...(chart.dots ?? [])].map((part) => part.role)), {
    message: 'accentWithMetal',
    path: ['series'],
  })
  .readonly();
export type LinesChart = z.infer<typeof LinesChart>;

/** From a start through steps to a total; the steps sum to the difference. */
export const WaterfallChart = z
  .object({
    kind: z.literal('waterfall'),
    ...heading,
    ...measure,
    lines: z
      .array(z.object({ label: Label, amount: z.number().finite(), kind: z.enum(['start', 'step', 'total']), role: ColourRole }))
      .min(1)
      .readonly(),
    /** Where a cut axis begins; absent = at zero. */
    axisFrom: z.number().finite().optional(),
  })
  .refine((chart) => !mixesAccentAndMetal(chart.lines.map((line) => line.role)), { message: 'accentWithMetal', path: ['lines'] })
  .readonly();
export type WaterfallChart = z.infer<typeof WaterfallChart>;

/** Rows by columns, each cell a number on a darkening ground; a zero is nothing. */
export const HeatChart = z
  .object({
    kind: z.literal('heat'),
    ...heading,
    ...measure,
    /** What the rows are. */
    rowHead: Label,
    columns: z.array(z.object({ label: Label, role: ColourRole.optional() })).readonly(),
    rows: z.array(z.object({ label: Label, values: z.array(z.number().finite()).readonly() })).readonly(),
    /** The value at which the ground is darkest. */
    most: z.number().finite(),
  })
  .refine((chart) => chart.rows.every((row) => row.values.length === chart.columns.length), { message: 'wrongLength', path: ['rows'] })
  .readonly();
export type HeatChart = z.infer<typeof HeatChart>;

/** What runs from stage to stage: ribbons as wide as their value; a stage's values sum to the same. */
export const FlowChart = z
  .object({
    kind: z.literal('flow'),
    ...heading,
    ...measure,
    stages: z
      .array(z.object({ title: Label, nodes: z.array(Label).readonly() }))
      .min(2)
      .readonly(),
    /** From a node of a stage to one of the next, by their places. */
    links: z
      .array(
        z.object({
          stage: z.number().int().min(0),
          from: z.number().int().min(0),
          to: z.number().int().min(0),
          value: z.number().positive(),
          role: ColourRole,
        }),
      )
      .readonly(),
  })
  .readonly();
export type FlowChart = z.infer<typeof FlowChart>;

/** Amounts where they go: a disc a place, its area the value. */
export const MapChart = z
  .object({
    kind: z.literal('map'),
    ...heading,
    ...measure,
    label: Label,
    /** A second amount of each place, for the table. */
    other: z.object({ label: Label, ...measure }),
    /** What the places are. */
    head: Label,
    places: z
      .array(
        z.object({
          label: Label,
          /** Degrees east and north; absent for what is nowhere on a map: a destination unknown. */
          at: z.object({ east: z.number().min(-180).max(180), north: z.number().min(-90).max(90) }).optional(),
          value: z.number().finite(),
          other: z.number().finite(),
          role: ColourRole,
        }),
      )
      .readonly(),
  })
  .readonly();
export type MapChart = z.infer<typeof MapChart>;

export type ChartFacts = BarsChart | LinesChart | WaterfallChart | HeatChart | FlowChart | MapChart;
