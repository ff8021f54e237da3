import {
  type Exposure,
  type ExposureRow,
  exposureByDimension,
  measureLimits,
  mergeMembers,
  removeDestinations,
  scaleExposure,
} from '#engine';
import type { WhatIfAnswer, WhatIfRequest } from '#shared/contract/diversification.ts';
import type { Figure } from '#shared/contract/figure.ts';
import { message, text } from '#shared/messages/text.ts';
import type { BarsView } from '#shared/presentation/charts/bars.ts';
import { formatNumber } from '#shared/units/format.ts';
import { limitDifference, limitFigure, limitLevel } from '../limits/limitFigures.ts';
import { deckSource, explanation } from '../portfolio/explain.ts';
import { chartMoney, explained, none, ratio, share, usd } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { concentrationIn, type ExposureView, hhiFigure, measureConcentration, topFigure } from './concentration.ts';
import { countedDimension, memberLabel } from './exposure.ts';

/** Buyers that the picture names. */
const DRAWN = 12;

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** The exposure after the changes, and what share of each row is left. */
const changed = (exposure: Exposure, ask: WhatIfRequest, dimension: 'group' | 'buyer') => {
  const factor = new Map(ask.tonnes.map(({ member, factor: of }) => [member, of]));
  const lost = new Set(ask.lostCountries);
  const left = (row: ExposureRow): number => {
    const stays = 1 - sumOf(row.destinations.filter(({ country }) => lost.has(country)).map(({ share: part }) => part));
    return (factor.get(row.members[dimension]) ?? 1) * stays;
  };
  const scaled = scaleExposure(removeDestinations(exposure, lost), (row) => factor.get(row.members[dimension]) ?? 1);
  return { left, exposure: ask.merged ? mergeMembers(scaled, ask.merged) : scaled };
};

/** What a contract earns in the plan over selling its tonnes on spot, USD: what goes when the tonnes do. */
const overSpot = (plan: ValuedPlan) => {
  const spot = new Map(
    plan.value.products.map(({ productId, months }) => [productId, new Map(months.map(({ month, spotPrice }) => [month, spotPrice ?? 0]))]),
  );
  return new Map(
    plan.value.contracts.map(({ contractId, productId, revenue, months }) => {
      const onSpot = sumOf(months.map(({ month, delivered }) => delivered * (spot.get(productId)?.get(month) ?? 0)));
      return [String(contractId), sumOf(revenue) - onSpot] as const;
    }),
  );
};

const revenueFigure = (book: Workbook, plan: ValuedPlan, before: Exposure, left: (row: ExposureRow) => number): Figure => {
  const worth = overSpot(plan);
  const codes = new Map(plan.portfolio.contracts.map(({ contract }) => [String(contract.id), contract.code]));
  const kept = new Map<string, number>();
  // a contract with several sets of terms has several rows of the same destinations
  for (const row of before.rows) kept.set(row.contractId, left(row));
  const lines = [...kept]
    .filter(([, share_]) => share_ !== 1)
    .map(([id, share_]) => ({ label: message('line.member', { name: codes.get(id) ?? id }), amount: (share_ - 1) * (worth.get(id) ?? 0) }));
  const change = sumOf(lines.map(({ amount }) => amount));
  return explained(
    usd(change, { sign: true, decimals: 1 }),
    explanation(lines, change, {
      title: message('whatIf.revenue'),
      formula: message('whatIf.revenue.formula'),
      unit: 'usd',
      decimals: 1,
      sources: [deckSource(book)],
    }),
  );
};

const chinaShare = ({ years, rows }: Exposure, by: 'tonnes' | 'grossValue', at: number | undefined): number | undefined => {
  const amount = (row: ExposureRow) => (at === undefined ? sumOf(row[by]) : row[by][at]!);
  const whole = sumOf(rows.map(amount));
  const china = sumOf(
    rows.map((row) => amount(row) * sumOf(row.destinations.filter(({ zone }) => zone === 'china').map(({ share: part }) => part))),
  );
  return years.length > 0 && whole > 0 ? china / whole : undefined;
};

