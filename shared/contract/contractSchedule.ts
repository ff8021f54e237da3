import { z } from 'zod';
import { OfftakeContract } from '../domain/contract.ts';
import { Terms } from '../domain/terms.ts';
import { Month } from '../domain/time.ts';
import { query } from './call.ts';
import { Message } from './figure.ts';

/** What the numbers of a pasted schedule count. */
export const ScheduleUnit = z.enum(['t', 'kt']);
export type ScheduleUnit = z.infer<typeof ScheduleUnit>;

export const DecimalMark = z.enum(['point', 'comma']);
export type DecimalMark = z.infer<typeof DecimalMark>;

/** A contract year before and after: dry tonnes over its months. */
export const ScheduleYear = z
  .object({
    from: Month,
    to: Month,
    before: z.number(),
    after: z.number(),
    /** The block says nothing of it: it stays as it was. */
    kept: z.boolean(),
    /** Its months differ from one another. */
    uneven: z.boolean(),
  })
  .readonly();
export type ScheduleYear = z.infer<typeof ScheduleYear>;

/** A cell that can't be taken, by its place in the block as a spreadsheet counts: A1 is the first. */
export const ScheduleProblem = z.object({ cell: z.string(), said: z.string(), what: Message }).readonly();
export type ScheduleProblem = z.infer<typeof ScheduleProblem>;

export const PastedSchedule = z.object({
  unit: ScheduleUnit,
  decimal: DecimalMark,
  by: z.enum(['years', 'months']),
  years: z.array(ScheduleYear).readonly(),
  problems: z.array(ScheduleProblem).readonly(),
  /** The contract's sets of terms with these tonnes; absent while there are problems. */
  terms: z.array(Terms).min(1).max(12).readonly().optional(),
});
export type PastedSchedule = z.infer<typeof PastedSchedule>;

export const contractScheduleCalls = {
  /** What a block copied from a spreadsheet makes of the tonnes of a contract; stores nothing. */
  'contracts.schedule': query(
    z.object({
      contract: OfftakeContract,
      block: z.string().max(200_000),
      /** Where they are not given, as the block says. */
      unit: ScheduleUnit.optional(),
      decimal: DecimalMark.optional(),
    }),
    PastedSchedule,
  ),
} as const;
