import type { Month } from '#shared/domain/time.ts';
import { contractYearOf } from '../schedule/deliverySchedule.ts';
import { channelOfTerms, computeCalls } from './calls.ts';
import { type ContractPath, createContractPath, createProductTables, type ProductTables } from './contractPath.ts';
import { deliver, type QueueLot } from './deliveryQueue.ts';
import { bookInvoices } from './invoices.ts';
import { bookOpening, takeDeferredDue } from './opening.ts';
import { createSpotSale, sellSpot } from './spotSales.ts';
import { contractYearAt, endMonth, takeMakeUp } from './takeOrPay.ts';
import type { PortfolioContract, PortfolioProduct, ProductMonth } from './types.ts';
import type { ValuationContext } from './valuationContext.ts';
import { sumOf } from './yearlySeries.ts';

export type ProductPath = { readonly contracts: readonly ContractPath[]; readonly months: readonly ProductMonth[] };

/** Prices and books what a contract delivered month by month, and ends each month: make-up, take-or-pay, invoices (steps 11 and 12). */
const settleInvoices = (context: ValuationContext, path: ContractPath, kept: Float64Array): void => {
  const { ledger, calls } = path;
  const { start } = path.entry.contract;
  for (const span of path.spans) {
    const { terms } = span;
    const { months: priced } = path.pricersOf(terms);
    priced.evaluate(span.from, span.to);
    for (let month = span.from; month <= span.to; month++) {
      const i = month - ledger.first;
      const at = month - context.firstMonth;
      const delivered = ledger.called[i]! * kept[at]!;
      const netPrice = priced.net[at]!;
      const year = contractYearAt(context, path, contractYearOf(start, month));
      const makeUp = takeMakeUp(path, year, terms, delivered, netPrice);
      year.taken += delivered;
      year.makeUp += makeUp.tonnes;
      year.excused += calls.excused[i]!;
      // not offered: held back by a seller's option + called tonnes cut for lack of product
      year.notOffered += calls.withheld[i]! + (ledger.called[i]! - delivered);
      ledger.delivered[i] = delivered + ledger.deferred[i]!;
      ledger.makeUp[i] = makeUp.tonnes;
      ledger.netPrice[i] = netPrice;
      ledger.alternative[i] = priced.alternative[at]!;
      // a rise in price is paid for make-up tonnes with the final invoice
      if (makeUp.valueUsd !== 0)
        ledger.final[Math.max(priced.ends[at]!, month) + terms.payment.paymentMonths - ledger.first]! += makeUp.valueUsd;
      endMonth(context, path, year, terms, month);
    }
    bookInvoices(ledger, span, priced, context.firstMonth);
  }
};

/** Deferred tonnes of a contract in a month of the plan. */
const deferredDueIn = (context: ValuationContext, path: ContractPath, month: Month): number => {
  const span = path.spans.find(({ from, to }) => from <= month && month <= to);
  return span === undefined ? 0 : takeDeferredDue(path, month, channelOfTerms(context, path, span.terms, month).openShare);
};

/** Adds a column of a contract's ledger months to sums by month of the plan. */
const addByPlanMonth = (sums: Float64Array, column: Float64Array, at: number): void => {
  for (let i = 0; i < column.length; i++) sums[at + i]! += column[i]!;
};

/** Tonnes as agreed in the months of the ledger. */
const nominalOfLedger = ({ nominal, ledger, entry }: ContractPath): Float64Array =>
  nominal.subarray(ledger.first - entry.contract.start, ledger.first - entry.contract.start + ledger.called.length);

/**
 * A product and its contracts to T, steps 5 to 12. The calls of a contract know of the others only the production that they leave to
 * sellers, and what it delivers only the share that the product could keep of all calls; so each contract is taken through its months
 * at once, before and after the months of the product: production, delivery, spot. A simulated path draws credit defaults and performance
 * events (steps 7 and 8) between the calls and the delivery; the deterministic path has none.
 */
export const computeProductPath = (
  context: ValuationContext,
  product: PortfolioProduct,
  entries: readonly PortfolioContract[],
  shared: ProductTables = createProductTables(context, product),
): ProductPath => {
  const productionAt = (i: number) => product.production[i] ?? 0;
  const length = context.lastMonth - context.firstMonth + 1;
  const [nominal, called] = [context.allocateScratch(length), context.allocateScratch(length)];
  const contracts = entries
    .toSorted((a, b) => (a.contract.id < b.contract.id ? -1 : 1))
    .map((entry) => {
      const path = createContractPath(context, entry, product, shared);
      bookOpening(context, path);
      addByPlanMonth(nominal, nominalOfLedger(path), path.ledger.first - context.firstMonth);
      return path;
    });
  const spare = nominal.map((tonnes, i) => Math.max(0, productionAt(i) - tonnes));
  for (const path of contracts) {
    computeCalls(context, path, spare);
    addByPlanMonth(called, path.ledger.called, path.ledger.first - context.firstMonth);
  }

  const sale = createSpotSale(context, product, contracts);
  const deferring = contracts.filter(({ deferred }) => deferred.each > 0);
  const kept = context.allocateScratch(called.length);
  const queue: QueueLot[] = [];
  const months: ProductMonth[] = [];
  for (let i = 0; i < called.length; i++) {
    const month = context.firstMonth + i;
    const production = productionAt(i);
    const due = deferring.map((path) => deferredDueIn(context, path, month));
    const { total, drawn, ...shares } = deliver(called[i]!, sumOf(due), production, queue);
    months.push(sellSpot(context, product, sale, month, { production, nominal: nominal[i]!, delivered: total, drawn }, queue));
    kept[i] = shares.kept;
    for (const [k, path] of deferring.entries()) {
      const tonnes = due[k]! * shares.keptDeferred;
      if (tonnes > 0) path.ledger.deferred[month - path.ledger.first] = tonnes;
      path.deferred.waiting -= tonnes;
    }
  }
  for (const path of contracts) settleInvoices(context, path, kept);
  return { contracts, months };
};
