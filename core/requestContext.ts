import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestIdentity } from '#db/repositories/confirmedRequests.ts';
import { OrebookError } from '#shared/contract/errors.ts';

/** A request whose change was committed, with the value that the change returned. */
export type ConfirmedRequest = { readonly call: string; readonly value: unknown };

type Scope = {
  readonly identity?: RequestIdentity | undefined;
  readonly signal?: AbortSignal | undefined;
  confirmed?: { readonly value: unknown };
};

const scopes = new AsyncLocalStorage<Scope>();

/** The request of the command that runs now; undefined in a query, in a job, and for a command without an id. */
export const currentRequest = (): RequestIdentity | undefined => scopes.getStore()?.identity;

/** Aborted once nobody waits for the answer of the query that runs now; undefined where work can't be cancelled. */
export const currentSignal = (): AbortSignal | undefined => scopes.getStore()?.signal;

/** Throws CANCELLED once nobody waits for the answer of the query that runs now. */
export const throwIfCancelled = (): void => {
  if (currentSignal()?.aborted) throw new OrebookError('CANCELLED');
};

/** Runs work that stops at its next yield once the signal is aborted. */
export const runWithSignal = <T>(signal: AbortSignal | undefined, work: () => T): T => scopes.run({ signal }, work);

/** Notes what the committed change of the running request returned. */
export const recordConfirmed = (value: unknown): void => {
  const scope = scopes.getStore();
  if (scope) scope.confirmed = { value };
};

/** Runs a command for a request; returns its answer and what its change committed, if it made one. */
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
