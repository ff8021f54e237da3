import type { Moments } from './types.ts';

/** Mean and squares of `count` more values go into those of `before` values (Chan, Golub and LeVeque 1983). */
export const merge = (into: Moments, at: number, before: number, mean: number, squares: number, count: number): void => {
  const delta = mean - into.mean[at]!;
  const total = before + count;
  into.mean[at]! += (delta * count) / total;
  into.squares[at]! += squares + (delta * delta * before * count) / total;
};

/** Mean and squares of the first `count` entries of lanes at `at`. */
export const momentsOf = (values: Float64Array, at: number, count: number): [number, number] => {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[at + i]!;
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (values[at + i]! - mean) ** 2;
  return [mean, squares];
};
