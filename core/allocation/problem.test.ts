import { expect, it } from 'vitest';
import { memoryOfProblem } from './problem.ts';

const SIZE = { changing: 900, kind: 'tailMean', scenarios: 500, months: 900 * 80, contracts: 5_600 } as const;

it('the foreseen memory of a problem grows with its deals, scenarios, months and contracts, and covers what paths keep', () => {
  const bytes = memoryOfProblem(SIZE);
  // called tonnes of each deal, in each month of each path
  expect(bytes).toBeGreaterThan(900 * 500 * 80 * Float64Array.BYTES_PER_ELEMENT);
  for (const part of ['changing', 'scenarios', 'months', 'contracts'] as const)
    expect(memoryOfProblem({ ...SIZE, [part]: SIZE[part] + 1 })).toBeGreaterThan(bytes);
});

it('the foreseen memory of a variance and an HHI has every pair of deals', () => {
  for (const kind of ['variance', 'hhi'] as const) {
    const size = { ...SIZE, kind, scenarios: 0, contracts: 0 };
    expect(memoryOfProblem({ ...size, changing: 1_800 })).toBe(4 * memoryOfProblem(size));
  }
});
