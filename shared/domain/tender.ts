import { z } from 'zod';
import { OfftakeContract } from './contract.ts';
import { ContractId, ProductId, TenderId } from './ids.ts';
import { IsoDate, Month } from './time.ts';

/** A buyer's bid as a full contract; its id is the deal's id. */
export const Bid = z
  .object({
    deal: OfftakeContract,
    /** The contract created when the bid was accepted. */
    contractId: ContractId.optional(),
  })
  .readonly();
export type Bid = z.infer<typeof Bid>;

const headFields = {
  id: TenderId,
  name: z.string().trim().min(1).max(120),
  productId: ProductId,
  start: Month,
  /** Last month of delivery, included. */
  end: Month,
  /** dmt in a full year. */
  tonnesPerYear: z.number().min(0).max(1e9),
  /** Due date of bids. */
  due: IsoDate,
  /** Lowest acceptable netback, USD/dmt; absent = the spot value of the tonnes. */
  walkAway: z.number().min(-1e6).max(1e6).optional(),
  note: z.string().max(2000),
};

/** A tender without its bids. */
export const TenderHead = z.object(headFields).readonly();
export type TenderHead = z.infer<typeof TenderHead>;

/** Tonnes of one product over a period, offered to several buyers at once. */
export const Tender = z
  .object({
    ...headFields,
    bids: z.array(Bid).max(60).readonly(),
  })
  .refine(({ start, end }) => end >= start, { path: ['end'], error: 'endBeforeStart' })
  .refine(({ bids }) => new Set(bids.map(({ deal }) => deal.id)).size === bids.length, { path: ['bids'], error: 'twice' })
  .readonly();
export type Tender = z.infer<typeof Tender>;
