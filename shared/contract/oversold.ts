import { z } from 'zod';
import { ProductId } from '../domain/ids.ts';
import { Metal } from '../domain/metal.ts';
import { Year } from '../domain/time.ts';
import { Figure, Label } from './figure.ts';

/** A year in which nominal commitments exceed planned production: dmt by year of delivery, and USD. */
export const OversoldYear = z
  .object({
    year: Year,
    planned: Figure,
    committed: Figure,
    /** Nominal commitments less planned production. */
    short: Figure,
    /** What the tonnes cut cost the seller. */
    damages: Figure,
    /** Whether the minimum commitments exceed planned production too. */
    isCertain: z.boolean(),
  })
  .readonly();
export type OversoldYear = z.infer<typeof OversoldYear>;

/** A product that a plan oversells, with its oversold years and their totals. */
export const OversoldProduct = z
  .object({
    productId: ProductId,
    product: z.string(),
    metal: Metal,
    years: z.array(OversoldYear).readonly(),
    /** The oversold years as ranges: "2027–2029, 2031". */
    inYears: Label,
    short: Figure,
    damages: Figure,
    isCertain: z.boolean(),
  })
  .readonly();
export type OversoldProduct = z.infer<typeof OversoldProduct>;
