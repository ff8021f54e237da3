import type { Call } from './calls.ts';
import { callsAt } from './calls.ts';
import { type ContractPath, createContractPath } from './contractPath.ts';
import { deliver, type QueueLot } from './delivery.ts';
import { declaredPricing, invoice } from './invoices.ts';
import { bookOpening, deferredDue } from './opening.ts';
import { sellSpot, spotSale } from './spot.ts';
import { countDelivery, endMonth, takeMakeUp, yearAt } from './takeOrPay.ts';
import type { PortfolioContract, PortfolioProduct, ProductMonth } from './types.ts';
import type { ValuationContext } from './valuationContext.ts';

export type ProductPath = { readonly contracts: readonly ContractPath[]; readonly months: readonly ProductMonth[] };

/** Prices and books what a call and deferred tonnes delivered, and ends the month: make-up, invoices, take-or-pay. */
const settle = (context: ValuationContext, call: Call, delivered: number, deferred: number): void => {
  const { path, scheduled } = call;
  const { month, contractYear, nominal, minimum, maximum } = scheduled;
  const { contract } = path.pricersOf(scheduled.terms);
  const pricing = declaredPricing(scheduled, contract);
  const netPrice = contract.net(pricing, month);
  const year = yearAt(context, path, scheduled);
  const makeUp = takeMakeUp(path, year, scheduled, delivered, netPrice);
  const paidTonnes = delivered - makeUp.tonnes + deferred;
  invoice(context, path, scheduled, pricing, paidTonnes, paidTonnes * netPrice + makeUp.valueUsd);
  countDelivery(year, call, delivered, makeUp.tonnes, { tonnes: paidTonnes, price: netPrice, finalFrom: pricing.to });
  path.deferred.waiting -= deferred;
  path.months.push({
    month,
    contractYear,
    nominal,
    minimum,
    maximum,
    called: call.called,
    cut: call.called - delivered,
    delivered: delivered + deferred,
    makeUp: makeUp.tonnes,
    deferred,
    pricing,
    provisional: pricing.to > month,
    netPrice,
  });
  endMonth(context, path, year, scheduled);
};

/**
 * A product and its contracts month by month to T, steps 5 to 12: production, calls, delivery, spot, invoices, end of contract
 * years. A simulated path draws credit defaults and performance events (steps 7 and 8) between the calls and the delivery;
 * the deterministic path has none.
 */
export const productPath = (context: ValuationContext, product: PortfolioProduct, entries: readonly PortfolioContract[]): ProductPath => {
  const contracts = entries
    .toSorted((a, b) => (a.contract.id < b.contract.id ? -1 : 1))
    .map((entry) => createContractPath(context, entry, product));
  for (const path of contracts) bookOpening(context, path);
  const sale = spotSale(context, product, contracts);
  const queue: QueueLot[] = [];
  const months: ProductMonth[] = [];
  for (let month = context.firstMonth; month <= context.lastMonth; month++) {
    const production = product.production[month - context.firstMonth] ?? 0;
    const calls = callsAt(context, contracts, month, production);
    const deliveries = deliver(calls, calls.map(deferredDue), production, queue);
    const nominal = calls.reduce((sum, { scheduled }) => sum + scheduled.nominal, 0);
    months.push(
      sellSpot(context, product, sale, month, { production, nominal, delivered: deliveries.total, drawn: deliveries.drawn }, queue),
    );
    for (let i = 0; i < calls.length; i++) settle(context, calls[i]!, deliveries.byCall[i]!, deliveries.deferred[i]!);
  }
  return { contracts, months };
};
