import { OrebookError } from '#shared/contract/errors.ts';
import type { Result } from '#shared/contract/result.ts';
import { setConnection } from './connection.ts';

/** The value of a call, the revision of the workspace, and the kinds of records that the change to that revision touched. */
export type Answer = Omit<Extract<Result<unknown>, { readonly ok: true }>, 'ok'>;

const isResult = (body: unknown): body is Result<unknown> => typeof body === 'object' && body !== null && 'ok' in body;

/** Returns the value of a Result with its revision. Throws its error as OrebookError; a refusal also sets the connection state. */
export const readResult = (body: unknown): Answer => {
  if (!isResult(body)) throw new OrebookError('UNAVAILABLE');
  if (body.ok) return body;
  const { code, details, id } = body.error;
  if (code === 'FORBIDDEN') setConnection(details.reason === 'token' ? 'restarted' : 'unauthenticated');
  throw new OrebookError(code, { ...details, id });
};
