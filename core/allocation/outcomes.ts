import {
  createPathSpotMarkets,
  createSpotMarket,
  type Estimate,
  estimateTailMean,
  type Market,
  type Portfolio,
  type PortfolioValue,
  type SimulationRequest,
  simulationHorizon,
  standaloneDeals,
  summariseOutcomes,
} from '#engine';
import type { AllocationRequest } from '#shared/contract/allocation.ts';
import type { AllocationRisk, PathSpotMarkets, SpotMarket } from '#shared/domain/allocation.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { DEFAULT_SIMULATION } from '#shared/domain/simulation.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { sum } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import type { JobContext } from '../jobs/jobRunner.ts';
import { contractValue } from '../portfolio/contractValues.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import type { WorkspaceSession } from '../session/workspaceSession.ts';
import { prepareRun } from '../simulation/request.ts';
import type { Deal } from './deals.ts';

/** Number of paths that are the scenarios of a linear program; 25 programs of this size are solved within seconds. */
export const SCENARIO_PATHS = 500;
/** Number of paths after the scenario paths, on which the result is simulated again. */
export const FRESH_PATHS = 2_048;
/** Paths of the first pass, which estimates the means of the cycle. */
const CENTRE_PATHS = 8_192;
/** Paths of a task of the pool. */
const CHUNK = 512;

/** Net revenue of the plan, and the contract revenue of each deal alone, aligned with the deals; USD over the plan. */
export type Outcome = { readonly plan: number; readonly contracts: readonly number[] };

/** An outcome with the spot markets of its scenario. */
export type ScenarioOutcome = Outcome & { readonly spotMarkets: readonly SpotMarket[] };

/** The revenue of a contract alone, USD over the plan. */
const contractRevenue = (value: PortfolioValue, { id }: OfftakeContract): number => sum(contractValue({ value }, id)?.revenue ?? []);

/** Values the outcomes at the deck and, with `includesLibrary`, in every scenario of the workspace. Yields before each deal and product. */
export const deckAndScenarioOutcomes = async (
  book: Workbook,
  deals: readonly Deal[],
  includesLibrary: boolean,
  job: Pick<JobContext, 'reportAndYield'>,
): Promise<readonly [ScenarioOutcome, ...ScenarioOutcome[]]> => {
  const plan = book.plan();
  const ids = includesLibrary ? book.scenarios.map(({ id }) => id) : [];
  const scenarioValues = ids.map((id) => ({ value: plan.scenarioValue(id) ?? plan.value, market: plan.scenarioMarket(id) ?? book.market }));
  const contracts: { readonly deck: number; readonly inScenarios: readonly number[] }[] = [];
  for (const [i, { contract, code }] of deals.entries()) {
    await job.reportAndYield(message('allocation.step.value', { code }), i, deals.length);
    const standalone = book.alone(contract);
    contracts.push({
      deck: contractRevenue(standalone.value, contract),
      inScenarios: ids.map((id) => contractRevenue(standalone.scenarioValue(id) ?? standalone.value, contract)),
    });
  }
  const entries = new Map(book.everyDeal().portfolio.contracts.map((entry) => [entry.contract.id, entry]));
  const byProduct = Map.groupBy(deals, ({ contract }) => contract.productId);
  const spotMarketsIn = async (market: Market): Promise<readonly SpotMarket[]> => {
    const spotMarkets: SpotMarket[] = [];
    for (const product of plan.portfolio.products) {
      const productDeals = (byProduct.get(product.id) ?? []).map(({ contractId, nominalTonnes }) => ({
        entry: entries.get(contractId)!,
        tonnes: nominalTonnes,
      }));
      if (productDeals.length === 0) continue;
      await job.reportAndYield(message('allocation.step.value', { code: product.id }), deals.length, deals.length);
      const spotMarket = createSpotMarket(plan.portfolio, product, productDeals, market);
      if (spotMarket !== undefined) spotMarkets.push(spotMarket);
    }
    return spotMarkets;
  };
  const scenarioOutcomes: ScenarioOutcome[] = [];
  for (const [s, { value, market }] of scenarioValues.entries()) {
    scenarioOutcomes.push({
      plan: sum(value.revenue),
      contracts: contracts.map((outcome) => outcome.inScenarios[s]!),
      spotMarkets: await spotMarketsIn(market),
    });
  }
  return [
    { plan: sum(plan.value.revenue), contracts: contracts.map(({ deck }) => deck), spotMarkets: await spotMarketsIn(book.market) },
    ...scenarioOutcomes,
  ];
};

