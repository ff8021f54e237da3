import type { OrebookError } from '#shared/contract/errors.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';

const isIssue = (value: unknown): value is FieldIssue =>
  typeof value === 'object' && value !== null && 'path' in value && 'rule' in value && typeof value.path === 'string';

/** The issues of a refused call by path of the record. `name` is the record's key in the input; empty where the input is the record. */
export const serverIssues = (error: OrebookError | undefined, name: string): readonly FieldIssue[] => {
  const found = error?.code === 'BAD_INPUT' ? error.details.issues : undefined;
  if (!Array.isArray(found)) return [];
  const before = `${name}.`;
  return found
    .filter(isIssue)
    .map((issue) => ({ ...issue, path: issue.path.startsWith(before) ? issue.path.slice(before.length) : issue.path }));
};
