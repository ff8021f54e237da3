import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { terms } from '../../tests/helpers/engine/plans.ts';
import { termsAt, termsBetween } from './contract.ts';

const MONTH = { min: 24_000, max: 24_060 };

describe('dated sets of terms', () => {
  it('between two months are those of each single month, without gap or overlap', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer(MONTH), { minLength: 1, maxLength: 5 }),
        fc.integer(MONTH),
        fc.integer(MONTH),
        (begins, from, to) => {
          const contract = { terms: begins.toSorted((a, b) => a - b).map((begin) => terms({ from: begin })) };
          const months = termsBetween(contract, from, to).flatMap((span) =>
            Array.from({ length: span.to - span.from + 1 }, (_, i) => [span.from + i, span.terms] as const),
          );
          const expectedTerms = Array.from(
            { length: Math.max(0, to - from + 1) },
            (_, i) => [from + i, termsAt(contract, from + i)] as const,
          );
          expect(months.map(([month]) => month)).toEqual(expectedTerms.map(([month]) => month));
          expect(months.every(([, set], i) => set === expectedTerms[i]![1])).toBe(true);
        },
      ),
    );
  });
});
