import { z } from 'zod';
import { Axis, ColourRole, FillStyle, mixesAccentAndMetal } from '../../contract/colour.ts';
import { Mark } from './lines.ts';

export const BarSeries = z
  .object({
    label: z.string(),
    role: ColourRole,
    fill: FillStyle,
    values: z.array(z.number().finite()).readonly(),
    /** A text on each of its own bars' ends; empty = none. */
    labels: z.array(z.string()).readonly().optional(),
  })
  .readonly();
export type BarSeries = z.infer<typeof BarSeries>;

/** Bars by category, stacked, side by side, or each from zero in one place. Texts are ready to read; values are in `unit`. */
export const BarsView = z
  .object({
    kind: z.literal('bars'),
    title: z.string(),
    /** One sentence for those who cannot see the picture. */
    summary: z.string(),
    unit: z.string(),
    decimals: z.number().int().min(0).max(6),
    horizontal: z.boolean(),
    stacked: z.boolean(),
    /** Not stacked and in one place, each from zero: the two ends of a range. */
    overlaid: z.boolean().optional(),
    categories: z.array(z.object({ label: z.string(), note: z.string().optional() })).readonly(),
    series: z.array(BarSeries).readonly(),
    /** A text on each bar's end; absent = none. */
    barLabels: z.array(z.string()).readonly().optional(),
    marks: z.array(Mark).readonly(),
    axis: Axis,
  })
  .refine((view) => !mixesAccentAndMetal(view.series.map((series) => series.role)), { message: 'accentWithMetal', path: ['series'] })
  .refine((view) => view.series.every((series) => series.values.length === view.categories.length), {
    message: 'wrongLength',
    path: ['series'],
  })
  .readonly();
export type BarsView = z.infer<typeof BarsView>;
