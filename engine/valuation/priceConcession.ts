import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import type { Month } from '#shared/domain/time.ts';
import { invoicePaymentMonths } from '../schedule/deliverySchedule.ts';
import { createTermsPricers } from './termsPricers.ts';
import type { ContractValue, Market, Portfolio } from './types.ts';
import { createValuationContext, findContract } from './valuationContext.ts';

type DeliveryMonth = ContractValue['months'][number];

/** What the tonnes of a contract could be sold at instead: the product's spot terms, or the terms of another deal on the product. */
export type PriceAlternative = 'spot' | Pick<OfftakeContract, 'terms'>;

/** Spreads an amount of each delivery over the months in which its invoices are paid, entry 0 = the month after the valuation month. */
const spreadOverPayments = (
  contract: OfftakeContract,
  months: readonly DeliveryMonth[],
  valuationMonth: Month,
  amountOf: (month: DeliveryMonth) => number,
): number[] => {
  const series: number[] = [];
  const addPayment = (month: number, amount: number): void => {
    const at = month - valuationMonth - 1;
    while (series.length <= at) series.push(0);
    if (at >= 0) series[at]! += amount;
  };
  for (const delivery of months) {
    const { month, delivered, makeUp, pricing } = delivery;
    if (delivered === makeUp) continue;
    const amount = amountOf(delivery);
    const { paymentMonths, provisionalShare } = termsAt(contract, month).payment;
    const { provisionalPayment, finalPayment } = invoicePaymentMonths(month, pricing, paymentMonths);
    const share = provisionalPayment === undefined ? 0 : provisionalShare;
    if (provisionalPayment !== undefined) addPayment(provisionalPayment, amount * share);
    addPayment(finalPayment, amount * (1 - share));
  }
  return series;
};

/**
 * Computes what a contract's price concedes against an alternative for the same tonnes, by payment month, USD; entry 0 = the month after
 * the valuation month. Negative where the contract pays more. Over all paid tonnes to the end of the contract, or delivered by `until`.
 * The alternative's price is a net price of the same product, freight deducted: a netback.
 * Errors: NOT_FOUND (contract), MISSING_PRICE, those of `netPrice`.
 */
export const priceConcession = (
  portfolio: Portfolio,
  value: ContractValue,
  market: Market,
  { alternative = 'spot', until = Number.POSITIVE_INFINITY }: { readonly alternative?: PriceAlternative; readonly until?: Month } = {},
): number[] => {
  const { entry, product } = findContract(portfolio, value.contractId);
  const context = createValuationContext(portfolio, market);
  const pricersOf = createTermsPricers(context, product);
  const alternativeAt = (month: Month): number => {
    if (alternative === 'spot') return pricersOf(termsAt(entry.contract, month)).spot.netAt(month);
    const prices = pricersOf(termsAt(alternative, month)).months;
    prices.evaluate(month, month);
    return prices.net[month - context.firstMonth]!;
  };
  const months = value.months.filter(({ month }) => month <= until);
  // concession = (alternative net price - contract net price) x paid tonnes
  return spreadOverPayments(
    entry.contract,
    months,
    portfolio.valuationMonth,
    ({ month, delivered, makeUp, netPrice }) => (alternativeAt(month) - netPrice) * (delivered - makeUp),
  );
};

/**
 * Computes what is still to be paid after a month for tonnes delivered by it, by payment month, USD; entry 0 = the month after the
 * valuation month. The invoices of a delivery are its net price x paid tonnes. Errors: NOT_FOUND (contract).
 */
export const receivablesAfter = (portfolio: Portfolio, value: ContractValue, month: Month): number[] => {
  const { entry } = findContract(portfolio, value.contractId);
  const deliveredMonths = value.months.filter((contractMonth) => contractMonth.month <= month);
  const payments = spreadOverPayments(
    entry.contract,
    deliveredMonths,
    portfolio.valuationMonth,
    ({ delivered: tonnes, makeUp, netPrice }) => netPrice * (tonnes - makeUp),
  );
  return payments.map((amount, i) => (portfolio.valuationMonth + 1 + i > month ? amount : 0));
};
