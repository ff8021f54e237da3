import type { OpenDeliveryPrice } from '#engine';
import { METALS, type Metal } from '#shared/domain/metal.ts';
import { type Month, yearOf } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import type { BarSeries, BarsView } from '#shared/presentation/charts/bars.ts';
import { formatMoney, formatMonth, shortMonth } from '#shared/units/format.ts';
import { chartMoney } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';

/** What 1 % moves by month of the quotational period, stacked by metal; undefined where nothing moves. */
export const movesView = (book: Workbook, deliveries: readonly OpenDeliveryPrice[], months: readonly Month[]): BarsView | undefined => {
  const { factor, unit, decimals, scale } = chartMoney(book.settings);
  const moved = new Map<Metal | undefined, number[]>([...METALS, undefined].map((metal) => [metal, months.map(() => 0)]));
  for (const { fixings } of deliveries) {
    for (const { reference, month, onePercent } of fixings)
      moved.get(book.references.get(reference)?.metal)![month - months[0]!]! += onePercent;
  }
  const series = [...moved].flatMap(([metal, values]): BarSeries[] => {
    if (values.every((value) => value === 0)) return [];
    return [
      {
        label: metal === undefined ? text('openPricing.moves.other') : text(`metal.${metal}`),
        role: metal === undefined ? 'context' : `metal.${metal}`,
        fill: 'solid',
        values: values.map((value) => value / factor),
      },
    ];
  });
  if (series.length === 0) return undefined;
  const totals = months.map((_, i) => series.reduce((sum, { values }) => sum + values[i]!, 0));
  const most = totals.indexOf(Math.max(...totals));
  const shown = formatMoney(totals[most]! * factor, scale, 1);
  return {
    kind: 'bars',
    title: text('openPricing.moves.title'),
    summary: text('openPricing.moves.summary', { month: formatMonth(months[most]!), most: `${shown.text} ${shown.unit}` }),
    unit,
    decimals: Math.max(1, decimals),
    horizontal: false,
    stacked: true,
    categories: months.map((month, i) => ({
      label: shortMonth(month),
      ...(i === 0 || month % 12 === 0 ? { note: String(yearOf(month)) } : {}),
    })),
    series,
    marks: [],
    axis: { min: Math.min(0, ...totals) },
  };
};
