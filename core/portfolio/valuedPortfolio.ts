import {
  type CauseValuations,
  type ContractScenario,
  compareContractsInScenarioInSteps,
  compareValuationsInSteps,
  computeDisplacementCostInSteps,
  type DisplacementCost,
  destinationDiversificationValueInSteps,
  type Exposure,
  exposureInSteps,
  type Market,
  type MeasuredLimit,
  measureLimitsInSteps,
  type OversoldYear,
  oversoldYearsInSteps,
  type Portfolio,
  type PortfolioExposure,
  type PortfolioValue,
  type ProductCommitments,
  productCommitmentsInSteps,
  type Revaluation,
  type RevenueCache,
  type Valuation,
  type ValuationsWithoutClauses,
  valuePortfolioInSteps,
  valueWithoutClausesInSteps,
  yearlyRevenueInSteps,
} from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import type { ContractId, ScenarioId } from '#shared/domain/ids.ts';
import type { Plan } from '#shared/domain/plan.ts';
import { DEFAULT_SCENARIO, type Scenario } from '#shared/domain/scenario.ts';
import { sum } from '#shared/math.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { lazySteps, memoizeSteps, type Steps } from '#shared/steps.ts';
import { withDscrLimitsInSteps } from './dscrLimits.ts';
import { type PricedContracts, valuePricedContracts } from './pricedContracts.ts';
import type { Records } from './records.ts';
import type { Resolver } from './resolver.ts';

/** Contracts resolved to the engine's inputs, with their figures; each figure is computed when it is first read. */
export type ValuedPortfolio = {
  readonly portfolio: Portfolio;
  /** Contracts that can't be priced, and why; the portfolio excludes them. */
  readonly problems: ReadonlyMap<ContractId, OrebookError>;
  readonly value: PortfolioValue;
  /** Net revenue by year alone, USD. */
  readonly revenue: () => readonly number[];
  readonly exposure: () => Exposure;
  readonly commitments: () => readonly ProductCommitments[];
  /** Years in which a product is oversold, by product. */
  readonly oversold: () => readonly OversoldYear[];
  readonly limits: () => readonly MeasuredLimit[];
  /** In a scenario of the workspace, by default the China slump; undefined where the workspace has none. Throws NOT_FOUND. */
  readonly inScenario: (id?: ScenarioId) => Revaluation | undefined;
  /** The effect of the same scenario on each contract, without its causes; undefined where the workspace has none. Throws NOT_FOUND. */
  readonly contractsInScenario: (id?: ScenarioId) => readonly ContractScenario[] | undefined;
  /** The same scenario's value alone, without its causes; undefined where the workspace has none. Throws NOT_FOUND. */
  readonly scenarioValue: (id?: ScenarioId) => PortfolioValue | undefined;
  /** The same scenario's market; undefined where the workspace has none. Throws NOT_FOUND. */
  readonly scenarioMarket: (id?: ScenarioId) => Market | undefined;
  /** The same scenario's net revenue by year alone, USD; undefined where the workspace has none. Throws NOT_FOUND. */
  readonly scenarioRevenue: (id?: ScenarioId) => readonly number[] | undefined;
  /** Net revenue in the scenario above that with all tonnes sold to China, USD; undefined where the workspace has none. Throws NOT_FOUND. */
  readonly destinationDiversificationValue: (id?: ScenarioId) => number | undefined;
  /** What the tonnes displaced by the demand and channels of a scenario cost at its prices; computed once per object. */
  readonly displacement: (scenario: Scenario) => DisplacementCost;
  /** Net revenue lost in the scenario over the plan, USD; 0 where the workspace has none. Throws NOT_FOUND. */
  readonly scenarioCost: (id?: ScenarioId) => number;
  /**
   * Computes results in steps, after which they are read at once: a plan of thousands of contracts takes seconds. A scenario is one of the
   * workspace, by default the China slump; nothing is computed where the workspace has none. Throws NOT_FOUND.
   */
  readonly inSteps: {
    readonly valueAtBase: () => Steps<void>;
    readonly exposure: () => Steps<void>;
    /** Value, exposure, commitments, oversold years and limits. */
    readonly value: () => Steps<void>;
    readonly valueAlone: () => Steps<void>;
    readonly oversold: () => Steps<void>;
    readonly revenue: () => Steps<void>;
    readonly inScenario: (id?: ScenarioId) => Steps<void>;
    readonly contractsInScenario: (id?: ScenarioId) => Steps<void>;
    readonly scenarioValue: (id?: ScenarioId) => Steps<void>;
    readonly scenarioRevenue: (id?: ScenarioId) => Steps<void>;
    readonly destinationDiversificationValue: (id?: ScenarioId) => Steps<void>;
    readonly displacement: (scenario: Scenario) => Steps<void>;
  };
};

