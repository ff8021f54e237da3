import { type ConcentrationYear, type Exposure, exposureByDimension } from '#engine';
import type { CoverageRow } from '#shared/contract/diversification.ts';
import type { ExposureDimension } from '#shared/domain/exposureDimension.ts';
import { METALS } from '#shared/domain/metal.ts';
import { type Year, yearOf } from '#shared/domain/time.ts';
import { DestinationZone } from '#shared/domain/zone.ts';
import { text } from '#shared/messages/text.ts';
import type { BarsView } from '#shared/presentation/charts/bars.ts';
import type { HeatView } from '#shared/presentation/charts/heat.ts';
import type { LineSeries, LinesView } from '#shared/presentation/charts/lines.ts';
import { formatNumber, formatPercent } from '#shared/units/format.ts';
import { coverageCharts, shortName } from '../overview/coverage.ts';
import { chartMoney, dmt, none, share } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { concentrationIn, type ExposureView, measureConcentration, type Period, periodLabel } from './concentration.ts';
import { countedDimension, memberLabel } from './exposure.ts';

/** The bands of the US merger guidelines of 2023. */
const ANTITRUST = [
  { value: 1000, key: 'diversification.band.moderate' },
  { value: 1800, key: 'diversification.band.high' },
] as const;

/** How an HHI reads by the antitrust bands. */
export const bandOf = (hhi: number): 'low' | 'moderate' | 'high' => {
  if (hhi * 10_000 > 1800) return 'high';
  return hhi * 10_000 > 1000 ? 'moderate' : 'low';
};

/** HHI of a dimension over the years, of this plan and another. */
export const trendChart = (shown: ExposureView, dimension: ExposureDimension, plan: string): LinesView => {
  const series = (exposure: Exposure, label: string, role: LineSeries['role'], style: LineSeries['style']): LineSeries => ({
    label,
    role,
    style,
    points: measureConcentration(exposure, dimension, shown).years.flatMap((year, i) =>
      year === undefined ? [] : [{ x: exposure.years[i]!, y: year.hhi * 10_000 }],
    ),
    endLabel: true,
  });
  const { other } = shown;
  const all = [...(other ? [series(other.exposure, other.name, 'context', 'context')] : []), series(shown.exposure, plan, 'ink', 'solid')];
  const most = Math.max(0, ...all.flatMap(({ points }) => points.map(({ y }) => y)));
  return {
    kind: 'lines',
    title: text('diversification.trend.title', { dimension: text(`dimension.${dimension}`) }),
    summary: text('diversification.trend.summary', { dimension: text(`dimension.${dimension}`) }),
    xKind: 'year',
    xUnit: '',
    xDecimals: 0,
    unit: text('diversification.trend.unit'),
    decimals: 0,
    series: all,
    bands: [],
    marks: ANTITRUST.filter(({ value }) => value < most * 1.5).map(({ value, key }) => ({
      axis: 'y',
      value,
      label: text(key, { value: formatNumber(value, { decimals: 0 }) }),
      role: 'context',
      style: 'dotted',
      labelAt: 'start',
    })),
    dots: [],
    xAxis: {},
    axis: { min: 0 },
  };
};

const cumulated = (year: ConcentrationYear | undefined): LineSeries['points'] => {
  let sum = 0;
  return (year?.shares ?? []).map(({ share: part }, i) => {
    sum += part;
    return { x: i + 1, y: Math.min(100, sum * 100) };
  });
};

