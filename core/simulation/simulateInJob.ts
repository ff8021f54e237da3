import { type RunResult, SIMULATION_REVISION, type SimulationRequest } from '#engine';
import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import type { JobContext } from '../jobs/jobRunner.ts';
import type { SimulationControl } from '../workers/simulationClient.ts';

/** Returns the version that is stored with a run: of the app, and of the engine, which decides whether the run is reproducible. */
export const engineVersionOf = ({ capabilities }: ServiceContext): string => `${capabilities.version}+${SIMULATION_REVISION}`;

/** Returns whether a run was computed by an engine that may give other numbers than this one. */
export const isOtherEngine = ({ engineVersion }: { readonly engineVersion: string }): boolean =>
  engineVersion.split('+').at(-1) !== SIMULATION_REVISION;

/** Reports the paths done to a job. */
export const progressReporter = (job: JobContext, report: (doneCount: number, total: number) => void): SimulationControl => ({
  flag: job.flag,
  report: ({ done, total }) => report(done, total),
});

/**
 * Estimates the duration of a run, seconds, from that of a preview: the preparation of its plan takes the same time whatever the number of
 * paths. A preview has one task of paths, on one thread.
 */
export const secondsOfRun = (
  preview: { readonly seconds: number; readonly pathSeconds: number; readonly paths: number },
  { paths, threads }: { readonly paths: number; readonly threads: number },
): number => preview.seconds + preview.pathSeconds * Math.max(0, paths / (preview.paths * threads) - 1);

type CompletedRun = { readonly request: SimulationRequest; readonly result: RunResult; readonly seconds: number };

/** Simulates a request on the pool as part of a job. */
export const simulateInJob = async (
  { simulations }: ServiceContext,
  request: SimulationRequest,
  job: JobContext,
): Promise<CompletedRun> => {
  const startMs = performance.now();
  const centredRequest = await simulations.addCycleMoments(
    request,
    progressReporter(job, (doneCount, total) => job.report(message('simulation.step.centre'), doneCount, total)),
  );
  job.report(message('simulation.step.first'), 0, request.parameters.paths);
  const result = await simulations.run(
    centredRequest,
    progressReporter(job, (doneCount, total) => job.report(message('simulation.step.paths', { done: doneCount, total }), doneCount, total)),
  );
  return { request: centredRequest, result, seconds: (performance.now() - startMs) / 1000 };
};
