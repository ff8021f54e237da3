import {
  buyerOutcome,
  CONFIDENCE,
  componentShortfall,
  contractOutcome,
  financingOnPaths,
  operatingCostByMonth,
  type PathFinancingInput,
  type PathPayments,
  planOutcome,
  type SimulationRequest,
} from '#engine';
import type { FinancingOnPaths } from '#shared/contract/financingPaths.ts';
import type { BuyerId, ContractId, PlanId } from '#shared/domain/ids.ts';
import { type Year, yearOf } from '#shared/domain/time.ts';
import type { HandlersOf, ServiceContext } from '../context.ts';
import { engineFacility } from '../portfolio/engineFacility.ts';
import { planCashInSteps } from '../portfolio/planCash.ts';
import { engineFacilities } from '../portfolio/planFacilities.ts';
import { valuedWorkbook } from '../portfolio/portfolio.ts';
import { capacityTargets, projectCosts, usesSeries } from '../portfolio/projectInputs.ts';
import { buyersOf, findRunPaths, loadRunPaths, type RunPaths } from '../simulation/runPaths.ts';
import { centredRequest, currentRuns, hasRun, type SimulationRunHead } from '../simulation/storedRun.ts';
import { runWithYielding } from '../yielding.ts';
import { proposedLoan } from './facilityDefaults.ts';
import { isDrawn, type PathPlan, pathFacts } from './pathFacts.ts';
import { LENDER_CASE, planFinancing } from './planFinancing.ts';

type PathInputs = {
  readonly run: SimulationRunHead;
  readonly plan: PathPlan;
  readonly runPaths: RunPaths | undefined;
  /** Only where the run must be simulated again. */
  readonly inputs: SimulationRequest | undefined;
};

const runKey = ({ id, head }: SimulationRunHead) => ({ id, resultDigest: head.resultDigest });

/** The contracts that repay prepayments. */
const linkedContracts = ({ facilities }: PathPlan): readonly ContractId[] => [
  ...new Set(facilities.flatMap(({ kind, contractIds }) => (kind === 'prepayment' ? contractIds : []))),
];

const readPlan = async (ctx: ServiceContext, planId: PlanId | undefined): Promise<PathPlan> => {
  const book = await valuedWorkbook(ctx);
  const plan = book.plan(planId);
  const { valuationMonth, lastMonth } = book;
  const storedFinancing = await planFinancing(ctx, (of) => of.plan(plan.plan.id));
  await storedFinancing.prepareCase(LENDER_CASE);
  const { project } = storedFinancing;
  const { indices, aboveCapacity } = storedFinancing.waterfallOf(LENDER_CASE);
  const facilities = indices.map((i) => storedFinancing.facilities[i]!);
  const valuedMarket = { portfolio: plan.portfolio, market: book.market, value: plan.value };
  const expectedCase = {
    valued: valuedMarket,
    cash: await runWithYielding(planCashInSteps(valuedMarket, project)),
    facilities: engineFacilities(facilities, valuedMarket),
  };
  const loans = facilities.flatMap((facility, i) => (facility.kind === 'loan' ? [{ facility, loan: expectedCase.facilities[i]! }] : []));
  const [seniorLoan] = loans.toSorted((a, b) => a.facility.rank - b.facility.rank);
  const loan =
    seniorLoan?.loan ?? engineFacility(proposedLoan({ valuationMonth, lastMonth }, project.lenderCase.targetDscr), valuationMonth);
  return {
    identified: storedFinancing,
    project,
    facilities,
    omittedNames: [
      ...storedFinancing.omittedFacilities.map(({ name }) => name),
      ...aboveCapacity.map(({ index }) => storedFinancing.facilities[index]!.name),
    ],
    sizingCfads: storedFinancing.caseOf(LENDER_CASE).cash.cfads,
    expected: expectedCase,
    sizedLoan: { loan, targets: capacityTargets(loan, project), facility: seniorLoan?.facility },
    buyers: new Map([...book.buyers].map(([id, { name }]) => [id as BuyerId, name])),
  };
};

