import type { AllocationCell, AllocationProblem, AllocationRisk, ScenarioOutcomes, SpotMarket } from '#shared/domain/allocation.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { mean, sumBy } from '#shared/math.ts';
import { spotMarketsOfPath } from './simulatedSpotMarkets.ts';
import { createRevenueFunction, type RevenueAt } from './spotRevenue.ts';

/** The cell that holds the constants of linearised scenarios, and its tonnes: constants are then of the size of other outcomes. */
const CONSTANT: AllocationCell = { id: 'constant', minimum: 1e6, maximum: 1e6, margin: 0 };

const spotMarketsOf = ({ spotMarkets }: ScenarioOutcomes, scenario: number): readonly SpotMarket[] => {
  if (spotMarkets === undefined) return [];
  return 'paths' in spotMarkets ? spotMarketsOfPath(spotMarkets, scenario) : (spotMarkets[scenario] ?? []);
};

/** What the cells earn in each scenario at some tonnes, USD. */
export type OutcomeFunction = (tonnes: readonly number[]) => readonly RevenueAt[];

const outcomeFunctions = new WeakMap<
  ScenarioOutcomes,
  { readonly cells: readonly AllocationCell[]; readonly outcomesAt: OutcomeFunction }
>();

/** Creates what the cells earn in each scenario as a function of their tonnes; the last result is kept. */
export const createOutcomeFunction = (scenarios: ScenarioOutcomes, cells: readonly AllocationCell[]): OutcomeFunction => {
  const cached = outcomeFunctions.get(scenarios);
  if (cached?.cells === cells) return cached.outcomesAt;
  const revenues = scenarios.outcomes.map((row, s) =>
    createRevenueFunction(
      cells.map((cell, i) => ({ ...cell, margin: row[i]! })),
      spotMarketsOf(scenarios, s),
    ),
  );
  let lastCall: { readonly tonnes: readonly number[]; readonly outcomes: readonly RevenueAt[] } | undefined;
  const outcomesAt: OutcomeFunction = (tonnes) => {
    if (lastCall === undefined || !isDeepEqual(lastCall.tonnes, tonnes))
      lastCall = { tonnes, outcomes: revenues.map((revenueAt) => revenueAt(tonnes)) };
    return lastCall.outcomes;
  };
  outcomeFunctions.set(scenarios, { cells, outcomesAt });
  return outcomesAt;
};

/** The covariance of outcomes over scenarios, cells by cells. */
export const covarianceOf = (outcomes: readonly (readonly number[])[]): number[][] => {
  const means = (outcomes[0] ?? []).map((_, i) => mean(outcomes.map((row) => row[i]!)));
  // C_ij = mean over scenarios of (m_i - mean_i)(m_j - mean_j)
  return means.map((a, i) => means.map((b, j) => mean(outcomes.map((row) => (row[i]! - a) * (row[j]! - b)))));
};

/** A risk that is not convex in the tonnes where scenarios have spot markets. */
type NonconvexRisk = Extract<AllocationRisk, { kind: 'shortfall' | 'scenarioVariance' }>;

/** Whether the risk of a problem needs a linear model around some tonnes: shortfall and variance fall with the mean of their scenarios. */
export const isNonconvexRisk = (risk: AllocationRisk): risk is NonconvexRisk =>
  risk.kind === 'scenarioVariance' || (risk.kind === 'shortfall' && risk.spotMarkets !== undefined);

/** The tangent of what the cells earn in a scenario at some tonnes: a weight for each cell, USD per dmt, and a constant. */
export const outcomeTangent = (row: readonly number[], { tonnes, revenue, spot }: RevenueAt) => {
  const weights = row.map((margin, i) => margin + sumBy(spot, ({ changes }) => changes.get(i) ?? 0));
  return { weights, constant: revenue - sumBy(weights, (weight, i) => weight * tonnes[i]!) };
};

/** Replaces a risk over scenarios by that of its tangents at some tonnes; their constants are a further cell. */
export const lineariseRisk = (risk: NonconvexRisk, cells: readonly AllocationCell[], tonnes: readonly number[]): AllocationRisk => {
  const outcomes = createOutcomeFunction(
    risk,
    cells,
  )(tonnes).map((outcome, s) => {
    const { weights, constant } = outcomeTangent(risk.outcomes[s]!, outcome);
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
