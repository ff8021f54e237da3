import { z } from 'zod';
import { OfftakeContract } from './contract.ts';
import { Prepayment } from './financing.ts';
import { ContractId, VersionId } from './ids.ts';
import { IsoDate } from './time.ts';

/** Kind of a version of a deal: an offer, a counter-offer, or the signed contract. */
export const VersionKind = z.enum(['offer', 'counter', 'signed']);
export type VersionKind = z.infer<typeof VersionKind>;

/** The side that made the version. */
export const VersionSide = z.enum(['us', 'buyer']);
export type VersionSide = z.infer<typeof VersionSide>;

/** A deal with all its terms at a date, and the side and person behind it. */
export const Version = z
  .object({
    id: VersionId,
    contractId: ContractId,
    kind: VersionKind,
    side: VersionSide,
    /** The person who made or sent it. */
    by: z.string().trim().max(120),
    date: IsoDate,
    note: z.string().max(2000),
    deal: OfftakeContract,
    /** The prepayment that the deal had; absent = none. */
    prepayment: Prepayment.optional(),
  })
  .refine(({ contractId, deal }) => deal.id === contractId, { path: ['deal', 'id'], error: 'gone' })
  .readonly();
export type Version = z.infer<typeof Version>;
