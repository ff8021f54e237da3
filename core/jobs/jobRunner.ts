import { type ErrorCode, type ErrorDetails, OrebookError } from '#shared/contract/errors.ts';
import type { Message } from '#shared/contract/figure.ts';
import type { Job, JobResult, JobState } from '#shared/contract/jobs.ts';
import { errorFields, type LogEntry, newLogId } from '../log.ts';
import type { ReadWriteLock } from '../readWriteLock.ts';
import { runOutsideRequest } from '../requestContext.ts';
import { createYielder } from '../yielding.ts';

/** What the work of a job gets. */
export type JobContext = {
  /** 0, and 1 once the job is to stop; threads under the core look at it between blocks. */
  readonly flag: Int32Array<SharedArrayBuffer>;
  /** Runs a task that changes the workspace, alone. */
  readonly exclusive: ReadWriteLock['exclusive'];
  /** Says how far the job has come. Throws CANCELLED once it is to stop. */
  readonly report: (step: Message, done: number, total: number) => void;
  /** The same between two pieces of work, and lets others in when a slice is over. */
  readonly reportAndYield: (step: Message, done: number, total: number) => Promise<void>;
};

/** The jobs of this core. They end with it. */
export type Jobs = {
  /** Begins a job and answers its id at once; `work` must not be awaited by who holds a turn that it needs. */
  readonly start: (kind: Job['kind'], label: Message, work: (job: JobContext) => Promise<JobResult>) => string;
  /** Throws NOT_FOUND. */
  readonly get: (id: string) => Job;
  readonly running: () => readonly Job[];
  /** Throws NOT_FOUND; one that has ended stays as it ended. */
  readonly cancel: (id: string) => void;
  /** Cancels all and waits until they have ended. */
  readonly stop: () => Promise<void>;
};

export type JobsOptions = {
  readonly lock: ReadWriteLock;
  readonly newId: () => string;
  /** Called when something about a job can be asked anew. */
  readonly changed: () => void;
  readonly log: (entry: LogEntry) => void;
};

/** Events about progress, at most one in this time, ms. */
const TELL_EVERY = 100;
/** Ended jobs that can still be asked about. */
const REMEMBERED = 50;

type Kept = { job: Job; readonly flag: Int32Array<SharedArrayBuffer>; readonly ended: Promise<void> };

const failure = (error: unknown, job: string, log: JobsOptions['log']): JobState => {
  if (error instanceof OrebookError && error.code === 'CANCELLED') return { state: 'cancelled' };
  const id = newLogId();
  const known: { code: ErrorCode; details: ErrorDetails } = error instanceof OrebookError ? error : { code: 'INTERNAL', details: { id } };
  log({ event: 'jobFailed', id, job, ...errorFields(error) });
  return { state: 'failed', error: { code: known.code, details: { ...known.details }, id } };
};

export const createJobs = ({ lock, newId, changed, log }: JobsOptions): Jobs => {
  const kept = new Map<string, Kept>();

  const find = (id: string): Kept => {
    const found = kept.get(id);
    if (!found) throw new OrebookError('NOT_FOUND', { kind: 'job', id });
    return found;
  };

  const isRunning = ({ job }: Kept): boolean => job.at.state === 'running';

  const put = (one: Kept, at: JobState): void => {
    one.job = { ...one.job, at };
    changed();
  };

  const jobContextOf = (one: Kept): JobContext => {
    let told = 0;
    const rest = createYielder();
    const goOn = (): void => {
      if (Atomics.load(one.flag, 0) === 1) throw new OrebookError('CANCELLED');
    };
    const say: JobContext['report'] = (step, done, total) => {
      goOn();
      one.job = { ...one.job, at: { state: 'running', progress: { step, done, total }, cancelling: false } };
      if (performance.now() - told < TELL_EVERY) return;
      told = performance.now();
      changed();
    };
    return {
      flag: one.flag,
      exclusive: (task) =>
        lock.exclusive(() => {
          goOn();
          return task();
        }),
      report: say,
      reportAndYield: async (step, done, total) => {
        say(step, done, total);
        await rest();
      },
    };
  };

  const forget = (): void => {
    const ended = [...kept.values()].filter((one) => !isRunning(one));
    for (const { job } of ended.slice(0, -REMEMBERED)) kept.delete(job.id);
  };

  const cancel = (one: Kept): void => {
    if (one.job.at.state !== 'running') return;
    Atomics.store(one.flag, 0, 1);
    put(one, { ...one.job.at, cancelling: true });
  };

  return {
    start: (kind, label, work) => {
      const id = newId();
      const flag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
      const ended = Promise.withResolvers<void>();
      const one: Kept = { job: { id, kind, label, at: { state: 'running', cancelling: false } }, flag, ended: ended.promise };
      kept.set(id, one);
      forget();
      const run = async (): Promise<void> => {
        const at = await work(jobContextOf(one)).then(
          (result): JobState => ({ state: 'done', result }),
          (error: unknown) => failure(error, kind, log),
        );
        put(one, at);
        ended.resolve();
      };
      // after the answer with its id
      setImmediate(() => void runOutsideRequest(run));
      return id;
    },
    get: (id) => find(id).job,
    running: () => [...kept.values()].filter(isRunning).map(({ job }) => job),
    cancel: (id) => cancel(find(id)),
    stop: async () => {
      const running = [...kept.values()].filter(isRunning);
      for (const one of running) cancel(one);
      await Promise.all(running.map(({ ended }) => ended));
    },
  };
};
