import {
  type Exposure,
  type ExposureRow,
  exposureByDimension,
  type MeasuredLimit,
  measureLimitsInSteps,
  mergeMembers,
  removeDestinations,
  scaleExposure,
} from '#engine';
import { unique } from '#shared/collections.ts';
import type { BarsChart } from '#shared/contract/charts.ts';
import type { WhatIfAnswer, WhatIfRequest } from '#shared/contract/diversification.ts';
import type { Amount, Figure } from '#shared/contract/figure.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Limit } from '#shared/domain/limit.ts';
import { sum, sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { isEndOfStep, type Steps } from '#shared/steps.ts';
import { shortDigestOf } from '../digest.ts';
import { identifyLimit, limitDifference, limitFigure, limitLevel } from '../limits/limitFigures.ts';
import { contractValue } from '../portfolio/contractValues.ts';
import { deckSource, explanationByItem } from '../portfolio/explain.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { emptyFigure, labelFigure, share, usd, withExplanation } from '../portfolio/figures.ts';
import { contractCode } from '../portfolio/labels.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import {
  concentrationIn,
  type ExposureView,
  effectiveFigure,
  hhiFigure,
  identifyExposure,
  measureConcentration,
  topFigure,
} from './concentration.ts';
import { memberLabel } from './exposure.ts';

/** Buyers that the chart shows. */
const MAX_BUYERS = 12;
const KDMT = 1000;

/** Applies the changes to an exposure. Returns it with a function of the remaining share of each row. */
const applyChanges = (exposure: Exposure, request: WhatIfRequest, dimension: WhatIfRequest['buyersBy']) => {
  const factor = new Map(request.tonnes.map(({ member, factor: times }) => [member, times]));
  const lostCountries = new Set(request.lostCountries);
  const remainingShare = (row: ExposureRow): number => {
    const openShare = 1 - sumBy(row.destinations, ({ country, share: part }) => (lostCountries.has(country) ? part : 0));
    return (factor.get(row.members[dimension]) ?? 1) * openShare;
  };
  const scaledExposure = scaleExposure(removeDestinations(exposure, lostCountries), (row) => factor.get(row.members[dimension]) ?? 1);
  return { remainingShare, exposure: request.merged ? mergeMembers(scaledExposure, request.merged) : scaledExposure };
};

/** The margin of a contract over spot sales of its tonnes in the plan, USD: what is lost with the tonnes; 0 for one that has no value. */
const marginOverSpot = (plan: ValuedPlan): ((id: ContractId) => number) => {
  // of the months from the first one on
  const spotPrices = new Map(
    plan.value.products.map(({ productId, months }) => [productId, months.map(({ spotPrice }) => spotPrice ?? 0)]),
  );
  const firstMonth = plan.portfolio.valuationMonth + 1;
  return (id) => {
    const value = contractValue(plan, id);
    if (value === undefined) return 0;
    const prices = spotPrices.get(value.productId);
    const { first, delivered } = value.ledger;
    let spotRevenue = 0;
    for (let i = 0; i < delivered.length; i++) spotRevenue += delivered[i]! * (prices?.[first + i - firstMonth] ?? 0);
    return sum(value.revenue) - spotRevenue;
  };
};

function* revenueFigure(
  book: Workbook,
  plan: ValuedPlan,
  { rows }: Exposure,
  remainingShare: (row: ExposureRow) => number,
  identity: FigureIdentity,
): Steps<Figure> {
  const marginOf = marginOverSpot(plan);
  const remainingShares = new Map<ContractId, number>();
  // a contract with several sets of terms has several rows of the same destinations
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    remainingShares.set(row.contractId, remainingShare(row));
    if (isEndOfStep(i)) yield;
  }
  const changes: { readonly id: ContractId; readonly amount: number }[] = [];
  for (const [id, part] of remainingShares) {
    if (part === 1) continue;
    changes.push({ id, amount: (part - 1) * marginOf(id) });
    if (isEndOfStep(changes.length)) yield;
  }
  if (changes.length === 0) return labelFigure(message('whatIf.noChange'));
  const total = sumBy(changes, ({ amount }) => amount);
  return withExplanation(
    usd(total, { sign: true, decimals: 1, identity }),
    explanationByItem(
      changes,
      ({ amount }) => amount,
      ({ id }) => ({ label: message('line.member', { name: contractCode(book, id) }) }),
      total,
      {
        title: message('whatIf.revenue'),
        formula: message('whatIf.revenue.formula'),
        unit: 'usd',
        decimals: 1,
        sources: [deckSource(book)],
      },
    ),
  );
}

