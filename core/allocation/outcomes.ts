import {
  type CellFold,
  createSpotMarketInSteps,
  type Estimate,
  estimateTailMean,
  joinPathMarkets,
  type Market,
  type Portfolio,
  type PortfolioValue,
  type SimulatedDeal,
  type SimulationRequest,
  simulationHorizon,
  splitByBuyerGroup,
  standaloneDeals,
  summariseOutcomes,
} from '#engine';
import type { AllocationRequest } from '#shared/contract/allocation.ts';
import type { Message } from '#shared/contract/figure.ts';
import type { AllocationRisk, PathSpotMarkets, SpotMarket } from '#shared/domain/allocation.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { DEFAULT_SIMULATION } from '#shared/domain/simulation.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { sum } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import type { JobContext } from '../jobs/jobRunner.ts';
import { contractValue } from '../portfolio/contractValues.ts';
import { type ValuedPlan, valueAloneInSteps, type Workbook } from '../portfolio/portfolio.ts';
import type { WorkspaceSession } from '../session/workspaceSession.ts';
import { prepareRun } from '../simulation/request.ts';
import type { SimulationControl } from '../workers/simulationClient.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import type { Deal } from './deals.ts';

/** Number of paths that are the scenarios of a linear program; 25 programs of this size are solved within seconds. */
export const SCENARIO_PATHS = 500;
/** Number of paths after the scenario paths, on which the result is simulated again: fewer for a plan of thousands of contracts. */
const FRESH_PATHS = 2_048;
const FRESH_PATHS_OF_LARGE_PLAN = 1_024;
/** The most contracts of a plan that is simulated on all of them. */
const MAX_CONTRACTS = 2_000;
/** Paths of the first pass, which estimates the means of the cycle. */
const CENTRE_PATHS = 8_192;
/** Standalone deals of a task of the pool, which simulates prices and demand once for all of them. */
const PART_DEALS = 256;

/** Net revenue of the plan, and the contract revenue of each deal alone, aligned with the deals; USD over the plan. */
export type Outcome = { readonly plan: number; readonly contracts: readonly number[] };

/** An outcome with the spot markets of its scenario. */
export type ScenarioOutcome = Outcome & { readonly spotMarkets: readonly SpotMarket[] };

/** The revenue of a contract alone, USD over the plan. */
const contractRevenue = (value: PortfolioValue, { id }: OfftakeContract): number => sum(contractValue({ value }, id)?.revenue ?? []);

/** Outcomes at the deck, whose contracts and spot markets have every deal, and in scenarios, which have only those that may change. */
export type DeckAndScenarioOutcomes = { readonly deck: ScenarioOutcome; readonly scenarios: readonly ScenarioOutcome[] };

/**
 * Values the outcomes at the deck and, with `includesLibrary`, in every scenario of the workspace. `foldMarket` sums the deals of `fixedIds` in
 * the market of a scenario. Yields before each deal.
 */
export const deckAndScenarioOutcomes = async (
  book: Workbook,
  deals: readonly Deal[],
  fixedIds: ReadonlySet<ContractId>,
  foldMarket: (market: SpotMarket) => SpotMarket,
  includesLibrary: boolean,
  job: Pick<JobContext, 'reportAndYield'>,
): Promise<DeckAndScenarioOutcomes> => {
  const plan = book.plan();
  const ids = includesLibrary ? book.scenarios.map(({ id }) => id) : [];
  const deckRevenue: number[] = [];
  const revenueInScenarios = ids.map((): number[] => []);
  for (const [i, { contract, contractId }] of deals.entries()) {
    await job.reportAndYield(message('allocation.step.value'), i, deals.length);
    const separatePortfolio = book.standalone(contract);
    deckRevenue.push(contractRevenue(separatePortfolio.value, contract));
    if (fixedIds.has(contractId)) continue;
    for (const [s, id] of ids.entries())
      revenueInScenarios[s]!.push(contractRevenue(separatePortfolio.scenarioValue(id) ?? separatePortfolio.value, contract));
  }
  const entries = new Map(book.everyDeal().portfolio.contracts.map((entry) => [entry.contract.id, entry]));
  const byProduct = Map.groupBy(deals, ({ contract }) => contract.productId);
  const spotMarketsIn = async (market: Market, foldOne: (market: SpotMarket) => SpotMarket): Promise<readonly SpotMarket[]> => {
    const spotMarkets: SpotMarket[] = [];
    let doneCount = 0;
    for (const product of plan.portfolio.products) {
      const productDeals = (byProduct.get(product.id) ?? []).map(({ contractId, nominalTonnes }) => ({
        entry: entries.get(contractId)!,
        tonnes: nominalTonnes,
      }));
      if (productDeals.length === 0) continue;
      const spotMarket = await runWithYielding(createSpotMarketInSteps(plan.portfolio, product, productDeals, market), () =>
        job.reportAndYield(message('allocation.step.markets'), doneCount++, deals.length),
      );
      if (spotMarket !== undefined) spotMarkets.push(foldOne(spotMarket));
    }
    return spotMarkets;
  };
  const scenarios: ScenarioOutcome[] = [];
  for (const [s, id] of ids.entries()) {
    await runWithYielding(plan.inSteps.scenarioValue(id));
    const value = plan.scenarioValue(id) ?? plan.value;
    const spotMarkets = await spotMarketsIn(plan.scenarioMarket(id) ?? book.market, foldMarket);
    scenarios.push({ plan: sum(value.revenue), contracts: revenueInScenarios[s]!, spotMarkets });
  }
  const spotMarkets = await spotMarketsIn(book.market, (market) => market);
  return { deck: { plan: sum(plan.value.revenue), contracts: deckRevenue, spotMarkets }, scenarios };
};

