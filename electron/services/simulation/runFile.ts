import { readFile, rm, stat } from 'node:fs/promises';
import { z } from 'zod';
import { OrebookError } from '#shared/contract/errors.ts';
import { SimulationOutcome, SimulationRun } from '#shared/contract/simulation.ts';
import { MOST_PATHS, type RunFault } from '#shared/domain/simulation.ts';
import type { ServiceContext } from '../service.ts';
import { digestOf } from './request.ts';

/** A run of a thousand contracts with its inputs takes some ten megabytes. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_CENTRE_PATHS = 1_000_000;

/** What says how much work the inputs are; the rest of them the digest holds together. */
const Inputs = z.looseObject({
  parameters: z.looseObject({
    seed: z.number(),
    paths: z.number().int().min(1).max(MOST_PATHS),
    centrePaths: z.number().int().min(1).max(MOST_CENTRE_PATHS),
  }),
  portfolio: z.looseObject({ contracts: z.array(z.unknown()), products: z.array(z.unknown()) }),
  drivers: z.array(z.unknown()),
  correlation: z.array(z.array(z.number())),
});

/** A run as it leaves the workspace; whether it is of this version is for whoever reads it to tell. */
export const RunFile = SimulationRun.unwrap().omit({ otherVersion: true }).extend({ inputs: Inputs, outcome: SimulationOutcome });
export type RunFile = z.infer<typeof RunFile>;

const bad = (fault: RunFault): OrebookError => new OrebookError('BAD_FILE', { fault });

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw bad('notARun');
  }
};

/** Reads an exported run. Throws INTAKE_GONE, BAD_FILE {fault}. */
export const readRunFile = async ({ intake }: ServiceContext, token: string): Promise<RunFile> => {
  const { path, inPlace } = await intake.take(token);
  try {
    if ((await stat(path)).size > MOST_BYTES) throw bad('runTooBig');
    const said = jsonOf(await readFile(path, 'utf8'));
    const file = RunFile.safeParse(said);
    if (!file.success) throw bad('notARun');
    const { inputs, inputsDigest, choice } = file.data;
    // of the text as it stands: parsing may put keys in another order
    const { inputs: written } = said as { readonly inputs: unknown };
    if (digestOf(written) !== inputsDigest || inputs.parameters.paths !== choice.paths) throw bad('runAltered');
    return { ...file.data, inputs: written as RunFile['inputs'] };
  } finally {
    // a person's own file is read where it stands, and left there
    if (!inPlace) await rm(path, { force: true });
  }
};
