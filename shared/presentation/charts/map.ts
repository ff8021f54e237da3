import { z } from 'zod';
import { ColourRole } from '../../contract/colour.ts';

/** Amounts by destination on a map, each as a disc whose area is the value. Texts are localised. */
export const MapView = z
  .object({
    kind: z.literal('map'),
    title: z.string(),
    summary: z.string(),
    unit: z.string(),
    decimals: z.number().int().min(0).max(6),
    /** A second amount of each place, for the table. */
    other: z.object({ label: z.string(), unit: z.string(), decimals: z.number().int().min(0).max(6) }),
    head: z.string(),
    label: z.string(),
    places: z
      .array(
        z.object({
          label: z.string(),
          /** Degrees east and north; absent for an unknown destination. */
          at: z.object({ east: z.number().min(-180).max(180), north: z.number().min(-90).max(90) }).optional(),
          value: z.number().finite(),
          other: z.number().finite(),
          role: ColourRole,
        }),
      )
      .readonly(),
  })
  .readonly();
export type MapView = z.infer<typeof MapView>;