/** The outcomes of paths, and their spot markets. */
export type PathOutcomes = { readonly outcomes: readonly Outcome[]; readonly spotMarkets: PathSpotMarkets };

/** Simulated paths of one allocation: default settings with the seed of the request. */
export type SimulatedPaths = {
  /** The first paths, for the optimiser: of the deals that may change, and beside them the sum of those that are folded. */
  readonly outcomes: (deals: readonly Deal[], markets: readonly SpotMarket[], fold: CellFold) => Promise<PathOutcomes>;
  /** Number of the fresh paths. */
  readonly freshPaths: number;
  /** Net revenue of a plan on each of the fresh paths, USD over the plan. */
  readonly simulateOnFreshPaths: (plan: ValuedPlan) => Promise<Float64Array>;
  /** The same of the current plan; without progress, so that it can run beside the solver. */
  readonly simulateCurrentPlan: () => Promise<Float64Array>;
};

/** The inputs of the paths: the current plan, and every deal that it may include. */
type Inputs = { readonly request: SimulationRequest; readonly everyDeal: Portfolio };

/** Results for some inputs, reused by an optimisation with other bounds, limits or objective. */
type CachedPaths = Inputs & {
  centre?: SimulationRequest['centre'];
  outcomes?: PathOutcomes;
  /** The deals that are summed in the outcomes. */
  fixedTonnes?: readonly (readonly [string, number])[];
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

/**
 * A portfolio to the latest delivery of any deal, which the means of the cycle cover. They depend on nothing else of contracts, so that it has
 * one of the latest only: threads would receive thousands.
 */
const portfolioToHorizon = (everyDeal: Portfolio, plan: Portfolio): Portfolio => {
  const contracts = [...everyDeal.contracts, ...plan.contracts];
  const horizonOf = (part: Portfolio['contracts']): number => simulationHorizon({ portfolio: { ...everyDeal, contracts: part } });
  const horizon = horizonOf(contracts);
  const latestContract = contracts.find((contract) => horizonOf([contract]) === horizon);
  return { ...everyDeal, contracts: latestContract === undefined ? [] : [latestContract] };
};

const listPaths = (from: number, to: number): Int32Array => Int32Array.from({ length: to - from }, (_, k) => from + k);

/** Simulates portfolios on the worker pool; a path has the same prices, demand, defaults and events for each of them. */
export const simulatePaths = async (
  ctx: ServiceContext,
  book: Workbook,
  seed: AllocationRequest['seed'],
  job: JobContext,
): Promise<SimulatedPaths> => {
  const run = await prepareRun(ctx.workspace.db(), book, { ...DEFAULT_SIMULATION, seed });
  const request = { ...run.request, parameters: { ...run.request.parameters, centrePaths: CENTRE_PATHS } };
  await valueAloneInSteps(book.everyDeal());
  const everyDeal = book.everyDeal().portfolio;
  const controlOf = (step: Message): SimulationControl => ({ flag: job.flag, report: ({ done, total }) => job.report(step, done, total) });
  const cached = reuseCached(ctx.workspace, { request, everyDeal });
  cached.centre ??= (
    await ctx.simulations.addCycleMoments(
      { ...request, portfolio: portfolioToHorizon(everyDeal, request.portfolio) },
      // without progress: it runs beside the valuation of the deals
      { flag: job.flag, report: () => {} },
    )
  ).centre;
  const { centre } = cached;
  const freshPaths = request.portfolio.contracts.length > MAX_CONTRACTS ? FRESH_PATHS_OF_LARGE_PLAN : FRESH_PATHS;
  const freshPathNumbers = listPaths(SCENARIO_PATHS, SCENARIO_PATHS + freshPaths);
  const planRequest = { ...request, centre };
  /** Simulates standalone deals part by part, so that memory does not grow with their number. */
  const simulateDeals = async (deals: readonly Deal[], markets: readonly SpotMarket[], { tonnes: fixedTonnes }: CellFold) => {
    const dealsById = new Map(deals.map((deal) => [deal.contractId, deal]));
    const dealOnMarket = new Map(markets.flatMap((market, m) => market.deals.map((deal) => [deal.cell, { deal, market: m }] as const)));
    const entries = everyDeal.contracts.filter(({ contract }) => dealOnMarket.has(contract.id));
    const production = markets.map((market) => market.production);
    await yieldIfDue();
    const parts: Parameters<typeof ctx.simulations.spotDeals>[0][number][] = [];
    for (const part of splitByBuyerGroup(entries, PART_DEALS, request.portfolio.otherBuyers)) {
      await yieldIfDue();
      parts.push({
        request: { ...request, portfolio: standaloneDeals(request.portfolio, part), centre },
        paths: listPaths(0, SCENARIO_PATHS),
        production,
        deals: part.map(({ contract }): SimulatedDeal => {
          const { deal, market } = dealOnMarket.get(contract.id)!;
          const { cell, priority, cutLoss } = deal;
          const { nominalTonnes } = dealsById.get(contract.id)!;
          return { deal: { cell, priority, cutLoss }, market, nominalTonnes, fixedTonnes: fixedTonnes.get(cell) };
        }),
      });
    }
    return ctx.simulations.spotDeals(parts, controlOf(message('allocation.step.deals')));
  };
  return {
    freshPaths,
    simulateOnFreshPaths: async (plan) => {
      await runWithYielding(plan.inSteps.valueAlone());
      await yieldIfDue();
      const { portfolio } = plan;
      return ctx.simulations.netRevenue({ ...planRequest, portfolio }, freshPathNumbers, controlOf(message('allocation.step.fresh')));
    },
    simulateCurrentPlan: async () =>
      (cached.currentRevenue ??= await ctx.simulations.netRevenue(planRequest, freshPathNumbers, { flag: job.flag, report: () => {} })),
    outcomes: async (deals, markets, fold) => {
      const fixedTonnes = [...fold.tonnes];
      if (cached.outcomes && isDeepEqual(cached.fixedTonnes, fixedTonnes)) return cached.outcomes;
      const [prices, simulatedDeals] = await Promise.all([
        ctx.simulations.spotPrices(
          { ...request, portfolio: standaloneDeals(request.portfolio, []), centre },
          { paths: listPaths(0, SCENARIO_PATHS), markets: markets.map(({ product, production }) => ({ product, production })) },
        ),
        simulateDeals(deals, markets, fold),
      ]);
      // last, so that the threads have the plan prepared for the fresh paths
      const plan = await ctx.simulations.netRevenue(planRequest, listPaths(0, SCENARIO_PATHS), {
        ...controlOf(message('allocation.step.plan')),
        keepsPlan: cached.currentRevenue === undefined,
      });
      const revenueById = new Map(simulatedDeals.deals.map(({ cell }, d) => [cell, simulatedDeals.revenue[d]!]));
      const changing = deals.filter(({ contractId }) => !fold.tonnes.has(contractId));
      const outcomes: Outcome[] = [];
      for (const [k, planRevenue] of plan.entries()) {
        outcomes.push({ plan: planRevenue, contracts: changing.map(({ contractId }) => revenueById.get(contractId)![k]!) });
        await yieldIfDue();
      }
      cached.fixedTonnes = fixedTonnes;
      cached.outcomes = { outcomes, spotMarkets: joinPathMarkets(markets, prices, simulatedDeals, fold.into, SCENARIO_PATHS) };
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
