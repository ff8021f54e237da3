import { type PathReplay, type SimulationRequest, valuePortfolio } from '#engine';
import type { SimulatedPath } from '#shared/contract/simulation.ts';
import type { Month } from '#shared/domain/time.ts';
import { ZONES } from '#shared/domain/zone.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { text } from '#shared/messages/text.ts';
import type { LinesView } from '#shared/presentation/charts/lines.ts';
import { chartMoney } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { line } from './charts.ts';
import { leadOf, storyOf } from './pathStory.ts';

const monthly = (
  of: Pick<LinesView, 'title' | 'summary' | 'unit' | 'decimals'>,
  series: LinesView['series'],
  axis: LinesView['axis'],
): LinesView => ({
  kind: 'lines',
  ...of,
  xKind: 'month',
  xUnit: '',
  xDecimals: 0,
  series,
  bands: [],
  marks: [],
  dots: [],
  xAxis: {},
  axis,
});

const points = (first: Month, values: readonly number[]) => values.flatMap((y, i) => (Number.isFinite(y) ? [{ x: first + i, y }] : []));

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** An opened path in words and pictures; `mean` is what the run came to on average, USD. */
export const pathView = (book: Workbook, request: SimulationRequest, opened: PathReplay, mean: number): SimulatedPath => {
  const money = chartMoney(book.settings);
  const { firstMonth, path } = opened;
  const value = valuePortfolio(request.portfolio, request.market);
  const length = Math.max(opened.contracts[0]?.paid.length ?? 0, opened.spotRevenue[0]?.length ?? 0);
  const revenue = Array.from({ length }, (_, i) =>
    [...opened.contracts.map(({ paid }) => paid), ...opened.spotRevenue].reduce((sum, of) => sum + (of[i] ?? 0), 0),
  );
  const { market } = request;
  return {
    path,
    netRevenue: sumOf(revenue),
    lead: leadOf(book, opened, request.market, sumOf(revenue), mean),
    story: storyOf(book, request, opened),
    revenue: monthly(
      {
        title: text('simulation.path.revenue.title'),
        summary: text('simulation.path.revenue.summary', { path }),
        unit: money.unit,
        decimals: money.decimals,
      },
      [
        line(
          text('simulation.without'),
          'scenario.base',
          'dashed',
          points(
            firstMonth,
            value.revenueByMonth.map((usd) => usd / money.factor),
          ),
        ),
        line(
          text('simulation.onPath'),
          'ink',
          'solid',
          points(
            firstMonth,
            revenue.map((usd) => usd / money.factor),
          ),
        ),
      ],
      {},
    ),
    demand: monthly(
      {
        title: text('simulation.path.demand.title'),
        summary: text('simulation.path.demand.summary', { path }),
        unit: text('simulation.path.demand.unit'),
        decimals: 0,
      },
      ZONES.map((zone) =>
        line(
          text(`zone.${zone}`),
          `zone.${zone}`,
          'solid',
          points(
            firstMonth,
            opened.demand[zone].map((d) => 100 * d),
          ),
        ),
      ),
      {},
    ),
    prices: monthly(
      {
        title: text('simulation.path.prices.title'),
        summary: text('simulation.path.prices.summary', { path }),
        unit: text('simulation.prices.unit'),
        decimals: 0,
      },
      opened.prices.flatMap(({ reference, values }) => {
        const of = book.references.get(reference);
        const deck = market.deck[reference];
        if (of?.kind !== 'price' || of.metal === undefined || of.follows !== undefined || deck === undefined) return [];
        const shares = values.map((price, i) => (100 * price) / deck[firstMonth + i - market.start]!);
        return [line(shippedText(of.name), `metal.${of.metal}`, 'solid', points(firstMonth, shares))];
      }),
      { min: 0 },
    ),
    regimes: ZONES.map((zone) => ({ zone, months: opened.regimes[zone] })),
  };
};
