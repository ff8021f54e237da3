import { describe, expect, it } from 'vitest';
import { SOBOL_DIMENSIONS, scrambleDirections, sobolDirections, sobolWord } from '../../../engine/simulation/draws/sobol.ts';
import { readGolden } from './goldenFile.ts';

type Case = {
  readonly name: string;
  readonly indexes: readonly number[];
  readonly points: readonly (readonly number[])[];
  readonly shift?: readonly number[];
  /** By dimension: the rows of the matrix as words. */
  readonly matrices?: readonly (readonly number[])[];
};

const golden = readGolden<Case>('sobol');

describe.each(golden.cases)('Sobol points, $name', ({ indexes, points, shift, matrices }) => {
  it('are those of scipy, digit by digit', () => {
    const dimensions = points[0]!.length;
    const directions = Array.from({ length: dimensions }, (_, d) => {
      const plainDirections = sobolDirections(d);
      return matrices === undefined ? plainDirections : scrambleDirections(plainDirections, matrices[d]!);
    });
    const ownWords = indexes.map((index) => directions.map((numbers, d) => (sobolWord(numbers, index) ^ (shift?.[d] ?? 0)) >>> 0));
    expect(ownWords).toEqual(points);
  });
});

it('every dimension is compared', () => {
  expect(golden.cases[0]!.points[0]).toHaveLength(SOBOL_DIMENSIONS);
});
