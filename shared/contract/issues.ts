import type { z } from 'zod';
import type { Label } from './figure.ts';

/** An issue of a field of a request: path, rule, and the bound or names in its text. */
export type FieldIssue = { readonly path: string; readonly rule: string; readonly limit?: number | string | Label };

const limitOf = (limit: unknown): Pick<FieldIssue, 'limit'> => (typeof limit === 'number' || typeof limit === 'string' ? { limit } : {});

/** Converts parsing issues to field issues; the message of a refinement in shared/domain is its rule. */
export const fieldIssues = (error: z.ZodError): readonly FieldIssue[] =>
  error.issues.map((issue) => {
    const path = issue.path.map(String).join('.');
    switch (issue.code) {
      case 'too_small':
        return {
          path,
          rule: issue.origin === 'string' ? 'tooShort' : issue.origin === 'array' ? 'tooFew' : 'tooSmall',
          limit: Number(issue.minimum),
        };
      case 'too_big':
        return {
          path,
          rule: issue.origin === 'string' ? 'tooLong' : issue.origin === 'array' ? 'tooMany' : 'tooBig',
          limit: Number(issue.maximum),
        };
      case 'invalid_type':
        return { path, rule: issue.input === undefined ? 'required' : 'wrongType', limit: issue.expected };
      case 'invalid_format':
        return { path, rule: issue.format === 'date' ? 'noSuchDate' : 'wrongFormat', limit: issue.format };
      case 'custom':
        return { path, rule: issue.message, ...limitOf(issue.params?.limit) };
      default:
        return { path, rule: 'notOffered' };
    }
  });
