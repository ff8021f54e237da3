import { z } from 'zod';
import { ColourRole } from '../../contract/colour.ts';

/** Rows by columns, each cell a number on a darkening ground. Texts are ready to read; a zero is nothing. */
export const HeatView = z
  .object({
    kind: z.literal('heat'),
    title: z.string(),
    summary: z.string(),
    unit: z.string(),
    decimals: z.number().int().min(0).max(6),
    /** What the rows are. */
    rowHead: z.string(),
    columns: z.array(z.object({ label: z.string(), role: ColourRole.optional() })).readonly(),
    rows: z.array(z.object({ label: z.string(), values: z.array(z.number().finite()).readonly() })).readonly(),
    /** The value at which the ground is darkest. */
    most: z.number().finite(),
  })
  .refine((view) => view.rows.every((row) => row.values.length === view.columns.length), { message: 'wrongLength', path: ['rows'] })
  .readonly();
export type HeatView = z.infer<typeof HeatView>;
