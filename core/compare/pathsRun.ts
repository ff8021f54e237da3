import { addRun, listRuns, type RunHead, removeRun } from '#db/repositories/runs.ts';
import type { Db } from '#db/schema.ts';
import {
  compareOnCommonPaths,
  computeDrawExposures,
  differenceOnCommonPaths,
  quantile,
  type SimulationRequest,
  simulationHorizon,
  summariseOutcomes,
  xnpv,
} from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Message } from '#shared/contract/figure.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import type { DrawMethod, SimulationSettings } from '#shared/domain/simulation.ts';
import type { Year } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import { digestOf } from '../digest.ts';
import type { JobContext } from '../jobs/jobRunner.ts';
import { packRequestInSteps } from '../packedRequest.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { digestOfPaths, type PreparedRun, prepareRun } from '../simulation/request.ts';
import { engineVersionOf, progressReporter } from '../simulation/simulateInJob.ts';
import { runWithYielding } from '../yielding.ts';
import { type Classes, COMPARISON_RUNS, type ComparisonHead, type ComparisonNpv, type ComparisonOutcome } from './runFormat.ts';

/** USD; smaller differences of a path count as none, since sums in another order differ in their last digits. */
const SAME = 1;
/** Classes of a distribution, and the share of paths beyond each end, which are not counted. */
const CLASSES = 40;
const BEYOND = 0.02;

/** A stored run of plans on common paths, and whether this version and the current workspace would give the same result. */
export type ComparedRun = {
  readonly head: ComparisonHead;
  readonly outcome: ComparisonOutcome;
  /** Absent in a run of an earlier version. */
  readonly npv?: ComparisonNpv;
  readonly isCurrent: boolean;
  readonly isOfOtherVersion: boolean;
  readonly at: string;
  readonly inputsDigest: string;
  readonly engineVersion: string;
};

/** Net revenue of one plan by year and in total, one entry per path. */
type Outcomes = { readonly years: readonly Float64Array[]; readonly total: Float64Array };

const classesOf = (series: readonly Float64Array[]): Classes => {
  const from = Math.min(...series.map((values) => quantile(values, BEYOND)));
  const to = Math.max(...series.map((values) => quantile(values, 1 - BEYOND)));
  const width = (to - from) / CLASSES || 1;
  return {
    from,
    width,
    shares: series.map((values) => {
      const counts = Array.from({ length: CLASSES }, () => 0);
      for (const value of values) {
        // a value at the upper end belongs to the last class
        const at = value === to ? CLASSES - 1 : Math.floor((value - from) / width);
        if (at >= 0 && at < CLASSES) counts[at]!++;
      }
      return counts.map((count) => count / values.length);
    }),
  };
};

/** Adds the moments of the cycle to the requests of the plans, and to quasi-random draws the exposures that all plans share. */
const withCommonDraws = async ({ simulations }: ServiceContext, preparedRuns: readonly PreparedRun[], job: JobContext) => {
  const centres = new Map<number, NonNullable<SimulationRequest['centre']>>();
  const centredRequests: SimulationRequest[] = [];
  for (const { request } of preparedRuns) {
    // the means of the cycle depend only on the plan's horizon
    const horizon = simulationHorizon(request);
    const centre = centres.get(horizon);
    const centredRequest = await simulations.addCycleMoments(
      centre === undefined ? request : { ...request, centre },
      progressReporter(job, (doneCount, total) => job.report(message('simulation.step.centre'), doneCount, total)),
    );
    if (centredRequest.centre !== undefined) centres.set(horizon, centredRequest.centre);
    centredRequests.push(centredRequest);
  }
  if (centredRequests[0]?.parameters.draws !== 'quasi-random') return centredRequests;
  const drawExposures = computeDrawExposures(centredRequests);
  return centredRequests.map((request) => ({ ...request, drawExposures }));
};

/** One plan by path: net revenue by year of payment and in total, and net present value. */
type SimulatedPlan = {
  readonly years: readonly Year[];
  readonly netRevenue: readonly Float64Array[];
  readonly total: Float64Array;
  readonly npv: Float64Array;
};

