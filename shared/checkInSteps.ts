import { z } from 'zod';
import type { Steps } from './steps.ts';

/** The result of a check of a value: its parsed data, or why it is refused. */
export type Check<R> = { readonly data: unknown } | { readonly refusal: R };

/** A list of more items is checked item by item: ten thousand contracts take a third of a second. */
const LONG_LIST = 100;

type LongList = { readonly path: readonly string[]; readonly items: readonly unknown[]; readonly element: z.ZodType };

/** A value and its schema in which the items of long lists are null, and these lists. */
type Outline = { readonly schema: z.ZodType; readonly value: unknown; readonly lists: readonly LongList[] };

const LENGTH_CHECKS: ReadonlySet<string> = new Set(['min_length', 'max_length', 'length_equals']);

/** Whether a schema has no checks but of the length of a list: others read the items. */
const checksLengthOnly = ({ def }: z.ZodArray | z.ZodObject): boolean =>
  (def.checks ?? []).every(({ _zod }) => LENGTH_CHECKS.has(_zod.def.check));

/** Finds the long lists in a value: itself, in its fields, and in theirs. */
const outlineOf = (schema: z.ZodType, value: unknown, path: readonly string[] = []): Outline => {
  const fullOutline = { schema, value, lists: [] };
  // its own checks read the items
  if (schema instanceof z.ZodReadonly && !schema.def.checks?.length) {
    const outline = outlineOf(schema.unwrap() as z.ZodType, value, path);
    return outline.lists.length > 0 ? outline : fullOutline;
  }
  if (schema instanceof z.ZodArray && Array.isArray(value) && value.length > LONG_LIST && checksLengthOnly(schema))
    return {
      schema: schema.clone({ ...schema.def, element: z.null() }),
      value: value.map(() => null),
      lists: [{ path, items: value, element: schema.element as z.ZodType }],
    };
  if (!(schema instanceof z.ZodObject) || typeof value !== 'object' || value === null || !checksLengthOnly(schema)) return fullOutline;
  const parts = Object.entries<z.ZodType>(schema.shape).flatMap(([key, field]) => {
    if (!Object.hasOwn(value, key)) return [];
    const part = outlineOf(field, (value as Record<string, unknown>)[key], [...path, key]);
    return part.lists.length > 0 ? [[key, part] as const] : [];
  });
  if (parts.length === 0) return fullOutline;
  const fields = Object.fromEntries(parts.map(([key, part]) => [key, part.schema]));
  return {
    schema: schema.clone({ ...schema.def, shape: { ...schema.shape, ...fields } }),
    value: { ...value, ...Object.fromEntries(parts.map(([key, part]) => [key, part.value])) },
    lists: parts.flatMap(([, part]) => part.lists),
  };
};

const withItems = (data: unknown, [key, ...path]: readonly string[], items: readonly unknown[]): unknown =>
  key === undefined ? items : { ...(data as object), [key]: withItems((data as Record<string, unknown>)[key], path, items) };

/** Whether the check of a value has more than one step. */
export const hasLongList = (schema: z.ZodType, value: unknown): boolean => outlineOf(schema, value).lists.length > 0;

/** Checks a value with `check`, the items of its long lists one after another. `check` gets the path of each part in the value. */
export function* checkInSteps<R>(
  schema: z.ZodType,
  value: unknown,
  check: (schema: z.ZodType, part: unknown, path: string) => Check<R>,
): Steps<{ readonly data: unknown } | { readonly refusals: readonly R[] }> {
  const outline = outlineOf(schema, value);
  const refusals: R[] = [];
  const outlineCheck = check(outline.schema, outline.value, '');
  if ('refusal' in outlineCheck) refusals.push(outlineCheck.refusal);
  let data = 'data' in outlineCheck ? outlineCheck.data : undefined;
  for (const { path, items, element } of outline.lists) {
    const checkedItems: unknown[] = [];
    for (const [i, item] of items.entries()) {
      yield;
      const itemCheck = check(element, item, [...path, i].join('.'));
      if ('data' in itemCheck) checkedItems.push(itemCheck.data);
      else refusals.push(itemCheck.refusal);
    }
    if (refusals.length === 0) data = withItems(data, path, checkedItems);
  }
  return refusals.length === 0 ? { data } : { refusals };
}

/** Parses a value, the items of its long lists one after another; undefined if it does not match its schema. */
export function* parseInSteps<S extends z.ZodType>(schema: S, value: unknown): Steps<{ readonly data: z.output<S> } | undefined> {
  const result = yield* checkInSteps<true>(schema, value, (partSchema, part) => {
    const { success, data } = partSchema.safeParse(part);
    return success ? { data } : { refusal: true };
  });
  return 'data' in result ? { data: result.data as z.output<S> } : undefined;
}