const sumByYear = (series: readonly number[], valuationMonth: number, firstYear: Year, years: number): Float64Array[] => {
  const rows = Array.from({ length: years }, () => new Float64Array(1));
  for (const [i, amount] of series.entries()) {
    const row = rows[yearOf(valuationMonth + 1 + i) - firstYear];
    if (row !== undefined) row[0]! += amount;
  }
  return rows;
};

/** Revenue and cost of the plan on the paths of a run, or on one path without volatility, USD. */
type PathRevenue = Pick<PathFinancingInput, 'paths' | 'draws' | 'netRevenue' | 'operatingCost' | 'contracts'>;

const revenueOfRun = ({ table, request }: RunPaths, contracts: readonly ContractId[]): PathRevenue => {
  const years = [...Array(table.years).keys()];
  return {
    paths: table.paths,
    draws: request.parameters.draws,
    netRevenue: years.map((y) => {
      const spot = planOutcome(table, 'spotRevenue', y);
      return planOutcome(table, 'contractRevenue', y).map((amount, i) => amount + spot[i]!);
    }),
    operatingCost: years.map((y) => planOutcome(table, 'cost', y)),
    contracts: new Map(
      contracts.flatMap((id): [string, PathPayments][] =>
        table.contracts.includes(id)
          ? [
              [
                id,
                {
                  payments: years.map((y) => contractOutcome(table, id, 'revenue', y)!),
                  defaultMonth: years.map((y) => contractOutcome(table, id, 'defaultMonth', y)!),
                },
              ],
            ]
          : [],
      ),
    ),
  };
};

const expectedRevenue = ({ expected }: PathPlan, firstYear: Year, years: number): PathRevenue => {
  const { valued, cash } = expected;
  const { valuationMonth } = valued.portfolio;
  const zero = Array.from({ length: years }, () => new Float64Array(1));
  return {
    paths: 1,
    netRevenue: sumByYear(cash.revenue, valuationMonth, firstYear, years),
    operatingCost: sumByYear(operatingCostByMonth(valued.portfolio, valued.market), valuationMonth, firstYear, years),
    contracts: new Map(
      valued.value.contracts.map(({ contractId, flows }): [string, PathPayments] => {
        const payments = Array.from({ length: years }, () => new Float64Array(1));
        for (const { month, kind, amount } of flows) {
          const row = payments[yearOf(month) - firstYear];
          if (kind !== 'prepayment' && row !== undefined) row[0]! += amount;
        }
        return [contractId, { payments, defaultMonth: zero }];
      }),
    ),
  };
};

/** The components of the shortfall of a year's cash flow: revenue by buyer, spot sales, and costs, royalty and tax. */
const shortfallComponents = ({ table, request }: RunPaths, cfads: Float64Array, y: number) => {
  const ids = buyersOf(request).filter((id) => table.buyers.includes(id));
  const revenue = ids.map((id) => buyerOutcome(table, id, 'revenue', y)!);
  const spot = planOutcome(table, 'spotRevenue', y);
  const contracts = planOutcome(table, 'contractRevenue', y);
  const costs = cfads.map((amount, i) => amount - contracts[i]! - spot[i]!);
  const amounts = componentShortfall([...revenue, spot, costs], CONFIDENCE);
  return {
    buyers: ids.map((id, b) => ({ id, amount: amounts[b]! })),
    spot: amounts[ids.length]!,
    costs: amounts[ids.length + 1]!,
  };
};

