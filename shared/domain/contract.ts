import { z } from 'zod';
import { BuyerId, ContractId, ProductId } from './ids.ts';
import { Opening } from './opening.ts';
import { Terms } from './terms.ts';
import { IsoDate, Month } from './time.ts';

export const ContractStatus = z.enum(['prospect', 'negotiating', 'signed', 'active', 'ended']);
export type ContractStatus = z.infer<typeof ContractStatus>;

export const Renewal = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('evergreen'), noticeMonths: z.number().int().min(0).max(60) }),
  z.object({ kind: z.literal('buyerOption'), months: z.number().int().min(1).max(240), noticeMonths: z.number().int().min(0).max(60) }),
  z.object({ kind: z.literal('sellerOption'), months: z.number().int().min(1).max(240), noticeMonths: z.number().int().min(0).max(60) }),
]);
export type Renewal = z.infer<typeof Renewal>;

/** A deadline of a contract: a notice, a review, a declaration. */
export const ContractDateKind = z.enum([
  'priceReview',
  'payableReview',
  'tcSettlement',
  'qpDeclaration',
  'notice',
  'renewal',
  'firstShipment',
  'indexChange',
  'floorReset',
  'other',
]);
export type ContractDateKind = z.infer<typeof ContractDateKind>;
export const ContractDate = z.object({ kind: ContractDateKind, date: IsoDate, note: z.string().max(500) }).readonly();

/** Longest tenor accepted, in months (50 years). */
export const MAX_TENOR_MONTHS = 600;

/** The last delivery priority. */
const MAX_PRIORITY = 99;

/** The place of a contract in deliveries when the product is short: 1 is served first. */
export const DeliveryPriority = z
  .number()
  .refine((priority) => Number.isInteger(priority) && priority >= 1 && priority <= MAX_PRIORITY, 'notAPriority');

/** The fields of a contract without the rules between them. Stored contracts may violate these rules, which the data quality page lists. */
export const ContractFields = z.object({
  id: ContractId,
  /** Short code such as C-014, unique in the workspace. */
  code: z.string().trim().min(1).max(20),
  name: z.string().trim().max(200),
  buyerId: BuyerId,
  productId: ProductId,
  status: ContractStatus,
  /** Probability of signing, for prospect and negotiating; 1 otherwise. */
  probability: z.number().min(0).max(1),
  start: Month,
  /** Last month of delivery, included. */
  end: Month,
  renewal: Renewal,
  terms: z.array(Terms).min(1).max(12).readonly(),
  /** Opening position of a contract under way; absent = past months were taken at nominal and no item is open. */
  opening: Opening.optional(),
  /** Delivery when the product is short: 1 is served first; absent: the default assumption. */
  deliveryPriority: DeliveryPriority.optional(),
  /** Damages for a called tonne that is cut, as a share of the net price, besides the buyer's cost of cover; absent: the default. */
  damagesShare: z.number().min(0).max(1).optional(),
  law: z.string().max(120),
  seat: z.string().max(120),
  /** Texts of the clauses on price review, benchmark fallback, hardship and change of law. */
  reviewTrigger: z.string().max(1000),
  benchmarkFallback: z.string().max(1000),
  hardship: z.string().max(1000),
  changeOfLaw: z.string().max(1000),
  dates: z.array(ContractDate).max(60).readonly(),
  note: z.string().max(4000),
});

export const OfftakeContract = ContractFields.refine((c) => c.end >= c.start, { path: ['end'], error: 'endBeforeStart' })
  .refine((c) => c.end - c.start < MAX_TENOR_MONTHS, { path: ['end'], error: 'tenorTooLong' })
  .refine((c) => c.terms.every((t, i) => i === 0 || t.from > c.terms[i - 1]!.from), { path: ['terms'], error: 'termsNotAscending' })
  .refine((c) => c.opening === undefined || c.opening.asOf >= c.start, { path: ['opening', 'asOf'], error: 'beforeContractStart' })
  .superRefine(({ start, opening }, { addIssue }) => {
    opening?.openDeliveries.forEach(({ month }, i) => {
      if (month < start) addIssue({ code: 'custom', path: ['opening', 'openDeliveries', i, 'month'], message: 'beforeContractStart' });
    });
  })
  .readonly();
export type OfftakeContract = z.infer<typeof OfftakeContract>;

/** The set of terms in force in a month: the latest one that has begun, else the first. */
export const termsAt = (contract: Pick<OfftakeContract, 'terms'>, month: Month): Terms => {
  let termsInForce = contract.terms[0]!;
  for (const terms of contract.terms) if (terms.from <= month) termsInForce = terms;
  return termsInForce;
};

/** A set of terms and the months, both included, in which it is in force. */
export type TermsSpan = { readonly terms: Terms; readonly from: Month; readonly to: Month };

/** Lists the sets of terms in force from month `from` to month `to`, as `termsAt` finds them; none if `to` is before `from`. */
export const termsBetween = ({ terms }: Pick<OfftakeContract, 'terms'>, from: Month, to: Month): TermsSpan[] => {
  const spans = terms.map((set, i) => ({
    terms: set,
    from: i === 0 ? from : Math.max(from, set.from),
    to: Math.min(to, (terms[i + 1]?.from ?? Number.POSITIVE_INFINITY) - 1),
  }));
  return spans.filter((span) => span.from <= span.to);
};

/** Whether a contract binds both parties. */
export const isCommitted = (status: ContractStatus): boolean => status === 'signed' || status === 'active';
