import { expect, it } from 'vitest';
import type { SimulationRequest } from '#engine';
import { monthOf } from '#shared/domain/time.ts';
import { fitsAllBuyers } from './runPaths.ts';

const requestOf = (paths: number, buyers: number): SimulationRequest =>
  ({
    parameters: { paths },
    portfolio: {
      valuationMonth: monthOf(2026, 5),
      lastMonth: monthOf(2032, 12),
      contracts: Array.from({ length: buyers }, (_, n) => ({ buyer: { id: `buyer-${n}` } })),
    },
  }) as unknown as SimulationRequest;

it('the buyers of a run fit in memory together up to a number of paths that falls with their number', () => {
  expect(fitsAllBuyers(requestOf(10_000, 24))).toBe(true);
  expect(fitsAllBuyers(requestOf(200_000, 24))).toBe(false);
  expect(fitsAllBuyers(requestOf(10_000, 500))).toBe(false);
  expect(fitsAllBuyers(requestOf(200_000, 1))).toBe(true);
});
