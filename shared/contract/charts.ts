import { z } from 'zod';
import { FigureIdentity } from '../domain/figureIdentity.ts';
import { Axis, ColourRole, FillStyle, mixesAccentAndMetal } from './colour.ts';
import { FigureUnit, Label } from './figure.ts';

// Chart facts, as use cases return them. Values are in base units; shared/presentation/charts converts them to the views that are drawn.

/** The measured quantity of a chart. */
const measure = {
  unit: FigureUnit,
  /** Shown instead of the unit's name, for example "% of the deck". */
  unitLabel: Label.optional(),
  /** For money, the decimals at millions. */
  decimals: z.number().int().min(0).max(6),
};

const heading = {
  title: Label,
  /** One sentence for screen readers. */
  summary: Label,
};

/**
 * Why values of a chart are no figures of the workspace: entered as they are, published with a source, fitted to prices, at terms or prices
 * that are assumed for the chart alone, counted in classes that the chart makes, without a value, or in a run stored before charts had
 * identities.
 */
const NO_FIGURE = ['entered', 'published', 'fitted', 'assumed', 'classes', 'empty', 'earlierRun'] as const;

/** Which figures the values of a part of a chart are, or why they are none. The place of a value gives the rest, as in README.md of shared/presentation. */
const ChartIdentity = z.union([FigureIdentity, z.object({ none: z.enum(NO_FIGURE) }).readonly()]);
export type ChartIdentity = z.infer<typeof ChartIdentity>;

/** The same for the values of a series: one for all, or one for each; null = none. */
export const SeriesIdentity = z.union([ChartIdentity, z.array(FigureIdentity.nullable()).readonly()]);
export type SeriesIdentity = z.infer<typeof SeriesIdentity>;

// runs store charts, and those of earlier versions have no identities
const EARLIER_RUN = { none: 'earlierRun' } as const;
const identity = ChartIdentity.default(EARLIER_RUN);
const seriesIdentity = SeriesIdentity.default(EARLIER_RUN);

const { subject: Subject, period: Period } = FigureIdentity.unwrap().shape;
const subject = Subject.optional();

/** The period of the figures at a category. */
export const period = Period.optional();

/** The percentiles of the ends of a band. */
export const percentiles = z.object({ low: z.number(), high: z.number() }).optional();

