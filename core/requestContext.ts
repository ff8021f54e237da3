import { AsyncLocalStorage } from 'node:async_hooks';
import type { RequestIdentity } from '#db/repositories/confirmedRequests.ts';

/** A request whose change was committed, with the value that the change returned. */
export type ConfirmedRequest = { readonly call: string; readonly value: unknown };

type Running = RequestIdentity & { confirmed?: { readonly value: unknown } };

const running = new AsyncLocalStorage<Running>();

/** The request of the command that runs now; undefined in a query, in a job, and for a command without an id. */
export const currentRequest = (): RequestIdentity | undefined => running.getStore();

/** Notes what the committed change of the running request returned. */
export const recordConfirmed = (value: unknown): void => {
  const request = running.getStore();
  if (request) request.confirmed = { value };
};

/** Runs a command for a request; returns its answer and what its change committed, if it made one. */
export const runForRequest = async <T>(
  request: RequestIdentity,
  work: () => T | Promise<T>,
): Promise<{ readonly answer: T; readonly confirmed: { readonly value: unknown } | undefined }> => {
  const mine: Running = { ...request };
  const answer = await running.run(mine, work);
  return { answer, confirmed: mine.confirmed };
};

/** Runs work that outlives its command, such as a job: its changes confirm no request. */
export const runOutsideRequest = <T>(work: () => T): T => running.exit(work);
