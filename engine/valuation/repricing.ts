import { sumBy } from '#shared/math.ts';
import { isEndOfStep, type Steps } from '#shared/steps.ts';
import type { ContractPath, PricedPath, ProductTables } from './contractPath.ts';
import { bookInvoices, bookOpening } from './invoices.ts';
import { addAmount, createLedger, NO_AMOUNTS } from './ledger.ts';
import { bookPriceSupport } from './priceSupport.ts';
import { addByPlanMonth, bookDamages, computeProductPathInSteps, type ProductPath, sortById } from './productPath.ts';
import { resell, type SpotOffers } from './resale.ts';
import { createSpotPricers } from './spotSales.ts';
import type { PortfolioContract, PortfolioProduct, TakeOrPayYear } from './types.ts';
import type { ValuationContext } from './valuationContext.ts';

/**
 * The tonnes of a product's contracts where none of them depends on prices: on a market that differs in prices alone only prices, invoices
 * and spot sales are computed again. Columns by month of the ledgers, one contract after the other in the order of their ids, dmt.
 */
export type FixedTonnes = {
  readonly called: Float64Array;
  readonly cut: Float64Array;
  /** By contract; contract years without a deficiency. */
  readonly takeOrPay: readonly (readonly TakeOrPayYear[])[];
};

/** What is known of a product from another market: its fixed tonnes, absent where they depend on prices, and what they leave to spot sales. */
export type KnownTonnes = { readonly tonnes?: FixedTonnes | undefined; readonly spotOffers: SpotOffers };

/** A product and its contracts priced to T; its tonnes if they do not depend on prices. */
export type PricedProductPath = Omit<ProductPath, 'contracts'> & { readonly contracts: readonly PricedPath[] } & KnownTonnes;

/** Whether the tonnes of a contract do not depend on prices, and no lot is credited, charged or paid for at a price. */
const hasFixedTonnes = ({ entry: { contract }, deferred, takeOrPay }: ContractPath): boolean =>
  deferred.opening === 0 &&
  (contract.opening?.makeUpLots ?? []).length === 0 &&
  takeOrPay.every(({ deficiencyTonnes }) => deficiencyTonnes === 0) &&
  contract.terms.every(({ quantity }) => quantity.toleranceOption !== 'seller' && !quantity.excused.priceFall);

function* listFixedTonnes({ contracts }: ProductPath): Steps<FixedTonnes | undefined> {
  if (!contracts.every(hasFixedTonnes)) return undefined;
  yield;
  const months = sumBy(contracts, ({ ledger }) => ledger.called.length);
  const [calledTonnes, cutTonnes] = [new Float64Array(months), new Float64Array(months)];
  let at = 0;
  for (let i = 0; i < contracts.length; i++) {
    const { ledger, calls } = contracts[i]!;
    calledTonnes.set(ledger.called, at);
    cutTonnes.set(calls.cut, at);
    at += ledger.called.length;
    if (isEndOfStep(i)) yield;
  }
  return { called: calledTonnes, cut: cutTonnes, takeOrPay: contracts.map(({ takeOrPay }) => takeOrPay) };
}

/** Prices and books the deliveries of a contract whose calls are in its ledger (steps 9, 11 and 12). */
const priceDeliveries = (context: ValuationContext, path: PricedPath, cut: Float64Array): void => {
  const { ledger, spans } = path;
  bookOpening(context, path);
  for (const span of spans) {
    const { terms, from, to } = span;
    const { months: prices } = path.pricersOf(terms);
    prices.evaluate(from, to);
    for (let month = from; month <= to; month++) {
      const i = month - ledger.first;
      const at = month - context.firstMonth;
      ledger.delivered[i] = ledger.called[i]! - cut[i]!;
      ledger.netPrice[i] = prices.net[at]!;
      // most months have the first alternative
      if (prices.alternative[at] !== 0)
        ledger.alternative = addAmount(ledger.alternative, context.allocateColumn, ledger.called.length, i, prices.alternative[at]!);
    }
    bookDamages(context, path, span, cut, NO_AMOUNTS);
    bookInvoices(ledger, span, prices, context.firstMonth);
    bookPriceSupport(context, path, span);
  }
};

/** Prices a product's fixed tonnes on another market. Undefined where its spot sales would find another queue. */
function* repriceInSteps(
  context: ValuationContext,
  product: PortfolioProduct,
  entries: readonly PortfolioContract[],
  { pricersOf, agreementOf }: ProductTables,
  tonnes: FixedTonnes,
  { sale, offers, draws }: SpotOffers,
): Steps<PricedProductPath | undefined> {
  const pricerAt = sale && createSpotPricers(context, product, sale.main, pricersOf);
  const pricedOffers = offers.map((offer) => ({ ...offer, pricer: offer.pricer && pricerAt?.(offer.contractSales.month) }));
  const spotOffers = { sale, offers: pricedOffers, draws };
  const months = resell(context, product, spotOffers);
  if (months === undefined) return undefined;
  const calledTonnes = context.allocateScratch(offers.length);
  const contracts: PricedPath[] = [];
  let at = 0;
  for (const [n, entry] of sortById(entries).entries()) {
    const { spans, first, months: length, paymentLag } = agreementOf(entry);
    const ledger = createLedger(context.allocateColumn, first, length, paymentLag, tonnes.called.subarray(at, at + length));
    addByPlanMonth(calledTonnes, ledger.called, first - context.firstMonth);
    const path = { entry, product, pricersOf, spans, ledger, takeOrPay: tonnes.takeOrPay[n] ?? [], makeUpBalance: 0, makeUpLapsed: 0 };
    priceDeliveries(context, path, tonnes.cut.subarray(at, at + length));
    contracts.push(path);
    at += length;
    yield;
  }
  return { contracts, months, spotOffers, called: calledTonnes, tonnes };
}

/** Computes a product and its contracts to T, steps 5 to 12; from tonnes that are known from a market that differs in prices alone. */
export function* pricedProductPathInSteps(
  context: ValuationContext,
  product: PortfolioProduct,
  entries: readonly PortfolioContract[],
  tables: ProductTables,
  { tonnes, spotOffers }: Partial<KnownTonnes> = {},
): Steps<PricedProductPath> {
  const repricedPath = tonnes && spotOffers && (yield* repriceInSteps(context, product, entries, tables, tonnes, spotOffers));
  if (repricedPath !== undefined) return repricedPath;
  const path = yield* computeProductPathInSteps(context, product, entries, tables);
  return { ...path, tonnes: yield* listFixedTonnes(path) };
}
