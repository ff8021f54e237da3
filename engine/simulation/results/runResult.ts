import { sumBy } from '#shared/math.ts';
import type { SimulationResult } from '../mergeBlocks.ts';
import { createOutcomeTable, type OutcomeTable, PLAN_OUTCOMES, planOutcome } from './outcomeTable.ts';

const EVENTS = ['defaults', 'refusals', 'deferrals', 'renegotiations'] as const;

/** Events of a kind: their mean number on a path, and the share of paths with at least one. */
export type EventFrequency = { readonly kind: (typeof EVENTS)[number]; readonly mean: number; readonly any: number };

/** A result that keeps only the outcomes of the plan by path, in memory of its own. */
export type RunResult = Omit<SimulationResult, 'measures'> & {
  readonly outcomes: OutcomeTable;
  readonly events: readonly EventFrequency[];
};

const eventFrequency = ({ measures, paths }: SimulationResult, kind: EventFrequency['kind']): EventFrequency => {
  let total = 0;
  let affectedPaths = 0;
  for (let i = 0; i < paths; i++) {
    const events = sumBy(measures[kind], (year) => year[i]!);
    total += events;
    if (events > 0) affectedPaths++;
  }
  return { kind, mean: total / paths, any: affectedPaths / paths };
};

/** Copies what a run keeps out of the path table of its result, whose memory can then be used again. */
export const detachRunResult = (result: SimulationResult): RunResult => {
  const { measures, ...rest } = result;
  const outcomes = createOutcomeTable({ years: result.years.length, paths: result.paths, buyers: [] });
  for (const measure of PLAN_OUTCOMES) for (const y of result.years.keys()) planOutcome(outcomes, measure, y).set(measures[measure][y]!);
  return { ...rest, outcomes, events: EVENTS.map((kind) => eventFrequency(result, kind)) };
};
