import type { RunResult } from '#engine';
import { type FigureIdentity, type FigureMeasure, YEAR_BASIS } from '#shared/domain/figureIdentity.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { digestOfPaths, type PreparedRun } from './request.ts';
import type { SimulationRunHead } from './storedRun.ts';

/** Returns the identity of a figure of a run: of the plan, or of a record; `variant` names what differs from the inputs of the run. */
export type IdentifyInRun = (
  measure: FigureMeasure,
  parts?: { readonly subject?: string; readonly variant?: string; readonly period?: FigureIdentity['period'] },
) => FigureIdentity;

/** Adds the digest of the net revenue of all paths to the subject of a figure of the plan, and to the variant of one of a record. */
const identifyByPaths =
  (run: Pick<FigureIdentity, 'plan' | 'variant' | 'deck' | 'scenario'>, digest: string): IdentifyInRun =>
  (measure, { subject, variant = '', period = 'plan' } = {}) => {
    const yearBasis = YEAR_BASIS[measure];
    return {
      ...run,
      measure,
      ...(subject === undefined
        ? { subject: `plan/paths:${digest}` }
        : { subject, variant: `${run.variant ?? ''}[paths:${digest}]${variant}` }),
      period,
      ...(yearBasis && { yearBasis }),
    };
  };

/** Identifies figures of a run by its inputs and its result. */
export const identifyPrepared = (
  { settings }: Pick<Workbook, 'settings'>,
  { plan: { plan, variant }, scenarioId }: Pick<PreparedRun, 'plan' | 'scenarioId'>,
  { netRevenueTotal }: Pick<RunResult, 'netRevenueTotal'>,
): IdentifyInRun =>
  identifyByPaths(
    {
      plan: plan.id,
      ...(variant === undefined ? {} : { variant }),
      deck: settings.deck,
      ...(scenarioId === undefined ? {} : { scenario: scenarioId }),
    },
    digestOfPaths(netRevenueTotal),
  );

/** Identifies figures of a stored run. */
export const identifyInRun = (
  { settings, decks }: Pick<Workbook, 'settings' | 'decks'>,
  { head: { choice, deck, resultDigest } }: Pick<SimulationRunHead, 'head'>,
): IdentifyInRun =>
  identifyByPaths(
    {
      plan: choice.planId ?? settings.planId,
      deck: decks.find(({ name }) => name === deck)?.id ?? settings.deck,
      ...(choice.scenarioId === undefined ? {} : { scenario: choice.scenarioId }),
    },
    resultDigest,
  );
