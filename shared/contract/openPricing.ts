import { z } from 'zod';
import { ContractId, ReferenceCode } from '../domain/ids.ts';
import { Metal } from '../domain/metal.ts';
import { Month } from '../domain/time.ts';
import { query } from './call.ts';
import { BarsChart } from './charts.ts';
import { Figure, Label, Verdict } from './figure.ts';
import { TABLE_PAGE_ROWS } from './listPages.ts';
import { FirstRow, RowsPage } from './rowsPage.ts';

const dealName = { contractId: ContractId, code: z.string(), buyer: z.string(), metal: Metal };

/** Tonnes with an open price on a reference, by month of the quotational period; months without tonnes are omitted. */
export const OpenReference = z
  .object({
    reference: ReferenceCode,
    name: Label,
    metal: Metal.optional(),
    tonnes: z.array(z.object({ month: Month, figure: Figure }).readonly()).readonly(),
    total: Figure,
    /** USD for a price change of 1 %; absent for a charge, whose changes are in dollars. */
    onePercent: Figure.optional(),
  })
  .readonly();
export type OpenReference = z.infer<typeof OpenReference>;

/** A delivery before the valuation date whose price is not final. */
export const OpenDelivered = z
  .object({
    ...dealName,
    month: Month,
    /** Whether the contract's opening position lists it; otherwise it counts as taken at nominal. */
    isRecorded: z.boolean(),
    tonnes: Figure,
    pricing: z.object({ from: Month, to: Month }),
    known: z.number().int(),
    provisional: Figure,
    expected: Figure,
    markToMarket: Figure,
    onePercent: Figure,
  })
  .readonly();
export type OpenDelivered = z.infer<typeof OpenDelivered>;

/** A quotational period that is still to be declared. */
export const OpenChoice = z
  .object({
    ...dealName,
    holder: z.enum(['buyer', 'seller']),
    delivery: Month,
    declareBy: Month,
    tonnes: Figure,
    /** The best period for its holder at deck prices, and the first of the terms. */
    best: z.object({ from: Month, to: Month }),
    first: z.object({ from: Month, to: Month }),
    /** USD to the seller against the first period. */
    worth: Figure,
  })
  .readonly();
export type OpenChoice = z.infer<typeof OpenChoice>;

export const OpenPricing = z.object({
  verdict: Verdict,
  months: z.array(Month).readonly(),
  references: z.array(OpenReference).readonly(),
  moves: BarsChart.optional(),
  /** The largest mark-to-market first. */
  delivered: z.array(OpenDelivered).max(TABLE_PAGE_ROWS).readonly(),
  deliveredPage: RowsPage,
  /** Of all deliveries. */
  markToMarket: Figure.optional(),
  /** Soonest first. */
  declarations: z.array(OpenChoice).max(TABLE_PAGE_ROWS).readonly(),
  declarationsPage: RowsPage,
});
export type OpenPricing = z.infer<typeof OpenPricing>;

export const openPricingCalls = {
  /** Computes the open pricing of the chosen plan over the twelve months after the valuation date. Lists begin at the rows asked for. */
  'openPricing.get': query(z.object({ firstDelivered: FirstRow, firstDeclaration: FirstRow }), OpenPricing),
} as const;
