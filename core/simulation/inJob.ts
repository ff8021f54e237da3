import { SIMULATION_REVISION, type SimulationRequest, type SimulationResult } from '#engine';
import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import type { JobHands } from '../jobs/jobRunner.ts';
import { handsOf } from './hands.ts';

/** What a run is stored with: the app that computed it, for people to read, and its engine's revision, which says whether its numbers hold. */
export const versionOf = ({ capabilities }: ServiceContext): string => `${capabilities.version}+${SIMULATION_REVISION}`;

/** Whether the engine that computed a run may come to other numbers than this one. */
export const isOtherEngine = ({ engineVersion }: { readonly engineVersion: string }): boolean =>
  engineVersion.split('+').at(-1) !== SIMULATION_REVISION;

type Done = { readonly request: SimulationRequest; readonly result: SimulationResult; readonly seconds: number };

/** Simulates a request on the pool as part of a job. */
export const simulateIn = async ({ simulations }: ServiceContext, request: SimulationRequest, job: JobHands): Promise<Done> => {
  const began = performance.now();
  const centred = await simulations.centred(
    request,
    handsOf(job, (done, total) => job.say(message('simulation.step.centre'), done, total)),
  );
  job.say(message('simulation.step.first'), 0, request.parameters.paths);
  const result = await simulations.run(
    centred,
    handsOf(job, (done, total, seconds) => job.say(message('simulation.step.paths', { done, total, seconds }), done, total)),
  );
  return { request: centred, result, seconds: (performance.now() - began) / 1000 };
};
