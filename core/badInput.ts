import { OrebookError } from '#shared/contract/errors.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';
import type { en } from '#shared/messages/en.ts';

/** Rules that have words: every `issue.` key of the messages. */
export type IssueRule = keyof typeof en extends infer K ? (K extends `issue.${infer R}` ? R : never) : never;

/** A field issue whose rule the messages know. */
export const issue = (path: string, rule: IssueRule, limit?: number | string): FieldIssue =>
  limit === undefined ? { path, rule } : { path, rule, limit };

/** Throws BAD_INPUT with the issues, the same shape the door answers with; nothing when there are none. */
export const throwIfIssues = (issues: readonly FieldIssue[]): void => {
  if (issues.length > 0) throw new OrebookError('BAD_INPUT', { issues });
};

/** The issues of one entry of a list, by their paths in the call's input. */
export const withEntryPath = (index: number, issues: readonly FieldIssue[]): readonly FieldIssue[] =>
  issues.map((each) => ({ ...each, path: `entries.${index}.${each.path}` }));
