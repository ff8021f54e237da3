import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestIdentity } from '#db/repositories/confirmedRequests.ts';
import { OrebookError } from '#shared/contract/errors.ts';

/** A request whose change was committed, and the value that the change returned. */
export type ConfirmedRequest = { readonly call: string; readonly value: unknown };

type Scope = {
  readonly identity?: RequestIdentity | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Returns what a background query waits for; undefined where no other query runs. */
  readonly otherQueries?: (() => Promise<void> | undefined) | undefined;
  confirmed?: { readonly value: unknown };
};

const scopes = new AsyncLocalStorage<Scope>();

/** Returns the request of the running command; undefined in a query, in a job, and for a command without an id. */
export const currentRequest = (): RequestIdentity | undefined => scopes.getStore()?.identity;

/** Returns the signal that cancels the running query; undefined where work can't be cancelled. */
export const currentSignal = (): AbortSignal | undefined => scopes.getStore()?.signal;

/** Throws CANCELLED when the running query was cancelled. */
export const throwIfCancelled = (): void => {
  if (currentSignal()?.aborted) throw new OrebookError('CANCELLED');
};

/** Waits in a background query until the other queries have finished. */
export const waitForOtherQueries = async (): Promise<void> => {
  const { otherQueries } = scopes.getStore() ?? {};
  for (let others = otherQueries?.(); others !== undefined; others = otherQueries?.()) await others;
};

/** Runs work that stops at its next yield when the signal is aborted; `otherQueries` run before it. */
export const runWithSignal = <T>(signal: AbortSignal | undefined, work: () => T, otherQueries?: Scope['otherQueries']): T =>
  scopes.run({ signal, otherQueries }, work);

/** Records the value that the committed change of the running request returned. */
export const recordConfirmed = (value: unknown): void => {
  const scope = scopes.getStore();
  if (scope) scope.confirmed = { value };
};

/** Runs a command for a request; returns its answer and the value of its committed change, if any. */
export const runForRequest = async <T>(
  identity: RequestIdentity,
  work: () => T | Promise<T>,
): Promise<{ readonly answer: T; readonly confirmed: { readonly value: unknown } | undefined }> => {
  const scope: Scope = { identity };
  const answer = await scopes.run(scope, work);
  return { answer, confirmed: scope.confirmed };
};

/** Runs work that outlives its request, such as a job: its changes confirm no request, and no caller cancels it. */
export const runOutsideRequest = <T>(work: () => T): T => scopes.exit(work);
