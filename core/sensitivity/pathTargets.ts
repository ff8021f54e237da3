import { CONFIDENCE, componentShortfall, contractOutcome, type Estimate, planOutcome, summariseOutcomes } from '#engine';
import { unique } from '#shared/collections.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { SimulatedSpread, SimulationOutcome } from '#shared/contract/simulation.ts';
import type { ContractId, ProductId } from '#shared/domain/ids.ts';
import { type Year, yearOf } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { contractValue } from '../portfolio/contractValues.ts';
import { shareBelow } from '../simulation/revenueTargets.ts';
import type { PathOutcomes } from './pathOutcomes.ts';
import type { MeasuredFigure, Scope, Target } from './targets.ts';

const QUANTILES = { lowQuantile: 0.05, lowerQuartile: 0.25, median: 0.5, upperQuartile: 0.75, highQuantile: 0.95 } as const;

/** The distribution of an outcome over the paths, as a run stores it. */
type Spread = Pick<SimulatedSpread, 'mean' | 'quantiles' | 'tailMean' | 'shortfall' | 'atRisk' | 'missed'>;

const quantileOf = ({ quantiles }: Spread, probability: number): Estimate =>
  quantiles.find((quantile) => quantile.probability === probability)!;

const STATISTICS = {
  mean: ({ mean }) => mean,
  median: (spread) => quantileOf(spread, QUANTILES.median),
  lowQuantile: (spread) => quantileOf(spread, QUANTILES.lowQuantile),
  lowerQuartile: (spread) => quantileOf(spread, QUANTILES.lowerQuartile),
  upperQuartile: (spread) => quantileOf(spread, QUANTILES.upperQuartile),
  highQuantile: (spread) => quantileOf(spread, QUANTILES.highQuantile),
  tailMean: ({ tailMean }) => tailMean,
  atRisk: ({ atRisk }) => atRisk,
  shortfall: ({ shortfall }) => shortfall,
  missed: ({ missed }) => missed,
} as const satisfies Readonly<Record<string, (spread: Spread) => Estimate>>;
type Statistic = keyof typeof STATISTICS;
const ALL_STATISTICS = Object.keys(STATISTICS) as Statistic[];
/** The percentiles of fans, which are by year. */
const FAN_STATISTICS = ['lowQuantile', 'lowerQuartile', 'median', 'upperQuartile', 'highQuantile'] as const satisfies readonly Statistic[];
const YEARLY_STATISTICS: ReadonlySet<Statistic> = new Set(['lowerQuartile', 'upperQuartile', 'highQuantile']);
/** Those of outcomes that the simulation page does not show in full. */
const MAIN_STATISTICS = ['mean', 'tailMean', 'lowQuantile'] as const satisfies readonly Statistic[];

/** The outcome of every path in a year, USD or dmt; `y` is the index of the year. */
type PathMeasure = (outcomes: PathOutcomes, y: number, contractId: ContractId | undefined) => Float64Array;

const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value - b[i]!);

const planRevenue = ({ table }: PathOutcomes, y: number): Float64Array => {
  const spot = planOutcome(table, 'spotRevenue', y);
  return planOutcome(table, 'contractRevenue', y).map((contracts, i) => contracts + spot[i]!);
};

/** Payments by year of payment; cost by year of delivery or production; tonnes delivered under contracts. */
const PATH_MEASURES = {
  dealRevenue: ({ table }, y, contractId) => contractOutcome(table, contractId!, 'revenue', y)!,
  dealMargin: ({ table }, y, contractId) =>
    difference(contractOutcome(table, contractId!, 'revenue', y)!, contractOutcome(table, contractId!, 'cost', y)!),
  dealTonnes: ({ table }, y, contractId) => contractOutcome(table, contractId!, 'delivered', y)!,
  revenue: planRevenue,
  tonnes: ({ table }, y) => planOutcome(table, 'delivered', y),
  cash: (outcomes, y) => difference(planRevenue(outcomes, y), planOutcome(outcomes.table, 'cost', y)),
} as const satisfies Readonly<Record<string, PathMeasure>>;
type PathMeasureKey = keyof typeof PATH_MEASURES;
const TONNES: ReadonlySet<PathMeasureKey> = new Set(['dealTonnes', 'tonnes']);

/** The outcome of every path over all years. */
const sumOfYears = (outcomes: PathOutcomes, of: PathMeasure, contractId: ContractId | undefined): Float64Array => {
  const total = new Float64Array(outcomes.table.paths);
  for (let y = 0; y < outcomes.table.years; y++) {
    const values = of(outcomes, y, contractId);
    for (let i = 0; i < total.length; i++) total[i]! += values[i]!;
  }
  return total;
};

/** The distribution of a measure in a year, or over all years; undefined in a year that is not simulated. */
const spreadOf = (
  outcomes: PathOutcomes,
  measure: PathMeasureKey,
  year: Year | undefined,
  contractId: ContractId | undefined,
): Spread | undefined => {
  const { table, firstYear, draws, revenueTargets } = outcomes;
  const y = year === undefined ? undefined : year - firstYear;
  if (y !== undefined && (y < 0 || y >= table.years)) return undefined;
  const of = PATH_MEASURES[measure];
  const values = y === undefined ? sumOfYears(outcomes, of, contractId) : of(outcomes, y, contractId);
  const target = y === undefined ? sum(revenueTargets) : revenueTargets[y]!;
  return { ...summariseOutcomes(values, draws), missed: shareBelow(values, target) };
};

