import { OrebookError } from '#shared/contract/errors.ts';
import { sumBy } from '#shared/math.ts';
import { requireFinite } from '../numberChecks.ts';

type Matrix = readonly (readonly number[])[];

/** Smallest eigenvalue of a repaired matrix. */
const MIN_EIGENVALUE = 1e-6;
const MAX_SWEEPS = 60;
const MAX_ROUNDS = 500;
const CONVERGENCE_TOLERANCE = 1e-10;

/** Computes eigenvalues and eigenvectors (columns) of a symmetric matrix by cyclic Jacobi rotations (Golub and Van Loan, 8.5). */
export const symmetricEigen = (matrix: Matrix): { readonly values: number[]; readonly vectors: number[][] } => {
  const n = matrix.length;
  const a = matrix.map((row) => [...row]);
  const v = matrix.map((_, i) => matrix.map((__, j): number => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let offDiagonal = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) offDiagonal += a[p]![q]! ** 2;
    if (offDiagonal < 1e-22) break;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        if (a[p]![q] === 0) continue;
        const tau = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
        const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
        const c = 1 / Math.sqrt(1 + t * t);
        const s = t * c;
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[k]![p]!, a[k]![q]!];
          a[k]![p] = c * x - s * y;
          a[k]![q] = s * x + c * y;
        }
        for (let k = 0; k < n; k++) {
          const [x, y] = [a[p]![k]!, a[q]![k]!];
          a[p]![k] = c * x - s * y;
          a[q]![k] = s * x + c * y;
          const [g, h] = [v[k]![p]!, v[k]![q]!];
          v[k]![p] = c * g - s * h;
          v[k]![q] = s * g + c * h;
        }
      }
    }
  }
  return { values: a.map((row, i) => row[i]!), vectors: v };
};

/** The nearest symmetric matrix whose eigenvalues are at least `MIN_EIGENVALUE`, which is positive definite. */
const projectToPositiveDefinite = (matrix: Matrix): number[][] => {
  const { values, vectors } = symmetricEigen(matrix);
  return matrix.map((_, i) =>
    matrix.map((__, j) => sumBy(values, (value, k) => Math.max(MIN_EIGENVALUE, value) * vectors[i]![k]! * vectors[j]![k]!)),
  );
};

/**
 * Returns the given correlation matrix if it is positive definite, else (`isRepaired`) the nearest one that is, by alternating projections
 * with Dykstra's correction (N. J. Higham, IMA J. Numer. Anal. 22, 2002).
 * Errors: BAD_SHAPE (not square), NOT_FINITE.
 */
export const nearestCorrelation = (matrix: Matrix): { readonly matrix: number[][]; readonly isRepaired: boolean } => {
  for (const [i, row] of matrix.entries()) {
    if (row.length !== matrix.length) throw new OrebookError('BAD_SHAPE', { field: `correlation.${i}`, length: row.length });
    for (const [j, value] of row.entries()) requireFinite(value, `correlation.${i}.${j}`);
  }
  const symmetric = matrix.map((row, i) => row.map((value, j) => (i === j ? 1 : (value + matrix[j]![i]!) / 2)));
  if (symmetricEigen(symmetric).values.every((value) => value >= MIN_EIGENVALUE)) return { matrix: symmetric, isRepaired: false };
  let y = symmetric;
  let correction = symmetric.map((row) => row.map(() => 0));
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const r = y.map((row, i) => row.map((value, j) => value - correction[i]![j]!));
    const x = projectToPositiveDefinite(r);
    correction = x.map((row, i) => row.map((value, j) => value - r[i]![j]!));
    const next = x.map((row, i) => row.map((value, j) => (i === j ? 1 : value)));
    const change = Math.max(...next.map((row, i) => Math.max(...row.map((value, j) => Math.abs(value - y[i]![j]!)))));
    y = next;
    if (change < CONVERGENCE_TOLERANCE) break;
  }
  // after the last projection the diagonal may differ from 1: scaling it to 1 keeps the matrix positive definite
  const projectedMatrix = projectToPositiveDefinite(y);
  const scale = projectedMatrix.map((row, i) => 1 / Math.sqrt(row[i]!));
  return {
    matrix: projectedMatrix.map((row, i) => row.map((value, j) => (i === j ? 1 : value * scale[i]! * scale[j]!))),
    isRepaired: true,
  };
};
