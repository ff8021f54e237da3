import { OrebookError } from '#shared/contract/errors.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';
import type { en } from '#shared/messages/en.ts';

/** Rules that have a text: every `issue.` key of the messages. */
export type IssueRule = keyof typeof en extends infer K ? (K extends `issue.${infer R}` ? R : never) : never;

/** Makes a field issue with a rule that has a text. */
export const issue = (path: string, rule: IssueRule, limit?: FieldIssue['limit']): FieldIssue =>
  limit === undefined ? { path, rule } : { path, rule, limit };

/** Throws BAD_INPUT with the issues, if any, in the shape of the dispatcher's own checks. */
export const throwIfIssues = (issues: readonly FieldIssue[]): void => {
  if (issues.length > 0) throw new OrebookError('BAD_INPUT', { issues });
};

/** Prefixes the paths of issues with the place of their entry in the call's input. */
export const withEntryPath = (index: number, issues: readonly FieldIssue[]): readonly FieldIssue[] =>
  issues.map((fieldIssue) => ({ ...fieldIssue, path: `entries.${index}.${fieldIssue.path}` }));
