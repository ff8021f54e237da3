import { z } from 'zod';
import type { SimulationRequest } from '#engine';
import { SimulationOutcome, SimulationRun } from '#shared/contract/simulation.ts';
import { DRAW_METHODS, MAX_PATHS, type RunFault, SimulationSettings } from '#shared/domain/simulation.ts';
import { Month } from '#shared/domain/time.ts';
import { runSteps } from '#shared/steps.ts';
import { digestOf } from '../digest.ts';
import { packRequestInSteps } from '../packedRequest.ts';
import { hasTooManyValues } from './jsonSize.ts';

const MAX_CENTRE_PATHS = 1_000_000;
const MAX_CONTRACTS = 20_000;
const MAX_PRODUCTS = 2_000;
/** The most references; a larger correlation matrix would take minutes to factor. */
const MAX_DRIVERS = 500;

/** The inputs that determine the amount of work; the digest protects the others. */
const Inputs = z.looseObject({
  parameters: z.looseObject({
    seed: z.number(),
    paths: z.number().int().min(1).max(MAX_PATHS),
    /** Absent for random draws. */
    draws: z.enum(DRAW_METHODS).optional(),
    centrePaths: z.number().int().min(1).max(MAX_CENTRE_PATHS),
  }),
  portfolio: z.looseObject({
    valuationMonth: Month,
    lastMonth: Month,
    contracts: z.array(z.unknown()).max(MAX_CONTRACTS),
    products: z.array(z.unknown()).max(MAX_PRODUCTS),
  }),
  drivers: z.array(z.unknown()).max(MAX_DRIVERS),
  correlation: z.array(z.array(z.number()).max(MAX_DRIVERS)).max(MAX_DRIVERS),
});

/** An exported run; its reader compares its engine version. */
const RunFile = SimulationRun.unwrap()
  .omit({ otherVersion: true, settings: true })
  .extend({ choice: SimulationSettings, inputs: Inputs, outcome: SimulationOutcome, outcomeDigest: z.string() });

/** What a file says of a run beside its inputs and outcome. */
export type RunFacts = Omit<z.output<typeof RunFile>, 'inputs' | 'outcome' | 'outcomeDigest'>;

/** An imported run: its inputs as texts like those of `packRequestInSteps`, and its outcome as the text that is stored. */
export type ImportedRun = {
  readonly facts: RunFacts;
  /** Distributions of the plan and its years, which a repetition is compared with. */
  readonly spreads: Pick<SimulationOutcome, 'total' | 'years'>;
  readonly inputs: readonly string[];
  readonly outcome: string;
};

/** A file that can't be imported. */
export type RunRefusal = { readonly fault: RunFault };

const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch {
    return undefined;
  }
};

const readContent = (content: unknown): ImportedRun | RunRefusal => {
  const file = RunFile.safeParse(content);
  if (!file.success) return { fault: 'notARun' };
  const { inputs, outcome, outcomeDigest, ...facts } = file.data;
  // the digest is that of the stored text, because parsing may reorder keys
  const storedParts = content as { readonly inputs: SimulationRequest; readonly outcome: unknown };
  const { texts, digest } = runSteps(packRequestInSteps(storedParts.inputs));
  if (digest !== facts.inputsDigest || digestOf(storedParts.outcome) !== outcomeDigest) return { fault: 'runAltered' };
  const { paths, seed, draws = 'random' } = inputs.parameters;
  const { choice } = facts;
  if (paths !== choice.paths || seed !== choice.seed || draws !== choice.draws) return { fault: 'runAltered' };
  return { facts, spreads: { total: outcome.total, years: outcome.years }, inputs: texts, outcome: JSON.stringify(outcome) };
};

/** Reads an exported run and checks its digests. */
export const readRunFile = (bytes: Uint8Array): ImportedRun | RunRefusal => {
  if (hasTooManyValues(bytes)) return { fault: 'runTooBig' };
  const content = parseJson(bytes);
  try {
    return readContent(content);
  } catch (error) {
    // a content of thousands of levels exhausts the stack
    if (error instanceof RangeError) return { fault: 'notARun' };
    throw error;
  }
};
