import fc from 'fast-check';
import { expect, it } from 'vitest';
import { calculate } from './arithmetic.ts';

it.each([
  ['=50*1.1', 55],
  ['= 120 + 30', 150],
  ['=(120+30)/2', 75],
  ['=2+3*4', 14],
  ['=10-4-3', 3],
  ['=-(2-5)*2', 6],
  ['=150,000/12', 12_500],
  ['=1/3', 1 / 3],
])('%j is calculated', (text, value) => {
  expect(calculate(text)).toBeCloseTo(value, 12);
});

it.each(['50*1.1', '=', '=50*', '=50 60', '=A1*2', '=SUM(1,2)', '=1/0', '=(2+3', '=1)', `=${'1+'.repeat(200)}1`])(
  '%j is no calculation',
  (text) => {
    expect(calculate(text)).toBeUndefined();
  },
);

it('a sum of numbers is their sum in any order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 1, maxLength: 12 }), (numbers) => {
      const sum = numbers.reduce((a, b) => a + b, 0);
      expect(calculate(`=${numbers.join('+')}`)).toBe(sum);
      expect(calculate(`=${[...numbers].reverse().join('+')}`)).toBe(sum);
    }),
  );
});
