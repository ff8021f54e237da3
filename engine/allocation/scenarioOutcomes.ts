import type { AllocationCell, AllocationProblem, AllocationRisk, ScenarioOutcomes, SpotMarket } from '#shared/domain/allocation.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { mean } from '#shared/math.ts';
import { runSteps, type Steps } from '#shared/steps.ts';
import { findDealCells, hasTotals, type PathTotals, spotRevenue, sumDealsInSteps } from './spotRevenue.ts';

/** The cell that holds the constants of linearised scenarios, and its tonnes: constants are then of the size of other outcomes. */
const CONSTANT: AllocationCell = { id: 'constant', minimum: 1e6, maximum: 1e6, margin: 0 };

/** The markets of a scenario, and its path in their columns. */
const marketsOf = (
  { spotMarkets }: ScenarioOutcomes,
  scenario: number,
): { readonly markets: readonly SpotMarket[]; readonly path: number } => {
  if (spotMarkets === undefined) return { markets: [], path: 0 };
  return 'paths' in spotMarkets ? { markets: spotMarkets.markets, path: scenario } : { markets: spotMarkets[scenario] ?? [], path: 0 };
};

/** A tangent of what the cells earn in a scenario: a weight for each cell, USD per dmt, and a constant. */
export type OutcomeTangent = { readonly weights: Float64Array; readonly constant: number };

/** What the cells earn in each scenario at some tonnes, USD; tangents are computed when they are asked for. */
export type OutcomesAt = { readonly revenues: readonly number[]; readonly tangent: (scenario: number) => OutcomeTangent };
export type OutcomeFunction = ((tonnes: readonly number[]) => OutcomesAt) & {
  readonly inSteps: (tonnes: readonly number[]) => Steps<OutcomesAt>;
};

/** The tonnes of the deals of a market, their totals on all paths, and its spot revenue by scenario, NaN until it is computed; USD. */
type MarketSale = { readonly tonnes: Float64Array; totals?: PathTotals; readonly revenues: Float64Array };

/** Tonnes of the cells, and what the deals of markets sell at them. */
type TonnesAt = {
  readonly tonnes: readonly number[];
  readonly ofDeals: (markets: readonly SpotMarket[]) => readonly MarketSale[];
};

const hasSameTonnes = (a: Float64Array, b: Float64Array): boolean => a.every((tonnes, k) => tonnes === b[k]);

const outcomeFunctions = new WeakMap<
  ScenarioOutcomes,
  { readonly cells: readonly AllocationCell[]; readonly outcomesAt: OutcomeFunction }
>();

