import { OrebookError } from '#shared/contract/errors.ts';
import type { Result } from '#shared/contract/result.ts';
import { setConnection } from './connection.ts';

/** A value of the app, the revision it was answered at, and what a change to that revision touched. */
export type Answer = Omit<Extract<Result<unknown>, { readonly ok: true }>, 'ok'>;

const isResult = (body: unknown): body is Result<unknown> => typeof body === 'object' && body !== null && 'ok' in body;

/** Reads a host's answer: the value with its revision, or the error it names. A refused page learns why it is refused. */
export const readResult = (body: unknown): Answer => {
  if (!isResult(body)) throw new OrebookError('UNAVAILABLE');
  if (body.ok) return body;
  const { code, details, id } = body.error;
  if (code === 'FORBIDDEN') setConnection(details.reason === 'token' ? 'restarted' : 'shutOut');
  throw new OrebookError(code, { ...details, id });
};
