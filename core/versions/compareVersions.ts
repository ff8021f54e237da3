import { OrebookError } from '#shared/contract/errors.ts';
import type { Figure, Label } from '#shared/contract/figure.ts';
import type { VersionComparison, VersionPart, VersionTerm } from '#shared/contract/versions.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { DraftedContract } from '../contracts/draftedContract.ts';
import { computeEffect } from '../effect/effect.ts';
import { deckSource, explanation } from '../portfolio/explain.ts';
import { identifyDeal } from '../portfolio/figureIdentity.ts';
import { share, usd, withExplanation } from '../portfolio/figures.ts';
import { valueInSteps, type Workbook } from '../portfolio/portfolio.ts';
import { problemMessage } from '../portfolio/problems.ts';
import type { DealState } from '../portfolio/resolver.ts';
import { createStateValuer, DEAL_PARTS, hasPartChanged, listTermDifferences, type StateValuer } from './dealParts.ts';

/** Parts of a deal and what taking them over changes in its NPV, USD. */
type Step = {
  readonly parts: readonly VersionPart[];
  readonly amount: number;
  /** The NPVs that the step is the difference of. */
  readonly between: NonNullable<Figure['between']>;
  readonly identity: FigureIdentity;
};

/** A deal valued before and after the steps, and the steps. */
type ValueSteps = { readonly firstDeal: DraftedContract; readonly lastDeal: DraftedContract; readonly steps: readonly Step[] };

/**
 * Splits the difference in NPV between two deals by part: parts are taken over one after the other in the order of `DEAL_PARTS`, and each
 * step is the NPV after it minus the NPV before it (USD), so that steps sum to the difference exactly. A part that can't be priced without
 * the next is valued together with it. Returns the error where one of the deals can't be priced.
 */
export const computeValueSteps = async (
  book: Workbook,
  valueState: StateValuer,
  dealBefore: DealState,
  dealAfter: DealState,
): Promise<ValueSteps | OrebookError> => {
  const firstDeal = await valueState(dealBefore);
  if (firstDeal instanceof OrebookError) return firstDeal;
  const steps: Step[] = [];
  let deal = dealBefore;
  let currentDeal = firstDeal;
  let pendingParts: VersionPart[] = [];
  let problem: OrebookError | undefined;
  for (const part of DEAL_PARTS) {
    if (!hasPartChanged(part, deal, dealAfter)) continue;
    deal = part.take(deal, dealAfter);
    pendingParts.push(part.key);
    const nextDeal = await valueState(deal);
    if (nextDeal instanceof OrebookError) problem = nextDeal;
    else {
      // step = NPV(after it) - NPV(before it)
      const identity = identifyDeal(book, nextDeal.plan, nextDeal.contract, 'npv', { against: currentDeal.plan });
      const npvs = { value: nextDeal.value.npv, from: currentDeal.value.npv };
      steps.push({ parts: pendingParts, amount: npvs.value - npvs.from, between: npvs, identity });
      currentDeal = nextDeal;
      pendingParts = [];
      problem = undefined;
    }
  }
  return problem ?? { firstDeal, lastDeal: currentDeal, steps };
};

/** Names parts of a deal. */
export const partsLabel = (parts: readonly VersionPart[]): Label => ({
  list: parts.map((part) => message(`versions.part.${part}`)),
  by: 'serial',
});

