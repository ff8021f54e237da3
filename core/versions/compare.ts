import { OrebookError } from '#shared/contract/errors.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { VersionComparison, VersionPart, VersionTerm } from '#shared/contract/versions.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { message, serial, text } from '#shared/messages/text.ts';
import { formatNumber, formatPercent } from '#shared/units/format.ts';
import { draftedDeal } from '../contracts/draftedDeal.ts';
import { effectOf } from '../effect/effect.ts';
import { deckSource, explanation } from '../portfolio/explain.ts';
import { chartMoney, explained, usd } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { problemMessage } from '../portfolio/problems.ts';
import { differingRows, differs, PARTS } from './parts.ts';

const npvOf = (book: Workbook, deal: OfftakeContract): number | OrebookError => {
  const drafted = draftedDeal(book, deal);
  return drafted instanceof OrebookError ? drafted : drafted.value.npv;
};

/** What a part of a deal changes in its value. */
type Step = { readonly parts: readonly VersionPart[]; readonly amount: number };

/**
 * The way from the value of one deal to that of another: parts are taken over one after the other in the order of `PARTS`, each step the
 * NPV after it less the NPV before it (USD), so that steps sum to the difference exactly. A part that can't be priced without the next
 * is valued with it.
 */
export const valueSteps = (book: Workbook, before: OfftakeContract, after: OfftakeContract): readonly Step[] | OrebookError => {
  const first = npvOf(book, before);
  if (typeof first !== 'number') return first;
  const steps: Step[] = [];
  let deal = before;
  let value = first;
  let waiting: VersionPart[] = [];
  let problem: OrebookError | undefined;
  for (const part of PARTS) {
    if (!differs(part, deal, after)) continue;
    deal = part.take(deal, after);
    waiting.push(part.key);
    const next = npvOf(book, deal);
    if (typeof next === 'number') {
      // step = NPV(after it) - NPV(before it)
      steps.push({ parts: waiting, amount: next - value });
      value = next;
      waiting = [];
      problem = undefined;
    } else problem = next;
  }
  return problem ?? steps;
};

const partWords = (parts: readonly VersionPart[]): string => parts.map((part) => text(`versions.part.${part}`)).join(serial());

const npvFigureOf = (value: number): Figure => usd(value, { decimals: 1 });

/** The difference of value with what each part makes of it; its last line is the difference. */
export const changeFigure = (book: Workbook, steps: readonly Step[]): Figure => {
  const total = steps.reduce((sum, { amount }) => sum + amount, 0);
  return explained(
    usd(total, { decimals: 1, sign: true }),
    explanation(
      steps.map(({ parts, amount }) => ({ label: message('line.member', { name: partWords(parts) }), amount })),
      total,
      {
        title: message('versions.changeTitle'),
        formula: message('versions.changeFormula', { rate: formatPercent(book.settings.discountRate) }),
        unit: 'usd',
        decimals: 1,
        sources: [deckSource(book)],
      },
    ),
  );
};

/** What two states are called, in a sentence and below a bar. */
export type Names = { readonly from: string; readonly to: string; readonly shortFrom: string; readonly shortTo: string };

const stepsView = (book: Workbook, first: number, steps: readonly Step[], names: Names): VersionComparison['steps'] => {
  const { factor, unit, decimals } = chartMoney(book.settings);
  const total = steps.reduce((sum, { amount }) => sum + amount, 0);
  const valued = steps.filter(({ amount }) => amount !== 0);
  if (valued.length === 0) return undefined;
  const shown = (value: number) => formatNumber(value / factor, { decimals });
  return {
    kind: 'waterfall',
    title: text('versions.stepsTitle'),
    summary: text('versions.stepsSummary', { from: names.from, to: names.to, before: shown(first), after: shown(first + total), unit }),
    unit,
    decimals,
    lines: [
      { label: names.shortFrom, amount: first / factor, kind: 'start', role: 'ink' },
      ...valued.map(({ parts, amount }) => ({
        label: partWords(parts),
        amount: amount / factor,
        kind: 'step' as const,
        role: amount < 0 ? ('loss' as const) : ('gain' as const),
      })),
      { label: names.shortTo, amount: (first + total) / factor, kind: 'total', role: 'ink' },
    ],
  };
};

/** The plan with the one beside the plan with the other; undefined where one can't be priced. */
const effectBetween = (book: Workbook, before: OfftakeContract, after: OfftakeContract): VersionComparison['effect'] => {
  const [one, other] = [draftedDeal(book, before), draftedDeal(book, after)];
  return one instanceof OrebookError || other instanceof OrebookError ? undefined : effectOf(book, other.product, one.plan, other.plan);
};

/** Two states of a deal, term by term, and what each part of them is worth. */
export const comparison = (book: Workbook, before: OfftakeContract, after: OfftakeContract, names: Names): VersionComparison => {
  const steps = valueSteps(book, before, after);
  const first = npvOf(book, before);
  const valued = Array.isArray(steps) && typeof first === 'number' ? { steps, first } : undefined;
  // a value stands once: at the first term of the parts that were valued together
  const valueAt = new Map(valued?.steps.map(({ parts, amount }) => [parts[0], amount]) ?? []);
  const terms = PARTS.filter((part) => differs(part, before, after)).flatMap((part): readonly VersionTerm[] =>
    differingRows(book, part, before, after).map((row, i) => {
      const amount = i === 0 ? valueAt.get(part.key) : undefined;
      return { part: part.key, ...row, ...(amount === undefined ? {} : { value: usd(amount, { decimals: 1, sign: true }) }) };
    }),
  );
  if (valued === undefined) {
    const problem = steps instanceof OrebookError ? steps : first instanceof OrebookError ? first : undefined;
    return { from: names.from, to: names.to, terms, ...(problem ? { problem: problemMessage(problem, book.references) } : {}) };
  }
  const change = changeFigure(book, valued.steps);
  const effect = terms.length === 0 ? undefined : effectBetween(book, before, after);
  const view = stepsView(book, valued.first, valued.steps, names);
  return {
    from: names.from,
    to: names.to,
    terms,
    before: npvFigureOf(valued.first),
    after: npvFigureOf(valued.first + Number(change.value)),
    change,
    ...(view === undefined ? {} : { steps: view }),
    ...(effect === undefined ? {} : { effect }),
  };
};
