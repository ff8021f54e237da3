import { lazy } from '#shared/memoize.ts';

/** Nodes and weights for the mean of a function of a standard normal variable; weights sum to 1. */
export type NormalNodes = readonly { readonly at: number; readonly weight: number }[];

const NODE_COUNT = 12;
/** All roots of this degree lie in [-REACH, REACH]; the grid is finer than their smallest distance. */
const REACH = 6;
const GRID_STEPS = 1200;

/** He_n and He_(n-1) at x: He_(n+1) = x He_n - n He_(n-1). */
const hermite = (n: number, x: number): readonly [number, number] => {
  let [previous, value] = [1, x];
  for (let i = 1; i < n; i++) [previous, value] = [value, x * value - i * previous];
  return [value, previous];
};

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));

const rootBetween = (low: number, high: number): number => {
  let [a, b] = [low, high];
  const sign = Math.sign(hermite(NODE_COUNT, a)[0]);
  for (let i = 0; i < 60; i++) {
    const middle = (a + b) / 2;
    if (Math.sign(hermite(NODE_COUNT, middle)[0]) === sign) a = middle;
    else b = middle;
  }
  return (a + b) / 2;
};

/**
 * Gauss-Hermite quadrature with 12 nodes: exact for polynomials of degree 23 in the normal variable.
 * Source: Abramowitz and Stegun 25.4.46, for the weight e^(-x^2/2).
 */
export const normalNodes = lazy((): NormalNodes => {
  const step = (2 * REACH) / GRID_STEPS;
  return Array.from({ length: GRID_STEPS }, (_, i) => -REACH + ((i + 0.5) * 2 * REACH) / GRID_STEPS).flatMap((x) => {
    const next = x + step;
    if (Math.sign(hermite(NODE_COUNT, x)[0]) === Math.sign(hermite(NODE_COUNT, next)[0])) return [];
    const at = rootBetween(x, next);
    // w = n! / (n He_(n-1)(x))^2
    return [{ at, weight: factorial(NODE_COUNT) / (NODE_COUNT * hermite(NODE_COUNT, at)[1]) ** 2 }];
  });
});
