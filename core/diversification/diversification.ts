import { type MeasuredLimit, prepareExposureSums } from '#engine';
import type { ConcentrationView } from '#shared/contract/diversification.ts';
import type { Sentence, Verdict } from '#shared/contract/figure.ts';
import type { Year } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { limitRoute } from '#shared/routes.ts';
import type { HandlersOf } from '../context.ts';
import { lastYearOfBreach } from '../limits/limitFigures.ts';
import { commitmentRows, findUnplannedProducts } from '../overview/commitments.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { count, hhi, labelFigure, usdPerYear, words, year as yearFigure } from '../portfolio/figures.ts';
import { type ValuedPlan, valuedWorkbook, type Workbook } from '../portfolio/portfolio.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import {
  concentrationIn,
  concentrationRows,
  type ExposureView,
  effectiveFigure,
  hhiFigure,
  measureConcentration,
  type Period,
  periodLabel,
  topFigure,
} from './concentration.ts';
import { bandOf, curveChart, heatChart, trendChart } from './concentrationCharts.ts';
import { type ExpiringContract, endingValue, expiryLadderChart, listExpiringContracts } from './expiryLadder.ts';
import { countedExposure, memberLabel, memberRoute } from './exposure.ts';
import { flowChart, mapChart } from './flowCharts.ts';
import { displacementOf } from './lostOutlets.ts';
import { answerWhatIf } from './whatIf.ts';

/** The verdict counts contracts that end within this many years, the workbook's own included. */
const EXPIRY_YEARS = 2;

const concentrationSentences = (view: ExposureView, plan: ValuedPlan): readonly Sentence[] => {
  const { book, exposure, period, other, buyersBy } = view;
  const currentYear = concentrationIn(exposure, measureConcentration(exposure, buyersBy, view), period);
  const largestShare = currentYear?.shares[0];
  if (currentYear === undefined || largestShare === undefined)
    return [{ key: 'diversification.verdict.none', figures: { plan: words(plan.plan.name) } }];
  const otherYear = other && concentrationIn(other.exposure, measureConcentration(other.exposure, buyersBy, view), period);
  return [
    {
      key: buyersBy === 'buyer' ? 'diversification.verdict.largestBuyer' : 'diversification.verdict.largest',
      figures: {
        buyer: labelFigure(memberLabel(book, buyersBy, largestShare.member), memberRoute(book, buyersBy, largestShare.member)),
        share: topFigure(view, buyersBy, currentYear, 1),
        top3: topFigure(view, buyersBy, currentYear, 3),
        what: labelFigure(message(`diversification.what.${view.by}`)),
        when: labelFigure(periodLabel(period)),
        effective: effectiveFigure(view, buyersBy, currentYear),
        hhi: hhiFigure(view, buyersBy, currentYear),
        band: labelFigure(message(`diversification.bandName.${bandOf(currentYear.hhi)}`)),
      },
    },
    ...(otherYear === undefined || other === undefined
      ? []
      : [
          {
            key: currentYear.hhi > otherYear.hhi ? 'diversification.verdict.moreThan' : 'diversification.verdict.lessThan',
            figures: { plan: words(other.name), points: hhi(Math.abs(currentYear.hhi - otherYear.hhi)) },
          },
        ]),
  ];
};

const limitSentences = (book: Workbook, plan: ValuedPlan): readonly Sentence[] => {
  const breachedLimits = plan.limits().filter(({ state }) => state === 'breached');
  const nearCount = plan.limits().filter(({ state }) => state === 'near').length;
  const lastYearOf = (limit: MeasuredLimit): Year => lastYearOfBreach(limit) ?? book.year;
  const [longestBreach] = breachedLimits.toSorted((a, b) => lastYearOf(b) - lastYearOf(a));
  if (book.limits.length === 0) return [];
  if (longestBreach === undefined) return [{ key: 'diversification.verdict.met', figures: { count: count(nearCount) } }];
  const name = book.limits.find(({ id }) => id === longestBreach.limitId)?.name ?? '';
  return [
    {
      key: 'diversification.verdict.breached',
      figures: {
        count: count(breachedLimits.length),
        first: words(name, { route: limitRoute(longestBreach.limitId) }),
        until: yearFigure(lastYearOf(longestBreach)),
      },
    },
  ];
};