/** How many base units one unit of the values of a view is. */
export const unitSize = z.number().positive().optional();

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
    /** Whether the bars of a category overlap instead of being stacked, each from zero: the two ends of a range. */
    overlaid: z.boolean().optional(),
    categories: z.array(z.object({ label: Label, note: Label.optional(), period })).readonly(),
    series: z
      .array(
        z.object({
          label: Label,
          role: ColourRole,
          fill: FillStyle,
          values: z.array(z.number().finite()).readonly(),
          identity: seriesIdentity,
          /** Texts at the ends of the series' bars; null = none. */
          labels: z.array(Label.nullable()).readonly().optional(),
        }),
      )
      .readonly(),
    /** Figures that the values of some series add up to in each category; `series` are their indices. */
    sums: z
      .array(z.object({ identity: FigureIdentity, series: z.array(z.number().int().min(0)).readonly() }))
      .readonly()
      .optional(),
    /** Lines over the bars, with a value for each category; of vertical bars alone. */
    lines: z
      .array(
        z.object({
          label: Label,
          role: ColourRole,
          style: z.enum(['solid', 'dashed']),
          values: z.array(z.number().finite()).readonly(),
          identity: seriesIdentity,
        }),
      )
      .readonly()
      .optional(),
    /** Texts at the ends of bars; absent = none. */
    barLabels: z.array(Label.nullable()).readonly().optional(),
    /** On the category axis a mark's value counts categories from 0. */
    marks: z.array(ChartMark).readonly().optional(),
    axis: Axis.optional(),
  })
  .refine((chart) => !mixesAccentAndMetal([...chart.series, ...(chart.lines ?? [])].map((series) => series.role)), {
    message: 'accentWithMetal',
    path: ['series'],
  })
  .refine((chart) => [...chart.series, ...(chart.lines ?? [])].every((series) => series.values.length === chart.categories.length), {
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
    /** The unit of x, if x is a number. */
    xUnit: FigureUnit.optional(),
    xLabel: Label.optional(),
    xDecimals: z.number().int().min(0).max(6).optional(),
    /** A month stands for the quarter that it begins. */
    isQuarterly: z.literal(true).optional(),
    series: z
      .array(
        z.object({
          label: Label,
          /** The name of the series outside of the chart, which has a legend. */
          inFull: Label.optional(),
          role: ColourRole,
          /** `points` draws no line between the points. */
          style: z.enum(['solid', 'dashed', 'dotted', 'context', 'points']),
          points: z.array(z.object({ x: z.number().finite(), y: z.number().finite() })).readonly(),
          identity: seriesIdentity,
          /** Of x, where it is a figure too. */
          xIdentity: FigureIdentity.optional(),
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
          /** Of both ends but for the percentile. */
          identity,
          percentiles,
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

/** Bars from a start through steps to a total; the steps sum to the difference. */
export const WaterfallChart = z
  .object({
    kind: z.literal('waterfall'),
    ...heading,
    ...measure,
    lines: z
      .array(z.object({ label: Label, amount: z.number().finite(), kind: z.enum(['start', 'step', 'total']), role: ColourRole, identity }))
      .min(1)
      .readonly(),
    /** Start of a truncated axis; absent = zero. */
    axisFrom: z.number().finite().optional(),
  })
  .refine((chart) => !mixesAccentAndMetal(chart.lines.map((line) => line.role)), { message: 'accentWithMetal', path: ['lines'] })
  .readonly();
export type WaterfallChart = z.infer<typeof WaterfallChart>;

/** A heat map: rows by columns, with darker cells for larger numbers; a zero is empty. */
export const HeatChart = z
  .object({
    kind: z.literal('heat'),
    ...heading,
    ...measure,
    /** Header of the row names. */
    rowHead: Label,
    /** The subject of a value is that of its row and that of its column. */
    identity,
    columns: z.array(z.object({ label: Label, role: ColourRole.optional(), subject })).readonly(),
    rows: z.array(z.object({ label: Label, values: z.array(z.number().finite()).readonly(), subject })).readonly(),
    /** The value of the darkest cell. */
    maximum: z.number().finite(),
  })
  .refine((chart) => chart.rows.every((row) => row.values.length === chart.columns.length), { message: 'wrongLength', path: ['rows'] })
  .readonly();
export type HeatChart = z.infer<typeof HeatChart>;

/** A link from a node of a stage to one of the next stage, by index. */
export const FlowLink = z.object({
  stage: z.number().int().min(0),
  from: z.number().int().min(0),
  to: z.number().int().min(0),
  value: z.number().positive(),
  role: ColourRole,
});

/** Flows from stage to stage as ribbons whose width is their value; each stage has the same total. */
export const FlowChart = z
  .object({
    kind: z.literal('flow'),
    ...heading,
    ...measure,
    /** The subject of a link is those of its nodes and its colour. */
    identity,
    stages: z
      .array(z.object({ title: Label, nodes: z.array(z.object({ label: Label, subject })).readonly() }))
      .min(2)
      .readonly(),
    links: z.array(FlowLink).readonly(),
  })
  .readonly();
export type FlowChart = z.infer<typeof FlowChart>;

/** Amounts by destination on a map, each as a disc whose area is the value. */
export const MapChart = z
  .object({
    kind: z.literal('map'),
    ...heading,
    ...measure,
    label: Label,
    identity,
    /** A second amount of each place, for the table. */
    other: z.object({ label: Label, ...measure, identity }),
    /** Header of the place names. */
    head: Label,
    places: z
      .array(
        z.object({
          label: Label,
          /** Degrees east and north; absent for an unknown destination. */
          at: z.object({ east: z.number().min(-180).max(180), north: z.number().min(-90).max(90) }).optional(),
          value: z.number().finite(),
          other: z.number().finite(),
          role: ColourRole,
          subject,
        }),
      )
      .readonly(),
  })
  .readonly();
export type MapChart = z.infer<typeof MapChart>;

export type ChartFacts = BarsChart | LinesChart | WaterfallChart | HeatChart | FlowChart | MapChart;
