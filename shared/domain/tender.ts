import { z } from 'zod';
import { OfftakeContract } from './contract.ts';
import { ContractId, ProductId, TenderId } from './ids.ts';
import { IsoDate, Month } from './time.ts';

/** A buyer's bid: the whole contract that it would make. Its id is the deal's. */
export const Bid = z
  .object({
    deal: OfftakeContract,
    /** The contract that accepting it made. */
    contractId: ContractId.optional(),
  })
  .readonly();
export type Bid = z.infer<typeof Bid>;

/** Tonnes of one product over a period, offered to any number of buyers at once. */
export const Tender = z
  .object({
    id: TenderId,
    name: z.string().trim().min(1).max(120),
    productId: ProductId,
    start: Month,
    /** Last month of delivery, included. */
    end: Month,
    /** dmt in a full year. */
    tonnesPerYear: z.number().min(0).max(1e9),
    /** When bids are due. */
    due: IsoDate,
    /** Netback below which we walk away, USD/dmt; absent = what the tonnes bring on spot. */
    walkAway: z.number().min(-1e6).max(1e6).optional(),
    note: z.string().max(2000),
    bids: z.array(Bid).max(60).readonly(),
  })
  .refine(({ start, end }) => end >= start, { path: ['end'], error: 'endBeforeStart' })
  .refine(({ bids }) => new Set(bids.map(({ deal }) => deal.id)).size === bids.length, { path: ['bids'], error: 'twice' })
  .readonly();
export type Tender = z.infer<typeof Tender>;
