import { z } from 'zod';
import { ForeignCurrency } from './currency.ts';
import { ProductId } from './ids.ts';
import { Assay, Metal } from './metal.ts';
import { PriceBasis } from './terms.ts';
import { Year } from './time.ts';
import { Zone } from './zone.ts';

export const ProductForm = z.enum([
  'concentrate',
  'fines',
  'lump',
  'pellets',
  'bauxite',
  'alumina',
  'ore',
  'hydroxide',
  'spodumene',
  'carbonate',
  'metal',
]);
export type ProductForm = z.infer<typeof ProductForm>;

export const Product = z
  .object({
    id: ProductId,
    name: z.string().trim().min(1).max(200),
    metal: Metal,
    form: ProductForm,
    /** Typical assay, fractions of a dmt. */
    assay: Assay,
    moisture: z.number().min(0).max(0.6),
    /** Planned production, dmt by calendar year; 0 in a year without an entry. */
    production: z
      .array(z.object({ year: Year, tonnes: z.number().min(0).max(1e9) }))
      .max(60)
      .readonly(),
    /** Unit cash cost FOB, USD/dmt by calendar year; the last entry applies to later years. */
    unitCost: z
      .array(z.object({ year: Year, usdPerDmt: z.number().min(0).max(1e6) }))
      .max(60)
      .readonly(),
    /**
     * The share of the unit cost that is paid in another currency. The cost is entered in USD at the exchange rates of the deck and moves
     * with the rate's distance from it.
     */
    costCurrency: z.object({ currency: ForeignCurrency, share: z.number().min(0).max(1) }).optional(),
    /** Price terms of a spot sale; required only for a product without contracts. */
    spotPrice: PriceBasis.optional(),
    spotZone: Zone.optional(),
    /** Months after which uncalled tonnes are resold on spot terms. */
    resaleMonths: z.number().int().min(0).max(24),
  })
  .readonly();
export type Product = z.infer<typeof Product>;
