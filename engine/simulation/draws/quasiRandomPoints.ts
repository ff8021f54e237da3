import { DRAW_KIND } from './draws.ts';
import { inverseNormal } from './elementary.ts';
import { type Key, philox } from './philox.ts';
import { SOBOL_DIGITS, scrambleDirections, sobolDirections, sobolWord } from './sobol.ts';

/**
 * Independent scrambles in a run with quasi-random draws. Path p has point floor(p / 8) of scramble p mod 8, so that any number of paths is
 * spread evenly over the scrambles, and a path depends on its own number only.
 */
export const REPLICATES = 8;

/** 2^-32. */
const UNIT = 1 / 4_294_967_296;

const WORDS_PER_COUNTER = 4;

type Scramble = { readonly directions: Int32Array; readonly shift: number };

/** Draws the scramble of a dimension in a replicate: a word for each row of the matrix, then the shift. */
const drawScramble = (key: Key, replicate: number, dimension: number): Scramble => {
  const words = Array.from({ length: SOBOL_DIGITS / WORDS_PER_COUNTER + 1 }, (_, block) =>
    philox(key, [replicate, block, DRAW_KIND.quasiRandomScramble, dimension]),
  ).flat();
  return { directions: scrambleDirections(sobolDirections(dimension), words), shift: words[SOBOL_DIGITS]! };
};

/** Creates the scrambled Sobol points of a run: the standard normal of a path in a dimension, from 0 on. */
export const createQuasiRandomNormals = (key: Key, dimensions: number): ((path: number, dimension: number) => number) => {
  const scrambles = Array.from({ length: REPLICATES }, (_, replicate) =>
    Array.from({ length: dimensions }, (__, dimension) => drawScramble(key, replicate, dimension)),
  );
  return (path, dimension) => {
    const { directions, shift } = scrambles[path % REPLICATES]![dimension]!;
    const word = sobolWord(directions, Math.floor(path / REPLICATES)) ^ shift;
    return inverseNormal(((word >>> 0) + 0.5) * UNIT);
  };
};

/**
 * Standard error of the mean of n paths from its sums by replicate, entry `at` + path mod 8: the deviation of the replicates' means over
 * the root of their number. With fewer paths than replicates it is that of independent paths.
 */
export const standardErrorOfReplicates = (sums: ArrayLike<number>, n: number, at = 0): number => {
  const usedCount = Math.min(n, REPLICATES);
  if (usedCount < 2) return 0;
  let total = 0;
  for (let r = 0; r < usedCount; r++) total += sums[at + r]!;
  let squares = 0;
  for (let r = 0; r < usedCount; r++) {
    const count = Math.ceil((n - r) / REPLICATES);
    squares += (sums[at + r]! - (count * total) / n) ** 2;
  }
  return Math.sqrt((squares * usedCount) / (usedCount - 1)) / n;
};