/** Cumulated shares of the members of a dimension, the largest first: this period, the year before, the other plan. */
export const curveChart = (shown: ExposureView, dimension: ExposureDimension): LinesView => {
  const { exposure, period, other } = shown;
  const of = (from: Exposure, when: Period) => cumulated(concentrationIn(from, measureConcentration(from, dimension, shown), when));
  const line = (label: string, role: LineSeries['role'], style: LineSeries['style'], points: LineSeries['points']): LineSeries[] =>
    points.length > 0 ? [{ label, role, style, points, endLabel: true }] : [];
  const now = of(exposure, period);
  return {
    kind: 'lines',
    title: text('diversification.curve.title'),
    summary: text('diversification.curve.summary', {
      dimension: text(`dimension.${dimension}`),
      share: formatPercent((now[2]?.y ?? now.at(-1)?.y ?? 0) / 100),
    }),
    xKind: 'number',
    xUnit: text('diversification.curve.x', { dimension: text(`dimension.${dimension}`).toLowerCase() }),
    xDecimals: 0,
    unit: text(`diversification.curve.unit.${shown.by}`),
    decimals: 1,
    series: [
      ...(period === 'plan' ? [] : line(periodLabel(period - 1), 'context', 'dotted', of(exposure, period - 1))),
      ...(other ? line(other.name, 'context', 'dashed', of(other.exposure, period)) : []),
      ...line(periodLabel(period), 'ink', 'solid', now),
    ],
    bands: [],
    marks: [],
    dots: [],
    xAxis: { min: 1 },
    axis: { min: 0, max: 100, ticks: [0, 25, 50, 75, 100] },
  };
};

/** Buyers that the heat map names; the rest is one row. */
const NAMED = 24;

/** Who takes how much of each metal: shares of the metal's sales in the period. */
export const heatChart = (shown: ExposureView): HeatView => {
  const { book, exposure, by, actAsOne, period } = shown;
  const at = period === 'plan' ? undefined : exposure.years.indexOf(period);
  const amountOf = (series: readonly number[]): number =>
    at === undefined ? series.reduce((sum, one) => sum + one, 0) : (series[at] ?? 0);
  const dimension = countedDimension('buyer', actAsOne);
  const metals = METALS.map((metal) => {
    const members = exposureByDimension(exposure, dimension, ({ members: of }) => of.metal === metal);
    const sold = new Map(members.map((one) => [one.member, amountOf(one[by])]));
    return { metal, sold, whole: [...sold.values()].reduce((sum, one) => sum + one, 0) };
  }).filter(({ whole }) => whole > 0);
  const buyers = exposureByDimension(exposure, dimension)
    .map((one) => ({ member: one.member, amount: amountOf(one[by]) }))
    .filter(({ amount }) => amount > 0)
    .sort((a, b) => b.amount - a.amount);
  const shareOf = (of: readonly { readonly member: string }[]) =>
    metals.map(({ sold, whole }) => {
      const part = of.reduce((sum, { member }) => sum + (sold.get(member) ?? 0), 0);
      return (part / whole) * 100;
    });
  const rest = buyers.slice(NAMED);
  return {
    kind: 'heat',
    title: text('diversification.heat.title'),
    summary: text('diversification.heat.summary', { when: periodLabel(period) }),
    unit: text(`diversification.heat.unit.${by}`),
    decimals: 0,
    rowHead: text('dimension.buyer'),
    columns: metals.map(({ metal }) => ({ label: text(`metal.${metal}`), role: `metal.${metal}` as const })),
    rows: [
      ...buyers.slice(0, NAMED).map((buyer) => ({ label: memberLabel(book, dimension, buyer.member), values: shareOf([buyer]) })),
      ...(rest.length > 0 ? [{ label: text('diversification.heat.rest', { count: rest.length }), values: shareOf(rest) }] : []),
    ],
    most: 100,
  };
};

/** What each product's contracts leave of its planned production in a year. */
export const coverageRows = (book: Workbook, plan: ValuedPlan, year: Year): readonly CoverageRow[] => {
  const found = new Map(plan.coverage().map((one) => [one.productId, one.years.find((each) => each.year === year)]));
  return coverageCharts(book, plan).map(({ productId, metal, product, view }) => {
    const of = found.get(productId);
    const planned = of?.planned ?? 0;
    const part = (tonnes: number) => (planned > 0 ? share(tonnes / planned, { decimals: 0 }) : none());
    return {
      productId,
      product,
      metal,
      planned: dmt(planned),
      minimum: part(of?.minimum ?? 0),
      nominal: part(of?.nominal ?? 0),
      maximum: part(of?.maximum ?? 0),
      uncovered: dmt(Math.max(0, planned - (of?.nominal ?? 0))),
      view,
    };
  });
};