const answerOnPaths = async (ctx: ServiceContext, { run, plan }: PathInputs, paths: RunPaths): Promise<FinancingOnPaths> => {
  const { project, expected, facilities, sizingCfads } = plan;
  const { valuationMonth } = expected.valued.portfolio;
  const firstYear = yearOf(valuationMonth + 1);
  const lastMaturity = Math.max(0, ...expected.facilities.map(({ finalMaturity }) => finalMaturity), plan.sizedLoan.loan.finalMaturity);
  const lastCash = Math.max(expected.cash.cfads.length, lastMaturity);
  const years = Math.max(paths.table.years, yearOf(valuationMonth + lastCash) - firstYear + 1);
  const lastMonth = Math.max(expected.cash.revenue.length, expected.cash.operatingCost.length);
  const inputOf = (revenue: PathRevenue): PathFinancingInput => ({
    costs: projectCosts(project, valuationMonth, lastMonth),
    firstYear,
    years,
    ...revenue,
    facilities: expected.facilities,
    links: facilities.map(({ kind, contractIds }) => (kind === 'prepayment' ? contractIds : [])),
    sizingCfads,
    uses: usesSeries(project, valuationMonth),
    openingCash: project.openingCash,
    minimumCash: project.minimumCash,
    sizedLoan: { loan: plan.sizedLoan.loan, targets: plan.sizedLoan.targets },
  });
  const result = await ctx.simulations.financing(paths.request, inputOf(revenueOfRun(paths, linkedContracts(plan))));
  const deterministicResult = financingOnPaths(inputOf(expectedRevenue(plan, firstYear, years)));
  const yearsWithService = result.years.flatMap(({ dscr }, y) => (isDrawn(dscr, paths.table.paths) ? [{ y, dscr: dscr.mean.value }] : []));
  const lowestYear = yearsWithService.toSorted((a, b) => a.dscr - b.dscr)[0]?.y;
  const hasBuyers = buyersOf(paths.request).every((id) => paths.table.buyers.includes(id));
  const shortfall =
    lowestYear === undefined || !hasBuyers || lowestYear >= paths.table.years
      ? undefined
      : { year: firstYear + lowestYear, ...shortfallComponents(paths, result.cfads[lowestYear]!, lowestYear) };
  return pathFacts({ run, plan, paths: paths.table.paths, result, deterministic: deterministicResult, shortfall });
};

export const pathFinancingHandlers: Pick<HandlersOf<'financing'>, 'financing.paths'> = {
  'financing.paths': async ({ planId, load }, ctx) => {
    const pathInputs = await ctx.readShared(async (): Promise<PathInputs | { readonly hasOutdated: boolean }> => {
      const book = await valuedWorkbook(ctx);
      const { plan: selectedPlan } = book.plan(planId);
      const newestRun = await currentRuns(ctx, book, selectedPlan.id).next();
      if (newestRun.done === true) return { hasOutdated: await hasRun(ctx, book, selectedPlan.id) };
      const plan = await readPlan(ctx, planId);
      const contracts = linkedContracts(plan);
      const runPaths = findRunPaths(runKey(newestRun.value), { contracts });
      const hasAllColumns = runPaths !== undefined && (!runPaths.isReproduced || runPaths.table.buyers.length > 0);
      return {
        run: newestRun.value,
        plan,
        runPaths,
        inputs: load && !hasAllColumns ? await centredRequest(ctx, newestRun.value.id) : undefined,
      };
    });
    if ('hasOutdated' in pathInputs) return { state: 'noRun', ...pathInputs };
    const { run, runPaths, inputs } = pathInputs;
    const canAnswer = runPaths !== undefined && (!runPaths.isReproduced || inputs === undefined);
    const paths = canAnswer
      ? runPaths
      : inputs && (await loadRunPaths(ctx, runKey(run), inputs, { contracts: linkedContracts(pathInputs.plan) }));
    if (paths === undefined) return { state: 'notInMemory', paths: run.head.choice.paths, seconds: run.head.seconds };
    return paths.isReproduced ? answerOnPaths(ctx, pathInputs, paths) : { state: 'notReproducible' };
  },
};