const expirySentences = (book: Workbook, plan: ValuedPlan, expiringContracts: readonly ExpiringContract[]): readonly Sentence[] => {
  const lastYear = book.year + EXPIRY_YEARS - 1;
  const { value, contracts } = endingValue(expiringContracts, lastYear);
  if (contracts === 0) return [];
  return [
    {
      key: 'diversification.verdict.ends',
      figures: {
        count: count(contracts),
        value: usdPerYear(value, { identity: identifyInPlan(book, plan, 'endingRevenue', { period: lastYear }) }),
        year: yearFigure(lastYear),
      },
    },
  ];
};

const createExposureView = (book: Workbook, input: ConcentrationView): ExposureView => {
  const exposure = countedExposure(book, undefined, input);
  const period: Period =
    input.year === undefined || (input.year !== 'plan' && !exposure.years.includes(input.year)) ? book.year : input.year;
  const comparedPlan = book.plans.find(({ id }) => id === input.against && id !== book.settings.planId);
  // other deals or destinations than the plan's own
  const { counts, lookThrough } = input;
  const variant = counts === 'plan' && lookThrough ? undefined : `[${counts}${lookThrough ? '' : ', at seat'}]`;
  return {
    book,
    plan: book.plan(),
    variant,
    exposure,
    by: input.by,
    buyersBy: input.buyersBy,
    period,
    other: comparedPlan && {
      name: comparedPlan.name,
      plan: book.plan(comparedPlan.id),
      exposure: countedExposure(book, comparedPlan.id, input),
    },
  };
};

const hasDeliveries = ({ rows }: ExposureView['exposure']): boolean => rows.some(({ tonnes }) => tonnes.some((dmt) => dmt > 0));

export const diversificationHandlers: HandlersOf<'diversification'> = {
  'diversification.whatIf': async (request, ctx) => answerWhatIf(await valuedWorkbook(ctx), request),

  'diversification.displacement': displacementOf,

  'diversification.get': async (input, ctx) => {
    const book = await valuedWorkbook(ctx);
    const plan = book.plan();
    const view = createExposureView(book, input);
    const coverageYear = view.period === 'plan' ? book.year : view.period;
    const expiringContracts = await runWithYielding(listExpiringContracts(book, plan));
    for (const { exposure } of view.other ? [view, view.other] : [view])
      await runWithYielding(prepareExposureSums(exposure, view.buyersBy));
    const verdict: Verdict = [
      ...concentrationSentences(view, plan),
      ...limitSentences(book, plan),
      ...expirySentences(book, plan, expiringContracts),
    ];
    await yieldIfDue();
    const emptyReason = !hasDeliveries(view.exposure) && (hasDeliveries(book.everyDeal().exposure()) ? 'view' : 'workspace');
    const rows = await runWithYielding(concentrationRows(view));
    const trend = trendChart(view, input.dimension, plan.plan.name);
    await yieldIfDue();
    const curve = curveChart(view, input.dimension);
    await yieldIfDue();
    const heat = await runWithYielding(heatChart(view));
    await yieldIfDue();
    const map = mapChart(view);
    await yieldIfDue();
    const flow = await runWithYielding(flowChart(view));
    await yieldIfDue();
    const commitments = await runWithYielding(commitmentRows(book, plan, coverageYear));
    await yieldIfDue();
    const ladder = expiryLadderChart(book, plan, expiringContracts);
    await yieldIfDue();
    return {
      verdict,
      ...(emptyReason ? { empty: emptyReason } : {}),
      years: view.exposure.years.filter((year) => year <= book.settings.horizonYear),
      year: view.period,
      plans: book.plans.filter(({ id, archived }) => id !== book.settings.planId && !archived).map(({ id, name }) => ({ id, name })),
      rows,
      trend,
      curve,
      heat,
      map,
      flow,
      commitmentYear: coverageYear,
      commitments,
      unplanned: findUnplannedProducts(book, plan).map(({ name }) => name),
      ladder,
    };
  },
};
