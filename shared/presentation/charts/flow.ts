import { z } from 'zod';
import { FlowLink } from '../../contract/charts.ts';

/** Flows from stage to stage as ribbons whose width is their value; each stage has the same total. Texts are localised. */
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
    links: z.array(FlowLink).readonly(),
  })
  .readonly();
export type FlowView = z.infer<typeof FlowView>;
