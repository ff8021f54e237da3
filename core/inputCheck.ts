import { z } from 'zod';
import type { ErrorDetails } from '#shared/contract/errors.ts';
import { type FieldIssue, fieldIssues } from '#shared/contract/issues.ts';
import type { Steps } from '#shared/steps.ts';

/** The parsed input of a call, or the details of BAD_INPUT. */
export type InputCheck = { readonly data: unknown } | { readonly refusal: ErrorDetails };

/** Levels of objects and lists in an input. A record has fewer than ten; functions that walk an input recursively would exhaust the stack. */
const MAX_LEVELS = 100;

/** A list of more items is checked item by item: ten thousand contracts take a third of a second. */
const LONG_LIST = 100;

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
const checkPart = (schema: z.ZodType, part: unknown, path = ''): InputCheck => {
  if (isDeeperThan(part, MAX_LEVELS)) return { refusal: { reason: 'json' } };
  const { success, data, error } = schema.safeParse(part, { reportInput: true });
  if (!success) return { refusal: { issues: fieldIssues(error).map((issue) => ({ ...issue, path: joinPath(path, issue.path) })) } };
  const nulTexts = findNulTexts(data, path);
  return nulTexts.length > 0 ? { refusal: { issues: nulTexts } } : { data };
};

type LongList = { readonly key: string; readonly items: readonly unknown[]; readonly list: z.ZodArray; readonly fields: z.ZodObject };

/** Finds a long list among the fields of an input. */
const findLongList = (schema: z.ZodType, input: unknown): LongList | undefined => {
  if (!(schema instanceof z.ZodObject) || typeof input !== 'object' || input === null) return undefined;
  for (const [key, field] of Object.entries<z.ZodType>(schema.shape)) {
    const items: unknown = Object.hasOwn(input, key) ? (input as Record<string, unknown>)[key] : undefined;
    const list = field instanceof z.ZodReadonly ? field.unwrap() : field;
    if (list instanceof z.ZodArray && Array.isArray(items) && items.length > LONG_LIST) return { key, items, list, fields: schema };
  }
  return undefined;
};

/** Whether the check of an input takes long. */
export const hasLongList = (schema: z.ZodType, input: unknown): boolean => findLongList(schema, input) !== undefined;

/** Parses the input of a call, the items of a long list one after another. */
export function* checkInput(schema: z.ZodType, input: unknown): Steps<InputCheck> {
  const longList = findLongList(schema, input);
  if (longList === undefined) return checkPart(schema, input);
  const { key, items, list, fields } = longList;
  // the other fields, and of the list its length
  const otherFields = fields.clone({ ...fields.def, shape: { ...fields.shape, [key]: list.clone({ ...list.def, element: z.null() }) } });
  const otherFieldsCheck = checkPart(otherFields, { ...(input as object), [key]: items.map(() => null) });
  if ('refusal' in otherFieldsCheck && otherFieldsCheck.refusal.issues === undefined) return otherFieldsCheck;
  const issues: FieldIssue[] = [];
  const addIssues = ({ refusal }: { readonly refusal: ErrorDetails }) => issues.push(...(refusal.issues as readonly FieldIssue[]));
  if ('refusal' in otherFieldsCheck) addIssues(otherFieldsCheck);
  const data: unknown[] = [];
  for (const [i, item] of items.entries()) {
    yield;
    const itemCheck = checkPart(list.element as z.ZodType, item, `${key}.${i}`);
    if ('data' in itemCheck) data.push(itemCheck.data);
    else if (itemCheck.refusal.issues === undefined) return itemCheck;
    else addIssues(itemCheck);
  }
  return 'data' in otherFieldsCheck && issues.length === 0
    ? { data: { ...(otherFieldsCheck.data as object), [key]: data } }
    : { refusal: { issues } };
}
