import { createHash } from 'node:crypto';
import type { RunResult } from '#engine';
import type { SimulatedSpread, SimulationOutcome } from '#shared/contract/simulation.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { packParts } from '../packedRequest.ts';
import type { RunFacts } from '../workers/readRunFile.ts';
import { yieldIfDue } from '../yielding.ts';
import { digestOfPaths } from './request.ts';

/** A stored text in parts and what a file says of the run beside it. */
type RunTexts = {
  readonly facts: RunFacts;
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

const spreadIn = ({ mean, sd, quantiles, tailMean, shortfall, atRisk }: SimulatedSpread) => ({
  mean,
  sd,
  quantiles,
  tailMean,
  shortfall,
  atRisk,
});

/** Returns true if this engine reproduces a run: the bits of every path, and the distributions of the plan and its years. */
export const hasSameResult = (
  resultDigest: string,
  { total, years }: Pick<SimulationOutcome, 'total' | 'years'>,
  result: RunResult,
): boolean =>
  digestOfPaths(result.netRevenueTotal) === resultDigest &&
  isDeepEqual([total, ...years].map(spreadIn), packParts([result.total, ...result.byYear]));
