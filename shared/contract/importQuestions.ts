import { z } from 'zod';
import { DeckId } from '../domain/ids.ts';
import { CountryCode } from '../domain/zone.ts';

// The questions of an import to the user, and the answers about names.

const BuyerName = z.string().trim().min(1).max(200);

/** The user's answer about a buyer's name in the file: a new buyer of a country, the same as a known one, or a different one. */
export const NameAnswer = z.discriminatedUnion('as', [
  z.object({ name: BuyerName, as: z.literal('new'), country: CountryCode }),
  z.object({ name: BuyerName, as: z.literal('same'), buyer: BuyerName }),
  z.object({ name: BuyerName, as: z.literal('different') }),
]);
export type NameAnswer = z.infer<typeof NameAnswer>;

/** A buyer's name in the file that is unknown, or similar to a known name. */
export const BuyerQuestion = z.object({
  kind: z.literal('buyer'),
  name: z.string(),
  rows: z.number().int(),
  /** Buyers whose name differs in case, accents, punctuation or legal form. */
  similarNames: z.array(z.string()).readonly(),
  /** Whether rows are refused until it is answered. */
  isRequired: z.boolean(),
  answer: NameAnswer.optional(),
});
export type BuyerQuestion = z.infer<typeof BuyerQuestion>;

/** A column whose numbers are converted, or whose unit is uncertain. */
export const UnitQuestion = z.object({
  kind: z.literal('unit'),
  sheet: z.number().int(),
  index: z.number().int(),
  header: z.string(),
  /**
   * The reason of uncertainty: numbers so small that they may be thousands of tonnes, so large that they exceed production, a mix of
   * percentages and fractions, deductions that may be units or fractions, or durations and grades that may be in several units.
   */
  doubt: z.enum(['thousands', 'aboveProduction', 'mixed', 'units', 'unit']).optional(),
  minimum: z.number(),
  maximum: z.number(),
});
export type UnitQuestion = z.infer<typeof UnitQuestion>;

/** Numbers of a sheet in which the point may be a decimal point or separate thousands; rows with them are refused until it is answered. */
export const DecimalQuestion = z.object({ kind: z.literal('decimal'), sheet: z.number().int(), sample: z.string() });
export type DecimalQuestion = z.infer<typeof DecimalQuestion>;

/** Dates of a sheet in which the day or the month may stand first; rows with them are refused until it is answered. */
export const DatesQuestion = z.object({ kind: z.literal('dates'), sheet: z.number().int(), sample: z.string() });
export type DatesQuestion = z.infer<typeof DatesQuestion>;

/** A column with values that would not be imported. */
export const IgnoredQuestion = z.object({
  kind: z.literal('ignored'),
  sheet: z.number().int(),
  index: z.number().int(),
  header: z.string(),
  samples: z.array(z.string()).readonly(),
  /** Whether the user chose to ignore it. */
  isConfirmed: z.boolean(),
});
export type IgnoredQuestion = z.infer<typeof IgnoredQuestion>;

/** The totals and remarks of a sheet, which are not imported. */
export const SkippedRowsNote = z.object({
  kind: z.literal('skippedRows'),
  sheet: z.number().int(),
  rows: z.array(z.object({ line: z.number().int().optional(), text: z.string() })).readonly(),
});
export type SkippedRowsNote = z.infer<typeof SkippedRowsNote>;

/** The deck of future prices in a sheet without a deck of their own. */
export const DeckQuestion = z.object({
  kind: z.literal('deck'),
  sheet: z.number().int(),
  isByYear: z.boolean(),
  deck: DeckId.optional(),
});
export type DeckQuestion = z.infer<typeof DeckQuestion>;
