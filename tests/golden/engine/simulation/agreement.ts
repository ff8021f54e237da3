import { readFileSync } from 'node:fs';
import type { ContractMeasure, SimulationResult } from '#engine';

/** Value, standard error of the run, standard error of the pre-pass. */
type Expected = readonly [number, number, number];
type ExpectedWorkspace = {
  readonly numbers: Readonly<Record<string, Expected>>;
  readonly s_eff: Readonly<Record<string, readonly [number, number]>>;
  readonly 'deterministic value, exact to 1e-9': {
    readonly 'no events (channel rows off)': { readonly total: number; readonly byYear: Readonly<Record<string, number>> };
  };
};

/** Number of paths of the expected values. */
const EXPECTED_PATHS = 200_000;

export const readExpected = (name: string): ExpectedWorkspace =>
  (JSON.parse(readFileSync(new URL('./expected.json', import.meta.url), 'utf8')) as Record<string, ExpectedWorkspace>)[name]!;

const EVENTS = { default: 'defaults', refuse: 'refusals', defer: 'deferrals', renegotiate: 'renegotiations' } as const;

const meanOf = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/** The result that a name of expected.json refers to. */
export const numberOf = (result: SimulationResult, name: string): number => {
  const words = name.split(' ');
  if (name.startsWith('sd ln S')) {
    const [reference, month] = words[3]!.split('@');
    return result.drivers.find((driver) => driver.reference === reference)!.logSd[Number(month) - 1]!;
  }
  const [when, what] = words as [string, string];
  const year = result.years.indexOf(Number(when));
  const statistic = words.at(-1)!;
  if (what === 'netRevenue') {
    const spread = when === 'total' ? result.total : result.byYear[year]!;
    if (statistic === 'mean') return spread.mean.value;
    if (statistic === 'sd') return spread.sd.value;
    if (statistic === 'tailMean95') return spread.tailMean.value;
    return spread.quantiles.find(({ probability }) => Math.round(probability * 100) === Number(statistic.slice(1)))!.value;
  }
  if (what === 'events') {
    const measure = result.measures[EVENTS[words[2] as keyof typeof EVENTS]];
    return measure.reduce((sum, values) => sum + meanOf(values), 0);
  }
  const id = words[2]!;
  const product = result.products.find(({ productId }) => productId === id);
  if (what === 'spotRevenue') return product!.spotRevenue.total.value;
  if (what === 'spot') return product!.means.spot;
  const contract = result.contracts.find(({ contractId }) => contractId === id)!;
  if (what === 'revenue') {
    if (statistic === 'sd') return contract.revenue.totalSd;
    return when === 'total' ? contract.revenue.total.value : contract.revenue.mean[year]!;
  }
  const measure = what === 'makeup' ? 'makeUp' : what === 'makeupCredit' ? 'makeUpCredit' : (what as ContractMeasure);
  return contract.means[measure];
};

export type Comparison = {
  readonly name: string;
  readonly got: number;
  readonly want: number;
  readonly allowed: number;
  readonly share: number;
};

/**
 * Compares every expected number with ours: |difference| <= 4 sqrt(se_a^2 + se_b^2) + 0.1 % of the value, with our standard errors equal to
 * theirs at our number of paths, and the pre-pass's equal to theirs. `share` is the difference divided by the allowance.
 */
export const compare = (result: SimulationResult, { numbers, s_eff }: ExpectedWorkspace): Comparison[] => {
  const scale = EXPECTED_PATHS / result.paths;
  const row = (name: string, got: number, want: number, square: number): Comparison => {
    const allowed = 4 * Math.sqrt(square) + 0.001 * Math.abs(want) + 1e-9;
    return { name, got, want, allowed, share: Math.abs(got - want) / allowed };
  };
  return [
    ...Object.entries(numbers).map(([name, [want, run, centre]]) =>
      row(name, numberOf(result, name), want, run * run * (1 + scale) + 2 * centre * centre),
    ),
    ...Object.entries(s_eff).map(([name, [want, centre]]) =>
      row(`s_eff ${name}`, result.drivers.find(({ reference }) => reference === name)!.volatility, want, 2 * centre * centre),
    ),
  ];
};
