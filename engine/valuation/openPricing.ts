import { keyBy } from '#shared/collections.ts';
import { termsAt } from '#shared/domain/contract.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Month } from '#shared/domain/time.ts';
import { isEndOfStep, type Steps } from '#shared/steps.ts';
import { deliverySchedule, type ScheduledMonth } from '../schedule/deliverySchedule.ts';
import { type MonthRange, pricingMonths } from '../schedule/pricingMonths.ts';
import { declaredPricing } from './declaration.ts';
import { averagePrice, priceAt } from './market.ts';
import { createTermsPricers, type TermsPricers } from './termsPricers.ts';
import type { Market, Portfolio, PortfolioContract, PortfolioValue } from './types.ts';
import { createValuationContext, findProduct } from './valuationContext.ts';

/** One future month of one reference in the price of a delivery, and its sensitivity. */
export type OpenFixing = {
  readonly reference: string;
  readonly month: Month;
  /** The delivery's tonnes divided by the months of its period, dmt. */
  readonly tonnes: number;
  /** Change of the delivery's value for a month's price 1 % higher, USD. */
  readonly onePercent: number;
};

/** A delivery whose price is not final at the valuation date. */
export type OpenDeliveryPrice = {
  readonly contractId: ContractId;
  readonly month: Month;
  readonly tonnes: number;
  /** `due`: still to be delivered. `recorded`: in the contract's opening position. `assumed`: past, counted as taken at nominal. */
  readonly state: 'due' | 'recorded' | 'assumed';
  readonly pricing: MonthRange;
  /** Months of the period whose prices are known. */
  readonly known: number;
  /** Final net price at the deck, USD/dmt. */
  readonly expected: number;
  /** Net price of the provisional invoice, USD/dmt; undefined for a delivery still due. */
  readonly provisional: number | undefined;
  readonly fixings: readonly OpenFixing[];
};

/** A choice of quotational period that has not been declared. */
export type OpenDeclaration = {
  readonly contractId: ContractId;
  readonly holder: 'buyer' | 'seller';
  readonly delivery: Month;
  /** Last month of the declaration. */
  readonly declareBy: Month;
  readonly tonnes: number;
  /** In the order of the terms: the period and its expected net price at the deck, USD/dmt. */
  readonly alternatives: readonly { readonly pricing: MonthRange; readonly expected: number }[];
  /** Index of the alternative that is best for its holder now. */
  readonly best: number;
};

export type OpenPricing = { readonly deliveries: readonly OpenDeliveryPrice[]; readonly declarations: readonly OpenDeclaration[] };

/** Most months from a delivery to the end of its pricing: longest voyage, offset and length. */
const MAX_PRICING_LAG = 16;
/** Most months from the declaration of a delivery's pricing to the delivery: earliest offset and declaration. */
const MAX_DECLARATION_LEAD = 9;
const ONE_PERCENT = 0.01;

/** Change of a delivery's price for a month of a reference 1 % higher, USD/dmt. */
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
    // a treatment charge has an additive process: 1 % of it has no meaning
    const isCharge = portfolio.references[reference]?.kind === 'treatmentCharge';
    const average = averagePrice(market, reference, pricing);
    return Array.from({ length: Math.max(0, pricing.to - first + 1) }, (_, i): PriceSensitivity => {
      const at = first + i;
      const changedAverage = average + (ONE_PERCENT * priceAt(market, reference, at)) / length;
      return { reference, month: at, onePercent: isCharge ? 0 : contract.net(pricing, month, { [reference]: changedAverage }) - net };
    });
  });
};

/** Memoizes price sensitivities by pricers, period and month, which most deliveries share with others. */
const memoizeSensitivities = (portfolio: Portfolio, market: Market) => {
  const cache = new Map<TermsPricers, Map<string, readonly PriceSensitivity[]>>();
  return (pricers: TermsPricers, pricing: MonthRange, month: Month): readonly PriceSensitivity[] => {
    const byMonths = cache.get(pricers) ?? new Map<string, readonly PriceSensitivity[]>();
    cache.set(pricers, byMonths);
    const key = `${month} ${pricing.from} ${pricing.to}`;
    const sensitivities = byMonths.get(key) ?? priceSensitivities(portfolio, market, pricers, pricing, month);
    byMonths.set(key, sensitivities);
    return sensitivities;
  };
};

/** Lists deliveries before the valuation whose price may be open: those of the opening position, else every month at nominal. */
const listUnpricedDeliveries = ({ valuationMonth }: Portfolio, { contract, committedEnd }: PortfolioContract) => {
  const { opening } = contract;
  if (opening !== undefined && opening.asOf >= contract.start && opening.asOf <= valuationMonth) {
    return opening.openDeliveries.flatMap(({ month, tonnes, provisionalPaidUsd }) =>
      deliverySchedule(contract, month, month, month).map((monthDelivery) => ({
        scheduled: monthDelivery,
        tonnes,
        state: 'recorded' as const,
        provisionalPaidUsd,
      })),
    );
  }
  return deliverySchedule(contract, valuationMonth - MAX_PRICING_LAG, valuationMonth, committedEnd).map((monthDelivery) => ({
    scheduled: monthDelivery,
    tonnes: monthDelivery.nominal,
    state: 'assumed' as const,
    provisionalPaidUsd: undefined,
  }));
};