const chinaShare = ({ years, rows }: Exposure, by: 'tonnes' | 'grossValue', yearIndex: number | undefined): number | undefined => {
  const amount = (row: ExposureRow) => (yearIndex === undefined ? sum(row[by]) : row[by][yearIndex]!);
  const total = sumBy(rows, amount);
  const china = sumBy(rows, (row) => amount(row) * sumBy(row.destinations, ({ zone, share: part }) => (zone === 'china' ? part : 0)));
  return years.length > 0 && total > 0 ? china / total : undefined;
};

const buyersChart = (
  book: Workbook,
  viewBefore: ExposureView,
  viewAfter: ExposureView,
  dimension: WhatIfRequest['buyersBy'],
  yearIndex: number | undefined,
): BarsChart => {
  const { by } = viewBefore;
  const amount = (series: readonly number[]) => (yearIndex === undefined ? sum(series) : (series[yearIndex] ?? 0));
  // labels are in the unit of the axis, also for less than 1 kdmt
  const barLabel = (value: number): Amount =>
    by === 'tonnes' ? { value: value / KDMT, unit: 'count' } : { value, unit: 'usd', withoutUnit: true };
  const amountsNow = new Map(exposureByDimension(viewBefore.exposure, dimension).map((entry) => [entry.member, amount(entry[by])]));
  const amountsThen = new Map(exposureByDimension(viewAfter.exposure, dimension).map((entry) => [entry.member, amount(entry[by])]));
  const allMembers = [...new Set([...amountsNow.keys(), ...amountsThen.keys()])]
    .filter((member) => (amountsNow.get(member) ?? 0) > 0 || (amountsThen.get(member) ?? 0) > 0)
    .sort((a, b) => Math.max(amountsNow.get(b) ?? 0, amountsThen.get(b) ?? 0) - Math.max(amountsNow.get(a) ?? 0, amountsThen.get(a) ?? 0));
  const members = allMembers.slice(0, MAX_BUYERS);
  const identify = (view: ExposureView) => members.map((member) => identifyExposure(view, by, { subject: `${dimension}:${member}` }));
  return {
    kind: 'bars',
    title:
      members.length < allMembers.length
        ? message('whatIf.buyers.largest', { shown: members.length, count: allMembers.length })
        : message('whatIf.buyers.title'),
    summary: message('whatIf.buyers.summary'),
    unit: by === 'tonnes' ? 'dmt' : 'usd',
    decimals: 0,
    horizontal: true,
    stacked: false,
    categories: members.map((member) => ({ label: memberLabel(book, dimension, member) })),
    series: [
      {
        label: message('whatIf.now'),
        role: 'context',
        fill: 'hollow',
        values: members.map((member) => amountsNow.get(member) ?? 0),
        identity: identify(viewBefore),
      },
      {
        label: message('whatIf.then'),
        role: 'ink',
        fill: 'solid',
        values: members.map((member) => amountsThen.get(member) ?? 0),
        identity: identify(viewAfter),
      },
    ],
    barLabels: members.map((member) => barLabel(amountsThen.get(member) ?? 0)),
    axis: { min: 0 },
  };
};

