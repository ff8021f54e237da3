import { z } from 'zod';
import type { RunFormat } from '#db/repositories/runs.ts';
import { SimulationMarginals, SimulationOutcome, SimulationRun, SimulationTornado } from '#shared/contract/simulation.ts';

/** What lists show of a run. */
const SimulationHead = SimulationRun.unwrap().omit({
  id: true,
  at: true,
  current: true,
  otherVersion: true,
  inputsDigest: true,
  engineVersion: true,
});
export type SimulationHead = z.output<typeof SimulationHead>;

const parts = {
  head: SimulationHead,
  /** The packed inputs of a run, see `packRequest`, and the packed moments of its cycle. */
  request: z.unknown(),
  centre: z.unknown(),
  outcome: SimulationOutcome,
  marginals: SimulationMarginals,
  tornado: SimulationTornado,
};

/**
 * How runs of the simulation are stored. When a part changes its form, add an upgrade: a new version. A part that can't be upgraded gets
 * no function, and runs of earlier versions are outdated.
 */
export const SIMULATION_RUNS: RunFormat<typeof parts> = { kind: 'simulation', parts, upgrades: [] };