/** Creates what the cells earn in each scenario as a function of their tonnes; the last result is kept. */
export const createOutcomeFunction = (scenarios: ScenarioOutcomes, cells: readonly AllocationCell[]): OutcomeFunction => {
  const cached = outcomeFunctions.get(scenarios);
  if (cached?.cells === cells) return cached.outcomesAt;
  // the deals of a product are the same on every path
  const cellsByMarkets = new Map<readonly SpotMarket[], readonly Int32Array[]>();
  const dealCellsOf = (markets: readonly SpotMarket[]): readonly Int32Array[] => {
    const dealCells = cellsByMarkets.get(markets) ?? findDealCells(cells, markets);
    cellsByMarkets.set(markets, dealCells);
    return dealCells;
  };
  /** X_s = sum m_s x + sum g_s(x), and with `weights` its change per dmt of each cell, added to them. */
  const earn = (scenario: number, { tonnes, ofDeals }: TonnesAt, weights?: Float64Array): number => {
    const { markets, path } = marketsOf(scenarios, scenario);
    const margins = scenarios.outcomes[scenario]!;
    let revenue = 0;
    for (let i = 0; i < margins.length; i++) revenue += margins[i]! * tonnes[i]!;
    const salesByMarket = ofDeals(markets);
    for (let p = 0; p < markets.length; p++) {
      const sale = salesByMarket[p]!;
      if (weights === undefined) {
        if (Number.isNaN(sale.revenues[scenario]!))
          sale.revenues[scenario] = spotRevenue(markets[p]!, sale.tonnes, path, false, sale.totals).revenue;
        revenue += sale.revenues[scenario]!;
        continue;
      }
      const spot = spotRevenue(markets[p]!, sale.tonnes, path, true, sale.totals);
      revenue += spot.revenue;
      const dealCells = dealCellsOf(markets)[p]!;
      for (let k = 0; k < dealCells.length; k++) weights[dealCells[k]!]! += spot.gradient[k]!;
    }
    return revenue;
  };
  // on paths every scenario has the same markets
  let lastSales: { readonly markets: readonly SpotMarket[]; readonly sales: readonly MarketSale[] } | undefined;
  /** The sales of markets at the tonnes of cells. A market whose tonnes are those of the last sales keeps its revenue: few deals move at once. */
  const sellAt = (markets: readonly SpotMarket[], tonnes: readonly number[]): NonNullable<typeof lastSales> => {
    const knownSales = lastSales?.markets === markets ? lastSales.sales : [];
    const sales = dealCellsOf(markets).map((dealCells, p): MarketSale => {
      const dealTonnes = Float64Array.from(dealCells, (i) => tonnes[i]!);
      const knownSale = knownSales[p];
      if (knownSale !== undefined && hasSameTonnes(knownSale.tonnes, dealTonnes)) return knownSale;
      return { tonnes: dealTonnes, revenues: new Float64Array(scenarios.outcomes.length).fill(Number.NaN) };
    });
    lastSales = { markets, sales };
    return lastSales;
  };
  const tonnesAt = (tonnes: readonly number[]): TonnesAt => {
    let ownSales: typeof lastSales;
    return {
      tonnes,
      ofDeals: (markets) => {
        if (ownSales?.markets !== markets) ownSales = sellAt(markets, tonnes);
        return ownSales.sales;
      },
    };
  };
  let lastCall: { readonly tonnes: readonly number[]; readonly outcomes: OutcomesAt } | undefined;
  function* inSteps(tonnes: readonly number[]): Steps<OutcomesAt> {
    if (lastCall !== undefined && isDeepEqual(lastCall.tonnes, tonnes)) return lastCall.outcomes;
    const at = tonnesAt(tonnes);
    const { spotMarkets } = scenarios;
    if (spotMarkets !== undefined && 'paths' in spotMarkets) {
      const { markets, paths } = spotMarkets;
      for (const [p, sale] of at.ofDeals(markets).entries())
        if (hasTotals(markets[p]!)) sale.totals ??= yield* sumDealsInSteps(markets[p]!, sale.tonnes, 0, paths);
    }
    const revenues: number[] = [];
    for (let s = 0; s < scenarios.outcomes.length; s++) {
      revenues.push(earn(s, at));
      yield;
    }
    const outcomes: OutcomesAt = {
      revenues,
      tangent: (s) => {
        const weights = Float64Array.from(scenarios.outcomes[s]!);
        const revenue = earn(s, at, weights);
        return { weights, constant: weights.reduce((constant, weight, i) => constant - weight * tonnes[i]!, revenue) };
      },
    };
    lastCall = { tonnes, outcomes };
    return outcomes;
  }
  const outcomesAt: OutcomeFunction = Object.assign((tonnes: readonly number[]) => runSteps(inSteps(tonnes)), { inSteps });
  outcomeFunctions.set(scenarios, { cells, outcomesAt });
  return outcomesAt;
};

/** The covariance of outcomes over scenarios, cells by cells: C_ij = mean over scenarios of (m_i - mean_i)(m_j - mean_j). */
export const covarianceOf = (outcomes: readonly ArrayLike<number>[]): Float64Array[] => {
  const cells = outcomes[0]?.length ?? 0;
  const deviations = Array.from({ length: cells }, (_, i) => {
    const column = Float64Array.from(outcomes, (row) => row[i]!);
    const centre = mean(column);
    return column.map((value) => value - centre);
  });
  const covariance = deviations.map(() => new Float64Array(cells));
  for (let i = 0; i < cells; i++) {
    for (let j = 0; j <= i; j++) {
      const [a, b] = [deviations[i]!, deviations[j]!];
      let total = 0;
      for (let s = 0; s < a.length; s++) total += a[s]! * b[s]!;
      covariance[i]![j] = covariance[j]![i] = total / a.length;
    }
  }
  return covariance;
};

/** A risk that is not convex in the tonnes where scenarios have spot markets. */
type NonconvexRisk = Extract<AllocationRisk, { kind: 'shortfall' | 'scenarioVariance' }>;

/** Whether the risk of a problem needs a linear model around some tonnes: shortfall and variance fall with the mean of their scenarios. */
export const isNonconvexRisk = (risk: AllocationRisk): risk is NonconvexRisk =>
  risk.kind === 'scenarioVariance' || (risk.kind === 'shortfall' && risk.spotMarkets !== undefined);

/** Replaces a risk over scenarios by that of its tangents at some tonnes; their constants are a further cell. */
export const lineariseRisk = (risk: NonconvexRisk, cells: readonly AllocationCell[], tonnes: readonly number[]): AllocationRisk => {
  const { tangent } = createOutcomeFunction(risk, cells)(tonnes);
  const outcomes = risk.outcomes.map((_, s) => {
    const { weights, constant } = tangent(s);
    return [...weights, constant / CONSTANT.minimum];
  });
  if (risk.kind === 'scenarioVariance') return { kind: 'variance', covariance: covarianceOf(outcomes) };
  return { kind: 'shortfall', confidence: risk.confidence, outcomes };
};

/** Adds the cell of the constants to a problem. */
export const withConstantCell = <T extends Pick<AllocationProblem, 'cells'>>(problem: T): T => ({
  ...problem,
  cells: [...problem.cells, CONSTANT],
});
