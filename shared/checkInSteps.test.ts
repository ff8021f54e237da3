import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hasLongList, parseInSteps } from './checkInSteps.ts';
import { runSteps } from './steps.ts';

const Row = z.object({ code: z.string().trim(), tonnes: z.number().default(1) }).readonly();
const Result = z
  .object({
    total: z.number(),
    rows: z.array(Row).readonly(),
    parts: z.object({ buyers: z.array(Row), name: z.string(), codes: z.array(z.string()).max(300).readonly() }).readonly(),
    note: z.string().optional(),
  })
  .readonly();

const rows = (count: number, change: Readonly<Record<number, unknown>> = {}) =>
  Array.from({ length: count }, (_, i) => change[i] ?? { other: 1, code: ` c${i} ` });
const codes = (count: number) => Array.from({ length: count }, (_, i) => `c${i}`);
const result = (ofResult: object = {}, ofParts: object = {}) => ({
  other: 1,
  parts: { codes: codes(200), name: 'a', buyers: rows(3), ...ofParts },
  rows: rows(500),
  total: 2,
  ...ofResult,
});

describe('a value that is parsed in steps', () => {
  it('is what a parse of the whole returns, the order of its fields included', () => {
    for (const value of [
      result(),
      result({ note: 'n' }, { buyers: rows(150) }),
      result({ rows: [] }, { codes: [] }),
      result({ rows: rows(500, { 499: { code: 1 } }) }),
      result({}, { codes: codes(301) }),
      result({}, { buyers: rows(150, { 3: null }) }),
      result({ total: 'a' }),
      result({ rows: undefined }),
      result({ parts: null }),
      null,
    ]) {
      const { success, data } = Result.safeParse(value);
      const parseResult = runSteps(parseInSteps(Result, value));
      expect(JSON.stringify(parseResult)).toBe(success ? JSON.stringify({ data }) : undefined);
    }
  });

  it('has a step for each item of a long list, also of one within another field', () => {
    expect([...parseInSteps(Result, result())]).toHaveLength(700);
    expect([...parseInSteps(Result, result({ rows: [] }, { buyers: rows(101), codes: [] }))]).toHaveLength(101);
    expect([...parseInSteps(z.array(Row), rows(500))]).toHaveLength(500);
    expect(hasLongList(Result, result({ rows: rows(100) }, { codes: codes(100) }))).toBe(false);
  });

  it('has no steps where a check reads the items of a list', () => {
    const Ascending = z.array(z.number()).refine((numbers) => numbers.every((n, i) => i === 0 || n > numbers[i - 1]!));
    const numbers = Array.from({ length: 200 }, (_, i) => i);
    const Sum = z
      .object({ numbers: z.array(z.number()), sum: z.number() })
      .refine((of) => of.numbers.reduce((a, b) => a + b, 0) === of.sum);
    expect([...parseInSteps(Ascending, numbers)]).toEqual([]);
    expect(runSteps(parseInSteps(Ascending, numbers))).toEqual({ data: numbers });
    expect(runSteps(parseInSteps(Ascending, numbers.toReversed()))).toBeUndefined();
    expect(runSteps(parseInSteps(Sum, { numbers, sum: 19_900 }))).toEqual({ data: { numbers, sum: 19_900 } });
    expect(runSteps(parseInSteps(Sum, { numbers, sum: 1 }))).toBeUndefined();
    const None = z
      .array(z.number())
      .readonly()
      .refine(() => false);
    expect(runSteps(parseInSteps(None, numbers))).toBeUndefined();
    expect(runSteps(parseInSteps(z.object({ numbers: None }), { numbers }))).toBeUndefined();
  });
});
