import { z } from 'zod';
import { OfftakeContract } from '../domain/contract.ts';
import { Terms } from '../domain/terms.ts';
import { Month } from '../domain/time.ts';
import { query } from './call.ts';
import { Message } from './figure.ts';

/** Unit of the numbers of a pasted schedule. */
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
    /** Whether the block has no tonnes for it, so that it stays unchanged. */
    isUnchanged: z.boolean(),
    /** Whether its months differ from one another. */
    isUneven: z.boolean(),
  })
  .readonly();
export type ScheduleYear = z.infer<typeof ScheduleYear>;

/** A cell that can't be read, by its position in the block as in a spreadsheet: A1 is the first. */
export const ScheduleProblem = z.object({ cell: z.string(), content: z.string(), problem: Message }).readonly();
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
  /** Applies tonnes copied from a spreadsheet to a contract; nothing is stored. */
  'contracts.schedule': query(
    z.object({
      contract: OfftakeContract,
      block: z.string().max(200_000),
      /** Where absent, detected from the block. */
      unit: ScheduleUnit.optional(),
      decimal: DecimalMark.optional(),
    }),
    PastedSchedule,
  ),
} as const;
