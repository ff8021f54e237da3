import { sumBy } from '#shared/math.ts';
import type { SimulationResult } from '../mergeBlocks.ts';
import type { PathMeasure } from '../types.ts';
import { createOutcomeTable, type OutcomeTable, PLAN_OUTCOMES, planOutcome } from './outcomeTable.ts';

const EVENTS = ['defaults', 'refusals', 'deferrals', 'renegotiations'] as const;

/** The measures that a path table needs for the result of a run: outcomes of the plan, and events. */
export const RUN_MEASURES: readonly PathMeasure[] = [...PLAN_OUTCOMES, ...EVENTS];

/** Events of a kind: their mean number on a path, and the share of paths with at least one. */
export type EventFrequency = { readonly kind: (typeof EVENTS)[number]; readonly mean: number; readonly any: number };

/** A result with only the outcomes of the plan by path, in its own memory. */
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

/** Copies the stored outcomes from the path table of a result, so that the memory of the table can be reused. */
export const detachRunResult = (result: SimulationResult): RunResult => {
  const { measures, ...rest } = result;
  const outcomes = createOutcomeTable({ years: result.years.length, paths: result.paths, buyers: [] });
  for (const measure of PLAN_OUTCOMES) for (const y of result.years.keys()) planOutcome(outcomes, measure, y).set(measures[measure][y]!);
  return { ...rest, outcomes, events: EVENTS.map((kind) => eventFrequency(result, kind)) };
};
