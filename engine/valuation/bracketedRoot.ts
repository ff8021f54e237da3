/** kappa_1 (b0 - a0), kappa_2 and n_0 of the method, with the values of its authors' experiments. */
const TRUNCATION = 0.2;
const EXPONENT = 2;
const SLACK = 1;

/** An interval with f(low) < 0 <= f(high), and both values. */
export type Bracket = { readonly low: number; readonly high: number; readonly atLow: number; readonly atHigh: number };

/** The most values that the search asks for in a bracket of a width. */
export const mostRootSteps = (width: number, tolerance: number): number => Math.max(0, Math.ceil(Math.log2(width / tolerance)) + SLACK);

/**
 * Finds where a function turns from negative to zero or positive: returns the upper end of a bracket of at most `tolerance`, so f >= 0
 * there. The method is interpolation, truncation and projection (ITP): few steps on a smooth or piecewise linear function, at most two
 * more than bisection on any function, jumps included. `tolerance` must exceed the spacing of doubles at the bracket's ends.
 * Source: Oliveira and Takahashi, "An enhancement of the bisection method average performance preserving minmax optimality",
 * ACM TOMS 47 (2020), article 5.
 */
export const bracketedRoot = (f: (x: number) => number, bracket: Bracket, tolerance: number): number => {
  const search = bracketedRootSteps(bracket, tolerance);
  let step = search.next();
  while (!step.done) step = search.next(f(step.value));
  return step.value.high;
};

/**
 * The steps of `bracketedRoot`: yields each x, is given f(x), and returns the last bracket, whose values differ where the function jumps.
 * For callers that wait between steps. `range`: the width of the bracket before earlier searches of the function narrowed it.
 */
export function* bracketedRootSteps(
  { low, high, atLow, atHigh }: Bracket,
  tolerance: number,
  range = high - low,
): Generator<number, Bracket, number> {
  let [a, b, fa, fb] = [low, high, atLow, atHigh];
  const half = tolerance / 2;
  const maxSteps = mostRootSteps(b - a, tolerance);
  const truncation = TRUNCATION / range;
  for (let step = 0; b - a > tolerance; step++) {
    const middle = (a + b) / 2;
    // x_f = (f(b) a - f(a) b) / (f(b) - f(a)), as a step from a
    const secant = a + (b - a) * (fa / (fa - fb));
    const towards = Math.sign(middle - secant);
    // x_t = x_f + sigma delta, delta = kappa_1 (b - a)^kappa_2; at least half the tolerance, so that every step moves an end
    const delta = Math.max(truncation * (b - a) ** EXPONENT, half);
    const truncated = delta <= Math.abs(middle - secant) ? secant + towards * delta : middle;
    // |x - x_1/2| <= r = epsilon 2^(n - j) - (b - a)/2 keeps the worst case that of bisection
    const reach = Math.max(0, half * 2 ** (maxSteps - step) - (b - a) / 2);
    const x = Math.abs(truncated - middle) <= reach ? truncated : middle - towards * reach;
    const fx = yield x;
    if (fx < 0) [a, fa] = [x, fx];
    else [b, fb] = [x, fx];
  }
  return { low: a, high: b, atLow: fa, atHigh: fb };
}
