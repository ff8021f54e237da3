import type { Moments } from './types.ts';

/** Mean and squares of `count` more values go into those of `before` values (Chan, Golub and LeVeque 1983). */
export const mergeMoments = (into: Moments, at: number, before: number, mean: number, squares: number, count: number): void => {
  const delta = mean - into.mean[at]!;
  const total = before + count;
  into.mean[at]! += (delta * count) / total;
  into.squares[at]! += squares + (delta * delta * before * count) / total;
};
