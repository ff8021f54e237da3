import { z } from 'zod';
import { keepPart, type RunFormat, type RunUpgrade } from '#db/repositories/runs.ts';
import { SimulationMarginals, SimulationOutcome, SimulationRun, SimulationTornado } from '#shared/contract/simulation.ts';
import { SavedQuestion } from '#shared/contract/simulationQuestion.ts';
import { SimulationSettings } from '#shared/domain/simulation.ts';

/** The part of a run that lists show. `choice` has the settings of the run; it keeps the name of the stored format. */
const SimulationHead = SimulationRun.unwrap()
  .omit({
    id: true,
    at: true,
    current: true,
    otherVersion: true,
    inputsDigest: true,
    engineVersion: true,
    settings: true,
  })
  .extend({ choice: SimulationSettings });
export type SimulationHead = z.output<typeof SimulationHead>;

const parts = {
  head: SimulationHead,
  /** The packed inputs of a run, see `packRequestInSteps`, and the packed moments of its cycle. */
  request: z.unknown(),
  centre: z.unknown(),
  outcome: SimulationOutcome,
  marginals: SimulationMarginals,
  tornado: SimulationTornado,
  questions: z.array(SavedQuestion).readonly(),
};

/** Version 1 stored charts and labels as texts in the language of the run, which can't be converted to facts. */
const fromTexts: RunUpgrade<typeof parts> = { head: keepPart, request: keepPart, centre: keepPart, marginals: keepPart };

/**
 * The storage format of simulation runs. When a part changes its form, add an upgrade, which is a new version. A part that can't be upgraded
 * gets no function, and runs of earlier versions are outdated.
 */
export const SIMULATION_RUNS: RunFormat<typeof parts> = { kind: 'simulation', parts, upgrades: [fromTexts] };