/** Value a year of what ends, USD: a contract's gross payable value from now to its committed end, by twelve months. */
type Ending = { readonly year: Year; readonly buyer: string; readonly value: number; readonly zones: ReadonlyMap<DestinationZone, number> };

const endings = (book: Workbook, plan: ValuedPlan): readonly Ending[] => {
  const rows = Map.groupBy(plan.exposure().rows, ({ contractId }) => contractId);
  return plan.portfolio.contracts.flatMap(({ contract, committedEnd }): Ending[] => {
    if (committedEnd > book.lastMonth) return [];
    const months = committedEnd - Math.max(book.valuationMonth, contract.start - 1);
    const own = rows.get(contract.id) ?? [];
    const whole = own.reduce((sum, { grossValue }) => sum + grossValue.reduce((all, one) => all + one, 0), 0);
    if (months <= 0 || whole <= 0) return [];
    const zones = new Map<DestinationZone, number>();
    const value = (whole / months) * 12;
    for (const part of own[0]?.destinations ?? []) zones.set(part.zone, (zones.get(part.zone) ?? 0) + value * part.share);
    return [{ year: yearOf(committedEnd), buyer: book.buyers.get(contract.buyerId)?.name ?? contract.code, value, zones }];
  });
};

/** The expiry ladder: what the contracts that end in each year are worth a year, by where it goes. */
export const expiryLadderChart = (book: Workbook, plan: ValuedPlan): BarsView => {
  const money = chartMoney(book.settings);
  const ends = endings(book, plan);
  const years = plan.exposure().years.filter((year) => year <= book.settings.horizonYear);
  const noteOf = (year: Year): string | undefined => {
    const here = ends.filter((one) => one.year === year).sort((a, b) => b.value - a.value);
    const first = here[0];
    if (first === undefined) return undefined;
    return here.length > 1 ? `${shortName(first.buyer)} +${here.length - 1}` : shortName(first.buyer);
  };
  const amount = (year: Year, zone: DestinationZone) =>
    ends.filter((one) => one.year === year).reduce((sum, { zones }) => sum + (zones.get(zone) ?? 0), 0) / money.factor;
  const used = DestinationZone.options.filter((zone) => years.some((year) => amount(year, zone) > 0));
  const total = (year: Year) => used.reduce((sum, zone) => sum + amount(year, zone), 0);
  return {
    kind: 'bars',
    title: text('diversification.ladder.title'),
    summary: text('diversification.ladder.summary'),
    unit: text('diversification.ladder.unit', { unit: money.unit }),
    decimals: money.decimals,
    horizontal: false,
    stacked: true,
    categories: years.map((year) => {
      const note = noteOf(year);
      return { label: String(year), ...(note === undefined ? {} : { note }) };
    }),
    series: used.map((zone) => ({
      label: text(`zone.${zone}`),
      role: `zone.${zone}` as const,
      fill: zone === 'unknown' ? ('hatched' as const) : ('solid' as const),
      values: years.map((year) => amount(year, zone)),
    })),
    barLabels: years.map((year) => (total(year) > 0 ? formatNumber(total(year), { decimals: money.decimals }) : '')),
    marks: [],
    axis: { min: 0 },
  };
};

/** What ends by the end of a year, USD a year. */
export const endingValue = (book: Workbook, plan: ValuedPlan, year: Year): { readonly value: number; readonly contracts: number } => {
  const here = endings(book, plan).filter((one) => one.year <= year);
  return { value: here.reduce((sum, { value }) => sum + value, 0), contracts: here.length };
};
