import type { Output, ParsedInput } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Capabilities } from '#shared/contract/host.ts';
import type { CallName } from '#shared/contract/names.ts';
import { createObjectField } from '#shared/objectField.ts';
import type { ArtefactPort, IntakePort } from './files/fileStores.ts';
import type { Jobs } from './jobs/jobRunner.ts';
import type { RevealPort } from './protocol.ts';
import type { ReadWriteLock } from './readWriteLock.ts';
import { currentSignal, runWithSignal } from './requestContext.ts';
import type { WorkspaceSession } from './session/workspaceSession.ts';
import type { TeamRunner } from './team/teamRunner.ts';
import type { Allocator } from './workers/allocationClient.ts';
import type { Documents } from './workers/documentClient.ts';
import type { Simulations } from './workers/simulationClient.ts';
import type { Tables } from './workers/tableClient.ts';

/** The context of every use case: the open workspace, a clock, an id maker, files, jobs and threads. Use cases have no other access to them. */
export type ServiceContext = {
  readonly workspace: WorkspaceSession;
  /** Returns the current time; the only clock of the core. */
  readonly clock: () => Date;
  /** Returns a new UUIDv7. */
  readonly newId: () => string;
  readonly intake: IntakePort;
  readonly artefacts: ArtefactPort;
  /** Reads and writes table files: workbooks, CSV. */
  readonly tables: Tables;
  /** Lays out documents: pages, PDF, Word. */
  readonly documents: Documents;
  /** Optimises tonnages by deal. */
  readonly allocator: Allocator;
  /** Runs simulations in threads. */
  readonly simulations: Simulations;
  /** Reads the workspace at one revision, beside queries; for calls that the dispatcher runs without a lock. */
  readonly readShared: ReadWriteLock['shared'];
  /** Work that continues after its command was answered. */
  readonly jobs: Jobs;
  /** Sharing of the open workspace with a team. */
  readonly team: TeamRunner;
  readonly capabilities: Capabilities;
  readonly reveal: RevealPort;
};

/** A use case: parsed input to output of the contract. Throws OrebookError. */
export type Handler<K extends CallName> = (input: ParsedInput<K>, ctx: ServiceContext) => Output<K> | Promise<Output<K>>;

/** Every use case, by call name. */
export type Handlers = { readonly [K in CallName]: Handler<K> };

/** The use cases of some domains: `export const buyersHandlers: HandlersOf<'buyers' | 'buyerGroups'> = { ... }`. */
export type HandlersOf<D extends string> = { readonly [K in Extract<CallName, `${D}.${string}`>]: Handler<K> };

type SharedWork<T> = {
  readonly value: Promise<T>;
  readonly stop: AbortController;
  waitingCount: number;
  isSettled: boolean;
};

/** Waits for shared work; the work is cancelled when the last query that waits for it is. */
const waitFor = <T>(work: SharedWork<T>): Promise<T> => {
  const signal = currentSignal();
  work.waitingCount += 1;
  if (signal === undefined || work.isSettled) return work.value;
  return new Promise((resolve, reject) => {
    const stopWaiting = (): void => {
      work.waitingCount -= 1;
      if (work.waitingCount === 0 && !work.isSettled) work.stop.abort();
      reject(new OrebookError('CANCELLED'));
    };
    signal.addEventListener('abort', stopWaiting, { once: true });
    work.value.then(resolve, reject).finally(() => signal.removeEventListener('abort', stopWaiting));
    if (signal.aborted) stopWaiting();
  });
};

/** The memoized results of a session at its last revision, by the function that makes them. */
type Memo = { readonly stamp: string; readonly works: Map<unknown, SharedWork<unknown>> };

const memoOfSession = createObjectField<WorkspaceSession, Memo>();

/** Returns the results at the current revision; those of an earlier one are released together, also those that are not asked for again. */
const memoizedWorks = (workspace: WorkspaceSession): Memo['works'] => {
  const stamp = workspace.stamp();
  const memo = memoOfSession.get(workspace);
  if (memo?.stamp === stamp) return memo.works;
  const works: Memo['works'] = new Map();
  memoOfSession.set(workspace, { stamp, works });
  return works;
};

/**
 * Memoizes the result of `make` while the workspace stays at one revision. Concurrent queries share the work, which is cancelled when all of
 * them are. A failure is not memoized.
 */
export const memoizePerRevision = <T>(make: (ctx: ServiceContext) => Promise<T>): ((ctx: ServiceContext) => Promise<T>) => {
  return (ctx) => {
    const works = memoizedWorks(ctx.workspace);
    const memoizedWork = works.get(make) as SharedWork<T> | undefined;
    if (memoizedWork !== undefined && !memoizedWork.stop.signal.aborted) return waitFor(memoizedWork);
    const stop = new AbortController();
    const work: SharedWork<T> = { value: runWithSignal(stop.signal, () => make(ctx)), stop, waitingCount: 0, isSettled: false };
    works.set(make, work);
    work.value.then(
      () => {
        work.isSettled = true;
      },
      () => {
        work.isSettled = true;
        if (works.get(make) === work) works.delete(make);
      },
    );
    return waitFor(work);
  };
};

/**
 * Returns a context that stays at the current revision for work that outlives its request: what `reads`, made by `memoizePerRevision`, have
 * read is read from it again after a change too. Other records are read as they are then. Call it inside a call.
 */
export const holdRevision = async (
  ctx: ServiceContext,
  reads: readonly ((ctx: ServiceContext) => Promise<unknown>)[],
): Promise<ServiceContext> => {
  for (const read of reads) await read(ctx);
  const [stamp, revision] = [ctx.workspace.stamp(), ctx.workspace.revision()];
  const workspace: WorkspaceSession = { ...ctx.workspace, stamp: () => stamp, revision: () => revision };
  memoOfSession.set(workspace, { stamp, works: memoizedWorks(ctx.workspace) });
  return { ...ctx, workspace };
};

/** Keeps the last answer of a query, which is returned to the same input while the workspace stays at one revision. */
export const memoizeLastAnswer = <I, T>(
  make: (input: I, ctx: ServiceContext) => Promise<T>,
): ((input: I, ctx: ServiceContext) => Promise<T>) => {
  const lastAnswer = createObjectField<WorkspaceSession, { readonly key: string; readonly answer: T }>();
  return async (input, ctx) => {
    const key = JSON.stringify([ctx.workspace.stamp(), input]);
    const earlierAnswer = lastAnswer.get(ctx.workspace);
    if (earlierAnswer?.key === key) return earlierAnswer.answer;
    const answer = await make(input, ctx);
    lastAnswer.set(ctx.workspace, { key, answer });
    return answer;
  };
};