/** The scenario of an id as it is stored, by default the China slump. Throws NOT_FOUND. */
export const findScenario = (scenarios: readonly Scenario[], id: ScenarioId | undefined): Scenario | undefined => {
  if (id === undefined) return scenarios.find((scenario) => scenario.id === DEFAULT_SCENARIO) ?? scenarios[0];
  const scenario = scenarios.find((scenario) => scenario.id === id);
  if (scenario === undefined) throw new OrebookError('NOT_FOUND', { kind: 'scenario', id });
  return scenario;
};

/** The prices of a scenario alone; one object per scenario, by which its market is cached. */
const pricesAlone = memoizeWeakly((scenario: Scenario): Scenario => ({ ...scenario, demand: [], channels: [] }));

/** Scenarios whose valuations of a portfolio stay in memory: of ten thousand contracts one takes a hundred megabytes. */
const MEMOIZED_SCENARIOS = 3;

export type ValuedContracts = ValuedPortfolio & {
  readonly valueAtBase: () => Steps<Valuation>;
  /** In the market of a scenario. */
  readonly valueIn: (scenario: Scenario) => Steps<Valuation>;
  readonly measureExposure: () => Steps<PortfolioExposure>;
};

type ScenarioResults = {
  readonly scenario: Scenario;
  valuation?: Valuation;
  withoutClauses?: ValuationsWithoutClauses;
  causes?: CauseValuations;
};

/** The last results of a plan, of which the next revision reuses unchanged parts. */
export type EarlierResults = {
  atBase?: Valuation;
  withoutClauses?: ValuationsWithoutClauses;
  exposure?: PortfolioExposure;
  /** In the scenario that was asked for last. */
  inScenario?: ScenarioResults;
};

/** Earlier results to reuse. */
export type ReusedResults = {
  /** Another portfolio of the same records. */
  readonly measured?: ValuedContracts;
  /** Results of another portfolio, also of an earlier revision; replaced by the new ones. */
  readonly earlierResults?: EarlierResults;
  /** Results of another plan, for what `earlierResults` lacks. */
  readonly otherPlan?: () => EarlierResults | undefined;
  /** The plan whose facilities limits on a coverage ratio measure. */
  readonly plan?: Plan;
};