/** Present value of a plan's prepayments, USD: they are the same on every path, and the present values of paths exclude them. */
const prepaymentValue = ({ plan: { portfolio, value } }: PreparedRun): number => {
  const setOffs = value.contracts.flatMap(({ flows }) => flows.filter(({ kind }) => kind === 'prepayment'));
  // the flow of zero sets the date of the value
  return xnpv(portfolio.discountRate, [{ date: portfolio.valuationDate, amount: 0 }, ...setOffs]);
};

/** Simulates the plans one after another with one seed, so that common random numbers are equal. */
const simulatePlans = async (ctx: ServiceContext, preparedRuns: readonly PreparedRun[], job: JobContext) => {
  const startTime = performance.now();
  const requests = await withCommonDraws(ctx, preparedRuns, job);
  const simulatedPlans: SimulatedPlan[] = [];
  for (const [i, { plan }] of preparedRuns.entries()) {
    const request = requests[i]!;
    const { paths } = request.parameters;
    // every path is simulated twice: for net revenue and for its present value
    const totalPaths = 2 * paths * preparedRuns.length;
    job.report(message('compare.step.first', { plan: plan.plan.name }), 2 * i * paths, totalPaths);
    const reporter = (countBefore: number) =>
      progressReporter(job, (doneCount) => {
        const finishedCount = countBefore + doneCount;
        const step = message('compare.step.paths', { plan: plan.plan.name, done: Math.floor(finishedCount / 2), total: paths });
        job.report(step, 2 * i * paths + finishedCount, totalPaths);
      });
    const result = await ctx.simulations.run(request, reporter(0));
    const values = await ctx.simulations.values(request, reporter(paths));
    const prepayments = prepaymentValue(preparedRuns[i]!);
    const npv = values.contracts.map((usd, path) => usd + values.spot[path]! + prepayments);
    simulatedPlans.push({ years: result.years, netRevenue: result.netRevenue, total: result.netRevenueTotal, npv });
  }
  return { found: simulatedPlans, seconds: (performance.now() - startTime) / 1000 };
};

/** The same calendar years for every plan; a year beyond a plan's payments is 0. */
const alignYears = (
  simulatedPlans: Awaited<ReturnType<typeof simulatePlans>>['found'],
  years: readonly Year[],
  paths: number,
): readonly Outcomes[] =>
  simulatedPlans.map(({ years: ownYears, netRevenue, total }) => ({
    total,
    years: years.map((year) => netRevenue[ownYears.indexOf(year)] ?? new Float64Array(paths)),
  }));

const outcomeOf = async (
  outcomes: readonly Outcomes[],
  years: readonly Year[],
  notes: readonly Message[],
  job: JobContext,
  draws: DrawMethod | undefined,
): Promise<ComparisonOutcome> => {
  const pause = () => job.reportAndYield(message('compare.step.pairs'), 0, 0);
  const plans: ComparisonOutcome['plans'][number][] = [];
  const pairs: ComparisonOutcome['pairs'][number][] = [];
  const differences: Classes[] = [];
  const computeByYear = async <T>(of: (y: number) => T): Promise<T[]> => {
    const results: T[] = [];
    for (const y of years.keys()) {
      results.push(of(y));
      await pause();
    }
    return results;
  };
  for (const outcomesOfPlan of outcomes) {
    plans.push({
      total: summariseOutcomes(outcomesOfPlan.total, draws),
      years: await computeByYear((y) => summariseOutcomes(outcomesOfPlan.years[y]!, draws)),
    });
    const row: ComparisonOutcome['pairs'][number][number][] = [];
    for (const otherOutcomes of outcomes) {
      if (otherOutcomes === outcomesOfPlan) row.push(null);
      else {
        row.push({
          total: compareOnCommonPaths(outcomesOfPlan.total, otherOutcomes.total, SAME, draws),
          years: await computeByYear((y) => compareOnCommonPaths(outcomesOfPlan.years[y]!, otherOutcomes.years[y]!, SAME, draws)),
        });
      }
    }
    pairs.push(row);
    differences.push(classesOf(outcomes.map(({ total }) => total.map((usd, i) => usd - outcomesOfPlan.total[i]!))));
    await pause();
  }
  return { years, notes, plans, pairs, revenue: classesOf(outcomes.map(({ total }) => total)), differences };
};

