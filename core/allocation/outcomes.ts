import { isDeepStrictEqual } from 'node:util';
import {
  type Estimate,
  estimateShortfall,
  marginOverSpotOnPaths,
  type Portfolio,
  type PortfolioValue,
  type SimulationRequest,
  simulationHorizon,
  standaloneDeals,
  summariseOutcomes,
} from '#engine';
import type { AllocationRequest } from '#shared/contract/allocation.ts';
import type { AllocationRisk } from '#shared/domain/allocation.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { DEFAULT_SIMULATION } from '#shared/domain/simulation.ts';
import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import type { JobContext } from '../jobs/jobRunner.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import type { WorkspaceSession } from '../session/workspaceSession.ts';
import { prepareRun } from '../simulation/request.ts';
import type { Deal } from './deals.ts';

/** Paths that a linear program carries as scenarios: 25 programs of them are solved within seconds. */
export const SCENARIO_PATHS = 500;
/** Paths that an answer is simulated on once more, none of them among those. */
export const FRESH_PATHS = 2_048;
/** Paths of the pre-pass: scenarios need the means of the cycle no better than they know anything else. */
const CENTRE_PATHS = 8_192;
/** Paths of a task of the pool. */
const CHUNK = 512;

/** Net revenue of the plan, and what each deal alone earns over spot sales of the same tonnes, aligned with the deals; USD over the plan. */
export type Outcome = { readonly plan: number; readonly worths: readonly number[] };

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Spot prices of a valued plan by product and month, USD/dmt. */
const spotPrices = ({ products }: PortfolioValue): ReadonlyMap<string, ReadonlyMap<number, number>> =>
  new Map(
    products.map(({ productId, months }) => [
      productId,
      new Map(months.flatMap(({ month, spotPrice }) => (spotPrice === undefined ? [] : [[month, spotPrice] as const]))),
    ]),
  );

/** What a contract alone earns over selling the same tonnes on spot, USD over the plan. */
const overSpot = (alone: PortfolioValue, contract: OfftakeContract, spot: ReturnType<typeof spotPrices>): number => {
  const value = alone.contracts.find(({ contractId }) => contractId === contract.id);
  if (value === undefined) return 0;
  const prices = spot.get(contract.productId);
  return sumOf(value.revenue) - sumOf(value.months.map(({ month, delivered }) => delivered * (prices?.get(month) ?? 0)));
};

/** At the deck, and in every scenario of the library where those are asked for. Valuing deals alone takes a while: it is done in slices. */
export const deckAndScenarioOutcomes = async (
  book: Workbook,
  deals: readonly Deal[],
  library: boolean,
  job: Pick<JobContext, 'reportAndYield'>,
): Promise<readonly [Outcome, ...Outcome[]]> => {
  const plan = book.plan();
  const ids = library ? book.scenarios.map(({ id }) => id) : [];
  const spot = spotPrices(plan.value);
  const inScenario = ids.map((id) => plan.scenarioValue(id) ?? plan.value);
  const spotIn = inScenario.map(spotPrices);
  const worths: { readonly deck: number; readonly stressed: readonly number[] }[] = [];
  for (const [i, { contract, code }] of deals.entries()) {
    await job.reportAndYield(message('allocation.step.value', { code }), i, deals.length);
    const alone = book.alone(contract);
    worths.push({
      deck: overSpot(alone.value, contract, spot),
      stressed: ids.map((id, s) => overSpot(alone.scenarioValue(id) ?? alone.value, contract, spotIn[s]!)),
    });
  }
  return [
    { plan: sumOf(plan.value.revenue), worths: worths.map(({ deck }) => deck) },
    ...inScenario.map(({ revenue }, s) => ({ plan: sumOf(revenue), worths: worths.map(({ stressed }) => stressed[s]!) })),
  ];
};

/** The paths of the simulation that one allocation looks at: the model's own defaults, and the seed that was asked for. */
export type SimulatedPaths = {
  /** The first paths, as scenarios. */
  readonly outcomes: (deals: readonly Deal[]) => Promise<readonly Outcome[]>;
  /** Net revenue over the plan, USD, of a plan and of today's on each of the paths after those. */
  readonly fresh: (plan: ValuedPlan) => Promise<Float64Array>;
  readonly today: () => Promise<Float64Array>;
};

/** What paths are made of: the plan of today, and every deal that may come into it. */
type Inputs = { readonly request: SimulationRequest; readonly every: Portfolio };

/** What has been simulated of some inputs: a search with other bounds, limits or another aim begins with it. */
type Simulated = Inputs & {
  centre?: SimulationRequest['centre'];
  outcomes?: readonly Outcome[];
  /** Today's plan on fresh paths. */
  today?: Float64Array;
};
const simulatedIn = new WeakMap<WorkspaceSession, Simulated>();

/** What the means of the cycle follow from; of contracts that is how long they deliver. */
const cycleOf = ({ request, every }: Inputs) => {
  const { drivers, correlation, parameters, market, portfolio } = request;
  const { valuationMonth, references } = portfolio;
  return {
    drivers,
    correlation,
    parameters,
    market,
    valuationMonth,
    references,
    months: [request, { ...request, portfolio: every }].map(simulationHorizon),
  };
};

