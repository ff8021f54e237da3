import type { OpenDeliveryPrice } from '#engine';
import type { BarsChart } from '#shared/contract/charts.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import { METALS, type Metal } from '#shared/domain/metal.ts';
import { isoMonth, type Month, yearOf } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { isEndOfStep, type Steps } from '#shared/steps.ts';
import { month as monthFigure, usd } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';

type BarSeries = BarsChart['series'][number];

/** Charts the effect of a 1 % price change by month of the quotational period, stacked by metal; undefined where nothing is open. */
export function* priceMovesChart(
  book: Workbook,
  deliveries: readonly OpenDeliveryPrice[],
  months: readonly Month[],
  identify: (subject: string) => FigureIdentity,
): Steps<BarsChart | undefined> {
  const valuesByMetal = new Map<Metal | undefined, number[]>([...METALS, undefined].map((metal) => [metal, months.map(() => 0)]));
  for (const [i, { fixings }] of deliveries.entries()) {
    if (isEndOfStep(i)) yield;
    for (const { reference, month, onePercent } of fixings)
      valuesByMetal.get(book.references.get(reference)?.metal)![month - months[0]!]! += onePercent;
  }
  const series = [...valuesByMetal].flatMap(([metal, values]): BarSeries[] => {
    if (values.every((value) => value === 0)) return [];
    return [
      {
        label: metal === undefined ? message('openPricing.moves.other') : message(`metal.${metal}`),
        role: metal === undefined ? 'context' : `metal.${metal}`,
        fill: 'solid',
        values,
        identity: identify(`metal:${metal ?? 'none'}`),
      },
    ];
  });
  if (series.length === 0) return undefined;
  const totals = months.map((_, i) => sumBy(series, ({ values }) => values[i]!));
  const largestMonth = totals.indexOf(Math.max(...totals));
  return {
    kind: 'bars',
    title: message('openPricing.moves.title'),
    summary: message('openPricing.moves.summary', {
      month: monthFigure(months[largestMonth]!),
      most: usd(totals[largestMonth]!, { decimals: 1 }),
    }),
    unit: 'usd',
    decimals: 1,
    horizontal: false,
    stacked: true,
    categories: months.map((month, i) => ({
      label: { value: month, unit: 'month', withoutYear: true },
      period: isoMonth(month),
      ...(i === 0 || month % 12 === 0 ? { note: { value: yearOf(month), unit: 'year' } } : {}),
    })),
    series,
    axis: { min: Math.min(0, ...totals) },
  };
}
