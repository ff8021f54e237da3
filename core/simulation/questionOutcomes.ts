import { buyerOutcome, planOutcome } from '#engine';
import type { QuestionMeasure, QuestionSubject } from '#shared/contract/simulationQuestion.ts';
import type { Product } from '#shared/domain/product.ts';
import { type Year, yearOf } from '#shared/domain/time.ts';
import type { RunPaths } from './runPaths.ts';

/** Maximum memory for the sorted outcomes of one run, and the minimum number of entries kept whatever their size. */
const MAX_SORTED_BYTES = 64 * 1024 * 1024;
const MIN_SORTED_ENTRIES = 16;

/** Lists the calendar years of a run: those of the plan, then those with late payments only. */
export const yearsOf = ({ request, table }: RunPaths): readonly Year[] => {
  const first = yearOf(request.portfolio.valuationMonth + 1);
  return Array.from({ length: table.years }, (_, y) => first + y);
};

/** Returns the products that a subject sells. */
const productsOf = ({ request: { portfolio } }: RunPaths, subject: QuestionSubject) => {
  if (subject.kind !== 'buyer') return portfolio.products;
  const ids = new Set(portfolio.contracts.filter(({ buyer }) => buyer.id === subject.buyerId).map(({ contract }) => contract.productId));
  return portfolio.products.filter(({ id }) => ids.has(id));
};

const hasUnitCost = ({ unitCost }: Pick<Product, 'unitCost'>): boolean => unitCost.length > 0;

/** Lists the measures that a subject has. */
export const measuresOf = (paths: RunPaths, subject: QuestionSubject): readonly QuestionMeasure[] => {
  const products = productsOf(paths, subject);
  if (subject.kind === 'plan') return ['revenue', ...(products.some(hasUnitCost) ? ['cash' as const] : []), 'tonnes', 'netPrice'];
  const hasMargin = subject.kind === 'buyer' && products.every(hasUnitCost);
  return ['revenue', ...(hasMargin ? ['margin' as const] : []), 'tonnes', 'netPrice'];
};

/** Lists the products without a unit cost, which the cash flow of the plan includes at zero cost. */
export const productsWithoutCost = (paths: RunPaths) => paths.request.portfolio.products.filter((product) => !hasUnitCost(product));

/** Revenue of a subject in one year; undefined if its buyer is not in memory. */
const revenueOf = ({ table }: RunPaths, subject: QuestionSubject, y: number): Float64Array | undefined => {
  if (subject.kind === 'buyer') return buyerOutcome(table, subject.buyerId, 'revenue', y);
  const spot = planOutcome(table, 'spotRevenue', y);
  if (subject.kind === 'spot') return spot;
  return planOutcome(table, 'contractRevenue', y).map((contracts, i) => contracts + spot[i]!);
};

/** Tonnes that a subject takes in one year; those of the plan are delivered under contracts. */
const tonnesOf = ({ table }: RunPaths, subject: QuestionSubject, y: number): Float64Array | undefined => {
  if (subject.kind === 'buyer') return buyerOutcome(table, subject.buyerId, 'delivered', y);
  return planOutcome(table, subject.kind === 'spot' ? 'spot' : 'delivered', y);
};

/** Tonnes behind the revenue of a subject. */
const pricedTonnesOf = (paths: RunPaths, subject: QuestionSubject, y: number): Float64Array | undefined => {
  const tonnes = tonnesOf(paths, subject, y);
  if (subject.kind !== 'plan') return tonnes;
  const spot = planOutcome(paths.table, 'spot', y);
  return tonnes?.map((deliveredTonnes, i) => deliveredTonnes + spot[i]!);
};

/** Sums a series of every path over years, in their order. */
const sumYears = (years: readonly number[], paths: number, of: (y: number) => Float64Array | undefined): Float64Array | undefined => {
  const total = new Float64Array(paths);
  for (const y of years) {
    const values = of(y);
    if (values === undefined) return undefined;
    for (let i = 0; i < paths; i++) total[i]! += values[i]!;
  }
  return total;
};

/**
 * Returns the outcome of every path in a year or over the plan: USD, dmt or USD/dmt, NaN where a path has no tonnes to divide by. Undefined
 * if the buyer is not in memory.
 */
export const outcomesOf = (
  paths: RunPaths,
  measure: QuestionMeasure,
  subject: QuestionSubject,
  year: Year | undefined,
): Float64Array | undefined => {
  const { table } = paths;
  const years = yearsOf(paths);
  const yearIndexes = year === undefined ? [...years.keys()] : [years.indexOf(year)];
  const sum = (of: (y: number) => Float64Array | undefined) => sumYears(yearIndexes, table.paths, of);
  const revenue = () => sum((y) => revenueOf(paths, subject, y));
  switch (measure) {
    case 'revenue':
      return revenue();
    case 'tonnes':
      return sum((y) => tonnesOf(paths, subject, y));
    case 'cash': {
      const cost = sum((y) => planOutcome(table, 'cost', y))!;
      return revenue()?.map((usd, i) => usd - cost[i]!);
    }
    case 'margin': {
      const cost = subject.kind === 'buyer' ? sum((y) => buyerOutcome(table, subject.buyerId, 'cost', y)) : undefined;
      return cost && revenue()?.map((usd, i) => usd - cost[i]!);
    }
    case 'netPrice': {
      const tonnes = sum((y) => pricedTonnesOf(paths, subject, y));
      return tonnes && revenue()?.map((usd, i) => (tonnes[i]! > 0 ? usd / tonnes[i]! : Number.NaN));
    }
  }
};

const subjectKey = (subject: QuestionSubject): string => (subject.kind === 'buyer' ? `buyer ${subject.buyerId}` : subject.kind);

/** Returns the outcomes of all paths with one, in ascending order. They are cached for the next question. */
export const sortedOutcomes = (
  paths: RunPaths,
  measure: QuestionMeasure,
  subject: QuestionSubject,
  year: Year | undefined,
): Float64Array | undefined => {
  const { sortedOutcomes } = paths;
  const key = `${measure} ${subjectKey(subject)} ${year ?? 'plan'}`;
  const cachedValues = sortedOutcomes.get(key);
  const values =
    cachedValues ??
    outcomesOf(paths, measure, subject, year)
      ?.filter((value) => !Number.isNaN(value))
      .sort();
  if (values === undefined) return undefined;
  sortedOutcomes.delete(key);
  sortedOutcomes.set(key, values);
  const maxEntries = Math.max(MIN_SORTED_ENTRIES, Math.floor(MAX_SORTED_BYTES / (paths.table.paths * Float64Array.BYTES_PER_ELEMENT)));
  for (const oldestKey of sortedOutcomes.keys()) {
    if (sortedOutcomes.size <= maxEntries) break;
    sortedOutcomes.delete(oldestKey);
  }
  return values;
};
