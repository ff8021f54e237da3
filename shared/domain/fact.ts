import { z } from 'zod';
import { Metal } from './metal.ts';

/** A source ends a sentence or a title; one that is empty or cut is refused by a check and by the importer. */
export const SourceText = z.string().trim().min(8).max(500);

/** A published figure, as printed, with where it stands; `check` says where a public check does not reproduce it. */
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
    /** What is traded, and what is counted, where a topic has several: "bauxite" by "tonnage". */
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
