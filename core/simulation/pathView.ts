import { type PathReplay, type SimulationRequest, valuePortfolioInSteps } from '#engine';
import type { LinesChart } from '#shared/contract/charts.ts';
import type { SimulatedPath } from '#shared/contract/simulation.ts';
import type { FigureMeasure } from '#shared/domain/figureIdentity.ts';
import { hasOwnProcess } from '#shared/domain/reference.ts';
import type { Month } from '#shared/domain/time.ts';
import { ZONES } from '#shared/domain/zone.ts';
import { sum, sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { leadOf, storyInSteps } from './pathStory.ts';
import type { IdentifyInRun } from './runIdentity.ts';
import { deterministicIdentity, lineSeries } from './simulationCharts.ts';

const monthly = (
  heading: Pick<LinesChart, 'title' | 'summary' | 'unit' | 'unitLabel'>,
  series: LinesChart['series'],
  axis?: LinesChart['axis'],
): LinesChart => ({ kind: 'lines', ...heading, decimals: 0, xKind: 'month', series, ...(axis ? { axis } : {}) });

const points = (first: Month, values: readonly number[]) => values.flatMap((y, i) => (Number.isFinite(y) ? [{ x: first + i, y }] : []));

/** Returns a replayed path with its summary, events and charts. `mean` is the average net revenue of the run, USD. */
export function* pathViewInSteps(
  book: Workbook,
  request: SimulationRequest,
  replay: PathReplay,
  mean: number,
  identify: IdentifyInRun,
): Steps<SimulatedPath> {
  const { firstMonth, path } = replay;
  const value = yield* valuePortfolioInSteps(request.portfolio, request.market);
  yield;
  const length = Math.max(replay.contracts[0]?.paid.length ?? 0, replay.spotRevenue[0]?.length ?? 0);
  const payments = [...replay.contracts.map(({ paid }) => paid), ...replay.spotRevenue];
  const revenue: number[] = [];
  for (let i = 0; i < length; i++) {
    revenue.push(sumBy(payments, (of) => of[i] ?? 0));
    yield;
  }
  const story = yield* storyInSteps(book, request, replay, value);
  const { market } = request;
  const identifyOnPath = (measure: FigureMeasure, subject: string) => identify(measure, { subject: `path:${path}${subject}` });
  return {
    path,
    netRevenue: sum(revenue),
    lead: leadOf(book, replay, request.market, sum(revenue), mean),
    story,
    revenue: monthly(
      {
        title: message('simulation.path.revenue.title'),
        summary: message('simulation.path.revenue.summary', { path }),
        unit: 'usd',
      },
      [
        lineSeries(
          message('simulation.without'),
          'scenario.base',
          'dashed',
          points(firstMonth, value.revenueByMonth),
          deterministicIdentity(identify('netRevenue')),
        ),
        lineSeries(message('simulation.onPath'), 'ink', 'solid', points(firstMonth, revenue), identifyOnPath('netRevenue', '')),
      ],
    ),
    demand: monthly(
      {
        title: message('simulation.path.demand.title'),
        summary: message('simulation.path.demand.summary', { path }),
        unit: 'fraction',
        unitLabel: message('simulation.path.demand.unit'),
      },
      ZONES.map((zone) =>
        lineSeries(
          message(`zone.${zone}`),
          `zone.${zone}`,
          'solid',
          points(firstMonth, replay.demand[zone]),
          identifyOnPath('demandShare', `/zone:${zone}`),
        ),
      ),
    ),
    prices: monthly(
      {
        title: message('simulation.path.prices.title'),
        summary: message('simulation.path.prices.summary', { path }),
        unit: 'fraction',
        unitLabel: message('simulation.prices.unit'),
      },
      replay.prices.flatMap(({ reference, values }) => {
        const details = book.references.get(reference);
        const deck = market.deck[reference];
        if (details?.kind !== 'price' || details.metal === undefined || !hasOwnProcess(details) || deck === undefined) return [];
        const shares = values.map((price, i) => price / deck[firstMonth + i - market.start]!);
        return [
          lineSeries(
            { shipped: details.name },
            `metal.${details.metal}`,
            'solid',
            points(firstMonth, shares),
            identifyOnPath('shareOfDeckPrice', `/reference:${reference}`),
          ),
        ];
      }),
      { min: 0 },
    ),
    regimes: ZONES.map((zone) => ({ zone, months: replay.regimes[zone] })),
  };
}
