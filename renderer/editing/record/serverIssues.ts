import type { OrebookError } from '#shared/contract/errors.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';

const isIssue = (value: unknown): value is FieldIssue =>
  typeof value === 'object' && value !== null && 'path' in value && 'rule' in value && typeof value.path === 'string';

/** The issues of a refused call by path of the record. `name` is the record's key in the input; empty where the input is the record. */
export const serverIssues = (error: OrebookError | undefined, name: string): readonly FieldIssue[] => {
  const issues = error?.code === 'BAD_INPUT' ? error.details.issues : undefined;
  if (!Array.isArray(issues)) return [];
  const prefix = `${name}.`;
  return issues
    .filter(isIssue)
    .map((issue) => ({ ...issue, path: issue.path.startsWith(prefix) ? issue.path.slice(prefix.length) : issue.path }));
};
