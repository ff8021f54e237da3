import { readFileSync } from 'node:fs';
import { type ContractMeasure, quantile, type SimulationResult } from '#engine';

/** Value, standard error of the run, standard error of the pre-pass. */
type Expected = readonly [number, number, number];
export type Deterministic = {
  readonly total: number;
  readonly byYear: Readonly<Record<string, number>>;
  readonly npv: number;
  readonly damages: number;
  readonly cutTonnes: number;
};
type ExpectedWorkspace = {
  readonly numbers: Readonly<Record<string, Expected>>;
  readonly s_eff: Readonly<Record<string, readonly [number, number]>>;
  readonly 'deterministic value, exact to 1e-9': Readonly<Record<string, Deterministic>>;
};

/** Number of paths of the expected values. */
const EXPECTED_PATHS = 200_000;

export const readExpected = (name: string): ExpectedWorkspace =>
  (JSON.parse(readFileSync(new URL('./expected.json', import.meta.url), 'utf8')) as Record<string, ExpectedWorkspace>)[name]!;

const EVENTS = {
  default: 'defaults',
  refuse: 'refusals',
  defer: 'deferrals',
  renegotiate: 'renegotiations',
  policy: 'policyClosures',
} as const;

/** Measures of contracts and products that are called otherwise here. */
const CONTRACT_NAMES: Readonly<Record<string, ContractMeasure>> = { makeup: 'makeUp', makeupLapsed: 'makeUpLapsed' };
const PRODUCT_MEASURES = ['spot', 'uncommittedSold', 'depthLoss', 'rerouteLoss'] as const;

const meanOf = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

const sdOf = (values: ArrayLike<number>): number => {
  const mean = meanOf(values);
  return Math.sqrt(Array.from(values).reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
};

/** A run with the net present value of each of its paths. */
export type Run = { readonly result: SimulationResult; readonly presentValues: Float64Array };

/** The result that a name of expected.json refers to. Damages and the credit in T are lines of their own there, and revenue here. */
export const numberOf = ({ result, presentValues }: Run, name: string): number => {
  const words = name.split(' ');
  if (name.startsWith('sd ln S')) {
    const [reference, month] = words[3]!.split('@');
    return result.drivers.find((driver) => driver.reference === reference)!.logSd[Number(month) - 1]!;
  }
  const [timeWord, what] = words as [string, string];
  const year = result.years.indexOf(Number(timeWord));
  const statistic = words.at(-1)!;
  if (what === 'netRevenue') {
    const spread = timeWord === 'total' ? result.total : result.byYear[year]!;
    if (statistic === 'mean') return spread.mean.value;
    if (statistic === 'sd') return spread.sd.value;
    if (statistic === 'tailMean95') return spread.tailMean.value;
    return spread.quantiles.find(({ probability }) => Math.round(probability * 100) === Number(statistic.slice(1)))!.value;
  }
  if (what === 'npv') {
    if (statistic === 'mean') return meanOf(presentValues);
    return statistic === 'sd' ? sdOf(presentValues) : quantile(presentValues, Number(statistic.slice(1)) / 100);
  }
  if (what === 'events') {
    const measure = result.measures[EVENTS[words[2] as keyof typeof EVENTS]];
    return measure.reduce((sum, values) => sum + meanOf(values), 0);
  }
  const of = (measure: ContractMeasure) => result.contracts.reduce((sum, { means }) => sum + means[measure], 0);
  const id = words[2]!;
  if (what === 'damages' && id === 'mean') return -of('damages');
  if (what === 'lotsAtT') return of('makeUpCreditAtEnd');
  const product = result.products.find(({ productId }) => productId === id);
  if (product) {
    if (what === 'spotRevenue') {
      if (statistic === 'sd') return product.spotRevenue.totalSd;
      return timeWord === 'total' ? product.spotRevenue.total.value : product.spotRevenue.mean[year]!;
    }
    return product.means[PRODUCT_MEASURES.find((measure) => measure === what)!];
  }
  const contract = result.contracts.find(({ contractId }) => contractId === id)!;
  const { means } = contract;
  if (what === 'revenue') {
    if (statistic === 'sd') return contract.revenue.totalSd;
    if (timeWord !== 'total') return contract.revenue.mean[year]!;
    return contract.revenue.total.value - means.damages - means.makeUpCreditAtEnd;
  }
  if (what === 'damages') return -means.damages;
  if (what === 'makeupCredit') return means.makeUpCredit - means.makeUpCreditAtEnd;
  return means[CONTRACT_NAMES[what] ?? (what as ContractMeasure)];
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
export const compare = (run: Run, { numbers, s_eff }: ExpectedWorkspace): Comparison[] => {
  const { result } = run;
  const scale = EXPECTED_PATHS / result.paths;
  const row = (name: string, actualValue: number, want: number, square: number): Comparison => {
    const allowance = 4 * Math.sqrt(square) + 0.001 * Math.abs(want) + 1e-9;
    return { name, got: actualValue, want, allowed: allowance, share: Math.abs(actualValue - want) / allowance };
  };
  return [
    ...Object.entries(numbers).map(([name, [want, error, centre]]) =>
      row(name, numberOf(run, name), want, error * error * (1 + scale) + 2 * centre * centre),
    ),
    ...Object.entries(s_eff).map(([name, [want, centre]]) =>
      row(`s_eff ${name}`, result.drivers.find(({ reference }) => reference === name)!.volatility, want, 2 * centre * centre),
    ),
  ];
};
