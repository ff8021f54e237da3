import { termsAt } from '#shared/domain/contract.ts';
import { invoicePaymentMonths } from '../schedule/deliverySchedule.ts';
import { createTermsPricers } from './termsPricers.ts';
import type { ContractValue, Market, Portfolio } from './types.ts';
import { createValuationContext, findContract } from './valuationContext.ts';

/**
 * Computes what a contract's price concedes against selling the same tonnes on its product's spot terms, by payment month, USD; entry 0 =
 * the month after the valuation month. Negative where the contract pays more. Over all paid tonnes to the end of the contract.
 * Errors: NOT_FOUND (contract), MISSING_PRICE, those of `netPrice`.
 */
export const priceConcession = (portfolio: Portfolio, value: ContractValue, market: Market): number[] => {
  const { entry, product } = findContract(portfolio, value.contractId);
  const pricersOf = createTermsPricers(createValuationContext(portfolio, market), product);
  const concession: number[] = [];
  const add = (month: number, amount: number): void => {
    const at = month - portfolio.valuationMonth - 1;
    while (concession.length <= at) concession.push(0);
    if (at >= 0) concession[at]! += amount;
  };
  for (const { month, delivered, makeUp, netPrice, pricing } of value.months) {
    if (delivered === makeUp) continue;
    const terms = termsAt(entry.contract, month);
    // concession = (net spot - contract net price) x paid tonnes
    const amount = (pricersOf(terms).spot.netAt(month) - netPrice) * (delivered - makeUp);
    const { paymentMonths, provisionalShare } = terms.payment;
    const { provisionalPayment, finalPayment } = invoicePaymentMonths(month, pricing, paymentMonths);
    const share = provisionalPayment === undefined ? 0 : provisionalShare;
    if (provisionalPayment !== undefined) add(provisionalPayment, amount * share);
    add(finalPayment, amount * (1 - share));
  }
  return concession;
};