/** The sum of the steps, explained by part. */
export const changeFigure = (book: Workbook, { firstDeal, lastDeal, steps }: ValueSteps): Figure => {
  const total = sumBy(steps, ({ amount }) => amount);
  return withExplanation(
    usd(total, {
      decimals: 1,
      sign: true,
      between: { value: lastDeal.value.npv, from: firstDeal.value.npv },
      identity: identifyDeal(book, lastDeal.plan, lastDeal.contract, 'npv', { against: firstDeal.plan }),
    }),
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

const npvIdentity = (book: Workbook, { plan, contract }: DraftedContract): FigureIdentity => identifyDeal(book, plan, contract, 'npv');

/** Names of the two states compared: in a sentence, and short below a bar. */
export type ComparedNames = { readonly from: Label; readonly to: Label; readonly shortFrom: Label; readonly shortTo: Label };

const stepsChart = (book: Workbook, { firstDeal, lastDeal, steps }: ValueSteps, names: ComparedNames): VersionComparison['steps'] => {
  const firstNpv = firstDeal.value.npv;
  const total = sumBy(steps, ({ amount }) => amount);
  const valuedSteps = steps.filter(({ amount }) => amount !== 0);
  if (valuedSteps.length === 0) return undefined;
  return {
    kind: 'waterfall',
    title: message('versions.stepsTitle'),
    summary: message('versions.stepsSummary', {
      from: names.from,
      to: names.to,
      before: { value: firstNpv, unit: 'usd', withoutUnit: true },
      after: { value: firstNpv + total, unit: 'usd', withoutUnit: true },
      unit: { unitOf: 'usd' },
    }),
    unit: 'usd',
    decimals: 0,
    lines: [
      { label: names.shortFrom, amount: firstNpv, kind: 'start', role: 'ink', identity: npvIdentity(book, firstDeal) },
      ...valuedSteps.map(({ parts, amount, identity }) => ({
        label: partsLabel(parts),
        amount,
        identity,
        kind: 'step' as const,
        role: amount < 0 ? ('loss' as const) : ('gain' as const),
      })),
      { label: names.shortTo, amount: firstNpv + total, kind: 'total', role: 'ink', identity: npvIdentity(book, lastDeal) },
    ],
  };
};

/** Compares the plan with one deal to the plan with another, which differs from it also in what is no term: its status. */
const effectOf = async (
  book: Workbook,
  firstDeal: DraftedContract,
  lastDeal: DraftedContract | OrebookError,
): Promise<VersionComparison['effect']> => {
  if (lastDeal instanceof OrebookError) return undefined;
  await valueInSteps(firstDeal.plan, lastDeal.plan);
  return computeEffect(book, lastDeal.product, firstDeal.plan, lastDeal.plan);
};

/** Compares two states of a deal term by term, with the value of each part that differs. */
export const compareVersions = async (
  book: Workbook,
  dealBefore: DealState,
  dealAfter: DealState,
  names: ComparedNames,
): Promise<VersionComparison> => {
  const valueState = createStateValuer(book);
  const valueSteps = await computeValueSteps(book, valueState, dealBefore, dealAfter);
  // parts valued together show their value once, at the first term
  const stepAt = new Map(valueSteps instanceof OrebookError ? [] : valueSteps.steps.map((step) => [step.parts[0], step]));
  const terms = DEAL_PARTS.filter((part) => hasPartChanged(part, dealBefore, dealAfter)).flatMap((part): readonly VersionTerm[] =>
    listTermDifferences(book, part, dealBefore, dealAfter).map((row, i) => {
      const step = i === 0 ? stepAt.get(part.key) : undefined;
      return {
        ...{ part: part.key, ...row },
        ...(step ? { value: usd(step.amount, { decimals: 1, sign: true, between: step.between, identity: step.identity }) } : {}),
      };
    }),
  );
  if (valueSteps instanceof OrebookError)
    return { from: names.from, to: names.to, terms, problem: problemMessage(valueSteps, book.references) };
  const { firstDeal, lastDeal } = valueSteps;
  const effect = terms.length === 0 ? undefined : await effectOf(book, firstDeal, await valueState(dealAfter));
  const chart = stepsChart(book, valueSteps, names);
  const npvOf = (deal: DraftedContract): Figure => usd(deal.value.npv, { decimals: 1, identity: npvIdentity(book, deal) });
  return {
    from: names.from,
    to: names.to,
    terms,
    before: npvOf(firstDeal),
    after: npvOf(lastDeal),
    change: changeFigure(book, valueSteps),
    ...(chart === undefined ? {} : { steps: chart }),
    ...(effect === undefined ? {} : { effect }),
  };
};
