import { expect, it } from 'vitest';
import { z } from 'zod';
import { hasLongList } from '#shared/checkInSteps.ts';
import { fieldIssues } from '#shared/contract/issues.ts';
import { runSteps } from '#shared/steps.ts';
import { checkInput } from './inputCheck.ts';

const schema = z.object({
  name: z.string().trim().min(1),
  items: z
    .array(z.object({ code: z.string().trim().max(5), tonnes: z.number().default(1) }))
    .min(1)
    .max(3000)
    .readonly(),
});
const items = (count: number, change: Readonly<Record<number, unknown>> = {}) =>
  Array.from({ length: count }, (_, i) => change[i] ?? { code: ` c${i} ` });

const wholeCheck = (input: unknown) => {
  const { success, data, error } = schema.safeParse(input, { reportInput: true });
  return success ? { data } : { refusal: { issues: fieldIssues(error) } };
};

it('checks a long list item by item with the result of a check of the whole', () => {
  for (const input of [
    { name: ' a ', items: items(2000) },
    { name: 'a', items: items(2000, { 7: { code: 'too long' }, 1999: { code: 'a', tonnes: 'many' } }) },
    { name: 'a', items: items(2000, { 3: null, 4: 'c4' }) },
    { name: '', items: items(2000, { 3: { code: 'too long' } }) },
    { name: 'a', items: items(3001) },
    { items: items(200) },
  ]) {
    expect(hasLongList(schema, input)).toBe(true);
    const steps = checkInput(schema, input);
    expect(steps.next().done).toBe(false);
    expect(runSteps(checkInput(schema, input))).toEqual(wholeCheck(input));
  }
  expect(hasLongList(schema, { name: 'a', items: items(3) })).toBe(false);
  expect(runSteps(checkInput(schema, { name: 'a', items: items(3) }))).toEqual(wholeCheck({ name: 'a', items: items(3) }));
});

it('names the place of a NUL character in a long list, and refuses an item of hundreds of levels', () => {
  expect(runSteps(checkInput(schema, { name: 'a', items: items(200, { 150: { code: 'a\0' } }) }))).toEqual({
    refusal: { issues: [{ path: 'items.150.code', rule: 'notPrintable' }] },
  });
  const deepItem = JSON.parse(`${'{"a":['.repeat(200)}1${']}'.repeat(200)}`);
  expect(runSteps(checkInput(schema, { name: 'a', items: items(200, { 150: deepItem }) }))).toEqual({ refusal: { reason: 'json' } });
});
