import { z } from 'zod';
import { ForeignCurrency } from './currency.ts';
import { ProductId, ReferenceCode } from './ids.ts';
import { Assay, Metal } from './metal.ts';
import { PriceBasis } from './terms.ts';
import { Year } from './time.ts';
import { CountryCode, Zone } from './zone.ts';

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

/** Least and largest market depth that can be entered: with none, a product could never be sold on spot. */
export const MIN_DEPTH_SHARE = 0.01;
export const MAX_DEPTH_SHARE = 10;

export const Product = z
  .object({
    id: ProductId,
    name: z.string().trim().min(1).max(200),
    metal: Metal,
    form: ProductForm,
    /** Where it is mined; absent: scenario rows by country of origin do not concern it. */
    countryOfOrigin: CountryCode.optional(),
    /** Typical assay, fractions of a dmt. */
    assay: Assay,
    /** Whether the assay is a typical one of the metal, neither entered nor confirmed by the user. */
    isAssayAssumed: z.literal(true).optional(),
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
    /** The price reference whose demand weights are those of the product's market; absent: the one of its spot terms. */
    mainReference: ReferenceCode.optional(),
    /** Tonnes a month that the spot market takes at full price, as a share of mean planned production; absent: the default of the metal. */
    depthShare: z
      .number()
      .max(MAX_DEPTH_SHARE)
      .refine((share) => share >= MIN_DEPTH_SHARE, 'noDepth')
      .optional(),
    /** Share of the price lost for each multiple of the market depth beyond the first, and its cap; absent: the default assumption. */
    depthSlope: z.number().min(0).max(1).optional(),
    depthCap: z.number().min(0).max(1).optional(),
  })
  .readonly();
export type Product = z.infer<typeof Product>;