/** Computes the figures of a portfolio, which is resolved when it is first read; results of equal parts of earlier portfolios are reused. */
export const createMeasured = (
  records: Records,
  { marketIn }: Resolver,
  revenues: RevenueCache,
  resolveInput: () => Steps<Portfolio>,
  { measured: previous, earlierResults = {}, otherPlan = () => undefined, plan }: ReusedResults,
): ValuedContracts => {
  const { market } = records;
  const input = lazySteps(resolveInput);
  let pricedContracts: PricedContracts | undefined;
  const base = lazySteps(function* (): Steps<PricedContracts> {
    pricedContracts = yield* valuePricedContracts(
      yield* input.prepare(),
      records,
      previous ? yield* previous.valueAtBase() : (earlierResults.atBase ?? otherPlan()?.atBase),
    );
    if (!previous) earlierResults.atBase = { portfolio: pricedContracts.portfolio, market, value: pricedContracts.value };
    return pricedContracts;
  });
  function* valueAtBase(): Steps<Valuation> {
    const { portfolio, value } = yield* base.prepare();
    return { portfolio, market, value };
  }
  /** Reads revenue without the full valuation; from the valuation where it exists or a contract can't be priced. */
  const revenue = lazySteps(function* () {
    try {
      if (pricedContracts === undefined) {
        const portfolio = yield* input.prepare();
        return { portfolio, revenue: yield* yearlyRevenueInSteps(portfolio, market, revenues) };
      }
    } catch (error) {
      if (!(error instanceof OrebookError)) throw error;
    }
    const { portfolio, value } = yield* base.prepare();
    return { portfolio, revenue: value.revenue };
  });
  const exposureOfPlan = lazySteps(function* (): Steps<PortfolioExposure> {
    const { portfolio } = yield* base.prepare();
    const earlierExposure = previous ? yield* previous.measureExposure() : (earlierResults.exposure ?? otherPlan()?.exposure);
    const result = { portfolio, market, exposure: yield* exposureInSteps(portfolio, market, earlierExposure) };
    if (!previous) earlierResults.exposure = result;
    return result;
  });
  const commitments = lazySteps(function* () {
    return yield* productCommitmentsInSteps((yield* base.prepare()).portfolio);
  });
  const readExposure = (): Exposure => exposureOfPlan.get().exposure;
  const oversoldYears = lazySteps(function* () {
    const { portfolio, value } = yield* base.prepare();
    return yield* oversoldYearsInSteps(portfolio, value, yield* commitments.prepare());
  });
  const limits = lazySteps(function* (): Steps<readonly MeasuredLimit[]> {
    const { portfolio, value } = yield* base.prepare();
    const { exposure } = yield* exposureOfPlan.prepare();
    const measuredLimits = yield* measureLimitsInSteps(records.limits, portfolio, exposure);
    return plan === undefined ? measuredLimits : yield* withDscrLimitsInSteps(measuredLimits, records, plan, { portfolio, market, value });
  });
  /** Results in a scenario that are reused; those of another scenario are dropped. */
  const scenarioResults = (scenario: Scenario): ScenarioResults => {
    if (earlierResults.inScenario?.scenario === scenario) return earlierResults.inScenario;
    const ofOtherPlan = otherPlan()?.inScenario;
    earlierResults.inScenario = ofOtherPlan?.scenario === scenario ? { ...ofOtherPlan } : { scenario };
    return earlierResults.inScenario;
  };
  const inScenarios = memoizeSteps(function* (scenario: Scenario): Steps<Valuation> {
    const { portfolio } = yield* base.prepare();
    const marketAfter = marketIn(scenario);
    const results = scenarioResults(scenario);
    // products that read no price of the scenario keep their values
    const earlierValuation = previous ? yield* previous.valueIn(scenario) : (results.valuation ?? (yield* valueAtBase()));
    const value = yield* valuePortfolioInSteps(portfolio, marketAfter, earlierValuation);
    results.valuation = { portfolio, market: marketAfter, value };
    return results.valuation;
  }, MEMOIZED_SCENARIOS);
  const withoutClausesAtBase = lazySteps(function* (): Steps<ValuationsWithoutClauses> {
    earlierResults.withoutClauses = yield* valueWithoutClausesInSteps(yield* valueAtBase(), earlierResults.withoutClauses);
    return earlierResults.withoutClauses;
  });
  const withoutClauses = memoizeSteps(function* (scenario: Scenario): Steps<ValuationsWithoutClauses> {
    const results = scenarioResults(scenario);
    results.withoutClauses = yield* valueWithoutClausesInSteps(yield* inScenarios.prepare(scenario), results.withoutClauses);
    return results.withoutClauses;
  }, MEMOIZED_SCENARIOS);
  const revaluations = memoizeSteps(function* (scenario: Scenario): Steps<Revaluation> {
    const results = scenarioResults(scenario);
    const { revaluation, causes } = yield* compareValuationsInSteps(
      yield* valueAtBase(),
      yield* inScenarios.prepare(scenario),
      yield* withoutClauses.prepare(scenario),
      yield* withoutClausesAtBase.prepare(),
      results.causes,
    );
    results.causes = causes;
    return revaluation;
  }, MEMOIZED_SCENARIOS);
  const contractsByScenario = memoizeSteps(function* (scenario: Scenario): Steps<readonly ContractScenario[]> {
    return yield* compareContractsInScenarioInSteps(
      yield* valueAtBase(),
      yield* inScenarios.prepare(scenario),
      yield* withoutClauses.prepare(scenario),
    );
  }, MEMOIZED_SCENARIOS);
  const diversificationValues = memoizeSteps(function* (scenario: Scenario): Steps<number> {
    return yield* destinationDiversificationValueInSteps(yield* valueAtBase(), yield* inScenarios.prepare(scenario));
  });
  const scenarioRevenues = memoizeSteps(function* (scenario: Scenario): Steps<readonly number[]> {
    return yield* yearlyRevenueInSteps((yield* revenue.prepare()).portfolio, marketIn(scenario), revenues);
  });
  const displacements = memoizeSteps(function* (scenario: Scenario): Steps<DisplacementCost> {
    const marketBefore = scenario.prices.length === 0 ? market : marketIn(pricesAlone(scenario));
    return yield* computeDisplacementCostInSteps((yield* revenue.prepare()).portfolio, marketBefore, marketIn(scenario), revenues);
  });
  const byId = <T>(make: (scenario: Scenario) => T) => {
    return (id?: ScenarioId): T | undefined => {
      const scenario = findScenario(records.scenarios, id);
      return scenario && make(scenario);
    };
  };
  const stepsById = (prepare: (scenario: Scenario) => Steps<unknown>) =>
    function* (id?: ScenarioId): Steps<void> {
      const scenario = findScenario(records.scenarios, id);
      if (scenario !== undefined) yield* prepare(scenario);
    };
  const scenarioRevenue = byId(scenarioRevenues.get);
  return {
    get portfolio() {
      return base.get().portfolio;
    },
    get problems() {
      return base.get().problems;
    },
    get value() {
      return base.get().value;
    },
    revenue: () => revenue.get().revenue,
    valueAtBase,
    valueIn: inScenarios.prepare,
    measureExposure: exposureOfPlan.prepare,
    exposure: readExposure,
    commitments: commitments.get,
    oversold: oversoldYears.get,
    limits: limits.get,
    inScenario: byId(revaluations.get),
    contractsInScenario: byId(contractsByScenario.get),
    destinationDiversificationValue: byId(diversificationValues.get),
    scenarioValue: byId((scenario) => inScenarios.get(scenario).value),
    scenarioMarket: byId(marketIn),
    scenarioRevenue,
    displacement: displacements.get,
    scenarioCost: (id) => {
      const inScenarioRevenue = scenarioRevenue(id);
      return inScenarioRevenue ? sum(revenue.get().revenue) - sum(inScenarioRevenue) : 0;
    },
    inSteps: {
      *valueAtBase() {
        yield* valueAtBase();
      },
      *exposure() {
        yield* exposureOfPlan.prepare();
      },
      *value() {
        yield* limits.prepare();
        yield* oversoldYears.prepare();
      },
      *valueAlone() {
        yield* base.prepare();
      },
      *oversold() {
        yield* oversoldYears.prepare();
      },
      *revenue() {
        yield* revenue.prepare();
      },
      inScenario: stepsById(revaluations.prepare),
      contractsInScenario: stepsById(contractsByScenario.prepare),
      scenarioValue: stepsById(inScenarios.prepare),
      *scenarioRevenue(id) {
        yield* revenue.prepare();
        yield* stepsById(scenarioRevenues.prepare)(id);
      },
      destinationDiversificationValue: stepsById(diversificationValues.prepare),
      *displacement(scenario) {
        yield* displacements.prepare(scenario);
      },
    },
  };
};
