import { describe, expect, it } from 'vitest';
import { nearestCorrelation } from '#engine';
import { expectRefusal } from '../../tests/helpers/engine/refusal.ts';
import { cholesky } from '../simulation/plan/cholesky.ts';

describe('a correlation matrix', () => {
  it('is returned unchanged if it is positive definite', () => {
    const correlation = [
      [1, 0.5, 0.2],
      [0.5, 1, -0.3],
      [0.2, -0.3, 1],
    ];
    expect(nearestCorrelation(correlation)).toEqual({ matrix: correlation, isRepaired: false });
  });

  it('is replaced by the nearest positive definite one if it is not', () => {
    // Higham's example of 2002: the nearest matrix has 0.7607 beside the diagonal and 0.1573 in the corner
    const { matrix, isRepaired } = nearestCorrelation([
      [1, 1, 0],
      [1, 1, 1],
      [0, 1, 1],
    ]);
    expect(isRepaired).toBe(true);
    expect(matrix[0]![1]).toBeCloseTo(0.7607, 3);
    expect(matrix[0]![2]).toBeCloseTo(0.1573, 3);
    expect(matrix.map((row, i) => row[i])).toEqual([1, 1, 1]);
    expect(() => cholesky(matrix)).not.toThrow();
  });

  it('is refused if it is not square or not finite', () => {
    expectRefusal(() => nearestCorrelation([[1, 0.5], [0.5]]), 'BAD_SHAPE');
    expectRefusal(
      () =>
        nearestCorrelation([
          [1, Number.NaN],
          [Number.NaN, 1],
        ]),
      'NOT_FINITE',
    );
  });
});

describe('the Cholesky factor', () => {
  it('times its transpose equals the matrix', () => {
    const matrix = [
      [1, 0.4, 0.1],
      [0.4, 1, -0.2],
      [0.1, -0.2, 1],
    ];
    const rows = cholesky(matrix);
    for (const [i, row] of rows.entries()) {
      for (const [j, otherRow] of rows.entries())
        expect(row.reduce((sum, value, k) => sum + value * otherRow[k]!, 0)).toBeCloseTo(matrix[i]![j]!, 14);
    }
  });

  it('of an indefinite or asymmetric matrix is refused', () => {
    expectRefusal(
      () =>
        cholesky([
          [1, 2],
          [2, 1],
        ]),
      'BAD_SHAPE',
    );
    expectRefusal(
      () =>
        cholesky([
          [1, 0.5],
          [0.2, 1],
        ]),
      'BAD_SHAPE',
    );
  });
});
