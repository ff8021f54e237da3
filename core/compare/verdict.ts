import type { CompareRow } from '#shared/contract/compare.ts';
import type { Figure, Label, Sentence, Verdict } from '#shared/contract/figure.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import type { Year } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { explanation } from '../portfolio/explain.ts';
import { differenceOf } from '../portfolio/figureIdentity.ts';
import { count, labelFigure, usd, withExplanation, words, year as yearFigure } from '../portfolio/figures.ts';
import type { NpvDifference, Ranking } from './ranking.ts';

/** The values of a plan that the verdict compares. */
export type PlanValues = {
  readonly id: PlanId;
  readonly name: string;
  readonly isOversold: boolean;
  /** The loss in the scenario; undefined where the workspace has none. */
  readonly cost: Figure | undefined;
  /** Limits breached in the year that the sentences name. */
  readonly breached: number;
  /** Shares of gross payable value in that year. */
  readonly china: Figure | undefined;
  readonly largestGroup: Figure | undefined;
};

/** Smallest difference that is shown, USD. */
const MIN_DIFFERENCE = 1;

/** The loss of a plan in the scenario, USD; 0 where the workspace has none. */
const costOf = ({ cost }: PlanValues): number => Number(cost?.value ?? 0);

/** Smallest difference of two shares that is shown: with one decimal of a per cent, smaller ones read the same. */
const MIN_SHARE_DIFFERENCE = 0.0005;

export const planWords = ({ id, name }: Pick<PlanValues, 'id' | 'name'>): Figure => words(name, { route: `/plans?plan=${id}` });

const explainDifference = (
  higherPlan: Pick<PlanValues, 'name'>,
  lowerPlan: Pick<PlanValues, 'name'>,
  [high, low]: readonly [number, number],
  measure: 'npv' | 'cost',
  identity: Pick<Figure, 'identity'>,
): Figure =>
  withExplanation(
    usd(high - low, { decimals: 1, between: { value: high, from: low }, ...identity }),
    explanation(
      [
        { label: message('line.member', { name: higherPlan.name }), amount: high },
        { label: message('plans.difference.less', { plan: lowerPlan.name }), amount: -low },
      ],
      high - low,
      {
        title: message(`compare.differenceOf.${measure}`),
        formula: message(`compare.differenceOf.${measure}.formula`),
        unit: 'usd',
        decimals: 1,
      },
    ),
  );

const byRisk = (a: PlanValues, b: PlanValues): number =>
  Number(a.isOversold) - Number(b.isOversold) || a.breached - b.breached || costOf(a) - costOf(b);

/**
 * The plan that the verdict names first, and the one it is compared with. First is the plan with the highest expected NPV; of those that do
 * not differ materially from it, the one that can be delivered, breaches fewer limits and loses less. It is compared with the best of those
 * with less risk, else with the best of the others.
 */
export const decideBetween = (plans: readonly PlanValues[], { npvOf, difference }: Pick<Ranking, 'npvOf' | 'difference'>) => {
  const rankedPlans = plans.toSorted((a, b) => npvOf(b.id) - npvOf(a.id));
  const [highestPlan] = rankedPlans;
  if (highestPlan === undefined || rankedPlans.length < 2) return undefined;
  const [bestPlan] = rankedPlans.filter((plan) => plan === highestPlan || !difference(highestPlan.id, plan.id).isMaterial).toSorted(byRisk);
  if (bestPlan === undefined) return undefined;
  const others = rankedPlans.filter((plan) => plan !== bestPlan);
  const risksLess = (plan: PlanValues): boolean => plan.breached < bestPlan.breached || costOf(plan) < costOf(bestPlan) - MIN_DIFFERENCE;
  const rival = others.find(risksLess);
  return { best: bestPlan, rival, other: rival ?? others[0]! };
};

const valueSentence = (bestPlan: PlanValues, otherPlan: PlanValues, difference: NpvDifference, ranking: Ranking): Sentence => {
  const planNames = { best: planWords(bestPlan), other: planWords(otherPlan) };
  const error = usd(difference.error, { decimals: 1, identity: ranking.identify('standardError', bestPlan.id, otherPlan.id) });
  if (Math.abs(difference.value) < MIN_DIFFERENCE) return { key: 'compare.verdict.value.same', figures: planNames };
  const [higherPlan, lowerPlan] = difference.value > 0 ? [bestPlan, otherPlan] : [otherPlan, bestPlan];
  const gap = explainDifference(higherPlan, lowerPlan, [ranking.npvOf(higherPlan.id), ranking.npvOf(lowerPlan.id)], 'npv', {
    identity: ranking.identify('expectedNpv', higherPlan.id, lowerPlan.id),
  });
  if (!difference.isMaterial)
    return {
      key: ranking.basis === 'run' ? 'compare.verdict.value.levelRun' : 'compare.verdict.value.level',
      figures: {
        ...planNames,
        gap,
        least: usd(difference.leastMaterial, {
          decimals: 1,
          identity: ranking.identify('leastMaterialDifference', bestPlan.id, otherPlan.id),
        }),
      },
    };
  const figures = { ...planNames, value: ranking.figureOf(bestPlan.id), gap };
  return ranking.basis === 'run'
    ? { key: 'compare.verdict.value.moreRun', figures: { ...figures, error } }
    : { key: 'compare.verdict.value.more', figures };
};