const buyersView = (
  book: Workbook,
  before: ExposureView,
  after: ExposureView,
  dimension: 'group' | 'buyer',
  at: number | undefined,
): BarsView => {
  const money = chartMoney(book.settings);
  const { by } = before;
  const scale = by === 'tonnes' ? 1000 : money.factor;
  const amount = (series: readonly number[]) => (at === undefined ? sumOf(series) : (series[at] ?? 0)) / scale;
  const now = new Map(exposureByDimension(before.exposure, dimension).map((one) => [one.member, amount(one[by])]));
  const then = new Map(exposureByDimension(after.exposure, dimension).map((one) => [one.member, amount(one[by])]));
  const members = [...new Set([...now.keys(), ...then.keys()])]
    .filter((member) => (now.get(member) ?? 0) > 0 || (then.get(member) ?? 0) > 0)
    .sort((a, b) => Math.max(now.get(b) ?? 0, then.get(b) ?? 0) - Math.max(now.get(a) ?? 0, then.get(a) ?? 0))
    .slice(0, DRAWN);
  const decimals = by === 'tonnes' ? 0 : money.decimals;
  return {
    kind: 'bars',
    title: text('whatIf.buyers.title'),
    summary: text('whatIf.buyers.summary'),
    unit: by === 'tonnes' ? 'kdmt' : money.unit,
    decimals,
    horizontal: true,
    stacked: false,
    categories: members.map((member) => ({ label: memberLabel(book, dimension, member) })),
    series: [
      { label: text('whatIf.now'), role: 'context', fill: 'hollow', values: members.map((member) => now.get(member) ?? 0) },
      { label: text('whatIf.then'), role: 'ink', fill: 'solid', values: members.map((member) => then.get(member) ?? 0) },
    ],
    barLabels: members.map((member) => formatNumber(then.get(member) ?? 0, { decimals })),
    marks: [],
    axis: { min: 0 },
  };
};

/** What changes when buyers take other tonnes, are lost or become one, or a destination closes: the exposure and the limits, nothing stored. */
export const answerWhatIf = (book: Workbook, ask: WhatIfRequest): WhatIfAnswer => {
  const plan = book.plan();
  const exposure = plan.exposure();
  const dimension = ask.actAsOne ? 'group' : 'buyer';
  const period = ask.year === undefined || (ask.year !== 'plan' && !exposure.years.includes(ask.year)) ? book.year : ask.year;
  const at = period === 'plan' ? undefined : exposure.years.indexOf(period);
  const { exposure: then, left } = changed(exposure, ask, dimension);
  const shown = (of: Exposure): ExposureView => ({ book, exposure: of, by: ask.by, actAsOne: ask.actAsOne, period, other: undefined });
  const [before, after] = [shown(exposure), shown(then)];
  const [now, next] = [before, after].map((each) =>
    concentrationIn(each.exposure, measureConcentration(each.exposure, 'buyer', each), period),
  );
  const china = [exposure, then].map((each) => chinaShare(each, ask.by, at));
  const limitsThen = new Map(measureLimits(book.limits, plan.portfolio, then).map((one) => [one.limitId, one]));
  const limitsNow = new Map(plan.limits().map((one) => [one.limitId, one]));
  const amounts = new Map(
    exposureByDimension(exposure, dimension).map((one) => [
      one.member,
      at === undefined ? sumOf(one.tonnes) / exposure.years.length : one.tonnes[at]!,
    ]),
  );
  return {
    year: period,
    members: exposureByDimension(exposure, dimension)
      .map(({ member }) => ({
        member,
        name: memberLabel(book, countedDimension('buyer', ask.actAsOne), member),
        tonnes: amounts.get(member) ?? 0,
      }))
      .filter(({ tonnes }) => tonnes > 0)
      .sort((a, b) => a.name.localeCompare(b.name, 'en')),
    countries: [...new Set(exposure.rows.flatMap(({ destinations }) => destinations.map(({ country }) => country)))]
      .filter((code) => code !== 'unknown')
      .map((code) => ({ code, name: memberLabel(book, 'destinationCountry', code) }))
      .sort((a, b) => a.name.localeCompare(b.name, 'en')),
    figures: [
      {
        key: 'hhi',
        now: now ? hhiFigure(before, 'buyer', now) : none(),
        next: next ? hhiFigure(after, 'buyer', next) : none(),
      },
      { key: 'effective', now: now ? ratio(now.effectiveNumber) : none(), next: next ? ratio(next.effectiveNumber) : none() },
      { key: 'top1', now: now ? topFigure(before, 'buyer', now, 1) : none(), next: next ? topFigure(after, 'buyer', next, 1) : none() },
      {
        key: 'china',
        now: china[0] === undefined ? none() : share(china[0]),
        next: china[1] === undefined ? none() : share(china[1]),
      },
    ],
    revenue: revenueFigure(book, plan, exposure, left),
    limits: book.limits.flatMap((limit) => {
      const is = limitsThen.get(limit.id);
      const was = limitsNow.get(limit.id);
      if (is?.worst === undefined && was?.worst === undefined) return [];
      return [
        {
          id: limit.id,
          name: limit.name,
          level: limitLevel(limit),
          direction: limit.direction,
          now: was?.worst ? limitFigure(limit, was.worst.value) : none(),
          next: is?.worst ? limitFigure(limit, is.worst.value) : none(),
          change: was?.worst && is?.worst ? limitDifference(limit, is.worst.value, was.worst.value) : none(),
          before: was?.state ?? 'holds',
          state: is?.state ?? 'holds',
        },
      ];
    }),
    buyers: buyersView(book, before, after, dimension, at),
  };
};
