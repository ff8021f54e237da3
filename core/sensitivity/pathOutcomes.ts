import { computeDrawExposures, type OutcomeTable, type SimulationRequest, valuePortfolio } from '#engine';
import type { ContractId } from '#shared/domain/ids.ts';
import type { SimulationSettings } from '#shared/domain/simulation.ts';
import { type Year, yearOf } from '#shared/domain/time.ts';
import { lazy } from '#shared/memoize.ts';
import type { ServiceContext } from '../context.ts';
import type { JobContext } from '../jobs/jobRunner.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { buildRun, parametersOf } from '../simulation/request.ts';
import { revenueTargets } from '../simulation/revenueTargets.ts';
import { lastSettings } from '../simulation/simulation.ts';

/** The outcomes of every path of a plan, and of one of its contracts. */
export type PathOutcomes = {
  readonly table: OutcomeTable;
  readonly firstYear: Year;
  readonly draws: SimulationSettings['draws'];
  /** The target of net revenue by year: that of the plan without changes, at all values of drivers. */
  readonly revenueTargets: readonly number[];
};

/** Simulates a plan with changed drivers, and returns its outcomes with those of a contract in it. */
export type SimulatePaths = (book: Workbook, plan: ValuedPlan, contractId: ContractId | undefined) => Promise<PathOutcomes>;

/** Reads the settings of the latest run, else the defaults; without its scenario if that was deleted. */
export const readPathSettings = async (ctx: ServiceContext, { scenarios }: Pick<Workbook, 'scenarios'>): Promise<SimulationSettings> => {
  const settings = await lastSettings(ctx);
  return scenarios.some(({ id }) => id === settings.scenarioId) ? settings : { ...settings, scenarioId: undefined };
};

/**
 * Prepares the simulation of a plan at values of drivers, with the settings of the latest run. All values have the same random draws, so that a
 * figure of the paths is a function of the drivers. Reads the workspace; the simulations that follow read nothing.
 */
export const preparePathSimulation = async (
  ctx: ServiceContext,
  book: Workbook,
  settings: SimulationSettings,
): Promise<(job: Pick<JobContext, 'flag'>) => SimulatePaths> => {
  const parameters = await parametersOf(ctx.workspace.db(), settings);
  const requestOf = (of: Workbook, plan: ValuedPlan): SimulationRequest => buildRun(of, plan, settings, parameters).request;
  // quasi-random draws follow the exposures of the plan, which the drivers change
  const drawExposures = lazy(() =>
    settings.draws === 'quasi-random' ? { drawExposures: computeDrawExposures([requestOf(book, book.plan())]) } : {},
  );
  const targets = lazy(() => {
    const { portfolio, market } = requestOf(book, book.plan());
    const { years, revenue } = valuePortfolio(portfolio, market);
    return revenueTargets(book, years, revenue);
  });
  return ({ flag }) =>
    async (changedBook, plan, contractId) => {
      const control = { flag, report: () => {} };
      const request = await ctx.simulations.addCycleMoments({ ...requestOf(changedBook, plan), ...drawExposures() }, control);
      const table = await ctx.simulations.outcomes(
        request,
        { buyers: [], contracts: contractId === undefined ? [] : [contractId] },
        control,
      );
      return { table, firstYear: yearOf(request.portfolio.valuationMonth + 1), draws: settings.draws, revenueTargets: targets() };
    };
};
