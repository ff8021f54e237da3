import { termsAt } from '#shared/domain/contract.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Month } from '#shared/domain/time.ts';
import { deliverySchedule, type ScheduledMonth } from '../schedule/deliverySchedule.ts';
import { type MonthRange, pricingMonths } from '../schedule/pricingMonths.ts';
import { declaredPricing } from './declaration.ts';
import { averagePrice, priceAt } from './market.ts';
import { createTermsPricers, type TermsPricers } from './termsPricers.ts';
import type { Market, Portfolio, PortfolioContract, PortfolioValue } from './types.ts';
import { createValuationContext, findProduct } from './valuationContext.ts';

/** One coming month of one reference in the price of a delivery: what it prices, and what it moves. */
export type OpenFixing = {
  readonly reference: string;
  readonly month: Month;
  /** dmt, the delivery's tonnes over the months of its period. */
  readonly tonnes: number;
  /** USD that the delivery's value moves when the month's price is 1 % higher. */
  readonly onePercent: number;
};

/** A delivery whose price is not final at the valuation date. */
export type OpenDeliveryPrice = {
  readonly contractId: ContractId;
  readonly month: Month;
  readonly tonnes: number;
  /** `due`: still to be delivered. `told`: the contract's opening names it. `assumed`: its month has passed and counts as taken at nominal. */
  readonly state: 'due' | 'told' | 'assumed';
  readonly pricing: MonthRange;
  /** Months of the period whose prices are known. */
  readonly known: number;
  /** Final net price at the deck, USD/dmt. */
  readonly expected: number;
  /** Net price that the provisional invoice rests on, USD/dmt; undefined for what is still due. */
  readonly provisional: number | undefined;
  readonly fixings: readonly OpenFixing[];
};

/** A choice of quotational period that is still to be declared. */
export type OpenDeclaration = {
  readonly contractId: ContractId;
  readonly holder: 'buyer' | 'seller';
  readonly delivery: Month;
  /** By the end of this month. */
  readonly declareBy: Month;
  readonly tonnes: number;
  /** In the order of the terms: the period, and the net price it looks like at the deck, USD/dmt. */
  readonly alternatives: readonly { readonly pricing: MonthRange; readonly expected: number }[];
  /** The one that is best for its holder now. */
  readonly best: number;
};

export type OpenPricing = { readonly deliveries: readonly OpenDeliveryPrice[]; readonly declarations: readonly OpenDeclaration[] };

/** A delivery is priced at most so many months after its month: the longest voyage, offset and length. */
const MAX_PRICING_LAG = 16;
const ONE_PERCENT = 0.01;

/** What 1 % on a coming month of a reference adds to the price of a delivery, USD/dmt. */
type PriceSensitivity = { readonly reference: string; readonly month: Month; readonly onePercent: number };

const priceSensitivities = (
  portfolio: Portfolio,
  market: Market,
  { contract }: TermsPricers,
  pricing: MonthRange,
  month: Month,
): readonly PriceSensitivity[] => {
  const length = pricing.to - pricing.from + 1;
  const first = Math.max(pricing.from, portfolio.valuationMonth + 1);
  const net = contract.net(pricing, month);
  return contract.averaged.flatMap((reference) => {
    // a treatment charge moves by dollars, not by shares
    const isCharge = portfolio.references[reference]?.kind === 'treatmentCharge';
    const average = averagePrice(market, reference, pricing);
    return Array.from({ length: Math.max(0, pricing.to - first + 1) }, (_, i): PriceSensitivity => {
      const at = first + i;
      const moved = average + (ONE_PERCENT * priceAt(market, reference, at)) / length;
      return { reference, month: at, onePercent: isCharge ? 0 : contract.net(pricing, month, { [reference]: moved }) - net };
    });
  });
};

/** The same, once for each price, period and month: most deliveries have theirs in common with others. */
const memoizeSensitivities = (portfolio: Portfolio, market: Market) => {
  const held = new Map<TermsPricers, Map<string, readonly PriceSensitivity[]>>();
  return (pricers: TermsPricers, pricing: MonthRange, month: Month): readonly PriceSensitivity[] => {
    const own = held.get(pricers) ?? new Map<string, readonly PriceSensitivity[]>();
    held.set(pricers, own);
    const key = `${month} ${pricing.from} ${pricing.to}`;
    const moves = own.get(key) ?? priceSensitivities(portfolio, market, pricers, pricing, month);
    own.set(key, moves);
    return moves;
  };
};

/** Deliveries before the valuation whose price is not final: told by the opening, else every month as taken at nominal. */
const listUnpricedDeliveries = ({ valuationMonth }: Portfolio, { contract, committedEnd }: PortfolioContract) => {
  const { opening } = contract;
  if (opening !== undefined && opening.asOf >= contract.start && opening.asOf <= valuationMonth) {
    return opening.openDeliveries.flatMap(({ month, tonnes, provisionalPaidUsd }) =>
      deliverySchedule(contract, month, month, month).map((scheduled) => ({
        scheduled,
        tonnes,
        state: 'told' as const,
        provisionalPaidUsd,
      })),
    );
  }
  return deliverySchedule(contract, valuationMonth - MAX_PRICING_LAG, valuationMonth, committedEnd).map((scheduled) => ({
    scheduled,
    tonnes: scheduled.nominal,
    state: 'assumed' as const,
    provisionalPaidUsd: undefined,
  }));
};

