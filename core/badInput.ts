import { OrebookError } from '#shared/contract/errors.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';
import type { en } from '#shared/messages/en.ts';

/** The rules of field issues: every `issue.` key of the messages. */
export type IssueRule = keyof typeof en extends infer K ? (K extends `issue.${infer R}` ? R : never) : never;

/** Returns a field issue whose rule has a message. */
export const issue = (path: string, rule: IssueRule, limit?: number | string): FieldIssue =>
  limit === undefined ? { path, rule } : { path, rule, limit };

/** Throws BAD_INPUT with the issues, in the form that the dispatcher uses for invalid input; does nothing when there are none. */
export const throwIfIssues = (issues: readonly FieldIssue[]): void => {
  if (issues.length > 0) throw new OrebookError('BAD_INPUT', { issues });
};

/** Prefixes the paths of issues with the entry of the input list that they concern. */
export const withEntryPath = (index: number, issues: readonly FieldIssue[]): readonly FieldIssue[] =>
  issues.map((each) => ({ ...each, path: `entries.${index}.${each.path}` }));
