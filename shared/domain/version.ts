import { z } from 'zod';
import { OfftakeContract } from './contract.ts';
import { ContractId, VersionId } from './ids.ts';
import { IsoDate } from './time.ts';

/** What a version of a deal is: what one side offers, what the other answers, what both signed. */
export const VersionKind = z.enum(['offer', 'counter', 'signed']);
export type VersionKind = z.infer<typeof VersionKind>;

/** Whose move it was. */
export const VersionSide = z.enum(['us', 'buyer']);
export type VersionSide = z.infer<typeof VersionSide>;

/** A deal as it stood on a day: every term of it, who moved, and when. */
export const Version = z
  .object({
    id: VersionId,
    contractId: ContractId,
    kind: VersionKind,
    side: VersionSide,
    /** The person who moved, or who brought it. */
    by: z.string().trim().max(120),
    date: IsoDate,
    note: z.string().max(2000),
    deal: OfftakeContract,
  })
  .refine(({ contractId, deal }) => deal.id === contractId, { path: ['deal', 'id'], error: 'gone' })
  .readonly();
export type Version = z.infer<typeof Version>;
