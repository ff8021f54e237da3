import type { SimulatedSpread } from '#shared/contract/simulation.ts';
import type { Workbook } from '../portfolio/portfolio.ts';

/** Returns the net revenue by year that paths are compared with: the budget of the workspace if it has one, else the deterministic value. */
export const revenueTargets = (
  { settings }: Pick<Workbook, 'settings'>,
  years: readonly number[],
  deterministicRevenue: readonly number[],
): number[] => {
  const budget = new Map(settings.budget.map((entry) => [entry.year, entry.usd]));
  return years.map((year, i) => budget.get(year) ?? deterministicRevenue[i] ?? 0);
};

/** Estimates the share of paths below a target, with its binomial standard error. */
export const shareBelow = (values: Float64Array, target: number): SimulatedSpread['missed'] => {
  let belowCount = 0;
  for (const value of values) if (value < target) belowCount++;
  const share = belowCount / values.length;
  return { value: share, error: Math.sqrt((share * (1 - share)) / values.length) };
};
