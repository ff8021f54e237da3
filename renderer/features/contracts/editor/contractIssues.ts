import { OrebookError } from '#shared/contract/errors.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { doorIssues } from '../../records/index.ts';

/** The path of the field that shows an issue: what a list or an alternative as a whole lacks stands at its first field. */
const fieldOf = (path: string): string => {
  if (path === 'terms') return 'terms.1.from';
  if (/^terms\.\d+\.collar$/.test(path)) return `${path}.floor`;
  return path;
};

/** What the door finds wrong with a contract, by the form's own paths. */
export const contractIssues = (error: OrebookError | undefined): readonly FieldIssue[] => {
  if (error?.code === 'DUPLICATE') return [{ path: 'code', rule: 'taken', limit: String(error.details.value) }];
  return doorIssues(error, 'contract').map((issue) => ({ ...issue, path: fieldOf(issue.path) }));
};

/** Whether an error is told at its fields rather than at the foot of the page. */
export const isTold = (error: unknown): boolean =>
  error instanceof OrebookError && (error.code === 'BAD_INPUT' || error.code === 'DUPLICATE' || error.code === 'STALE');

/** The refusal of a code that is still in its field. */
export const standing = (error: OrebookError | undefined, contract: OfftakeContract): OrebookError | undefined =>
  error?.code === 'DUPLICATE' && error.details.value !== contract.code ? undefined : error;
