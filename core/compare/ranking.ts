import { type Estimate, isMaterialDifference, minimumMaterialDifference } from '#engine';
import type { Figure } from '#shared/contract/figure.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import { message } from '#shared/messages/text.ts';
import { deckSource, explanation } from '../portfolio/explain.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { count, share, usd, withExplanation } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { computeExpectedNpv, type ExpectedNpv } from '../simulation/expectedNpv.ts';
import type { ComparedRun } from './pathsRun.ts';

/** The difference in expected NPV of two plans, USD; the error is 0 without a run. */
export type NpvDifference = Estimate & {
  readonly isMaterial: boolean;
  /** The smallest difference that is material. */
  readonly leastMaterial: number;
};

/** Expected NPVs of plans, all from one run on common paths or all by closed formulas. */
export type Ranking = {
  readonly basis: 'run' | 'formula';
  /** Paths of the run. */
  readonly paths: number | undefined;
  /** USD */
  readonly npvOf: (id: PlanId) => number;
  readonly figureOf: (id: PlanId) => Figure;
  /** One plan less another. */
  readonly difference: (ownId: PlanId, otherId: PlanId) => NpvDifference;
  /** The identity of an expected NPV, or of its difference to that of another plan. */
  readonly identify: (
    measure: 'expectedNpv' | 'standardError' | 'leastMaterialDifference',
    ownId: PlanId,
    otherId?: PlanId,
  ) => FigureIdentity;
};

/** Identifies expected NPVs; those of a run by its result. */
const identifyRanked =
  (book: Workbook, result?: string): Ranking['identify'] =>
  (measure, ownId, otherId) =>
    identifyInPlan(book, book.plan(ownId), measure, {
      ...(result === undefined ? {} : { subject: `plan/paths:${result}` }),
      ...(otherId === undefined ? {} : { against: book.plan(otherId) }),
    });

const differenceOf = (ownValue: number, otherValue: number, { value, error }: Estimate): NpvDifference => ({
  value,
  error,
  isMaterial: isMaterialDifference(ownValue, otherValue, error),
  leastMaterial: minimumMaterialDifference(ownValue, otherValue, error),
});

const title = (book: Workbook) => message('compare.expectedNpv', { rate: share(book.settings.discountRate, { decimals: 0 }) });

/** Expected NPVs from a run whose inputs are unchanged; undefined where it has none of them. */
const rankingOfRun = (book: Workbook, { head, npv }: ComparedRun): Ranking | undefined => {
  if (npv === undefined) return undefined;
  const placeOf = (id: PlanId): number => head.plans.findIndex((plan) => plan.id === id);
  const meanOf = (id: PlanId): Estimate => npv.plans[placeOf(id)]!;
  const { paths } = head.choice;
  const identify = identifyRanked(book, head.resultDigest);
  return {
    identify,
    basis: 'run',
    paths,
    npvOf: (id) => meanOf(id).value,
    figureOf: (id) => {
      const { value, error } = meanOf(id);
      const atDeck = book.plan(id).value.npv;
      const lines = [
        { label: message('compare.expectedNpv.atDeck'), amount: atDeck },
        { label: message('compare.expectedNpv.uncertainty'), amount: value - atDeck },
      ];
      const formula = message('compare.expectedNpv.formulaRun', { paths: count(paths), error: usd(error, { decimals: 1 }) });
      return withExplanation(
        usd(value, { decimals: 1, identity: identify('expectedNpv', id) }),
        explanation(lines, value, { title: title(book), formula, unit: 'usd', decimals: 1, sources: [deckSource(book)] }),
      );
    },
    difference: (ownId, otherId) => differenceOf(meanOf(ownId).value, meanOf(otherId).value, npv.pairs[placeOf(ownId)]![placeOf(otherId)]!),
  };
};

const rankingByFormula = async (book: Workbook, plans: readonly ValuedPlan[]): Promise<Ranking> => {
  const values = new Map<PlanId, ExpectedNpv>();
  for (const plan of plans) values.set(plan.plan.id, await computeExpectedNpv(book, plan));
  const totalOf = (id: PlanId): number => values.get(id)!.atDeck + values.get(id)!.clauses;
  const identify = identifyRanked(book);
  return {
    identify,
    basis: 'formula',
    paths: undefined,
    npvOf: totalOf,
    figureOf: (id) => {
      const { atDeck, clauses } = values.get(id)!;
      const lines = [
        { label: message('compare.expectedNpv.atDeck'), amount: atDeck },
        { label: message('compare.expectedNpv.clauses'), amount: clauses },
      ];
      const formula = message('compare.expectedNpv.formulaClauses');
      return withExplanation(
        usd(totalOf(id), { decimals: 1, identity: identify('expectedNpv', id) }),
        explanation(lines, totalOf(id), { title: title(book), formula, unit: 'usd', decimals: 1, sources: [deckSource(book)] }),
      );
    },
    difference: (ownId, otherId) => differenceOf(totalOf(ownId), totalOf(otherId), { value: totalOf(ownId) - totalOf(otherId), error: 0 }),
  };
};

/** Ranks plans by expected NPV: from a run with all of them, at deck prices and with unchanged inputs, else by closed formulas. */
export const rankPlans = async (book: Workbook, plans: readonly ValuedPlan[], run: ComparedRun | undefined): Promise<Ranking> =>
  (run?.isCurrent === true && run.head.choice.scenarioId === undefined ? rankingOfRun(book, run) : undefined) ??
  (await rankingByFormula(book, plans));
