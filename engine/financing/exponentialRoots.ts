/** One term c e^(-t y) of a sum of exponentials. */
export type ExponentialTerm = { readonly time: number; readonly amount: number };

/** Where e^y and e^-y leave the numbers of a double. */
const LIMIT = 709;

/** Sign of the sum at y; 0 where it is no larger than the rounding of its terms (`strict` off) or exactly 0. */
const signAt = (terms: readonly ExponentialTerm[], y: number, strict: boolean): number => {
  let largest = Number.NEGATIVE_INFINITY;
  for (const { time } of terms) largest = Math.max(largest, -time * y);
  let sum = 0;
  let size = 0;
  for (const { time, amount } of terms) {
    // scaled by the largest exponential, which leaves the sign as it is and cannot overflow
    const term = amount * Math.exp(-time * y - largest);
    sum += term;
    size += Math.abs(term);
  }
  return !strict && Math.abs(sum) <= 4 * terms.length * Number.EPSILON * size ? 0 : Math.sign(sum);
};

const bisect = (terms: readonly ExponentialTerm[], from: number, to: number): number => {
  const signFrom = signAt(terms, from, true);
  let low = from;
  let high = to;
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return middle;
    const sign = signAt(terms, middle, true);
    if (sign === 0) return middle;
    if (sign === signFrom) low = middle;
    else high = middle;
  }
};

/** Times at which the amounts change sign, as midpoints between the two terms. */
const signChanges = (terms: readonly ExponentialTerm[]): number[] => {
  const found: number[] = [];
  for (let i = 1; i < terms.length; i++) {
    if (Math.sign(terms[i]!.amount) !== Math.sign(terms[i - 1]!.amount)) found.push((terms[i]!.time + terms[i - 1]!.time) / 2);
  }
  return found;
};

/**
 * All real roots y, ascending, of f(y) = sum c_i e^(-t_i y), |y| <= 709; a root at which f only touches zero counts once.
 *
 * Terms have distinct, ascending times and amounts other than zero. f has no more roots than its amounts have sign changes
 * (Descartes' rule for exponential sums; Laguerre 1883). With m between the times of one change, g = d/dy e^(m y) f has the amounts
 * (m - t_i) c_i, one change fewer, and its roots separate those of f: solved from the innermost g outwards, each root alone in
 * its interval, by bisection to the last bit.
 */
export const exponentialRoots = (terms: readonly ExponentialTerm[]): number[] => {
  const changes = signChanges(terms);
  const pivot = changes[0];
  if (pivot === undefined) return [];
  const turning =
    changes.length === 1 ? [] : exponentialRoots(terms.map(({ time, amount }) => ({ time, amount: (pivot - time) * amount })));
  const knots = [-LIMIT, ...turning, LIMIT];
  const roots: number[] = [];
  for (let i = 0; i < knots.length - 1; i++) {
    const from = knots[i]!;
    const to = knots[i + 1]!;
    const signFrom = signAt(terms, from, false);
    const signTo = signAt(terms, to, false);
    if (i > 0 && signFrom === 0) roots.push(from);
    if (signFrom * signTo < 0) roots.push(bisect(terms, from, to));
  }
  return roots;
};
