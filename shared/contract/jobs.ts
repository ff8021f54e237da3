import { z } from 'zod';
import { AllocationResult } from './allocation.ts';
import { command, query, withoutLock } from './call.ts';
import { ComparisonResult } from './compare.ts';
import { SimulatedClauses } from './contractClauses.ts';
import { ERROR_CODES } from './errors.ts';
import { Message } from './figure.ts';
import { ImportResult } from './imports.ts';
import { GoalSeekJobResult, SensitivityTable } from './sensitivity.ts';
import { SimulationResult } from './simulation.ts';
import { Artefact } from './summaries.ts';
import { Completion } from './workspace.ts';

const JobId = z.string().max(64);

/** The result of a job, by kind. */
export const JobResult = z.discriminatedUnion('kind', [
  ImportResult.extend({ kind: z.literal('import') }),
  AllocationResult.extend({ kind: z.literal('allocation') }),
  SimulationResult.extend({ kind: z.literal('simulation') }),
  SensitivityTable.extend({ kind: z.literal('sensitivity') }),
  GoalSeekJobResult.extend({ kind: z.literal('goalSeek') }),
  SimulatedClauses.extend({ kind: z.literal('clauses') }),
  Artefact.extend({ kind: z.literal('document') }),
  ComparisonResult.extend({ kind: z.literal('comparison') }),
]);
export type JobResult = z.infer<typeof JobResult>;

/** Progress of a job: the step, and the completed part of it, or of all phases of the job; `total` is 0 if unknown. */
export const JobProgress = z.object({
  step: Message,
  done: z.number().int().min(0),
  total: z.number().int().min(0),
  /** Until all of `total` is done, at the speed so far; absent while that is not known. */
  secondsLeft: z.number().int().min(0).optional(),
  /** The work may end before its total, as a search does. */
  isAtMost: z.literal(true).optional(),
});
export type JobProgress = z.infer<typeof JobProgress>;

/** The state of a job. It runs, then ends in one of the other three. */
export const JobState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('running'), progress: JobProgress.optional(), isCancelling: z.boolean() }),
  z.object({ state: z.literal('done'), result: JobResult }),
  z.object({
    state: z.literal('failed'),
    error: z.object({ code: z.enum(ERROR_CODES), details: z.record(z.string(), z.unknown()), id: z.string() }),
  }),
  z.object({ state: z.literal('cancelled') }),
]);
export type JobState = z.infer<typeof JobState>;

export const Job = z
  .object({
    id: JobId,
    kind: z.enum(['import', 'allocation', 'simulation', 'sensitivity', 'goalSeek', 'clauses', 'document', 'comparison']),
    label: Message,
    at: JobState,
  })
  .readonly();
export type Job = z.infer<typeof Job>;

export const jobsCalls = {
  /** The state of a job; `job` events only signal changes. Throws NOT_FOUND for a job of an earlier core. */
  'jobs.get': withoutLock(query(z.object({ id: JobId }), Job)),
  /** Lists the running jobs, oldest first; before a file is opened those that end with the open one: none if it is the same file. */
  'jobs.running': withoutLock(
    query(z.object({ opening: z.object({ intake: z.string().max(200) }).optional() }), z.object({ jobs: z.array(Job).readonly() })),
  ),
  /** Cancels a job; it stops after the current block of work and leaves the workspace unchanged. */
  'jobs.cancel': withoutLock(command(z.object({ id: JobId }), Completion)),
} as const;
