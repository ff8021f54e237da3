import type { z } from 'zod';
import { type Check, checkInSteps } from '#shared/checkInSteps.ts';
import type { ErrorDetails } from '#shared/contract/errors.ts';
import { type FieldIssue, fieldIssues } from '#shared/contract/issues.ts';
import type { Steps } from '#shared/steps.ts';

/** The parsed input of a call, or the details of BAD_INPUT. */
export type InputCheck = Check<ErrorDetails>;

/** Levels of objects and lists in an input. A record has fewer than ten; functions that walk an input recursively would exhaust the stack. */
const MAX_LEVELS = 100;

const isDeeperThan = (input: unknown, levels: number): boolean => {
  let parts = [input];
  for (let level = 0; level < levels; level++) {
    parts = parts.flatMap((part) => (typeof part === 'object' && part !== null ? Object.values(part) : []));
    if (parts.length === 0) return false;
  }
  return true;
};

const joinPath = (path: string, key: string): string => [path, key].filter((part) => part !== '').join('.');

/** Finds the texts with a NUL character, at which SQLite ends a text. */
const findNulTexts = (value: unknown, path: string): readonly FieldIssue[] => {
  if (typeof value === 'string') return value.includes('\0') ? [{ path, rule: 'notPrintable' }] : [];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, part]) => findNulTexts(part, joinPath(path, key)));
};

/** Checks a part of an input at once. `path`: where it stands in the input. */
const checkPart = (schema: z.ZodType, part: unknown, path: string): InputCheck => {
  if (isDeeperThan(part, MAX_LEVELS)) return { refusal: { reason: 'json' } };
  const { success, data, error } = schema.safeParse(part, { reportInput: true });
  if (!success) return { refusal: { issues: fieldIssues(error).map((issue) => ({ ...issue, path: joinPath(path, issue.path) })) } };
  const nulTexts = findNulTexts(data, path);
  return nulTexts.length > 0 ? { refusal: { issues: nulTexts } } : { data };
};

/** Parses the input of a call, the items of long lists one after another. */
export function* checkInput(schema: z.ZodType, input: unknown): Steps<InputCheck> {
  const result = yield* checkInSteps(schema, input, checkPart);
  if ('data' in result) return result;
  const { refusals } = result;
  const otherRefusal = refusals.find(({ issues }) => issues === undefined);
  return { refusal: otherRefusal ?? { issues: refusals.flatMap(({ issues }) => issues as readonly FieldIssue[]) } };
}
