import { type Market, type PathEvent, type PathReplay, type SimulationRequest, valuePortfolio } from '#engine';
import type { Message } from '#shared/contract/figure.ts';
import { METALS } from '#shared/domain/metal.ts';
import type { Month } from '#shared/domain/time.ts';
import { message, serial, text } from '#shared/messages/text.ts';
import { formatMoney, formatPercent, formatTonnes } from '#shared/units/format.ts';
import { chartMoney } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';

type Told = { readonly month: Month; readonly text: Message };
type RegimeEvent = Extract<PathEvent, { readonly kind: 'regime' }>;

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

const told = (book: Workbook, event: Exclude<PathEvent, { readonly kind: 'regime' }>, names: ReturnType<typeof namesOf>): Message => {
  const money = chartMoney(book.settings);
  switch (event.kind) {
    case 'default':
      return message('simulation.story.default', {
        buyer: names.buyer(event.buyerId),
        contracts: event.contractIds.map(names.code).join(serial()),
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
const minimumCalls = ({ contracts, firstMonth }: PathReplay, request: SimulationRequest, names: ReturnType<typeof namesOf>) => {
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

/** Zones that enter one regime in one month are told together. */
const regimesTold = (events: readonly RegimeEvent[]): readonly Told[] =>
  [...Map.groupBy(events, ({ month, regime }) => `${month} ${regime}`).values()].map((of) => ({
    month: of[0]!.month,
    text: message(`simulation.story.${of[0]!.regime}`, {
      count: of.length,
      zones: of.map(({ zone }) => text(`zone.${zone}`)).join(serial()),
    }),
  }));

/** A metal's price by month as a share of the deck: of the first of its references that the path has. */
const pricesOf = (book: Workbook, { prices, firstMonth }: PathReplay, market: Market) =>
  METALS.flatMap((metal) => {
    const found = prices.find(({ reference }) => {
      const of = book.references.get(reference);
      return of?.metal === metal && of.kind === 'price' && of.follows === undefined && market.deck[reference] !== undefined;
    });
    const deck = found && market.deck[found.reference];
    if (found === undefined || deck === undefined) return [];
    const shares = found.values.map((price, i) => price / deck[firstMonth + i - market.start]!);
    return shares.every(Number.isFinite) ? [{ metal, shares }] : [];
  });

/** Below this share of the deck, or above one over it, a price is told of. */
const HALF = 0.5;

/** The months in which prices first stand below half of the deck, and above twice. */
const pricesTold = (book: Workbook, opened: PathReplay, market: Market): readonly Told[] => {
  const firsts = (key: 'half' | 'twice', is: (share: number) => boolean) => {
    const crossed = pricesOf(book, opened, market).flatMap(({ metal, shares }) => {
      const at = shares.findIndex(is);
      return at < 0 ? [] : [{ metal, month: opened.firstMonth + at }];
    });
    return [...Map.groupBy(crossed, ({ month }) => month)].map(([month, of]) => ({
      month,
      text: message(`simulation.story.${key}`, { metals: of.map(({ metal }) => text(`metal.${metal}`)).join(serial()) }),
    }));
  };
  return [...firsts('half', (share) => share < HALF), ...firsts('twice', (share) => share > 1 / HALF)];
};

/** What happens on a path, month by month. */
export const storyOf = (book: Workbook, request: SimulationRequest, opened: PathReplay): readonly Told[] => {
  const names = namesOf(book, request);
  const others = opened.events.flatMap((event) =>
    event.kind === 'regime' ? [] : [{ month: event.month, text: told(book, event, names) }],
  );
  return [
    ...regimesTold(opened.events.filter((event) => event.kind === 'regime')),
    ...pricesTold(book, opened, request.market),
    ...others,
    ...[...minimumCalls(opened, request, names)].map(([month, buyers]) => ({
      month,
      text: message('simulation.story.minimum', { count: buyers.size, buyers: [...buyers].join(serial()) }),
    })),
  ].sort((a, b) => a.month - b.month);
};

const COUNTED = ['default', 'refuse', 'defer', 'renegotiate', 'deficiency'] as const;
/** Prices that the lead names: those farthest from the deck. */
const NAMED_PRICES = 3;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value / values.length, 0);

/** A path in a few sentences: what it earns, where prices stand, how much goes wrong. */
export const leadOf = (book: Workbook, opened: PathReplay, market: Market, netRevenue: number, average: number): readonly Message[] => {
  const { scale, decimals } = chartMoney(book.settings);
  const said = (usd: number): string => {
    const { text: amount, unit } = formatMoney(usd, scale, decimals);
    return `${amount} ${unit}`;
  };
  const apart = netRevenue - average;
  const prices = pricesOf(book, opened, market)
    .map(({ metal, shares }) => ({ metal, share: mean(shares) }))
    .sort((a, b) => Math.abs(Math.log(b.share)) - Math.abs(Math.log(a.share)))
    .slice(0, NAMED_PRICES)
    .map(({ metal, share }) => text('simulation.story.leadPrice', { metal: text(`metal.${metal}`), share: formatPercent(share) }));
  const counts = COUNTED.flatMap((kind) => {
    const count = opened.events.filter((event) => event.kind === kind).length;
    return count === 0 ? [] : [text(`simulation.story.count.${kind}`, { count })];
  });
  return [
    message(apart < 0 ? 'simulation.story.leadLess' : 'simulation.story.leadMore', {
      amount: said(netRevenue),
      apart: said(Math.abs(apart)),
    }),
    ...(prices.length > 0 ? [message('simulation.story.leadPrices', { prices: prices.join(serial()) })] : []),
    counts.length > 0 ? message('simulation.story.leadCounts', { counts: counts.join(serial()) }) : message('simulation.story.leadCalm'),
  ];
};
