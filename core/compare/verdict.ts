import type { CompareRow } from '#shared/contract/compare.ts';
import type { Figure, Label, Verdict } from '#shared/contract/figure.ts';
import type { PlanId } from '#shared/domain/ids.ts';
import type { Year } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { explanation } from '../portfolio/explain.ts';
import { count, explained, usd, worded, words, year as yearFigure } from '../portfolio/figures.ts';

/** The values of a plan that the verdict compares. */
export type Weighed = {
  readonly id: PlanId;
  readonly name: string;
  readonly npv: number;
  /** The loss in the default scenario, USD; undefined where the workspace has none. */
  readonly cost: number | undefined;
  /** Limits breached in the year that the sentence names. */
  readonly breached: number;
};

/** USD; plans with a smaller difference of value count as equal. */
const SAME = 1;

export const planWords = ({ id, name }: Pick<Weighed, 'id' | 'name'>): Figure => words(name, { route: `/plans?plan=${id}` });

const apart = (more: Weighed, less: Weighed, of: 'npv' | 'cost'): Figure => {
  const [high, low] = [more[of] ?? 0, less[of] ?? 0];
  return explained(
    usd(high - low, { decimals: 1 }),
    explanation(
      [
        { label: message('line.member', { name: more.name }), amount: high },
        { label: message('plans.difference.less', { plan: less.name }), amount: -low },
      ],
      high - low,
      { title: message(`compare.differenceOf.${of}`), formula: message(`compare.differenceOf.${of}.formula`), unit: 'usd', decimals: 1 },
    ),
  );
};

/** Sorts by value; of plans with equal value, the one with fewer breached limits and then the smaller loss comes first. */
const byWorth = (a: Weighed, b: Weighed): number =>
  Math.abs(a.npv - b.npv) >= SAME ? b.npv - a.npv : a.breached - b.breached || (a.cost ?? 0) - (b.cost ?? 0);

/** The plan with the highest value, and the one it is compared with: the best of those with less risk, if any. */
export const decisive = (plans: readonly Weighed[]) => {
  const [best, second] = plans.toSorted(byWorth);
  if (best === undefined || second === undefined) return undefined;
  const risksLess = (plan: Weighed): boolean => plan.breached < best.breached || (plan.cost ?? 0) < (best.cost ?? 0) - SAME;
  const rival = plans.filter((plan) => plan !== best && risksLess(plan)).toSorted(byWorth)[0];
  return { best, rival, other: rival ?? second };
};

/** The sentence on two plans of equal value: the advantage of the one with less risk. */
const levelVerdict = (best: Weighed, other: Weighed, year: Year, scenario: Label | undefined): Verdict => {
  const level = { best: planWords(best), other: planWords(other) };
  const fewer = other.breached - best.breached;
  const milder = (best.cost ?? 0) < (other.cost ?? 0) - SAME;
  const harder = (best.cost ?? 0) > (other.cost ?? 0) + SAME;
  const limits = { count: count(fewer), year: yearFigure(year) };
  const slump = (more: Weighed, less: Weighed) => ({
    scenario: worded(scenario ?? { name: '' }, { route: '/cycles' }),
    less: apart(more, less, 'cost'),
  });
  if (fewer > 0 && harder) return [{ key: 'compare.verdict.level.traded', figures: { ...level, ...limits, ...slump(best, other) } }];
  if (fewer > 0 && milder) return [{ key: 'compare.verdict.level.both', figures: { ...level, ...limits, ...slump(other, best) } }];
  if (fewer > 0) return [{ key: 'compare.verdict.level.limits', figures: { ...level, ...limits } }];
  if (milder) return [{ key: 'compare.verdict.level.slump', figures: { ...level, ...slump(other, best) } }];
  return [{ key: 'compare.verdict.same', figures: {} }];
};

/** The verdict: the plan with the highest value, and the advantage of the best plan with less risk. */
export const compareVerdict = (plans: readonly Weighed[], year: Year, scenario: Label | undefined): Verdict => {
  const weighed = decisive(plans);
  if (weighed === undefined) return [];
  const { best, rival, other } = weighed;
  if (best.npv - other.npv < SAME) return levelVerdict(best, other, year, scenario);
  const worth = { best: planWords(best), other: planWords(other), gap: apart(best, other, 'npv') };
  if (rival === undefined) return [{ key: 'compare.verdict.clear', figures: worth }];
  const fewer = best.breached - rival.breached;
  const milder = (rival.cost ?? 0) < (best.cost ?? 0) - SAME;
  const slump = { scenario: worded(scenario ?? { name: '' }, { route: '/cycles' }), less: apart(best, rival, 'cost') };
  const limits = { count: count(fewer), year: yearFigure(year) };
  if (fewer > 0 && milder) return [{ key: 'compare.verdict.both', figures: { ...worth, ...slump, ...limits } }];
  if (fewer > 0) return [{ key: 'compare.verdict.limits', figures: { ...worth, ...limits } }];
  return [{ key: 'compare.verdict.slump', figures: { ...worth, ...slump } }];
};

/** The values of the verdict, from the table's measures. */
export const weighedOf = (plans: readonly { readonly id: PlanId; readonly name: string }[], rows: readonly CompareRow[]): Weighed[] => {
  const amountOf = (key: string, i: number): number | undefined => {
    const value = rows.find((row) => row.key === key)?.cells[i]?.figure.value;
    return typeof value === 'number' ? value : undefined;
  };
  return plans.map(({ id, name }, i) => ({
    id,
    name,
    npv: amountOf('npv', i) ?? 0,
    cost: amountOf('slump', i),
    breached: amountOf('limits', i) ?? 0,
  }));
};
