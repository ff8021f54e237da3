/** One term c e^(-t y) of a sum of exponentials. */
export type ExponentialTerm = { readonly time: number; readonly amount: number };

/** Beyond this e^y overflows and e^-y underflows a double. */
const LIMIT = 709;

/** Sign of the sum at y; 0 if it is exactly 0 or, unless `isStrict`, within the rounding error of its terms. */
const signAt = (terms: readonly ExponentialTerm[], y: number, isStrict: boolean): number => {
  let largestTerm = Number.NEGATIVE_INFINITY;
  for (const { time } of terms) largestTerm = Math.max(largestTerm, -time * y);
  let sum = 0;
  let size = 0;
  for (const { time, amount } of terms) {
    // divided by the largest exponential: same sign, no overflow
    const term = amount * Math.exp(-time * y - largestTerm);
    sum += term;
    size += Math.abs(term);
  }
  return !isStrict && Math.abs(sum) <= 4 * terms.length * Number.EPSILON * size ? 0 : Math.sign(sum);
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

/** Midpoints between the times of two successive terms of opposite sign. */
const signChanges = (terms: readonly ExponentialTerm[]): number[] => {
  const midpoints: number[] = [];
  for (let i = 1; i < terms.length; i++) {
    if (Math.sign(terms[i]!.amount) !== Math.sign(terms[i - 1]!.amount)) midpoints.push((terms[i]!.time + terms[i - 1]!.time) / 2);
  }
  return midpoints;
};

/**
 * Finds all real roots y, ascending, of f(y) = sum c_i e^(-t_i y), |y| <= 709; a double root counts once.
 *
 * Terms have distinct, ascending times and non-zero amounts. f has at most as many roots as its amounts have sign changes (Descartes'
 * rule for exponential sums; Laguerre 1883). For m between the times of one sign change, g = d/dy e^(m y) f has the amounts
 * (m - t_i) c_i and one sign change fewer, and the roots of g separate those of f. The recursion ends at a sum with one sign change;
 * each root is then alone in its interval and found by bisection to the last bit.
 */
export const exponentialRoots = (terms: readonly ExponentialTerm[]): number[] => {
  const changes = signChanges(terms);
  const pivot = changes[0];
  if (pivot === undefined) return [];
  const extrema =
    changes.length === 1 ? [] : exponentialRoots(terms.map(({ time, amount }) => ({ time, amount: (pivot - time) * amount })));
  const knots = [-LIMIT, ...extrema, LIMIT];
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
