import type { Market, PathEvent, PathReplay, PortfolioValue, SimulationRequest } from '#engine';
import type { Message, MessageValue } from '#shared/contract/figure.ts';
import type { BuyerId, ContractId } from '#shared/domain/ids.ts';
import { METALS } from '#shared/domain/metal.ts';
import { hasOwnProcess } from '#shared/domain/reference.ts';
import type { Month } from '#shared/domain/time.ts';
import { mean } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import { dmt, share, usd } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';

type StoryEvent = { readonly month: Month; readonly text: Message };
type RegimeEvent = Extract<PathEvent, { readonly kind: 'regime' }>;

const serialList = (list: readonly MessageValue[]): MessageValue => ({ list, by: 'serial' });

/** Tolerance for a call at the minimum tonnage, dmt. */
const MINIMUM_TOLERANCE = 1e-9;

/** Returns the names of the buyers and contracts of a run: their current names if they still exist, else their ids. */
const namesOf = (book: Workbook, { portfolio }: SimulationRequest) => {
  const entries = new Map(portfolio.contracts.map((entry) => [entry.contract.id, entry]));
  const buyer = (id: BuyerId) => book.buyers.get(id)?.name ?? id;
  return {
    buyer,
    buyerOf: (contractId: ContractId) => {
      const entry = entries.get(contractId);
      return entry === undefined ? contractId : buyer(entry.buyer.id);
    },
    code: (contractId: ContractId) => entries.get(contractId)?.contract.code ?? contractId,
  };
};

const eventMessage = (event: Exclude<PathEvent, { readonly kind: 'regime' }>, names: ReturnType<typeof namesOf>): Message => {
  switch (event.kind) {
    case 'closure':
      return message('simulation.story.closure', {
        zone: message(`zone.${event.zone}`),
        metal: message(`metal.${event.metal}`),
        count: event.months,
      });
    case 'default':
      return message('simulation.story.default', {
        buyer: names.buyer(event.buyerId),
        contracts: serialList(event.contractIds.map(names.code)),
      });
    case 'deficiency':
      return message('simulation.story.deficiency', {
        buyer: names.buyerOf(event.contractId),
        contract: names.code(event.contractId),
        tonnes: dmt(event.tonnes, { decimals: 1 }),
        amount: usd(event.usd),
      });
    default:
      return message(`simulation.story.${event.kind}`, {
        buyer: names.buyerOf(event.contractId),
        contract: names.code(event.contractId),
      });
  }
};

/** Lists the months in which buyers start to call the minimum of their terms. `value` is the deterministic value of the run. */
function* minimumCallsInSteps(
  { contracts, firstMonth }: PathReplay,
  value: PortfolioValue,
  names: ReturnType<typeof namesOf>,
): Steps<ReadonlyMap<Month, ReadonlySet<string>>> {
  const valueByContract = new Map(value.contracts.map((contract) => [contract.contractId, contract]));
  const buyersByMonth = new Map<Month, Set<string>>();
  for (const { contractId, called } of contracts) {
    const scheduledMonths = new Map(valueByContract.get(contractId)?.months.map((month) => [month.month, month]));
    let wasAtMinimum = false;
    called.forEach((tonnes, i) => {
      const scheduledMonth = scheduledMonths.get(firstMonth + i);
      const isAtMinimum =
        scheduledMonth !== undefined &&
        scheduledMonth.minimum < scheduledMonth.nominal &&
        tonnes > 0 &&
        tonnes <= scheduledMonth.minimum + MINIMUM_TOLERANCE;
      if (isAtMinimum && !wasAtMinimum)
        buyersByMonth.set(firstMonth + i, (buyersByMonth.get(firstMonth + i) ?? new Set()).add(names.buyerOf(contractId)));
      wasAtMinimum = isAtMinimum;
    });
    yield;
  }
  return buyersByMonth;
}

/** Groups zones that enter the same regime in the same month. */
const regimeEvents = (events: readonly RegimeEvent[]): readonly StoryEvent[] =>
  [...Map.groupBy(events, ({ month, regime }) => `${month} ${regime}`).values()].map((of) => ({
    month: of[0]!.month,
    text: message(`simulation.story.${of[0]!.regime}`, {
      count: of.length,
      zones: { list: of.map(({ zone }) => message(`zone.${zone}`)), by: 'and' },
    }),
  }));

