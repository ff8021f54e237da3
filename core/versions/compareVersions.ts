import { OrebookError } from '#shared/contract/errors.ts';
import type { Figure, Label } from '#shared/contract/figure.ts';
import type { VersionComparison, VersionPart, VersionTerm } from '#shared/contract/versions.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { computeEffect } from '../effect/effect.ts';
import { deckSource, explanation } from '../portfolio/explain.ts';
import { share, usd, withExplanation } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { problemMessage } from '../portfolio/problems.ts';
import type { DealState } from '../portfolio/resolver.ts';
import { DEAL_PARTS, hasPartChanged, listTermDifferences, valueState } from './dealParts.ts';

const npvOf = (book: Workbook, deal: DealState): number | OrebookError => {
  const drafted = valueState(book, deal);
  return drafted instanceof OrebookError ? drafted : drafted.value.npv;
};

/** Parts of a deal and what taking them over changes in its NPV, USD. */
type Step = { readonly parts: readonly VersionPart[]; readonly amount: number };

/**
 * Splits the difference in NPV between two deals by part: parts are taken over one after the other in the order of `DEAL_PARTS`, and each
 * step is the NPV after it minus the NPV before it (USD), so that steps sum to the difference exactly. A part that can't be priced without
 * the next is valued together with it. Returns the error where one of the deals can't be priced.
 */
export const computeValueSteps = (book: Workbook, dealBefore: DealState, dealAfter: DealState): readonly Step[] | OrebookError => {
  const startNpv = npvOf(book, dealBefore);
  if (typeof startNpv !== 'number') return startNpv;
  const steps: Step[] = [];
  let deal = dealBefore;
  let value = startNpv;
  let pendingParts: VersionPart[] = [];
  let problem: OrebookError | undefined;
  for (const part of DEAL_PARTS) {
    if (!hasPartChanged(part, deal, dealAfter)) continue;
    deal = part.take(deal, dealAfter);
    pendingParts.push(part.key);
    const nextNpv = npvOf(book, deal);
    if (typeof nextNpv === 'number') {
      // step = NPV(after it) - NPV(before it)
      steps.push({ parts: pendingParts, amount: nextNpv - value });
      value = nextNpv;
      pendingParts = [];
      problem = undefined;
    } else problem = nextNpv;
  }
  return problem ?? steps;
};

/** Names parts of a deal. */
export const partsLabel = (parts: readonly VersionPart[]): Label => ({
  list: parts.map((part) => message(`versions.part.${part}`)),
  by: 'serial',
});

const npvFigureOf = (value: number): Figure => usd(value, { decimals: 1 });

/** The sum of the steps, explained by part. */
export const changeFigure = (book: Workbook, steps: readonly Step[]): Figure => {
  const total = sumBy(steps, ({ amount }) => amount);
  return withExplanation(
    usd(total, { decimals: 1, sign: true }),
    explanation(
      steps.map(({ parts, amount }) => ({ label: message('line.member', { name: partsLabel(parts) }), amount })),
      total,
      {
        title: message('versions.changeTitle'),
        formula: message('versions.changeFormula', { rate: share(book.settings.discountRate, { decimals: 0 }) }),
        unit: 'usd',
        decimals: 1,
        sources: [deckSource(book)],
      },
    ),
  );
};

/** Names of the two states compared: in a sentence, and short below a bar. */
export type ComparedNames = { readonly from: Label; readonly to: Label; readonly shortFrom: Label; readonly shortTo: Label };

const stepsChart = (first: number, steps: readonly Step[], names: ComparedNames): VersionComparison['steps'] => {
  const total = sumBy(steps, ({ amount }) => amount);
  const valuedSteps = steps.filter(({ amount }) => amount !== 0);
  if (valuedSteps.length === 0) return undefined;
  return {
    kind: 'waterfall',
    title: message('versions.stepsTitle'),
    summary: message('versions.stepsSummary', {
      from: names.from,
      to: names.to,
      before: { value: first, unit: 'usd', withoutUnit: true },
      after: { value: first + total, unit: 'usd', withoutUnit: true },
      unit: { unitOf: 'usd' },
    }),
    unit: 'usd',
    decimals: 0,
    lines: [
      { label: names.shortFrom, amount: first, kind: 'start', role: 'ink' },
      ...valuedSteps.map(({ parts, amount }) => ({
        label: partsLabel(parts),
        amount,
        kind: 'step' as const,
        role: amount < 0 ? ('loss' as const) : ('gain' as const),
      })),
      { label: names.shortTo, amount: first + total, kind: 'total', role: 'ink' },
    ],
  };
};

/** Compares the plan with the one deal to the plan with the other; undefined where one can't be priced. */
const effectBetween = (book: Workbook, dealBefore: DealState, dealAfter: DealState): VersionComparison['effect'] => {
  const [stateBefore, stateAfter] = [valueState(book, dealBefore), valueState(book, dealAfter)];
  return stateBefore instanceof OrebookError || stateAfter instanceof OrebookError
    ? undefined
    : computeEffect(book, stateAfter.product, stateBefore.plan, stateAfter.plan);
};

/** Compares two states of a deal term by term, with the value of each part that differs. */
export const compareVersions = (book: Workbook, dealBefore: DealState, dealAfter: DealState, names: ComparedNames): VersionComparison => {
  const steps = computeValueSteps(book, dealBefore, dealAfter);
  const startNpv = npvOf(book, dealBefore);
  const valuation = Array.isArray(steps) && typeof startNpv === 'number' ? { steps, first: startNpv } : undefined;
  // parts valued together show their value once, at the first term
  const valueAt = new Map(valuation?.steps.map(({ parts, amount }) => [parts[0], amount]) ?? []);
  const terms = DEAL_PARTS.filter((part) => hasPartChanged(part, dealBefore, dealAfter)).flatMap((part): readonly VersionTerm[] =>
    listTermDifferences(book, part, dealBefore, dealAfter).map((row, i) => {
      const amount = i === 0 ? valueAt.get(part.key) : undefined;
      return { part: part.key, ...row, ...(amount === undefined ? {} : { value: usd(amount, { decimals: 1, sign: true }) }) };
    }),
  );
  if (valuation === undefined) {
    const problem = steps instanceof OrebookError ? steps : startNpv instanceof OrebookError ? startNpv : undefined;
    return { from: names.from, to: names.to, terms, ...(problem ? { problem: problemMessage(problem, book.references) } : {}) };
  }
  const change = changeFigure(book, valuation.steps);
  const effect = terms.length === 0 ? undefined : effectBetween(book, dealBefore, dealAfter);
  const chart = stepsChart(valuation.first, valuation.steps, names);
  return {
    from: names.from,
    to: names.to,
    terms,
    before: npvFigureOf(valuation.first),
    after: npvFigureOf(valuation.first + Number(change.value)),
    change,
    ...(chart === undefined ? {} : { steps: chart }),
    ...(effect === undefined ? {} : { effect }),
  };
};
