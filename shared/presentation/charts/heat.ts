import { z } from 'zod';
import { ColourRole } from '../../contract/colour.ts';

/** A heat map: rows by columns, with darker cells for larger numbers; a zero is empty. Texts are localised. */
export const HeatView = z
  .object({
    kind: z.literal('heat'),
    title: z.string(),
    summary: z.string(),
    unit: z.string(),
    decimals: z.number().int().min(0).max(6),
    /** Header of the row names. */
    rowHead: z.string(),
    columns: z.array(z.object({ label: z.string(), role: ColourRole.optional() })).readonly(),
    rows: z.array(z.object({ label: z.string(), values: z.array(z.number().finite()).readonly() })).readonly(),
    /** The value of the darkest cell. */
    maximum: z.number().finite(),
  })
  .refine((view) => view.rows.every((row) => row.values.length === view.columns.length), { message: 'wrongLength', path: ['rows'] })
  .readonly();
export type HeatView = z.infer<typeof HeatView>;
