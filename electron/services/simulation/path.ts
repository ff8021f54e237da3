import { type OpenedPath, type PathEvent, type SimulationRequest, valuePortfolio } from '#engine';
import type { LinesView } from '#shared/charts/lines.ts';
import type { Message } from '#shared/contract/figure.ts';
import type { SimulatedPath } from '#shared/contract/simulation.ts';
import type { Month } from '#shared/domain/time.ts';
import { ZONES } from '#shared/domain/zone.ts';
import { message, text } from '#shared/messages/text.ts';
import { formatMoney, formatTonnes } from '#shared/units/format.ts';
import { chartMoney } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { line } from './charts.ts';

/** Tonnes that a call may miss its minimum by and still be at it. */
const AT_MINIMUM = 1e-9;

/** How people call what a path tells of: from the run's own contracts, the names those of today where they are known. */
const namesOf = (book: Workbook, { portfolio }: SimulationRequest) => {
  const entries = new Map(portfolio.contracts.map((entry) => [entry.contract.id, entry]));
  const buyer = (id: string) => [...book.buyers.values()].find((one) => one.id === id)?.name ?? id;
  return {
    buyer,
    buyerOf: (contractId: Parameters<typeof entries.get>[0]) => buyer(entries.get(contractId)?.buyer.id ?? contractId),
    code: (contractId: Parameters<typeof entries.get>[0]) => entries.get(contractId)?.contract.code ?? contractId,
  };
};

const told = (book: Workbook, event: PathEvent, names: ReturnType<typeof namesOf>): Message => {
  const money = chartMoney(book.settings);
  switch (event.kind) {
    case 'regime':
      return message(`simulation.story.${event.regime}`, { zone: text(`zone.${event.zone}`) });
    case 'default':
      return message('simulation.story.default', {
        buyer: names.buyer(event.buyerId),
        contracts: event.contractIds.map(names.code).join(', '),
      });
    case 'deficiency': {
      const amount = formatMoney(event.usd, money.scale, money.decimals);
      const tonnes = formatTonnes(event.tonnes, 'kdmt', 1);
      return message('simulation.story.deficiency', {
        buyer: names.buyerOf(event.contractId),
        contract: names.code(event.contractId),
        tonnes: `${tonnes.text} ${tonnes.unit}`,
        amount: `${amount.text} ${amount.unit}`,
      });
    }
    default:
      return message(`simulation.story.${event.kind}`, {
        buyer: names.buyerOf(event.contractId),
        contract: names.code(event.contractId),
      });
  }
};

/** Months in which buyers begin to call the least that their terms allow, with who does. */
const minimumCalls = ({ contracts, firstMonth }: OpenedPath, request: SimulationRequest, names: ReturnType<typeof namesOf>) => {
  const begun = new Map<Month, Set<string>>();
  for (const { contractId, called } of contracts) {
    const entry = request.portfolio.contracts.find(({ contract }) => contract.id === contractId);
    const months = entry && valuePortfolioMonths(request, contractId);
    let before = false;
    called.forEach((tonnes, i) => {
      const scheduled = months?.get(firstMonth + i);
      const least =
        scheduled !== undefined && scheduled.minimum < scheduled.nominal && tonnes > 0 && tonnes <= scheduled.minimum + AT_MINIMUM;
      if (least && !before) begun.set(firstMonth + i, (begun.get(firstMonth + i) ?? new Set()).add(names.buyerOf(contractId)));
      before = least;
    });
  }
  return begun;
};

const scheduleByRequest = new WeakMap<SimulationRequest, Map<string, Map<Month, { readonly minimum: number; readonly nominal: number }>>>();

/** The months of a contract as agreed, from the run's own valuation. */
const valuePortfolioMonths = (request: SimulationRequest, contractId: string) => {
  const known =
    scheduleByRequest.get(request) ??
    new Map(
      valuePortfolio(request.portfolio, request.market).contracts.map((contract) => [
        String(contract.contractId),
        new Map(contract.months.map((month) => [month.month, month])),
      ]),
    );
  scheduleByRequest.set(request, known);
  return known.get(contractId);
};

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

/** An opened path in words and pictures. */
export const pathView = (book: Workbook, request: SimulationRequest, opened: OpenedPath): SimulatedPath => {
  const money = chartMoney(book.settings);
  const { firstMonth, path } = opened;
  const names = namesOf(book, request);
  const value = valuePortfolio(request.portfolio, request.market);
  const length = Math.max(opened.contracts[0]?.paid.length ?? 0, opened.spotRevenue[0]?.length ?? 0);
  const revenue = Array.from({ length }, (_, i) =>
    [...opened.contracts.map(({ paid }) => paid), ...opened.spotRevenue].reduce((sum, of) => sum + (of[i] ?? 0), 0),
  );
  const story = [
    ...opened.events.map((event) => ({ month: event.month, text: told(book, event, names) })),
    ...[...minimumCalls(opened, request, names)].map(([month, buyers]) => ({
      month,
      text: message('simulation.story.minimum', { count: buyers.size, buyers: [...buyers].join(', ') }),
    })),
  ].sort((a, b) => a.month - b.month);
  const { market } = request;
  return {
    path,
    netRevenue: revenue.reduce((sum, usd) => sum + usd, 0),
    story,
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
        return [line(of.name, `metal.${of.metal}`, 'solid', points(firstMonth, shares))];
      }),
      { min: 0 },
    ),
    regimes: ZONES.map((zone) => ({ zone, months: opened.regimes[zone] })),
  };
};
