import { z } from 'zod';
import { SeriesIdentity, unitSize } from '../../contract/charts.ts';
import { ColourRole, mixesAccentAndMetal } from '../../contract/colour.ts';

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
