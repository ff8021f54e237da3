import { expect, test } from 'vitest';
import { message } from '#shared/messages/text.ts';
import { type ExplanationSpec, explanation } from './explain.ts';

const SPEC: ExplanationSpec = { title: message('common.total'), formula: message('common.total'), unit: 'usd', decimals: 0 };

/** The names and amounts of the lines that explain amounts, whose names are their positions. */
const explain = (amounts: readonly number[], lineLimit: number) => {
  const lines = amounts.map((amount, i) => ({ label: message('line.member', { name: String(i) }), amount }));
  return explanation(lines, 0, { ...SPEC, lineLimit }).lines.map(({ label, amount }) =>
    'key' in label && label.key === 'line.member' ? [label.values?.name, amount] : amount,
  );
};

test('of many lines the largest are kept in their order, of equal ones the first, and the others are one line', () => {
  expect(explain([1, -5, 2, 2, 7, 2], 3)).toEqual([['1', -5], ['2', 2], ['4', 7], 5]);
  expect(explain([2, 2, 2], 1)).toEqual([['0', 2], 4]);
  expect(explain([3, 1, 2], 3)).toEqual([
    ['0', 3],
    ['1', 1],
    ['2', 2],
  ]);
});
