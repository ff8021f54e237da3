import { z } from 'zod';
import { period, SeriesIdentity, unitSize } from '../../contract/charts.ts';
import { Axis, ColourRole, FillStyle, mixesAccentAndMetal } from '../../contract/colour.ts';
import { Mark } from './lines.ts';

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
