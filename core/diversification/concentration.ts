import { type ConcentrationYear, concentrationByDimension, type DimensionConcentration, type Exposure, prepareExposureSums } from '#engine';
import type { BuyersBy, ConcentrationRow, ConcentrationView } from '#shared/contract/diversification.ts';
import type { Figure, Label } from '#shared/contract/figure.ts';
import { ExposureDimension } from '#shared/domain/exposureDimension.ts';
import type { FigureIdentity, FigureMeasure } from '#shared/domain/figureIdentity.ts';
import type { Year } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import { deckSource, explanation } from '../portfolio/explain.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { emptyFigure, hhi, ratio, share, withExplanation } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { memberLabel, memberRoute } from './exposure.ts';

/** A calendar year, or all years of the plan. */
export type Period = Year | 'plan';

/** An exposure, how its members are counted, and the period. */
export type ExposureView = {
  readonly book: Workbook;
  readonly plan: ValuedPlan;
  /** How the exposure differs from the plan's, as in an identity; absent where it does not. */
  readonly variant?: string | undefined;
  readonly exposure: Exposure;
  readonly by: ConcentrationView['by'];
  /** What counts as one buyer. */
  readonly buyersBy: BuyersBy;
  readonly period: Period;
  /** Of another plan, counted the same way. */
  readonly other: { readonly name: string; readonly plan: ValuedPlan; readonly exposure: Exposure } | undefined;
};

export const periodLabel = (period: Period): Label =>
  period === 'plan' ? message('diversification.wholePlan') : message('common.inYear', { year: period });

/** The concentration in a period; undefined where nothing is sold in it. */
export const concentrationIn = (
  exposure: Exposure,
  dimensionConcentration: DimensionConcentration,
  period: Period,
): ConcentrationYear | undefined =>
  period === 'plan' ? dimensionConcentration.plan : dimensionConcentration.years[exposure.years.indexOf(period)];

/** Measures the concentration of a dimension by year and over the plan. */
export const measureConcentration = (exposure: Exposure, dimension: ExposureDimension, { by }: Pick<ExposureView, 'by'>) =>
  concentrationByDimension(exposure, dimension, by);

/** Identifies a figure of a view's exposure in its period: of the plan, or of a member of a dimension. */
export const identifyExposure = (
  { book, plan, period, variant }: ExposureView,
  measure: FigureMeasure,
  { subject = 'plan', against }: { readonly subject?: string; readonly against?: ValuedPlan | undefined } = {},
): FigureIdentity => {
  const viewedPlan = variant === undefined ? plan : { ...plan, variant: `${plan.variant ?? ''}${variant}` };
  return identifyInPlan(book, viewedPlan, measure, { period, against, subject });
};

/** Returns a view of the other plan, counted the same way. */
export const viewOfOther = (view: ExposureView, { plan, exposure }: NonNullable<ExposureView['other']>): ExposureView => ({
  ...view,
  plan,
  exposure,
  other: undefined,
});

/** Identifies a measure of concentration in the view's period; the HHI of groups by value is that of the plan's other pages. */
export const identifyConcentration = (
  view: ExposureView,
  measure: 'hhi' | 'entropy' | 'gini' | 'effectiveBuyers' | 'topShare',
  dimension: ExposureDimension,
  { members, against }: { readonly members?: number; readonly against?: ValuedPlan } = {},
): FigureIdentity => {
  const { by } = view;
  const isOfPlan = dimension === 'group' && by === 'grossValue' && measure !== 'topShare';
  const subject = isOfPlan ? 'plan' : `dimension:${dimension}/${by}${members === undefined ? '' : `/${members}`}`;
  return identifyExposure(view, measure, { subject, against });
};

/** The number of equal members that would give the HHI. */
export const effectiveFigure = (view: ExposureView, dimension: ExposureDimension, year: ConcentrationYear): Figure =>
  ratio(year.effectiveNumber, { identity: identifyConcentration(view, 'effectiveBuyers', dimension) });