/** Which of two plans depends less: on China, or else on its largest buyer group. */
const dependenceSentence = (bestPlan: PlanValues, otherPlan: PlanValues, year: Year): readonly Sentence[] => {
  for (const [measure, key] of [
    ['china', 'compare.verdict.china'],
    ['largestGroup', 'compare.verdict.group'],
  ] as const) {
    const [bestShare, otherShare] = [bestPlan[measure], otherPlan[measure]];
    if (
      bestShare === undefined ||
      otherShare === undefined ||
      Math.abs(Number(bestShare.value) - Number(otherShare.value)) < MIN_SHARE_DIFFERENCE
    )
      continue;
    const isBestLower = Number(bestShare.value) < Number(otherShare.value);
    const [plan, lowerShare, higherShare] = isBestLower ? [bestPlan, bestShare, otherShare] : [otherPlan, otherShare, bestShare];
    return [{ key, figures: { plan: planWords(plan), share: lowerShare, other: higherShare, year: yearFigure(year) } }];
  }
  return [];
};

const scenarioSentence = (bestPlan: PlanValues, otherPlan: PlanValues, scenario: Label | undefined): readonly Sentence[] => {
  if (scenario === undefined || Math.abs(costOf(bestPlan) - costOf(otherPlan)) < MIN_DIFFERENCE) return [];
  const [lowerLossPlan, higherLossPlan] = costOf(bestPlan) < costOf(otherPlan) ? [bestPlan, otherPlan] : [otherPlan, bestPlan];
  const lossFigure = explainDifference(
    higherLossPlan,
    lowerLossPlan,
    [costOf(higherLossPlan), costOf(lowerLossPlan)],
    'cost',
    differenceOf(higherLossPlan.cost, lowerLossPlan.cost),
  );
  return [
    {
      key: 'compare.verdict.scenario',
      figures: { plan: planWords(lowerLossPlan), less: lossFigure, scenario: labelFigure(scenario, { route: '/cycles' }) },
    },
  ];
};

const limitsSentence = (bestPlan: PlanValues, otherPlan: PlanValues, year: Year): readonly Sentence[] => {
  const [fewerBreaches, moreBreaches] = bestPlan.breached <= otherPlan.breached ? [bestPlan, otherPlan] : [otherPlan, bestPlan];
  if (fewerBreaches.breached === moreBreaches.breached) return [];
  const breachDifference = count(moreBreaches.breached - fewerBreaches.breached);
  return [{ key: 'compare.verdict.fewer', figures: { plan: planWords(fewerBreaches), count: breachDifference, year: yearFigure(year) } }];
};

/** How the expected NPVs were computed. */
export const basisSentence = ({ basis, paths }: Ranking): Sentence =>
  basis === 'run'
    ? { key: 'compare.verdict.basis.run', figures: { paths: count(paths ?? 0) } }
    : { key: 'compare.verdict.basis.formula', figures: {} };

/** The verdict on two plans: their values, and in words what else differs. */
export const pairVerdict = (
  bestPlan: PlanValues,
  otherPlan: PlanValues,
  ranking: Ranking,
  year: Year,
  scenario: Label | undefined,
): Verdict => {
  const difference = ranking.difference(bestPlan.id, otherPlan.id);
  const reasons = [
    ...dependenceSentence(bestPlan, otherPlan, year),
    ...limitsSentence(bestPlan, otherPlan, year),
    ...scenarioSentence(bestPlan, otherPlan, scenario),
  ];
  if (reasons.length === 0 && Math.abs(difference.value) < MIN_DIFFERENCE) return [{ key: 'compare.verdict.same', figures: {} }];
  return [valueSentence(bestPlan, otherPlan, difference, ranking), ...reasons];
};

/** The verdict: the plan with the highest expected NPV, and the advantage of the best plan with less risk. */
export const compareVerdict = (plans: readonly PlanValues[], ranking: Ranking, year: Year, scenario: Label | undefined): Verdict => {
  const decision = decideBetween(plans, ranking);
  if (decision === undefined) return [];
  const { best, rival, other } = decision;
  const verdict = pairVerdict(best, other, ranking, year, scenario);
  if (verdict.length === 1 && verdict[0]!.key === 'compare.verdict.same') return verdict;
  return [
    ...verdict,
    ...(rival === undefined && plans.length > 1 ? [{ key: 'compare.verdict.clear', figures: { best: planWords(best) } } as const] : []),
    basisSentence(ranking),
  ];
};

/** The values of the verdict, from the table's measures. */
export const planValuesOf = (
  plans: readonly { readonly id: PlanId; readonly name: string; readonly isOversold: boolean }[],
  rows: readonly CompareRow[],
): PlanValues[] => {
  const figureOf = (key: string, i: number): Figure | undefined => {
    const figure = rows.find((row) => row.key === key)?.cells[i]?.figure;
    return typeof figure?.value === 'number' ? figure : undefined;
  };
  return plans.map(({ id, name, isOversold }, i) => ({
    id,
    name,
    isOversold,
    cost: figureOf('slump', i),
    breached: Number(figureOf('limits', i)?.value ?? 0),
    china: figureOf('china', i),
    largestGroup: figureOf('largestGroup', i),
  }));
};