/** The distribution of net revenue that a run stores. */
const storedSpread = ({ total, years }: SimulationOutcome, year: Year | undefined): Spread | undefined =>
  year === undefined ? total : years.find((spread) => spread.year === year);

const usdFigure = (value: number): Figure => ({ value, unit: 'usd', decimals: 1 });

/** The average over all years of a contract that a run stores. */
const inRunOfDeal = (
  measure: PathMeasureKey,
  contractId: ContractId | undefined,
  of: Pick<Figure, 'unit' | 'decimals'>,
): Pick<Target, 'inRun'> => {
  if (measure !== 'dealRevenue' && measure !== 'dealTonnes') return {};
  return {
    inRun: ({ contracts }) => {
      const row = contracts.find((candidate) => candidate.contractId === contractId);
      if (row === undefined) return undefined;
      if (measure === 'dealTonnes') return { value: row.delivered, figure: () => ({ value: row.delivered, ...of }) };
      const { value, error } = row.mean;
      return { value, error, figure: () => ({ value, ...of }) };
    },
  };
};

const measuredPart = (value: number | undefined): MeasuredFigure | undefined =>
  value === undefined ? undefined : { value, figure: () => usdFigure(value) };

/** The part of a contract in the expected shortfall of the plan over all years: its average less its average on the plan's worst paths. */
const shortfallPartTarget = (contractId: ContractId): Target => ({
  key: 'paths.dealRevenue.part.plan',
  group: 'paths',
  label: message('sensitivity.paths.part'),
  unit: 'usd',
  decimals: 1,
  years: [],
  of: async ({ paths }) => {
    const outcomes = await paths?.();
    if (outcomes === undefined) return undefined;
    const deal = sumOfYears(outcomes, PATH_MEASURES.dealRevenue, contractId);
    const others = difference(sumOfYears(outcomes, planRevenue, undefined), deal);
    return measuredPart(componentShortfall([deal, others], CONFIDENCE)[0]);
  },
  inRun: (outcome) => measuredPart(outcome.contracts.find((row) => row.contractId === contractId)?.shortfall),
});

/** Lists the figures over the paths of a simulation: of the contract, where it can be priced, then of the plan; by year and over all years. */
export const listPathTargets = ({ book, plan, contract }: Scope): readonly Target[] => {
  const value = contract && contractValue(plan, contract.id);
  const dealYears = unique((value?.months ?? []).flatMap(({ month, delivered }) => (delivered > 0 ? [yearOf(month)] : [])));
  const hasCost = (id: ProductId): boolean => (book.products.get(id)?.unitCost.length ?? 0) > 0;
  const fanStatistics = unique([...MAIN_STATISTICS, ...FAN_STATISTICS]);
  const measures: readonly {
    readonly measure: PathMeasureKey;
    readonly years: readonly Year[];
    readonly statistics: readonly Statistic[];
  }[] = [
    ...(contract === undefined || dealYears.length === 0
      ? []
      : [
          { measure: 'dealRevenue' as const, years: dealYears, statistics: MAIN_STATISTICS },
          ...(hasCost(contract.productId) ? [{ measure: 'dealMargin' as const, years: dealYears, statistics: MAIN_STATISTICS }] : []),
          { measure: 'dealTonnes' as const, years: dealYears, statistics: MAIN_STATISTICS },
        ]),
    { measure: 'revenue', years: plan.value.years, statistics: ALL_STATISTICS },
    ...([...book.products.keys()].some(hasCost) ? [{ measure: 'cash' as const, years: plan.value.years, statistics: fanStatistics }] : []),
    { measure: 'tonnes', years: plan.value.years, statistics: fanStatistics },
  ];
  const targets = measures.flatMap(({ measure, years, statistics }) =>
    [true, false].flatMap((isYearly) =>
      (isYearly ? statistics : statistics.filter((statistic) => !YEARLY_STATISTICS.has(statistic))).map((statistic): Target => {
        const label = message(`sensitivity.paths.${statistic}`, { measure: message(`sensitivity.paths.${measure}`) });
        const unit = statistic === 'missed' ? 'fraction' : TONNES.has(measure) ? 'dmt' : 'usd';
        const decimals = 1;
        const measured = (spread: Spread | undefined): MeasuredFigure | undefined => {
          if (spread === undefined) return undefined;
          const { value, error } = STATISTICS[statistic](spread);
          return { value, error, figure: () => ({ value, unit, decimals }) };
        };
        const yearOrAll = (year: Year) => (isYearly ? year : undefined);
        return {
          key: `paths.${measure}.${statistic}${isYearly ? '' : '.plan'}`,
          group: 'paths',
          label: isYearly ? label : message('sensitivity.paths.allYears', { figure: label }),
          unit,
          decimals,
          years: isYearly ? years : [],
          ...(isYearly && { year: years.includes(book.year) ? book.year : years[0]! }),
          of: async (scope, year) => {
            const outcomes = await scope.paths?.();
            return measured(outcomes && spreadOf(outcomes, measure, yearOrAll(year), scope.contract?.id));
          },
          ...(measure === 'revenue' && { inRun: (outcome, year) => measured(storedSpread(outcome, yearOrAll(year))) }),
          ...(statistic === 'mean' && !isYearly && inRunOfDeal(measure, contract?.id, { unit, decimals })),
        };
      }),
    ),
  );
  return dealYears.length === 0 || contract === undefined ? targets : [...targets, shortfallPartTarget(contract.id)];
};
