import type { MeasuredLimit } from '#engine';
import type { Figure } from '#shared/contract/figure.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import type { Limit, LimitState } from '#shared/domain/limit.ts';
import type { Year } from '#shared/domain/time.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { count, points, ratio, share } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';

type MeasuredYear = MeasuredLimit['years'][number];

const countsBuyers = ({ measure }: Limit): boolean => measure.kind === 'effectiveNumber';

/** Returns what a limit measures in a year: the plan's figure of the same definition, else a figure of the limit, or of one group under it. */
export const identifyLimit = (
  book: Pick<Workbook, 'settings'>,
  plan: ValuedPlan,
  { id, measure, denominator, metal, productId }: Limit,
  period: Year,
  { group, against }: { readonly group?: string; readonly against?: ValuedPlan } = {},
): FigureIdentity => {
  const parts = { period, against };
  const isOfPlan = metal === undefined && productId === undefined && denominator === 'valueSold';
  if (isOfPlan && measure.kind === 'zoneShare' && measure.zone === 'china') return identifyInPlan(book, plan, 'chinaShare', parts);
  if (isOfPlan && measure.kind === 'effectiveNumber') return identifyInPlan(book, plan, 'effectiveBuyers', parts);
  if (isOfPlan && measure.kind === 'largestContract') return identifyInPlan(book, plan, 'largestContractShare', parts);
  if (measure.kind === 'coverage' && denominator === 'plannedProduction' && metal === undefined && productId !== undefined)
    return identifyInPlan(book, plan, 'committedShare', { ...parts, subject: `product:${productId}` });
  return identifyInPlan(book, plan, 'limitValue', { ...parts, subject: `limit:${id}${group === undefined ? '' : `/group:${group}`}` });
};

const isRatio = ({ measure }: Limit): boolean => measure.kind === 'minimumDscr';

/** A measured value in the limit's own unit: buyers for an effective number, a ratio for debt service, a share otherwise. */
export const limitFigure = (limit: Limit, value: number, options: Partial<Figure> = {}): Figure =>
  countsBuyers(limit)
    ? count(value, { decimals: 1, ...options })
    : isRatio(limit)
      ? ratio(value, { decimals: 2, ...options })
      : share(value, options);

/** The level beyond which a limit is breached. */
export const limitLevel = (limit: Limit): Figure =>
  limitFigure(limit, limit.breach, isRatio(limit) ? {} : { decimals: countsBuyers(limit) ? 1 : 0 });

/** The difference of two measured values: of numbers of buyers or ratios, points of a share otherwise. */
export const limitDifference = (limit: Limit, value: number, from: number, options: Partial<Figure> = {}): Figure => {
  const extras = { between: { value, from }, ...options };
  return countsBuyers(limit) || isRatio(limit)
    ? ratio(value - from, { sign: true, ...(isRatio(limit) && { decimals: 2 }), ...extras })
    : points(value - from, extras);
};

/** The last of the consecutive years in breach that include the worst year; undefined without a breach. */
export const lastYearOfBreach = ({ years, worst }: MeasuredLimit): Year | undefined => {
  if (worst?.state !== 'breached') return undefined;
  const yearsFromWorst = years.slice(years.findIndex(({ year }) => year === worst.year));
  const firstKeptIndex = yearsFromWorst.findIndex(({ state }) => state !== 'breached');
  return yearsFromWorst.at(firstKeptIndex === -1 ? -1 : firstKeptIndex - 1)?.year;
};

/** How a change of the plan alters a limit's state, and the first year in which it does. */
export type LimitChange = {
  readonly limit: Limit;
  readonly kind: 'breached' | 'warned' | 'cured' | 'eased';
  readonly year: Year;
  readonly before: MeasuredYear | undefined;
  readonly after: MeasuredYear | undefined;
};

const RANK: Readonly<Record<LimitState, number>> = { holds: 0, near: 1, breached: 2 };

const rank = (measuredYear: MeasuredYear | undefined): number => (measuredYear ? RANK[measuredYear.state] : RANK.holds);

const changeOfLimit = (limit: Limit, limitBefore: MeasuredLimit, limitAfter: MeasuredLimit): LimitChange | undefined => {
  const years = [...new Set([...limitBefore.years, ...limitAfter.years].map(({ year }) => year))].sort((a, b) => a - b);
  const steps = years.map((year) => ({
    year,
    before: limitBefore.years.find((candidate) => candidate.year === year),
    after: limitAfter.years.find((candidate) => candidate.year === year),
  }));
  const worsenedYears = steps.filter((step) => rank(step.after) > rank(step.before));
  const breach = worsenedYears.find((step) => rank(step.after) === RANK.breached);
  if (breach) return { limit, kind: 'breached', ...breach };
  const firstWorsened = worsenedYears[0];
  if (firstWorsened) return { limit, kind: 'warned', ...firstWorsened };
  // judged by the worst year: a limit is better when no year is as bad, not when one year of several is better
  const easedYear =
    RANK[limitAfter.state] < RANK[limitBefore.state] ? steps.find((step) => rank(step.after) < rank(step.before)) : undefined;
  return (
    easedYear && { limit, kind: limitBefore.state === 'breached' && limitAfter.state !== 'breached' ? 'cured' : 'eased', ...easedYear }
  );
};

/** Lists the limits whose state a change of the plan alters: newly breached or near it in some year, cured of a breach, or eased. */
export const limitChanges = (
  limits: readonly Limit[],
  limitsBefore: readonly MeasuredLimit[],
  limitsAfter: readonly MeasuredLimit[],
): readonly LimitChange[] =>
  limits.flatMap((limit) => {
    const limitBefore = limitsBefore.find(({ limitId }) => limitId === limit.id);
    const limitAfter = limitsAfter.find(({ limitId }) => limitId === limit.id);
    const change = limitBefore && limitAfter && changeOfLimit(limit, limitBefore, limitAfter);
    return change ? [change] : [];
  });

/** The measured value in a year of the first matching limit that is measured in it. */
export const measureInYear = (
  limits: readonly Limit[],
  measuredLimits: readonly MeasuredLimit[],
  matches: (limit: Limit) => boolean,
  year: Year,
): { readonly limit: Limit; readonly value: number; readonly state: LimitState } | undefined => {
  for (const limit of limits.filter(matches)) {
    const measuredYear = measuredLimits.find(({ limitId }) => limitId === limit.id)?.years.find((candidate) => candidate.year === year);
    if (measuredYear) return { limit, value: measuredYear.value, state: measuredYear.state };
  }
  return undefined;
};