const listDeclarations = (
  entry: PortfolioContract,
  scheduled: ScheduledMonth,
  pricers: TermsPricers,
  tonnes: number,
  now: Month,
): OpenDeclaration[] => {
  const { quotation, delivery } = scheduled.terms;
  const { holder, alternatives, declarationMonths } = quotation;
  const declareBy = scheduled.pricing.from - declarationMonths;
  if (holder === 'none' || alternatives.length === 1 || declareBy < now) return [];
  const priced = alternatives.map((alternative) => {
    const pricing = pricingMonths(alternative, scheduled.month, delivery.voyageDays);
    return { pricing, expected: pricers.contract.net(pricing, scheduled.month) };
  });
  const nets = priced.map(({ expected }) => (holder === 'seller' ? expected : -expected));
  return [
    {
      contractId: entry.contract.id,
      holder,
      delivery: scheduled.month,
      declareBy,
      tonnes,
      alternatives: priced,
      best: nets.indexOf(Math.max(...nets)),
    },
  ];
};

/**
 * What of a valued portfolio is delivered or due and not finally priced, contract by contract: every fixing in the `months` after the
 * valuation, what 1 % on it moves, deliveries before the valuation beside their provisional price, and declarations that come in these
 * months. Deliveries at a fixed price have none. Errors: MISSING_PRICE, those of `netPrice`.
 */
export const createOpenPricing = (
  portfolio: Portfolio,
  value: PortfolioValue,
  market: Market,
  months: number,
): ((entry: PortfolioContract) => OpenPricing) => {
  const context = createValuationContext(portfolio, market);
  const { valuationMonth } = portfolio;
  const last = valuationMonth + months;
  const valuedOf = new Map(value.contracts.map((valued) => [valued.contractId, valued]));
  const pricersBy = new Map(portfolio.products.map((product) => [product.id, createTermsPricers(context, product)]));
  const movesIn = memoizeSensitivities(portfolio, market);
  return (entry) => {
    const { contract } = entry;
    const pricersOf = pricersBy.get(findProduct(portfolio, contract.productId).id)!;
    const deliveries: OpenDeliveryPrice[] = [];
    const declarations: OpenDeclaration[] = [];
    const open = (
      month: Month,
      pricing: MonthRange,
      tonnes: number,
      state: OpenDeliveryPrice['state'],
      provisional: number | undefined,
    ) => {
      if (pricing.to <= valuationMonth || pricing.from > last || tonnes === 0) return;
      const pricers = pricersOf(termsAt(contract, month));
      if (pricers.contract.averaged.length === 0) return;
      const each = tonnes / (pricing.to - pricing.from + 1);
      deliveries.push({
        contractId: contract.id,
        month,
        tonnes,
        state,
        pricing,
        known: Math.max(0, valuationMonth - pricing.from + 1),
        expected: pricers.contract.net(pricing, month),
        provisional,
        fixings: movesIn(pricers, pricing, month)
          .filter((move) => move.month <= last)
          .map(({ reference, month: at, onePercent }) => ({ reference, month: at, tonnes: each, onePercent: tonnes * onePercent })),
      });
    };
    const declare = (scheduled: ScheduledMonth, tonnes: number) => {
      const coming = listDeclarations(entry, scheduled, pricersOf(scheduled.terms), tonnes, valuationMonth);
      declarations.push(...coming.filter(({ declareBy }) => declareBy <= last));
    };
    for (const { scheduled, tonnes, state, provisionalPaidUsd } of listUnpricedDeliveries(portfolio, entry)) {
      const { month, terms } = scheduled;
      const pricers = pricersOf(terms);
      const { provisionalShare } = terms.payment;
      const pricing = declaredPricing(scheduled, pricers.contract);
      if (pricing.to <= valuationMonth) continue;
      // what was paid, over share and tonnes; else the price of the month
      const paid =
        provisionalPaidUsd === undefined || provisionalShare === 0 ? undefined : provisionalPaidUsd / (provisionalShare * tonnes);
      open(month, pricing, tonnes, state, paid ?? pricers.contract.netAt(month));
      declare(scheduled, tonnes);
    }
    for (const { month, pricing, delivered: tonnes, makeUp } of valuedOf.get(contract.id)?.months ?? []) {
      open(month, pricing, tonnes - makeUp, 'due', undefined);
      if (termsAt(contract, month).quotation.holder === 'none') continue;
      for (const scheduled of deliverySchedule(contract, month, month, entry.committedEnd)) declare(scheduled, tonnes);
    }
    return { deliveries, declarations };
  };
};

/** Open prices of several contracts as those of one, in their order; declarations by the month they are due in. */
export const mergeOpenPricing = (parts: readonly OpenPricing[]): OpenPricing => ({
  deliveries: parts.flatMap(({ deliveries }) => deliveries),
  declarations: parts.flatMap(({ declarations }) => declarations).sort((a, b) => a.declareBy - b.declareBy || a.delivery - b.delivery),
});