/** The HHI, explained by the squares of the shares. */
export const hhiFigure = (view: ExposureView, dimension: ExposureDimension, year: ConcentrationYear): Figure => {
  const { book, by, period } = view;
  // s^2 x 10,000
  const lines = year.shares.map(({ member, share: part }) => ({
    label: message('line.member', { name: memberLabel(book, dimension, member) }),
    amount: part ** 2 * 10_000,
  }));
  return withExplanation(
    hhi(year.hhi, { identity: identifyConcentration(view, 'hhi', dimension) }),
    explanation(lines, year.hhi * 10_000, {
      title: message('diversification.explain.hhi', { dimension: message(`dimension.${dimension}`), when: periodLabel(period) }),
      formula: message(`diversification.explain.hhi.${by}`),
      unit: 'index',
      decimals: 0,
      sources: [deckSource(book)],
    }),
  );
};

/** The share of the largest members, explained by their shares. */
export const topFigure = (view: ExposureView, dimension: ExposureDimension, year: ConcentrationYear, members: number): Figure => {
  const largestMembers = year.shares.slice(0, members);
  const total = sumBy(largestMembers, (entry) => entry.share);
  return withExplanation(
    share(total, { identity: identifyConcentration(view, 'topShare', dimension, { members }) }),
    explanation(
      largestMembers.map((entry) => ({
        label: message('line.member', { name: memberLabel(view.book, dimension, entry.member) }),
        amount: entry.share,
      })),
      total,
      {
        title: message('diversification.explain.top', { count: members, dimension: message(`dimension.${dimension}`) }),
        formula: message('diversification.explain.top.formula', { when: periodLabel(view.period) }),
        unit: 'fraction',
        decimals: 1,
        sources: [deckSource(view.book)],
      },
    ),
  );
};

const yearBefore = (period: Period): Period | undefined => (period === 'plan' ? undefined : period - 1);

const concentrationRow = (view: ExposureView, dimension: ExposureDimension): readonly ConcentrationRow[] => {
  const concentrations = measureConcentration(view.exposure, dimension, view);
  const currentYear = concentrationIn(view.exposure, concentrations, view.period);
  if (currentYear === undefined) return [];
  const periodBefore = yearBefore(view.period);
  const previous = periodBefore === undefined ? undefined : concentrationIn(view.exposure, concentrations, periodBefore);
  const { other } = view;
  const otherYear = other && concentrationIn(other.exposure, measureConcentration(other.exposure, dimension, view), view.period);
  const difference = (base: ConcentrationYear | undefined, identity?: FigureIdentity) =>
    base
      ? hhi(currentYear.hhi - base.hhi, {
          sign: true,
          between: { value: hhi(currentYear.hhi).value as number, from: hhi(base.hhi).value as number },
          ...(identity && { identity }),
        })
      : emptyFigure();
  return [
    {
      dimension,
      members: currentYear.members,
      hhi: hhiFigure(view, dimension, currentYear),
      change: difference(previous),
      ...(other ? { against: difference(otherYear, identifyConcentration(view, 'hhi', dimension, { against: other.plan })) } : {}),
      effective: effectiveFigure(view, dimension, currentYear),
      largest: memberLabel(view.book, dimension, currentYear.shares[0]?.member ?? ''),
      ...memberRoute(view.book, dimension, currentYear.shares[0]?.member ?? ''),
      top1: topFigure(view, dimension, currentYear, 1),
      top3: topFigure(view, dimension, currentYear, 3),
      top5: topFigure(view, dimension, currentYear, 5),
      entropy: ratio(currentYear.entropy, { decimals: 2, identity: identifyConcentration(view, 'entropy', dimension) }),
      gini: ratio(currentYear.gini, { decimals: 2, identity: identifyConcentration(view, 'gini', dimension) }),
    },
  ];
};

/** The concentration of every dimension in the period, and its change on the year before and on another plan; a dimension in a step. */
export function* concentrationRows(view: ExposureView): Steps<readonly ConcentrationRow[]> {
  const rows: ConcentrationRow[] = [];
  for (const dimension of ExposureDimension.options) {
    yield* prepareExposureSums(view.exposure, dimension);
    yield;
    rows.push(...concentrationRow(view, dimension));
    yield;
  }
  return rows;
}
