import { z } from 'zod';
import { Metal } from './metal.ts';

/** Text of a source. A check and the importer refuse a source that is empty or cut off. */
export const SourceText = z.string().trim().min(8).max(500);

/** A published figure as printed, with its source; `check` notes where a public check does not reproduce it. */
export const Fact = z
  .object({
    topic: z.enum([
      'importValue',
      'exportValue',
      'balance',
      'importChange',
      'supplierShare',
      'importerShare',
      'defaultRate',
      'zoneWeight',
      'episode',
      'publicShock',
      'publicDeal',
      'publicCheck',
    ]),
    metal: Metal.optional(),
    /** Product and measure if a topic has several: "bauxite", "tonnage". */
    product: z.string().max(120).optional(),
    measure: z.string().max(120).optional(),
    subject: z.string().max(200),
    year: z.number().int().optional(),
    period: z.string().max(60),
    value: z.number().finite().optional(),
    unit: z.string().max(40),
    source: SourceText,
    note: z.string().max(1000),
    check: z.string().max(1000),
  })
  .readonly();
export type Fact = z.infer<typeof Fact>;
