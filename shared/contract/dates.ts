import { z } from 'zod';
import { ContractDateKind } from '../domain/contract.ts';
import { BuyerId, ContractId } from '../domain/ids.ts';
import { Metal } from '../domain/metal.ts';
import { IsoDate } from '../domain/time.ts';
import { command, query } from './call.ts';
import { Figure, Message, Verdict } from './figure.ts';

/** What a date is about: kinds that users enter, then those that follow from terms, deliveries and tenders. */
export const DateKind = z.enum([
  ...ContractDateKind.options,
  'starts',
  'ends',
  'noticeBy',
  'optionBy',
  'termsChange',
  'tolerance',
  'shipment',
  'creditOpens',
  'creditExpires',
  'priced',
  'prepayment',
  'unpaid',
  'takeOrPayYear',
  'makeUpLapses',
  'tenderCloses',
]);
export type DateKind = z.infer<typeof DateKind>;

/** What a date brings: a decision, a payment, a change of terms, or a delivery for information. */
export const DateGroup = z.enum(['decide', 'pay', 'term', 'deliver']);
export type DateGroup = z.infer<typeof DateGroup>;

export const DateAhead = z
  .object({
    /** Unchanged when the date moves. */
    key: z.string(),
    date: IsoDate,
    /** From the valuation date; negative where it has passed. */
    days: z.number().int(),
    overdue: z.boolean(),
    kind: DateKind,
    group: DateGroup,
    /** More than the kind: whose option, how much, the user's note. */
    detail: Message.optional(),
    /** The buyer, or the tender's name. */
    who: z.string(),
    contractId: ContractId.optional(),
    code: z.string(),
    buyerId: BuyerId.optional(),
    metal: Metal,
    worth: Figure.optional(),
    basis: z.enum(['aYear', 'once']).optional(),
    /** Leads to the term that sets it. */
    route: z.string(),
  })
  .readonly();
export type DateAhead = z.infer<typeof DateAhead>;

/** How far ahead; deliveries and their prices reach a year at most. */
export const DateHorizon = z.enum(['quarter', 'year', 'all']);
export type DateHorizon = z.infer<typeof DateHorizon>;

/** An empty list does not filter. */
export const DateFilter = z.object({
  ahead: DateHorizon.default('year'),
  groups: z.array(DateGroup).max(4).readonly().default([]),
  buyers: z.array(BuyerId).max(2000).readonly().default([]),
  metals: z.array(Metal).max(10).readonly().default([]),
});
export type DateFilter = z.infer<typeof DateFilter>;

export const datesCalls = {
  /** Of every contract that has not ended and every open tender; dates of deliveries are those of the chosen plan. */
  'dates.list': query(
    DateFilter,
    z.object({
      verdict: Verdict,
      rows: z.array(DateAhead).readonly(),
      /** Choices of the filters, from all dates. */
      buyers: z.array(z.object({ id: BuyerId, name: z.string() }).readonly()).readonly(),
      metals: z.array(Metal).readonly(),
    }),
  ),
  /** Writes the filtered dates as a calendar file. */
  'dates.export': command(DateFilter, z.object({ artefact: z.string(), fileName: z.string(), bytes: z.number().int() })),
} as const;
