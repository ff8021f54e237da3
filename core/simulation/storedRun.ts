import { getRunPart, getRunTexts, listRuns, type RunHead } from '#db/repositories/runs.ts';
import type { CycleMoments, SimulationRequest } from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import type { ServiceContext } from '../context.ts';
import { unpackParts, unpackRequestInSteps } from '../packedRequest.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import { currentInputsDigest } from './request.ts';
import { SIMULATION_RUNS, type SimulationHead } from './runFormat.ts';
import { isOtherEngine } from './simulateInJob.ts';

export type SimulationRunHead = RunHead<SimulationHead>;

/** Returns a stored run, by default the newest; undefined without runs. Throws NOT_FOUND. */
export const runById = async ({ workspace }: ServiceContext, id: string | undefined): Promise<SimulationRunHead | undefined> => {
  const runs = await listRuns(workspace.db(), SIMULATION_RUNS);
  if (id === undefined) return runs[0];
  const run = runs.find((candidate) => candidate.id === id);
  if (run === undefined) throw new OrebookError('NOT_FOUND', { kind: 'run', id });
  return run;
};

const isOfPlan = ({ head }: SimulationRunHead, book: Workbook, planId: PlanId): boolean =>
  (head.choice.planId ?? book.settings.planId) === planId;

/** Whether the plan has a run, current or not. */
export const hasRun = async ({ workspace }: ServiceContext, book: Workbook, planId: PlanId): Promise<boolean> =>
  (await listRuns(workspace.db(), SIMULATION_RUNS)).some((run) => isOfPlan(run, book, planId));

/** Whether a run is of the plan and has the current inputs and engine. */
const isCurrentRun = async ({ workspace }: ServiceContext, book: Workbook, planId: PlanId, run: SimulationRunHead): Promise<boolean> =>
  isOfPlan(run, book, planId) &&
  !run.isOutdated &&
  !isOtherEngine(run) &&
  (await currentInputsDigest(workspace.db(), book, run.head.choice)) === run.inputsDigest;

/** Yields the runs of a plan with the current inputs and engine, newest first. */
export async function* currentRuns(ctx: ServiceContext, book: Workbook, planId: PlanId): AsyncGenerator<SimulationRunHead> {
  for (const run of await listRuns(ctx.workspace.db(), SIMULATION_RUNS)) if (await isCurrentRun(ctx, book, planId, run)) yield run;
}

/** Returns the newest run of any plan if it is of the chosen plan and has the current inputs and engine. */
export const newestRunIfCurrent = async (ctx: ServiceContext, book: Workbook): Promise<SimulationRunHead | undefined> => {
  const run = await runById(ctx, undefined);
  return run !== undefined && (await isCurrentRun(ctx, book, book.settings.planId, run)) ? run : undefined;
};

/** Returns the inputs of a stored run, without the moments of its cycle. */
export const requestOf = async ({ workspace }: ServiceContext, id: string): Promise<SimulationRequest> =>
  runWithYielding(unpackRequestInSteps(await getRunTexts(workspace.db(), SIMULATION_RUNS, id, 'request', yieldIfDue)));

/** The request of the last replayed run with its cycle moments, memoized because paths of one run are replayed in sequence. */
let replayedRun: { readonly key: string; readonly request: Promise<SimulationRequest> } | undefined;

/** Returns the inputs of a stored run with the moments of its cycle. */
export const centredRequest = (ctx: ServiceContext, id: string): Promise<SimulationRequest> => {
  const key = `${ctx.workspace.stamp()} ${id}`;
  if (replayedRun?.key === key) return replayedRun.request;
  const read = async (): Promise<SimulationRequest> => ({
    ...(await requestOf(ctx, id)),
    centre: unpackParts<CycleMoments>(await getRunPart(ctx.workspace.db(), SIMULATION_RUNS, id, 'centre')),
  });
  const request = read();
  replayedRun = { key, request };
  request.catch(() => {
    if (replayedRun?.request === request) replayedRun = undefined;
  });
  return request;
};
