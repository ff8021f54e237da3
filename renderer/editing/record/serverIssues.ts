import type { OrebookError } from '#shared/contract/errors.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';

const isIssue = (value: unknown): value is FieldIssue =>
  typeof value === 'object' && value !== null && 'path' in value && 'rule' in value && typeof value.path === 'string';

/** What the door finds wrong with a record, by the record's own paths; `name` is what the call's input names it. */
export const serverIssues = (error: OrebookError | undefined, name: string): readonly FieldIssue[] => {
  const found = error?.code === 'BAD_INPUT' ? error.details.issues : undefined;
  if (!Array.isArray(found)) return [];
  const before = `${name}.`;
  return found
    .filter(isIssue)
    .map((issue) => ({ ...issue, path: issue.path.startsWith(before) ? issue.path.slice(before.length) : issue.path }));
};