/** Returns a metal's price by month as a share of the deck, from the first of its references in the path. */
const pricesOf = (book: Workbook, { prices, firstMonth }: PathReplay, market: Market) =>
  METALS.flatMap((metal) => {
    const path = prices.find(({ reference }) => {
      const of = book.references.get(reference);
      return of?.metal === metal && of.kind === 'price' && hasOwnProcess(of) && market.deck[reference] !== undefined;
    });
    const deck = path && market.deck[path.reference];
    if (path === undefined || deck === undefined) return [];
    const shares = path.values.map((price, i) => price / deck[firstMonth + i - market.start]!);
    return shares.every(Number.isFinite) ? [{ metal, shares }] : [];
  });

/** A price below this share of the deck, or above its inverse, is an event. */
const NOTABLE_SHARE = 0.5;

/** Lists the months in which prices first fall below half the deck price, and rise above twice the deck price. */
const priceEvents = (book: Workbook, replay: PathReplay, market: Market): readonly StoryEvent[] => {
  const firstCrossings = (key: 'half' | 'twice', isCrossed: (share: number) => boolean) => {
    const crossings = pricesOf(book, replay, market).flatMap(({ metal, shares }) => {
      const at = shares.findIndex(isCrossed);
      return at < 0 ? [] : [{ metal, month: replay.firstMonth + at }];
    });
    return [...Map.groupBy(crossings, ({ month }) => month)].map(([month, of]) => ({
      month,
      text: message(`simulation.story.${key}`, { metals: serialList(of.map(({ metal }) => message(`metal.${metal}`))) }),
    }));
  };
  return [...firstCrossings('half', (share) => share < NOTABLE_SHARE), ...firstCrossings('twice', (share) => share > 1 / NOTABLE_SHARE)];
};

/** Lists the events of a path by month. `value` is the deterministic value of the run. */
export function* storyInSteps(
  book: Workbook,
  request: SimulationRequest,
  replay: PathReplay,
  value: PortfolioValue,
): Steps<readonly StoryEvent[]> {
  const names = namesOf(book, request);
  const minimumCalls = yield* minimumCallsInSteps(replay, value, names);
  const otherEvents = replay.events.flatMap((event) =>
    event.kind === 'regime' ? [] : [{ month: event.month, text: eventMessage(event, names) }],
  );
  return [
    ...regimeEvents(replay.events.filter((event) => event.kind === 'regime')),
    ...priceEvents(book, replay, request.market),
    ...otherEvents,
    ...[...minimumCalls].map(([month, buyers]) => ({
      month,
      text: message('simulation.story.minimum', { count: buyers.size, buyers: serialList([...buyers]) }),
    })),
  ].sort((a, b) => a.month - b.month);
}

const COUNTED_EVENTS = ['default', 'refuse', 'defer', 'renegotiate', 'deficiency', 'closure'] as const;
/** The number of prices in the summary: those farthest from the deck. */
const NAMED_PRICES = 3;

/** Summarises a path: its net revenue against the average of the run (USD), its prices, and the number of adverse events. */
export const leadOf = (book: Workbook, replay: PathReplay, market: Market, netRevenue: number, average: number): readonly Message[] => {
  const difference = netRevenue - average;
  const prices = pricesOf(book, replay, market)
    .map(({ metal, shares }) => ({ metal, level: mean(shares) }))
    .sort((a, b) => Math.abs(Math.log(b.level)) - Math.abs(Math.log(a.level)))
    .slice(0, NAMED_PRICES)
    .map(({ metal, level }) =>
      message('simulation.story.leadPrice', { metal: message(`metal.${metal}`), share: share(level, { decimals: 0 }) }),
    );
  const counts = COUNTED_EVENTS.flatMap((kind) => {
    const count = replay.events.filter((event) => event.kind === kind).length;
    return count === 0 ? [] : [message(`simulation.story.count.${kind}`, { count })];
  });
  return [
    message(difference < 0 ? 'simulation.story.leadLess' : 'simulation.story.leadMore', {
      amount: usd(netRevenue),
      apart: usd(Math.abs(difference)),
    }),
    ...(prices.length > 0 ? [message('simulation.story.leadPrices', { prices: serialList(prices) })] : []),
    counts.length > 0 ? message('simulation.story.leadCounts', { counts: serialList(counts) }) : message('simulation.story.leadCalm'),
  ];
};
