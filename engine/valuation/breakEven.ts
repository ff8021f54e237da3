import { termsAt } from '#shared/domain/contract.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Month } from '#shared/domain/time.ts';
import { runSteps, type Steps } from '#shared/steps.ts';
import { requireFinite } from '../numberChecks.ts';
import { leadingReference } from '../pricing/floatingLeg.ts';
import { deliverySchedule } from '../schedule/deliverySchedule.ts';
import { bracketedRootSteps } from './bracketedRoot.ts';
import { declaredPricing } from './declaration.ts';
import { createTermsPricers } from './termsPricers.ts';
import type { Market, Portfolio, PortfolioContract, PortfolioProduct } from './types.ts';
import { createUnitCosts } from './unitCosts.ts';
import { createDiscountFactor, createValuationContext, findContract } from './valuationContext.ts';
import { valuePortfolioInSteps } from './valuePortfolio.ts';

export type BreakEven = {
  /** The leading reference; undefined for a fixed price. */
  readonly reference: string | undefined;
  /** In the reference's own unit; undefined if every price covers the cost, none does, or the product has no unit cost. */
  readonly price: number | undefined;
};

/** Sets a reference to one price in every month after `lastFixedMonth`. */
const marketWithFlatPrice = (market: Market, reference: string, price: number, lastFixedMonth: Month): Market => {
  const series = Float64Array.from(market.prices[reference] ?? []).fill(price, Math.max(0, lastFixedMonth + 1 - market.start));
  return { ...market, deck: { ...market.deck, [reference]: series }, prices: { ...market.prices, [reference]: series } };
};

/** Removes the open invoices of deliveries before the valuation, whose cost is already spent. */
const withoutOpenInvoices = ({ contract, ...entry }: PortfolioContract): PortfolioContract => ({
  ...entry,
  contract: contract.opening === undefined ? contract : { ...contract, opening: { ...contract.opening, openDeliveries: [], unpaid: [] } },
});

/** A portfolio of the contract alone, with production for its maximum tonnes. */
const standalonePortfolio = (portfolio: Portfolio, entry: PortfolioContract, product: PortfolioProduct): Portfolio => {
  const { valuationMonth, lastMonth } = portfolio;
  const production = Array.from({ length: lastMonth - valuationMonth }, () => 0);
  for (const { month, maximum } of deliverySchedule(entry.contract, valuationMonth + 1, lastMonth, entry.committedEnd)) {
    production[month - valuationMonth - 1] = maximum + (entry.contract.opening?.deferredTonnes ?? 0);
  }
  return { ...portfolio, products: [{ ...product, production }], contracts: [withoutOpenInvoices(entry)] };
};

/** Width of the final bracket as a share of the range searched. */
const TOLERANCE = 1e-15;
/** Upper end of the search as a multiple of the market's highest price. */
const MAX_PRICE_MULTIPLE = 1000;

/**
 * Finds the flat price of the contract's leading reference at which the present value of its payments equals that of the unit cash cost
 * of its tonnes, to 1e-15 of the range searched. Other references stay as in the market, the contract stands alone on its product, and
 * open invoices of earlier deliveries are excluded.
 * Errors: NOT_FOUND (contract), and those of `valuePortfolio`.
 */
export function* breakEvenPriceInSteps(portfolio: Portfolio, contractId: ContractId, market: Market): Steps<BreakEven> {
  const { entry, product } = findContract(portfolio, contractId);
  const reference = leadingReference(termsAt(entry.contract, portfolio.valuationMonth + 1).price);
  const series = reference === undefined ? undefined : market.prices[reference];
  if (reference === undefined || series === undefined || product.unitCost.length === 0) return { reference, price: undefined };

  const standalonePlan = standalonePortfolio(portfolio, entry, product);
  const discountFactor = createDiscountFactor(standalonePlan);
  const unitCosts = createUnitCosts(product, market, portfolio.references);
  function* margin(price: number): Steps<number> {
    const { contracts } = yield* valuePortfolioInSteps(
      standalonePlan,
      marketWithFlatPrice(market, reference!, price, portfolio.valuationMonth),
    );
    const value = contracts[0]!;
    yield;
    // PV(payments) - PV(tonnes * unit cost)
    return value.months.reduce((sum, { month, delivered }) => sum - delivered * unitCosts.at(month) * discountFactor(month), value.npv);
  }
  const high = MAX_PRICE_MULTIPLE * Math.max(1, ...series.filter((price) => !Number.isNaN(price)));
  const bracket = { low: 0, high, atLow: yield* margin(0), atHigh: yield* margin(high) };
  if (bracket.atLow >= 0 || bracket.atHigh < 0) return { reference, price: undefined };
  const search = bracketedRootSteps(bracket, TOLERANCE * high);
  let step = search.next();
  while (!step.done) step = search.next(yield* margin(step.value));
  return { reference, price: step.value.high };
}

/** `breakEvenPriceInSteps` without interruption. */
export const breakEvenPrice = (...of: Parameters<typeof breakEvenPriceInSteps>): BreakEven => runSteps(breakEvenPriceInSteps(...of));

/** One point of a payoff: net price in USD/dmt at a price of the leading reference, with and without floor and cap. */
export type PayoffPoint = { readonly price: number; readonly netPrice: number; readonly withoutCollar: number };

/**
 * Computes the net price of a delivery month over a grid of quotational averages of the leading reference, all else as in the market;
 * empty for a fixed price. Errors: NOT_FOUND (contract), NOT_FINITE (a price), MISSING_PRICE, those of `netPrice`.
 */
export const payoff = (
  portfolio: Portfolio,
  contractId: ContractId,
  market: Market,
  month: Month,
  prices: readonly number[],
): PayoffPoint[] => {
  const { entry, product } = findContract(portfolio, contractId);
  const [monthDelivery] = deliverySchedule(entry.contract, month, month, Math.max(month, entry.committedEnd));
  const terms = termsAt(entry.contract, month);
  const reference = leadingReference(terms.price);
  if (reference === undefined || monthDelivery === undefined) return [];
  const pricersOf = createTermsPricers(createValuationContext(portfolio, market), product);
  const { contract } = pricersOf(terms);
  const { contract: withoutCollar } = pricersOf({ ...terms, collar: undefined });
  const pricing = declaredPricing(monthDelivery, contract);
  return prices.map((price, i) => {
    const overrides = { [reference]: requireFinite(price, `prices.${i}`) };
    return {
      price,
      netPrice: contract.net(pricing, month, overrides),
      withoutCollar: withoutCollar.net(pricing, month, overrides),
    };
  });
};
