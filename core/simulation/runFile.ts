import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { RunResult, SimulationRequest } from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import { type SimulatedSpread, SimulationOutcome, SimulationRun } from '#shared/contract/simulation.ts';
import { DRAW_METHODS, MAX_PATHS, type RunFault, SimulationSettings } from '#shared/domain/simulation.ts';
import { Month } from '#shared/domain/time.ts';
import { isDeepEqual } from '#shared/equality.ts';
import type { ServiceContext } from '../context.ts';
import { digestOf } from '../digest.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import { digestOfPaths, packParts, packRequestInSteps } from './request.ts';

/** The largest file, bytes; a run of a thousand contracts with its inputs has about ten megabytes. */
const MAX_BYTES = 64 * 1024 * 1024;
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
type RunFile = z.infer<typeof RunFile>;

const badFile = (fault: RunFault): OrebookError => new OrebookError('BAD_FILE', { fault });

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw badFile('notARun');
  }
};

/** A stored text in parts and what a file says of the run beside it. */
type RunTexts = {
  readonly facts: Omit<RunFile, 'inputs' | 'outcome' | 'outcomeDigest'>;
  readonly inputs: readonly string[];
  readonly outcome: readonly string[];
};

/** Writes a run as the parts of a JSON text, its inputs and outcome as they are stored: of ten thousand contracts they have eleven megabytes. */
export const runFileTexts = async function* ({ facts, inputs, outcome }: RunTexts): AsyncGenerator<string> {
  yield `${JSON.stringify(facts).slice(0, -1)},"inputs":`;
  for (const text of inputs) {
    yield text;
    await yieldIfDue();
  }
  yield ',"outcome":';
  const hash = createHash('sha256');
  for (const text of outcome) {
    yield text;
    hash.update(text);
    await yieldIfDue();
  }
  yield `,"outcomeDigest":"${hash.digest('hex')}"}`;
};

/** Reads an exported run, its inputs as texts like those of `packRequestInSteps`. Throws INTAKE_EXPIRED, BAD_FILE {fault}. */
export const readRunFile = async (
  { intake }: ServiceContext,
  token: string,
): Promise<Omit<RunFile, 'inputs'> & { readonly inputs: readonly string[] }> => {
  const incomingFile = await intake.takeContent(token);
  try {
    if (incomingFile.bytes > MAX_BYTES) throw badFile('runTooBig');
    const bytes = await incomingFile.read();
    await yieldIfDue();
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    await yieldIfDue();
    const parsedFile = jsonOf(text);
    await yieldIfDue();
    const file = RunFile.safeParse(parsedFile);
    if (!file.success) throw badFile('notARun');
    await yieldIfDue();
    const { inputs, inputsDigest, outcomeDigest, choice } = file.data;
    // the digest is that of the stored text, because parsing may reorder keys
    const storedParts = parsedFile as { readonly inputs: SimulationRequest; readonly outcome: unknown };
    const { texts, digest } = await runWithYielding(packRequestInSteps(storedParts.inputs));
    if (digest !== inputsDigest || digestOf(storedParts.outcome) !== outcomeDigest) throw badFile('runAltered');
    const { paths, seed, draws = 'random' } = inputs.parameters;
    if (paths !== choice.paths || seed !== choice.seed || draws !== choice.draws) throw badFile('runAltered');
    return { ...file.data, inputs: texts };
  } finally {
    await incomingFile.discard();
  }
};

const spreadIn = ({ mean, sd, quantiles, tailMean, shortfall, atRisk }: SimulatedSpread) => ({
  mean,
  sd,
  quantiles,
  tailMean,
  shortfall,
  atRisk,
});

/** Returns true if this engine reproduces an imported run: the bits of every path, and the distributions of the plan and its years. */
export const hasSameResult = (
  { resultDigest, outcome: { total, years } }: Pick<RunFile, 'resultDigest' | 'outcome'>,
  result: RunResult,
): boolean =>
  digestOfPaths(result.netRevenueTotal) === resultDigest &&
  isDeepEqual([total, ...years].map(spreadIn), packParts([result.total, ...result.byYear]));