/** Computes exposure and limits after changes of buyers' tonnes, a merger of two buyers, or a closed destination. Stores nothing. */
export const answerWhatIf = async (book: Workbook, request: WhatIfRequest): Promise<WhatIfAnswer> => {
  const plan = book.plan();
  const exposure = plan.exposure();
  const dimension = request.buyersBy;
  const period =
    request.year === undefined || (request.year !== 'plan' && !exposure.years.includes(request.year)) ? book.year : request.year;
  const yearIndex = period === 'plan' ? undefined : exposure.years.indexOf(period);
  const { exposure: changedExposure, remainingShare } = applyChanges(exposure, request, dimension);
  const variant = `[what if ${shortDigestOf(request)}]`;
  const changedPlan = { ...plan, variant: `${plan.variant ?? ''}${variant}` };
  const viewOf = (exposureOfView: Exposure, variant?: string): ExposureView => ({
    book,
    plan,
    variant,
    exposure: exposureOfView,
    by: request.by,
    buyersBy: dimension,
    period,
    other: undefined,
  });
  await yieldIfDue();
  const [before, after] = [viewOf(exposure), viewOf(changedExposure, variant)];
  const [concentrationNow, concentrationNext] = [before, after].map((view) =>
    concentrationIn(view.exposure, measureConcentration(view.exposure, dimension, view), period),
  );
  const chinaFigure = (valuedPlan: ValuedPlan, value: number | undefined): Figure =>
    value === undefined
      ? emptyFigure()
      : share(value, {
          identity: identifyInPlan(book, valuedPlan, request.by === 'tonnes' ? 'chinaTonnesShare' : 'chinaShare', { period }),
        });
  await yieldIfDue();
  const china = [exposure, changedExposure].map((exposureOfView) => chinaShare(exposureOfView, request.by, yearIndex));
  const worstFigure = (limit: Limit, valuedPlan: ValuedPlan, measuredLimit: MeasuredLimit | undefined): Figure =>
    measuredLimit?.worst
      ? limitFigure(limit, measuredLimit.worst.value, { identity: identifyLimit(book, valuedPlan, limit, measuredLimit.worst.year) })
      : emptyFigure();
  await yieldIfDue();
  const changedLimits = await runWithYielding(measureLimitsInSteps(book.limits, plan.portfolio, changedExposure));
  const limitsThen = new Map(changedLimits.map((measuredLimit) => [measuredLimit.limitId, measuredLimit]));
  const limitsNow = new Map(plan.limits().map((measuredLimit) => [measuredLimit.limitId, measuredLimit]));
  const amounts = new Map(
    exposureByDimension(exposure, dimension).map((entry) => [
      entry.member,
      yearIndex === undefined ? sum(entry.tonnes) / exposure.years.length : entry.tonnes[yearIndex]!,
    ]),
  );
  const identity = identifyInPlan(book, changedPlan, 'marginOverSpot', { against: plan });
  const revenue = await runWithYielding(revenueFigure(book, plan, exposure, remainingShare, identity));
  await yieldIfDue();
  return {
    year: period,
    members: exposureByDimension(exposure, dimension)
      .map(({ member }) => ({
        member,
        name: memberLabel(book, dimension, member),
        tonnes: amounts.get(member) ?? 0,
      }))
      .filter(({ tonnes }) => tonnes > 0),
    countries: unique(exposure.rows.flatMap(({ destinations }) => destinations.map(({ country }) => country)))
      .filter((code) => code !== 'unknown')
      .map((code) => ({ code, name: memberLabel(book, 'destinationCountry', code) })),
    figures: [
      {
        key: 'hhi',
        now: concentrationNow ? hhiFigure(before, dimension, concentrationNow) : emptyFigure(),
        next: concentrationNext ? hhiFigure(after, dimension, concentrationNext) : emptyFigure(),
      },
      {
        key: 'effective',
        now: concentrationNow ? effectiveFigure(before, dimension, concentrationNow) : emptyFigure(),
        next: concentrationNext ? effectiveFigure(after, dimension, concentrationNext) : emptyFigure(),
      },
      {
        key: 'top1',
        now: concentrationNow ? topFigure(before, dimension, concentrationNow, 1) : emptyFigure(),
        next: concentrationNext ? topFigure(after, dimension, concentrationNext, 1) : emptyFigure(),
      },
      {
        key: 'china',
        now: chinaFigure(plan, china[0]),
        next: chinaFigure(changedPlan, china[1]),
      },
    ],
    revenue,
    limits: book.limits.flatMap((limit) => {
      const measuredThen = limitsThen.get(limit.id);
      const measuredNow = limitsNow.get(limit.id);
      if (measuredThen?.worst === undefined && measuredNow?.worst === undefined) return [];
      return [
        {
          id: limit.id,
          name: limit.name,
          level: limitLevel(limit),
          direction: limit.direction,
          now: worstFigure(limit, plan, measuredNow),
          next: worstFigure(limit, changedPlan, measuredThen),
          change:
            measuredNow?.worst && measuredThen?.worst
              ? limitDifference(limit, measuredThen.worst.value, measuredNow.worst.value)
              : emptyFigure(),
          before: measuredNow?.state ?? 'holds',
          state: measuredThen?.state ?? 'holds',
        },
      ];
    }),
    buyers: buyersChart(book, before, after, dimension, yearIndex),
  };
};