/** What was simulated before of the same: all of it where nothing that is simulated has changed, the means where contracts alone have. */
const known = (session: WorkspaceSession, inputs: Inputs): Simulated => {
  const held = simulatedIn.get(session);
  // what a change of the workspace leaves is the very same object: this looks at few of them
  const isSame = held !== undefined && isDeepStrictEqual([held.request, held.every], [inputs.request, inputs.every]);
  if (isSame) return held;
  const centre = held && isDeepStrictEqual(cycleOf(held), cycleOf(inputs)) ? held.centre : undefined;
  const next: Simulated = { ...inputs, ...(centre ? { centre } : {}) };
  simulatedIn.set(session, next);
  return next;
};

const columnSums = (rows: Float64Array, paths: number): Float64Array => {
  const sums = new Float64Array(paths);
  for (let at = 0; at < rows.length; at++) sums[at % paths]! += rows[at]!;
  return sums;
};

/** Simulates on the pool, every portfolio on the same prices, demand, defaults and events path by path. */
export const simulatePaths = async (
  ctx: ServiceContext,
  book: Workbook,
  seed: AllocationRequest['seed'],
  job: JobContext,
): Promise<SimulatedPaths> => {
  const run = await prepareRun(ctx.workspace.db(), book, { ...DEFAULT_SIMULATION, seed });
  const request = { ...run.request, parameters: { ...run.request.parameters, centrePaths: CENTRE_PATHS } };
  const every = book.everyDeal().portfolio;
  const held = new Set(every.contracts.map(({ contract }) => contract.id));
  // means of the cycle last as long as the latest delivery of any deal
  const longest = {
    ...every,
    contracts: [...every.contracts, ...request.portfolio.contracts.filter(({ contract }) => !held.has(contract.id))],
  };
  const step = message('allocation.step.paths');
  const found = known(ctx.workspace, { request, every });
  found.centre ??= (
    await ctx.simulations.centred(
      { ...request, portfolio: longest },
      { flag: job.flag, report: ({ done, total }) => job.report(step, done, total) },
    )
  ).centre;
  const { centre } = found;
  /** Rows of `simulatePathRevenue` on paths `from` to `to`, the latter not included. */
  const simulated = async (portfolio: Portfolio, from: number, to: number): Promise<Float64Array> => {
    const asked: SimulationRequest = { ...request, portfolio, centre };
    const paths = Int32Array.from({ length: to - from }, (_, i) => from + i);
    const rows = portfolio.contracts.length + portfolio.products.length;
    const revenue = new Float64Array(rows * paths.length);
    const starts = Array.from({ length: Math.ceil(paths.length / CHUNK) }, (_, i) => i * CHUNK);
    let done = 0;
    await Promise.all(
      starts.map(async (start) => {
        const few = paths.slice(start, start + CHUNK);
        const part = await ctx.simulations.revenue(asked, few);
        for (let row = 0; row < rows; row++) {
          revenue.set(part.subarray(row * few.length, (row + 1) * few.length), row * paths.length + start);
        }
        done += few.length;
        job.report(step, done, paths.length);
      }),
    );
    return revenue;
  };
  const revenueOf = async (portfolio: Portfolio, from: number, to: number) => columnSums(await simulated(portfolio, from, to), to - from);
  return {
    fresh: ({ portfolio }) => revenueOf(portfolio, SCENARIO_PATHS, SCENARIO_PATHS + FRESH_PATHS),
    today: async () => (found.today ??= await revenueOf(book.plan().portfolio, SCENARIO_PATHS, SCENARIO_PATHS + FRESH_PATHS)),
    outcomes: async (deals) => {
      if (found.outcomes) return found.outcomes;
      const apart = standaloneDeals(
        request.portfolio,
        every.contracts.filter(({ contract }) => deals.some(({ contractId }) => contractId === contract.id)),
      );
      // so few paths are one task each: both at once, on two threads
      const [plan, rows] = await Promise.all([
        revenueOf(request.portfolio, 0, SCENARIO_PATHS),
        simulated(apart.portfolio, 0, SCENARIO_PATHS),
      ]);
      const over = marginOverSpotOnPaths(apart, rows, SCENARIO_PATHS);
      found.outcomes = Array.from(plan, (whole, k) => ({
        plan: whole,
        worths: deals.map(({ contractId }) => over.get(contractId)?.[k] ?? 0),
      }));
      return found.outcomes;
    },
  };
};

/** Risk on paths that the solver has not seen, as the page shows it: a shortfall, or a standard deviation. */
export type FreshEstimates = { readonly after: Estimate; readonly before: Estimate };

/** The plan that an allocation makes and the plan of today, each simulated in full on fresh paths. */
export const estimateOnFreshPaths = async (
  { fresh, today }: SimulatedPaths,
  risk: AllocationRisk,
  after: ValuedPlan,
): Promise<FreshEstimates> => {
  const estimated = (revenue: Float64Array): Estimate =>
    risk.kind === 'shortfall' ? estimateShortfall(revenue, risk.confidence) : summariseOutcomes(revenue).sd;
  return { after: estimated(await fresh(after)), before: estimated(await today()) };
};