/** The outcomes of paths, and their spot markets. */
export type PathOutcomes = { readonly outcomes: readonly Outcome[]; readonly spotMarkets: PathSpotMarkets };

/** Simulated paths of one allocation: default settings with the seed of the request. */
export type SimulatedPaths = {
  /** The first paths, for the optimiser. */
  readonly outcomes: (deals: readonly Deal[], markets: readonly SpotMarket[]) => Promise<PathOutcomes>;
  /** Net revenue of a plan on each of the fresh paths, USD over the plan. */
  readonly simulateOnFreshPaths: (plan: ValuedPlan) => Promise<Float64Array>;
  /** The same of the current plan. */
  readonly simulateCurrentPlan: () => Promise<Float64Array>;
};

/** The inputs of the paths: the current plan, and every deal that it may include. */
type Inputs = { readonly request: SimulationRequest; readonly everyDeal: Portfolio };

/** Results for some inputs, reused by an optimisation with other bounds, limits or objective. */
type CachedPaths = Inputs & {
  centre?: SimulationRequest['centre'];
  outcomes?: PathOutcomes;
  /** The current plan on the fresh paths. */
  currentRevenue?: Float64Array;
};
const cachedPaths = new WeakMap<WorkspaceSession, CachedPaths>();

/** The inputs that determine the means of the cycle; of contracts, only the horizon of deliveries. */
const cycleInputs = ({ request, everyDeal }: Inputs) => {
  const { drivers, correlation, parameters, market, portfolio } = request;
  const { valuationMonth, references } = portfolio;
  return {
    drivers,
    correlation,
    parameters,
    market,
    valuationMonth,
    references,
    months: [request, { ...request, portfolio: everyDeal }].map(simulationHorizon),
  };
};

/** Returns the cached results: all where no input has changed, the means of the cycle where only contracts have. */
const reuseCached = (session: WorkspaceSession, inputs: Inputs): CachedPaths => {
  const cached = cachedPaths.get(session);
  // unchanged records are identical objects, so that few are compared by content
  const isSame = cached !== undefined && isDeepEqual([cached.request, cached.everyDeal], [inputs.request, inputs.everyDeal]);
  if (isSame) return cached;
  const centre = cached && isDeepEqual(cycleInputs(cached), cycleInputs(inputs)) ? cached.centre : undefined;
  const newCache: CachedPaths = { ...inputs, ...(centre ? { centre } : {}) };
  cachedPaths.set(session, newCache);
  return newCache;
};

const columnSums = (rows: Float64Array, paths: number): Float64Array => {
  const sums = new Float64Array(paths);
  for (let i = 0; i < rows.length; i++) sums[i % paths]! += rows[i]!;
  return sums;
};

