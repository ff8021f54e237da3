import type { ConcentrationView } from '#shared/contract/diversification.ts';
import type { Sentence, Verdict } from '#shared/contract/figure.ts';
import { message } from '#shared/messages/text.ts';
import type { HandlersOf } from '../context.ts';
import { lastYearOfBreach } from '../limits/limitFigures.ts';
import { coverageRows, findUnplannedProducts } from '../overview/coverage.ts';
import { count, hhi, ratio, usdPerYear, worded, words, year as yearFigure } from '../portfolio/figures.ts';
import { type ValuedPlan, type Workbook, workbook } from '../portfolio/portfolio.ts';
import {
  concentrationIn,
  concentrationRows,
  type ExposureView,
  hhiFigure,
  measureConcentration,
  type Period,
  periodLabel,
  topFigure,
} from './concentration.ts';
import { bandOf, curveChart, heatChart, trendChart } from './concentrationCharts.ts';
import { endingValue, expiryLadderChart } from './expiryLadder.ts';
import { countedDimension, countedExposure, memberLabel } from './exposure.ts';
import { flowChart, mapChart } from './flowCharts.ts';
import { answerWhatIf } from './whatIf.ts';

/** The verdict counts contracts that end within this many years, the workbook's own included. */
const EXPIRY_YEARS = 2;

const concentrationSentences = (shown: ExposureView, plan: ValuedPlan): readonly Sentence[] => {
  const { book, exposure, period, other, actAsOne } = shown;
  const now = concentrationIn(exposure, measureConcentration(exposure, 'buyer', shown), period);
  const first = now?.shares[0];
  if (now === undefined || first === undefined) return [{ key: 'diversification.verdict.none', figures: { plan: words(plan.plan.name) } }];
  const otherYear = other && concentrationIn(other.exposure, measureConcentration(other.exposure, 'buyer', shown), period);
  return [
    {
      key: 'diversification.verdict.largest',
      figures: {
        buyer: worded(memberLabel(book, countedDimension('buyer', actAsOne), first.member)),
        share: topFigure(shown, 'buyer', now, 1),
        top3: topFigure(shown, 'buyer', now, 3),
        what: worded(message(`diversification.what.${shown.by}`)),
        when: worded(periodLabel(period)),
        effective: ratio(now.effectiveNumber),
        hhi: hhiFigure(shown, 'buyer', now),
        band: worded(message(`diversification.bandName.${bandOf(now.hhi)}`)),
      },
    },
    ...(otherYear === undefined || other === undefined
      ? []
      : [
          {
            key: now.hhi > otherYear.hhi ? 'diversification.verdict.moreThan' : 'diversification.verdict.lessThan',
            figures: { plan: words(other.name), points: hhi(Math.abs(now.hhi - otherYear.hhi)) },
          },
        ]),
  ];
};

const limitSentences = (book: Workbook, plan: ValuedPlan): readonly Sentence[] => {
  const breached = plan.limits().filter(({ state }) => state === 'breached');
  const near = plan.limits().filter(({ state }) => state === 'near').length;
  const [first] = breached;
  if (book.limits.length === 0) return [];
  if (first === undefined) return [{ key: 'diversification.verdict.kept', figures: { count: count(near) } }];
  const name = book.limits.find(({ id }) => id === first.limitId)?.name ?? '';
  return [
    {
      key: 'diversification.verdict.breached',
      figures: { count: count(breached.length), first: words(name), until: yearFigure(lastYearOfBreach(first) ?? book.year) },
    },
  ];
};

const expirySentences = (book: Workbook, plan: ValuedPlan): readonly Sentence[] => {
  const until = book.year + EXPIRY_YEARS - 1;
  const { value, contracts } = endingValue(book, plan, until);
  if (contracts === 0) return [];
  return [{ key: 'diversification.verdict.ends', figures: { count: count(contracts), value: usdPerYear(value), year: yearFigure(until) } }];
};

const exposureView = (book: Workbook, view: ConcentrationView): ExposureView => {
  const exposure = countedExposure(book, undefined, view);
  const period: Period = view.year === undefined || (view.year !== 'plan' && !exposure.years.includes(view.year)) ? book.year : view.year;
  const against = book.plans.find(({ id }) => id === view.against && id !== book.settings.planId);
  return {
    book,
    exposure,
    by: view.by,
    actAsOne: view.actAsOne,
    period,
    other: against && { name: against.name, exposure: countedExposure(book, against.id, view) },
  };
};

const hasDeliveries = ({ rows }: ExposureView['exposure']): boolean => rows.some(({ tonnes }) => tonnes.some((dmt) => dmt > 0));

export const diversificationHandlers: HandlersOf<'diversification'> = {
  'diversification.whatIf': async (request, ctx) => answerWhatIf(await workbook(ctx), request),

  'diversification.get': async (view, ctx) => {
    const book = await workbook(ctx);
    const plan = book.plan();
    const shown = exposureView(book, view);
    const coverageYear = shown.period === 'plan' ? book.year : shown.period;
    const verdict: Verdict = [...concentrationSentences(shown, plan), ...limitSentences(book, plan), ...expirySentences(book, plan)];
    const empty = !hasDeliveries(shown.exposure) && (hasDeliveries(book.everyDeal().exposure()) ? 'view' : 'workspace');
    return {
      verdict,
      ...(empty ? { empty } : {}),
      years: shown.exposure.years.filter((year) => year <= book.settings.horizonYear),
      year: shown.period,
      plans: book.plans.filter(({ id, archived }) => id !== book.settings.planId && !archived).map(({ id, name }) => ({ id, name })),
      rows: concentrationRows(shown),
      trend: trendChart(shown, view.dimension, plan.plan.name),
      curve: curveChart(shown, view.dimension),
      heat: heatChart(shown),
      map: mapChart(shown),
      flow: flowChart(shown),
      coverageYear,
      coverage: coverageRows(book, plan, coverageYear),
      unplanned: findUnplannedProducts(book, plan).map(({ name }) => name),
      ladder: expiryLadderChart(book, plan),
    };
  },
};
