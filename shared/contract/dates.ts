import { z } from 'zod';
import { ContractDateKind } from '../domain/contract.ts';
import { BuyerId, ContractId } from '../domain/ids.ts';
import { Metal } from '../domain/metal.ts';
import { IsoDate } from '../domain/time.ts';
import { command, query, withoutLock } from './call.ts';
import { Figure, Message, Verdict } from './figure.ts';
import { DATES_PAGE_ROWS } from './listPages.ts';
import { FirstRow } from './rowsPage.ts';

/** Kinds of dates: those that users enter, then those derived from terms, deliveries and tenders. */
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

/** Groups of dates: decisions, payments, changes of terms, and deliveries for information. */
export const DateGroup = z.enum(['decide', 'pay', 'term', 'deliver']);
export type DateGroup = z.infer<typeof DateGroup>;

export const DateAhead = z
  .object({
    /** Unchanged when the date moves. */
    key: z.string(),
    date: IsoDate,
    /** Days from the valuation date; negative for a past date. */
    days: z.number().int(),
    isOverdue: z.boolean(),
    kind: DateKind,
    group: DateGroup,
    /** Details: holder of the option, amount, the user's note. */
    detail: Message.optional(),
    /** The buyer, or the tender's name. */
    who: z.string(),
    contractId: ContractId.optional(),
    code: z.string(),
    buyerId: BuyerId.optional(),
    metal: Metal,
    worth: Figure.optional(),
    basis: z.enum(['aYear', 'once']).optional(),
    /** Route of the term that sets the date. */
    route: z.string(),
  })
  .readonly();
export type DateAhead = z.infer<typeof DateAhead>;

/** The period of the list; deliveries and their prices are listed for at most a year. */
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

/** The columns by which all dates can be sorted; others are texts that only the page has. */
export const DateSortColumn = z.enum(['by', 'left', 'who', 'metal', 'contract', 'worth']);
export type DateSortColumn = z.infer<typeof DateSortColumn>;

export const DateSort = z.object({ column: DateSortColumn, isHighestFirst: z.boolean() }).readonly();
export type DateSort = z.infer<typeof DateSort>;

export const datesCalls = {
  /**
   * Lists the dates of contracts that have not ended and of open tenders, overdue ones first, then by day; dates of deliveries are those of
   * the chosen plan. Answers the page that begins at row `first` of all dates in the order of `sort`.
   */
  'dates.list': query(
    DateFilter.extend({ first: FirstRow, sort: DateSort.optional() }),
    z.object({
      verdict: Verdict,
      rows: z.array(DateAhead).max(DATES_PAGE_ROWS).readonly(),
      /** The row at which the page begins: 0 where there are no rows at the one asked for. */
      first: z.number().int(),
      /** Rows of all pages. */
      count: z.number().int(),
      /** Choices of the filters, from all dates. */
      buyers: z.array(z.object({ id: BuyerId, name: z.string() }).readonly()).readonly(),
      metals: z.array(Metal).readonly(),
    }),
  ),
  /** Writes the filtered dates as a calendar file. */
  'dates.export': withoutLock(command(DateFilter, z.object({ artefact: z.string(), fileName: z.string(), bytes: z.number().int() }))),
} as const;