/** The expected NPVs of plans, and their differences on common paths. */
const expectedNpvOf = (simulatedPlans: readonly SimulatedPlan[], draws: DrawMethod | undefined): ComparisonNpv => ({
  plans: simulatedPlans.map(({ npv }) => summariseOutcomes(npv, draws).mean),
  pairs: simulatedPlans.map((simulatedPlan) =>
    simulatedPlans.map((otherPlan) =>
      simulatedPlan === otherPlan ? { value: 0, error: 0 } : differenceOnCommonPaths(otherPlan.npv, simulatedPlan.npv, draws).mean,
    ),
  ),
});

/** The inputs of a run, by plan in their order. */
export const prepareAll = async (ctx: ServiceContext, book: Workbook, ids: readonly PlanId[], settings: SimulationSettings) => {
  const preparedRuns: PreparedRun[] = [];
  for (const planId of ids) preparedRuns.push(await prepareRun(ctx.workspace.db(), book, { ...settings, planId }));
  return preparedRuns;
};

const inputsOf = async ({ request }: PreparedRun): Promise<string> => (await runWithYielding(packRequestInSteps(request))).digest;

const includesPlans = (head: ComparisonHead, ids: readonly PlanId[]): boolean =>
  ids.every((id) => head.plans.some((plan) => plan.id === id));

/** The latest run that contains all of the plans. */
export const latestRun = async ({ workspace }: ServiceContext, ids: readonly PlanId[]): Promise<RunHead<ComparisonHead> | undefined> => {
  const runs = await listRuns(workspace.db(), COMPARISON_RUNS);
  return runs.find(({ head }) => includesPlans(head, ids));
};

/** The request of a run, and its revision: the workspace may change before the first path. */
type ComparisonRequest = {
  readonly db: Db;
  readonly prepared: readonly PreparedRun[];
  /** The name of the price deck as stored. */
  readonly deck: string;
  readonly settings: SimulationSettings;
  readonly revision: number;
};

/** Simulates, compares every pair of plans, and stores the result in the workspace in which it was started, replacing an earlier run. */
export const runAndStore = async (ctx: ServiceContext, { db, prepared, deck, settings, revision }: ComparisonRequest, job: JobContext) => {
  const { workspace, clock, newId } = ctx;
  const startTime = clock().toISOString();
  const { found: simulatedPlans, seconds } = await simulatePlans(ctx, prepared, job);
  const years = [...new Set(simulatedPlans.flatMap((plan) => plan.years))].sort((a, b) => a - b);
  // a contract in several plans counts once
  const excludedCount = new Set(prepared.flatMap(({ plan }) => [...plan.problems.keys()])).size;
  const notes = [
    ...(prepared.some(({ isRepaired }) => isRepaired) ? [message('simulation.note.correlation')] : []),
    ...(excludedCount > 0 ? [message('simulation.note.leftOut', { count: excludedCount })] : []),
  ];
  const npv = expectedNpvOf(simulatedPlans, prepared[0]?.request.parameters.draws);
  const outcome = await outcomeOf(
    alignYears(simulatedPlans, years, settings.paths),
    years,
    notes,
    job,
    prepared[0]?.request.parameters.draws,
  );
  const plans: ComparisonHead['plans'][number][] = [];
  for (const run of prepared) plans.push({ id: run.plan.plan.id, name: run.plan.plan.name, inputs: await inputsOf(run) });
  const head: ComparisonHead = {
    choice: settings,
    plans,
    deck,
    resultDigest: digestOf(simulatedPlans.map(({ total }) => digestOfPaths(total))),
    seconds,
  };
  const id = newId();
  await job.exclusive(async () => {
    // another workspace was opened meanwhile: the run does not belong to it
    if (workspace.openWorkspace()?.db !== db) throw new OrebookError('CANCELLED');
    const ids = plans.map((plan) => plan.id);
    for (const earlierRun of await listRuns(db, COMPARISON_RUNS)) {
      if (earlierRun.head.plans.every((plan) => ids.includes(plan.id))) await removeRun(db, earlierRun.id);
    }
    await addRun(db, COMPARISON_RUNS, {
      id,
      revision,
      seed: settings.seed,
      inputsDigest: digestOf(plans.map(({ inputs }) => inputs)),
      engineVersion: engineVersionOf(ctx),
      started: startTime,
      ended: clock().toISOString(),
      result: { head, outcome, npv },
    });
  });
  return { kind: 'comparison' as const, runId: id };
};