/** Simulates portfolios on the worker pool; a path has the same prices, demand, defaults and events for each of them. */
export const simulatePaths = async (
  ctx: ServiceContext,
  book: Workbook,
  seed: AllocationRequest['seed'],
  job: JobContext,
): Promise<SimulatedPaths> => {
  const run = await prepareRun(ctx.workspace.db(), book, { ...DEFAULT_SIMULATION, seed });
  const request = { ...run.request, parameters: { ...run.request.parameters, centrePaths: CENTRE_PATHS } };
  const everyDeal = book.everyDeal().portfolio;
  const ids = new Set(everyDeal.contracts.map(({ contract }) => contract.id));
  // the means of the cycle cover the latest delivery of any deal
  const portfolioToLastDelivery = {
    ...everyDeal,
    contracts: [...everyDeal.contracts, ...request.portfolio.contracts.filter(({ contract }) => !ids.has(contract.id))],
  };
  const step = message('allocation.step.paths');
  const cached = reuseCached(ctx.workspace, { request, everyDeal });
  cached.centre ??= (
    await ctx.simulations.addCycleMoments(
      { ...request, portfolio: portfolioToLastDelivery },
      { flag: job.flag, report: ({ done, total }) => job.report(step, done, total) },
    )
  ).centre;
  const { centre } = cached;
  /** Rows of `simulatePathRevenue` on the paths from `from` up to `to`, exclusive. */
  const simulateRows = async (portfolio: Portfolio, from: number, to: number): Promise<Float64Array> => {
    const simulation: SimulationRequest = { ...request, portfolio, centre };
    const paths = Int32Array.from({ length: to - from }, (_, i) => from + i);
    const rows = portfolio.contracts.length + portfolio.products.length;
    const revenue = new Float64Array(rows * paths.length);
    const starts = Array.from({ length: Math.ceil(paths.length / CHUNK) }, (_, i) => i * CHUNK);
    let doneCount = 0;
    await Promise.all(
      starts.map(async (start) => {
        const chunk = paths.slice(start, start + CHUNK);
        const chunkRevenue = await ctx.simulations.revenue(simulation, chunk);
        for (let row = 0; row < rows; row++) {
          revenue.set(chunkRevenue.subarray(row * chunk.length, (row + 1) * chunk.length), row * paths.length + start);
        }
        doneCount += chunk.length;
        job.report(step, doneCount, paths.length);
      }),
    );
    return revenue;
  };
  const revenueOf = async (portfolio: Portfolio, from: number, to: number) =>
    columnSums(await simulateRows(portfolio, from, to), to - from);
  return {
    simulateOnFreshPaths: ({ portfolio }) => revenueOf(portfolio, SCENARIO_PATHS, SCENARIO_PATHS + FRESH_PATHS),
    simulateCurrentPlan: async () =>
      (cached.currentRevenue ??= await revenueOf(book.plan().portfolio, SCENARIO_PATHS, SCENARIO_PATHS + FRESH_PATHS)),
    outcomes: async (deals, markets) => {
      if (cached.outcomes) return cached.outcomes;
      const standalone = standaloneDeals(
        request.portfolio,
        everyDeal.contracts.filter(({ contract }) => deals.some(({ contractId }) => contractId === contract.id)),
      );
      const rowOf = new Map(standalone.contracts.map(({ contract }, row) => [contract.id, row]));
      const spotMarkets = createPathSpotMarkets(markets, SCENARIO_PATHS);
      const tonnes = new Map(deals.map(({ contractId, nominalTonnes }) => [String(contractId), nominalTonnes]));
      // each is one task of the pool
      const [plan, revenue] = await Promise.all([
        revenueOf(request.portfolio, 0, SCENARIO_PATHS),
        ctx.simulations.spotMarkets(
          { ...request, portfolio: standalone, centre },
          { paths: Int32Array.from({ length: SCENARIO_PATHS }, (_, k) => k), first: 0, tonnes, into: spotMarkets },
        ),
      ]);
      const outcomes = Array.from(plan, (planRevenue, k) => ({
        plan: planRevenue,
        contracts: deals.map(({ contractId }) => revenue[rowOf.get(contractId)! * SCENARIO_PATHS + k]!),
      }));
      cached.outcomes = { outcomes, spotMarkets };
      return cached.outcomes;
    },
  };
};

/** The risk of two plans on paths that the optimiser did not use: a tail mean or a standard deviation. */
export type FreshEstimates = { readonly after: Estimate; readonly before: Estimate };

/** Simulates the resulting and the current plan on the fresh paths and estimates their risks. */
export const estimateOnFreshPaths = async (
  { simulateOnFreshPaths, simulateCurrentPlan }: SimulatedPaths,
  risk: AllocationRisk,
  planAfter: ValuedPlan,
): Promise<FreshEstimates> => {
  const estimateRisk = (revenue: Float64Array): Estimate =>
    'confidence' in risk ? estimateTailMean(revenue.toSorted(), risk.confidence) : summariseOutcomes(revenue).sd;
  return { after: estimateRisk(await simulateOnFreshPaths(planAfter)), before: estimateRisk(await simulateCurrentPlan()) };
};
