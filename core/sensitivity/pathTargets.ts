import { contractOutcome, type Estimate, type OutcomeDistribution, planOutcome, summariseOutcomes } from '#engine';
import { unique } from '#shared/collections.ts';
import type { ContractId, ProductId } from '#shared/domain/ids.ts';
import { type Year, yearOf } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { contractValue } from '../portfolio/contractValues.ts';
import type { PathOutcomes } from './pathOutcomes.ts';
import type { Scope, Target } from './targets.ts';

/** The probability of the low quantile. */
const LOW = 0.05;

const STATISTICS = {
  mean: ({ mean }) => mean,
  tailMean: ({ tailMean }) => tailMean,
  lowQuantile: ({ quantiles }) => quantiles.find(({ probability }) => probability === LOW)!,
} as const satisfies Readonly<Record<string, (distribution: OutcomeDistribution) => Estimate>>;
const STATISTIC_KEYS = Object.keys(STATISTICS) as (keyof typeof STATISTICS)[];

/** The outcome of every path in a year, USD; `y` is the index of the year. */
type PathMeasure = (outcomes: PathOutcomes, y: number, contractId: ContractId | undefined) => Float64Array;

const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value - b[i]!);

const planRevenue = ({ table }: PathOutcomes, y: number): Float64Array => {
  const spot = planOutcome(table, 'spotRevenue', y);
  return planOutcome(table, 'contractRevenue', y).map((contracts, i) => contracts + spot[i]!);
};

/** Payments by year of payment; cost by year of delivery or production. */
const PATH_MEASURES = {
  dealRevenue: ({ table }, y, contractId) => contractOutcome(table, contractId!, 'revenue', y)!,
  dealMargin: ({ table }, y, contractId) =>
    difference(contractOutcome(table, contractId!, 'revenue', y)!, contractOutcome(table, contractId!, 'cost', y)!),
  revenue: planRevenue,
  cash: (outcomes, y) => difference(planRevenue(outcomes, y), planOutcome(outcomes.table, 'cost', y)),
} as const satisfies Readonly<Record<string, PathMeasure>>;
type PathMeasureKey = keyof typeof PATH_MEASURES;

/** Lists the figures over the paths of a simulation: of the contract, where it can be priced, then of the plan. */
export const listPathTargets = ({ book, plan, contract }: Scope): readonly Target[] => {
  const value = contract && contractValue(plan, contract.id);
  const dealYears = unique((value?.months ?? []).flatMap(({ month, delivered }) => (delivered > 0 ? [yearOf(month)] : [])));
  const hasCost = (id: ProductId): boolean => (book.products.get(id)?.unitCost.length ?? 0) > 0;
  const measures: readonly { readonly measure: PathMeasureKey; readonly years: readonly Year[] }[] = [
    ...(contract === undefined || dealYears.length === 0
      ? []
      : [
          { measure: 'dealRevenue' as const, years: dealYears },
          ...(hasCost(contract.productId) ? [{ measure: 'dealMargin' as const, years: dealYears }] : []),
        ]),
    { measure: 'revenue', years: plan.value.years },
    ...([...book.products.keys()].some(hasCost) ? [{ measure: 'cash' as const, years: plan.value.years }] : []),
  ];
  return measures.flatMap(({ measure, years }) =>
    STATISTIC_KEYS.map(
      (statistic): Target => ({
        key: `paths.${measure}.${statistic}`,
        group: 'paths',
        label: message(`sensitivity.paths.${statistic}`, { measure: message(`sensitivity.paths.${measure}`) }),
        unit: 'usd',
        decimals: 1,
        years,
        year: years.includes(book.year) ? book.year : years[0]!,
        of: async (scope, year) => {
          const outcomes = await scope.paths?.();
          if (outcomes === undefined) return undefined;
          const y = year - outcomes.firstYear;
          if (y < 0 || y >= outcomes.table.years) return undefined;
          const distribution = summariseOutcomes(PATH_MEASURES[measure](outcomes, y, scope.contract?.id), outcomes.draws);
          const estimate = STATISTICS[statistic](distribution);
          return { value: estimate.value, error: estimate.error, figure: () => ({ value: estimate.value, unit: 'usd', decimals: 1 }) };
        },
      }),
    ),
  );
};
