import type { Explanation, Figure, Label, Message, Verdict } from '../contract/figure.ts';
import type { SimulatedSpread } from '../contract/simulation.ts';
import type { FigureIdentity, FigureMeasure } from '../domain/figureIdentity.ts';
import type { Year } from '../domain/time.ts';
import { message } from '../messages/text.ts';

/** The statistics of net revenue in a year, or over all years of a plan. */
export type PathFigures = Readonly<Record<'mean' | 'median' | 'atRisk' | 'tailMean' | 'shortfall' | 'missed', Figure>>;

type Part = { readonly label: Message; readonly amount: number };

const DECIMALS = 1;
const money = (value: number): Label => ({ value, unit: 'usd', decimals: DECIMALS });

/** The identity of the average over all years, which the verdict of a run has; the other figures of the run differ in measure and period. */
const identityOfRun = (verdict: Verdict): FigureIdentity | undefined =>
  verdict.flatMap(({ figures }) => Object.values(figures)).find(({ identity }) => identity?.measure === 'pathMean')?.identity;

/** Presents the distribution of net revenue in a run as figures with explanations. */
export const pathFigures = (
  { verdict }: { readonly verdict: Verdict },
  { mean, quantiles, tailMean, atRisk, shortfall, missed, target }: SimulatedSpread,
  year: Year | undefined,
): PathFigures => {
  const identity = identityOfRun(verdict);
  const median = quantiles.find(({ probability }) => probability === 0.5)!;
  const figure = (
    measure: FigureMeasure,
    value: number,
    unit: 'usd' | 'fraction',
    title: Message,
    formula: Message,
    parts: readonly Part[] = [],
  ): Figure => {
    const amountOf = (amount: number) => ({ amount, unit, decimals: DECIMALS });
    const explanation: Explanation = {
      title:
        year === undefined
          ? message('simulation.explain.allYears', { figure: title })
          : message('simulation.explain.inYear', { figure: title, year }),
      formula,
      lines: parts.map(({ label, amount }) => ({ label, ...amountOf(amount) })),
      total: { label: title, ...amountOf(value) },
      sources: [],
    };
    return {
      value,
      unit,
      decimals: DECIMALS,
      explanation,
      ...(identity && { identity: { ...identity, measure, period: year ?? 'plan' } }),
    };
  };
  const average: Part = { label: message('simulation.explain.mean'), amount: mean.value };
  return {
    mean: figure(
      'pathMean',
      mean.value,
      'usd',
      message('simulation.explain.mean'),
      message('simulation.explain.pathMeanFormula', { error: money(mean.error) }),
    ),
    median: figure(
      'pathMedian',
      median.value,
      'usd',
      message('simulation.explain.median'),
      message('simulation.explain.medianFormula', { error: money(median.error) }),
    ),
    atRisk: figure(
      'revenueAtRisk',
      atRisk.value,
      'usd',
      message('simulation.explain.atRisk'),
      message('simulation.explain.atRiskFormula', { error: money(atRisk.error) }),
      [average, { label: message('simulation.explain.lessLowQuantile'), amount: atRisk.value - mean.value }],
    ),
    tailMean: figure(
      'tailMean',
      tailMean.value,
      'usd',
      message('simulation.explain.tail'),
      message('simulation.explain.pathTailFormula', { error: money(tailMean.error) }),
    ),
    shortfall: figure(
      'expectedShortfall',
      shortfall.value,
      'usd',
      message('simulation.explain.shortfall'),
      message('simulation.explain.shortfallFormula', { error: money(shortfall.error) }),
      [average, { label: message('simulation.explain.lessTail'), amount: -tailMean.value }],
    ),
    missed: figure(
      'missedShare',
      missed.value,
      'fraction',
      message('simulation.explain.missed'),
      message('simulation.explain.pathMissedFormula', {
        target: money(target),
        error: { value: missed.error, unit: 'fraction', decimals: DECIMALS },
      }),
    ),
  };
};
