import { toOrebookError } from '#db/storageErrors.ts';
import { type ErrorCode, type ErrorDetails, OrebookError } from '#shared/contract/errors.ts';
import type { Message } from '#shared/contract/figure.ts';
import type { Job, JobResult, JobState } from '#shared/contract/jobs.ts';
import { errorFields, type LogEntry, newLogId } from '../log.ts';
import type { ReadWriteLock } from '../readWriteLock.ts';
import { runOutsideRequest } from '../requestContext.ts';
import { createYielder } from '../yielding.ts';
import { createTimeEstimate } from './timeEstimate.ts';

/** The context of a job's work. */
export type JobContext = {
  /** 1 once the job must stop, else 0; worker threads check it between blocks. */
  readonly flag: Int32Array<SharedArrayBuffer>;
  /** Aborted once the job must stop; work that yields as queries do stops then, if the job runs it with `runWithSignal`. */
  readonly signal: AbortSignal;
  /** Runs a task that changes the workspace under the exclusive lock. */
  readonly exclusive: ReadWriteLock['exclusive'];
  /** Reports the progress. Throws CANCELLED when the job must stop. */
  readonly report: (step: Message, doneCount: number, total: number, options?: ReportOptions) => void;
  /** The same between two steps of work; also yields to other requests. */
  readonly reportAndYield: (...progress: Parameters<JobContext['report']>) => Promise<void>;
};

/** `isAtMost`: the work may end before its total. */
type ReportOptions = { readonly isAtMost?: true };

/** The jobs of this core; they end with it. */
export type Jobs = {
  /** Starts a job and returns its id at once. A caller that has the lock must not await `work`, which may need the lock. */
  readonly start: (kind: Job['kind'], label: Message, work: (job: JobContext) => Promise<JobResult>) => string;
  /** Throws NOT_FOUND. */
  readonly get: (id: string) => Job;
  readonly running: () => readonly Job[];
  /** Cancels a running job; does nothing if it has ended. Throws NOT_FOUND. */
  readonly cancel: (id: string) => void;
  /** Cancels all running jobs and returns the ids of those that were not being cancelled. */
  readonly cancelAll: () => readonly string[];
  /** Cancels all jobs and waits until they have ended. */
  readonly stop: () => Promise<void>;
};

export type JobsOptions = {
  readonly lock: ReadWriteLock;
  readonly newId: () => string;
  /** Called when the state of a job has changed. */
  readonly onStateChange: () => void;
  readonly log: (entry: LogEntry) => void;
};

/** The shortest time between two progress events, ms. */
const PROGRESS_INTERVAL_MS = 100;
/** The number of ended jobs that can still be queried. */
const MAX_ENDED_JOBS = 50;

type JobEntry = {
  job: Job;
  readonly flag: Int32Array<SharedArrayBuffer>;
  readonly stop: AbortController;
  readonly whenEnded: Promise<void>;
};

const failedState = (failure: unknown, job: string, log: JobsOptions['log']): JobState => {
  // a full disk has its own code wherever it occurs
  const error = toOrebookError(failure);
  if (error instanceof OrebookError && error.code === 'CANCELLED') return { state: 'cancelled' };
  const id = newLogId();
  const failureError: { code: ErrorCode; details: ErrorDetails } =
    error instanceof OrebookError ? error : { code: 'INTERNAL', details: { id } };
  log({ event: 'jobFailed', id, job, ...errorFields(error) });
  return { state: 'failed', error: { code: failureError.code, details: { ...failureError.details }, id } };
};

export const createJobs = ({ lock, newId, onStateChange: notifyStateChange, log }: JobsOptions): Jobs => {
  const entries = new Map<string, JobEntry>();

  const find = (id: string): JobEntry => {
    const entry = entries.get(id);
    if (!entry) throw new OrebookError('NOT_FOUND', { kind: 'job', id });
    return entry;
  };

  const isRunning = ({ job }: JobEntry): boolean => job.at.state === 'running';

  const setState = (entry: JobEntry, at: JobState): void => {
    entry.job = { ...entry.job, at };
    notifyStateChange();
  };

  const jobContextOf = (entry: JobEntry): JobContext => {
    let reportedAt = 0;
    const secondsLeft = createTimeEstimate();
    const yieldToOthers = createYielder();
    const throwIfStopped = (): void => {
      if (Atomics.load(entry.flag, 0) === 1) throw new OrebookError('CANCELLED');
    };
    const report: JobContext['report'] = (step, doneCount, total, options) => {
      throwIfStopped();
      const seconds = secondsLeft(doneCount, total);
      const progress = { step, done: doneCount, total, ...(seconds === undefined ? {} : { secondsLeft: seconds }), ...options };
      entry.job = { ...entry.job, at: { state: 'running', progress, isCancelling: false } };
      if (performance.now() - reportedAt < PROGRESS_INTERVAL_MS) return;
      reportedAt = performance.now();
      notifyStateChange();
    };
    return {
      flag: entry.flag,
      signal: entry.stop.signal,
      exclusive: (task) =>
        lock.exclusive(() => {
          throwIfStopped();
          return task();
        }),
      report,
      reportAndYield: async (...progress) => {
        report(...progress);
        await yieldToOthers();
      },
    };
  };

  const removeOldJobs = (): void => {
    const endedJobs = [...entries.values()].filter((entry) => !isRunning(entry));
    for (const { job } of endedJobs.slice(0, -MAX_ENDED_JOBS)) entries.delete(job.id);
  };

  const cancel = (entry: JobEntry): void => {
    if (entry.job.at.state !== 'running') return;
    Atomics.store(entry.flag, 0, 1);
    entry.stop.abort();
    setState(entry, { ...entry.job.at, isCancelling: true });
  };

  const cancelAll = (): readonly string[] => {
    const cancelledEntries = [...entries.values()].filter(({ job: { at } }) => at.state === 'running' && !at.isCancelling);
    for (const entry of cancelledEntries) cancel(entry);
    return cancelledEntries.map(({ job }) => job.id);
  };

  return {
    start: (kind, label, work) => {
      const id = newId();
      const flag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
      const end = Promise.withResolvers<void>();
      const stop = new AbortController();
      const job: Job = { id, kind, label, at: { state: 'running', isCancelling: false } };
      const entry: JobEntry = { job, flag, stop, whenEnded: end.promise };
      entries.set(id, entry);
      removeOldJobs();
      const run = async (): Promise<void> => {
        const at = await work(jobContextOf(entry)).then(
          (result): JobState => ({ state: 'done', result }),
          (error: unknown) => {
            // other parts of the work may still run
            Atomics.store(flag, 0, 1);
            stop.abort();
            return failedState(error, kind, log);
          },
        );
        setState(entry, at);
        end.resolve();
      };
      // after the answer with its id
      setImmediate(() => void runOutsideRequest(run));
      return id;
    },
    get: (id) => find(id).job,
    running: () => [...entries.values()].filter(isRunning).map(({ job }) => job),
    cancel: (id) => cancel(find(id)),
    cancelAll,
    stop: async () => {
      const runningJobs = [...entries.values()].filter(isRunning);
      cancelAll();
      await Promise.all(runningJobs.map(({ whenEnded }) => whenEnded));
    },
  };
};
