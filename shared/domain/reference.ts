import { z } from 'zod';
import { Currency } from './currency.ts';
import { ReferenceCode } from './ids.ts';
import { IndexAverage, indicesOf } from './indexAverage.ts';
import { Metal } from './metal.ts';
import { Origin } from './origin.ts';
import { IsoDate, Month } from './time.ts';

/** Units of quotations; the last three are rates: yuan, euros or Australian dollars for one US dollar. */
export const PriceUnit = z.enum([
  'USD/t',
  'USD/dmt',
  'USD/dmtu',
  'USD/toz',
  'USD/wmt',
  'USc/lb',
  'CNY/t',
  'EUR/t',
  'AUD/t',
  'CNY/USD',
  'EUR/USD',
  'AUD/USD',
]);
export type PriceUnit = z.infer<typeof PriceUnit>;

export const ReferenceKind = z.enum(['price', 'treatmentCharge', 'freight', 'rate']);
export type ReferenceKind = z.infer<typeof ReferenceKind>;

/** Correlation of log returns. */
export const Correlation = z.number().min(-1).max(1);

/**
 * A price driver: an exchange price, an index, a TC benchmark, a freight route or a currency rate. Contracts, decks, shocks and simulated
 * paths belong to references; a metal only groups them. Gold, silver, freight and rates belong to none of the ten metals.
 */
export const Reference = z
  .object({
    code: ReferenceCode,
    name: z.string().min(1).max(120),
    kind: ReferenceKind,
    metal: Metal.optional(),
    quotation: z.string().max(200),
    unit: PriceUnit,
    currency: Currency,
    incoterm: z.string().max(40).optional(),
    /** Reference grades of the index by start date, fractions: iron ore 62 % Fe, 61 % from 2026-01-02. */
    referenceGrade: z.array(z.object({ from: IsoDate, element: z.string(), grade: z.number().min(0).max(1) })).readonly(),
    vatIncluded: z.boolean(),
    /**
     * A reference without a series of its own follows another: S = F (S_x/F_x)^beta * residual. In months without a deck price of its
     * own, F = ratio * F_x^beta with the ratio fixed at the start.
     */
    follows: z
      .object({
        reference: ReferenceCode,
        beta: z.number(),
        residualVolatility: z.number().min(0).max(5),
        ratio: z.number().positive().optional(),
      })
      .optional(),
    /** A reference whose price is the weighted average of other references; it has no series and no process of its own. */
    average: IndexAverage.optional(),
    /** Per year, a fraction of the price; USD/dmt for treatment charges. */
    volatility: z.number().min(0).max(100),
    meanReversion: z.number().min(0).max(20),
    /** Correlations of its log returns with those of references earlier in the order, if the workspace sets them. */
    correlations: z
      .array(z.object({ reference: ReferenceCode, value: Correlation, source: z.string().min(1).max(500) }).readonly())
      .readonly()
      .optional(),
    order: z.number().int().min(0),
    source: z.string().min(1).max(500),
    origin: Origin,
  })
  .readonly();
export type Reference = z.infer<typeof Reference>;

/** Whether a reference has a price process of its own: a follower moves with its leader, an average with its indices. */
export const hasOwnProcess = ({ follows, average }: { readonly follows?: unknown; readonly average?: unknown }): boolean =>
  follows === undefined && average === undefined;

/** Lists the references from which the price of a reference is computed: its leader, or the indices of an average. */
export const underlyingReferences = ({ follows, average }: Pick<Reference, 'follows' | 'average'>): readonly ReferenceCode[] => [
  ...(follows === undefined ? [] : [follows.reference]),
  ...(average === undefined ? [] : indicesOf(average)),
];

/** The units of each kind of reference. */
export const UNITS_OF_KIND = {
  price: ['USD/t', 'USD/dmt', 'USD/dmtu', 'USD/toz', 'USc/lb', 'CNY/t', 'EUR/t', 'AUD/t'],
  treatmentCharge: ['USD/dmt', 'USc/lb', 'USD/toz'],
  freight: ['USD/wmt'],
  rate: ['CNY/USD', 'EUR/USD', 'AUD/USD'],
} as const satisfies Readonly<Record<ReferenceKind, readonly PriceUnit[]>>;

/** Currency of a price unit; USD for currency rates. */
export const currencyOf = (unit: PriceUnit): Currency => Currency.options.find((currency) => unit === `${currency}/t`) ?? 'USD';

/** A reference added by the user, with prices of its own or following another. */
export const OwnReference = z
  .object({
    code: ReferenceCode.refine((code) => code.length <= 20, { error: 'tooLong', params: { limit: 20 } }),
    name: z.string().trim().min(1).max(120),
    kind: z.enum(['price', 'treatmentCharge', 'freight']),
    metal: Metal.optional(),
    quotation: z.string().trim().max(200),
    unit: PriceUnit,
    incoterm: z.string().trim().max(40),
    vatIncluded: z.boolean(),
    /** F = ratio * F_x^beta. */
    follows: z.object({ reference: ReferenceCode, beta: z.number().min(-5).max(5), ratio: z.number().positive().max(1e6) }).optional(),
    average: IndexAverage.optional(),
    /** Per year; for a follower the volatility of its residual. An average has none of its own. */
    volatility: z.number().min(0).max(100),
  })
  .refine(({ kind, unit }) => UNITS_OF_KIND[kind].some((kindUnit) => kindUnit === unit), { path: ['unit'], error: 'notOffered' })
  .refine(({ kind, follows, average }) => follows === undefined || (kind === 'price' && average === undefined), {
    path: ['follows'],
    error: 'notOffered',
  })
  .refine(({ kind, average }) => average === undefined || kind !== 'freight', { path: ['average'], error: 'notOffered' })
  .refine(({ follows, volatility }) => follows === undefined || volatility <= 5, {
    path: ['volatility'],
    error: 'tooBig',
    params: { limit: 5 },
  })
  .readonly();
export type OwnReference = z.infer<typeof OwnReference>;

/** One month of a deck: a fixing up to the valuation date, a forward after it. */
export const DeckPoint = z
  .object({ reference: ReferenceCode, month: Month, price: z.number().finite(), origin: Origin, source: z.string().max(500) })
  .readonly();
export type DeckPoint = z.infer<typeof DeckPoint>;
