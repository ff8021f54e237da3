import { OrebookError } from '#shared/contract/errors.ts';

/**
 * Factors a correlation matrix: the lower triangular L with L L' = C, by rows.
 * Errors: BAD_SHAPE (not square, not symmetric, or not positive definite; `nearestCorrelation` repairs the latter).
 */
export const cholesky = (matrix: readonly (readonly number[])[]): Float64Array[] => {
  const rows: Float64Array[] = [];
  for (const [i, row] of matrix.entries()) {
    if (row.length !== matrix.length) throw new OrebookError('BAD_SHAPE', { field: `correlation.${i}`, length: row.length });
    const factor = new Float64Array(matrix.length);
    for (let j = 0; j <= i; j++) {
      if (Math.abs(row[j]! - matrix[j]![i]!) > 1e-9)
        throw new OrebookError('BAD_SHAPE', { field: `correlation.${i}.${j}`, rule: 'symmetric' });
      let sum = row[j]!;
      for (let k = 0; k < j; k++) sum -= factor[k]! * (j === i ? factor[k]! : rows[j]![k]!);
      if (i === j) {
        if (!(sum > 1e-12)) throw new OrebookError('BAD_SHAPE', { field: 'correlation', rule: 'positiveDefinite' });
        factor[i] = Math.sqrt(sum);
      } else factor[j] = sum / rows[j]![j]!;
    }
    rows.push(factor);
  }
  return rows;
};
