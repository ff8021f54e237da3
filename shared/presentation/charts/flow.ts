import { z } from 'zod';
import { ColourRole } from '../../contract/colour.ts';

/** What runs from stage to stage: ribbons as wide as their value. Texts are ready to read; a stage's values sum to the same. */
export const FlowView = z
  .object({
    kind: z.literal('flow'),
    title: z.string(),
    summary: z.string(),
    unit: z.string(),
    decimals: z.number().int().min(0).max(6),
    stages: z
      .array(z.object({ title: z.string(), nodes: z.array(z.string()).readonly() }))
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
export type FlowView = z.infer<typeof FlowView>;