const listDeclarations = (
  entry: PortfolioContract,
  monthDelivery: ScheduledMonth,
  pricers: TermsPricers,
  tonnes: number,
  valuationMonth: Month,
): OpenDeclaration[] => {
  const { quotation, delivery } = monthDelivery.terms;
  const { holder, alternatives, declarationMonths } = quotation;
  const declareBy = monthDelivery.pricing.from - declarationMonths;
  if (holder === 'none' || alternatives.length === 1 || declareBy < valuationMonth) return [];
  const pricedAlternatives = alternatives.map((alternative) => {
    const pricing = pricingMonths(alternative, monthDelivery.month, delivery.voyageDays);
    return { pricing, expected: pricers.contract.net(pricing, monthDelivery.month) };
  });
  const nets = pricedAlternatives.map(({ expected }) => (holder === 'seller' ? expected : -expected));
  return [
    {
      contractId: entry.contract.id,
      holder,
      delivery: monthDelivery.month,
      declareBy,
      tonnes,
      alternatives: pricedAlternatives,
      best: nets.indexOf(Math.max(...nets)),
    },
  ];
};

/**
 * Returns the open pricing of a valued portfolio by contract: deliveries made or due without a final price, their fixings in the `months`
 * after the valuation with the effect of 1 %, provisional prices of earlier deliveries, and declarations due in these months. Deliveries
 * at a fixed price are not listed. Errors: MISSING_PRICE, those of `netPrice`.
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
  const valueByContract = keyBy(value.contracts, ({ contractId }) => contractId);
  const pricersByProduct = new Map(portfolio.products.map((product) => [product.id, createTermsPricers(context, product)]));
  const sensitivitiesOf = memoizeSensitivities(portfolio, market);
  return (entry) => {
    const { contract } = entry;
    const pricersOf = pricersByProduct.get(findProduct(portfolio, contract.productId).id)!;
    const deliveries: OpenDeliveryPrice[] = [];
    const declarations: OpenDeclaration[] = [];
    const addDelivery = (
      month: Month,
      pricing: MonthRange,
      tonnes: number,
      state: OpenDeliveryPrice['state'],
      provisional: number | undefined,
    ) => {
      if (pricing.to <= valuationMonth || pricing.from > last || tonnes === 0) return;
      const pricers = pricersOf(termsAt(contract, month));
      if (pricers.contract.averaged.length === 0) return;
      const tonnesPerMonth = tonnes / (pricing.to - pricing.from + 1);
      deliveries.push({
        contractId: contract.id,
        month,
        tonnes,
        state,
        pricing,
        known: Math.max(0, valuationMonth - pricing.from + 1),
        expected: pricers.contract.net(pricing, month),
        provisional,
        fixings: sensitivitiesOf(pricers, pricing, month)
          .filter((sensitivity) => sensitivity.month <= last)
          .map(({ reference, month: at, onePercent }) => ({
            reference,
            month: at,
            tonnes: tonnesPerMonth,
            onePercent: tonnes * onePercent,
          })),
      });
    };
    const addDeclarations = (monthDelivery: ScheduledMonth, tonnes: number) => {
      const openDeclarations = listDeclarations(entry, monthDelivery, pricersOf(monthDelivery.terms), tonnes, valuationMonth);
      declarations.push(...openDeclarations.filter(({ declareBy }) => declareBy <= last));
    };
    for (const { scheduled, tonnes, state, provisionalPaidUsd } of listUnpricedDeliveries(portfolio, entry)) {
      const { month, terms } = scheduled;
      const pricers = pricersOf(terms);
      const { provisionalShare } = terms.payment;
      const pricing = declaredPricing(scheduled, pricers.contract);
      if (pricing.to <= valuationMonth) continue;
      // provisional price = amount paid / (share * tonnes); without a record the price of the month
      const paidPrice =
        provisionalPaidUsd === undefined || provisionalShare === 0 ? undefined : provisionalPaidUsd / (provisionalShare * tonnes);
      addDelivery(month, pricing, tonnes, state, paidPrice ?? pricers.contract.netAt(month));
      addDeclarations(scheduled, tonnes);
    }
    const dueMonths = valueByContract.get(contract.id)?.monthsBetween(valuationMonth + 1, last + MAX_DECLARATION_LEAD) ?? [];
    for (const { month, pricing, delivered: tonnes, makeUp } of dueMonths) {
      addDelivery(month, pricing, tonnes - makeUp, 'due', undefined);
      if (termsAt(contract, month).quotation.holder === 'none') continue;
      for (const monthDelivery of deliverySchedule(contract, month, month, entry.committedEnd)) addDeclarations(monthDelivery, tonnes);
    }
    return { deliveries, declarations };
  };
};

/** Merges the open pricing of several contracts in their order; declarations sorted by due month. */
export function* mergeOpenPricingInSteps(parts: readonly OpenPricing[]): Steps<OpenPricing> {
  const deliveries: OpenDeliveryPrice[] = [];
  const declarations: OpenDeclaration[] = [];
  for (const [i, part] of parts.entries()) {
    for (const delivery of part.deliveries) deliveries.push(delivery);
    for (const declaration of part.declarations) declarations.push(declaration);
    if (isEndOfStep(i)) yield;
  }
  yield;
  declarations.sort((a, b) => a.declareBy - b.declareBy || a.delivery - b.delivery);
  return { deliveries, declarations };
}
