import { termsAt } from '#shared/domain/contract.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { type Month, yearOf } from '#shared/domain/time.ts';
import { requireFinite } from '../numberChecks.ts';
import { leadingReference } from '../pricing/floatingLeg.ts';
import { deliverySchedule } from '../schedule/deliverySchedule.ts';
import { bracketedRoot } from './bracketedRoot.ts';
import { declaredPricing } from './declaration.ts';
import { createTermsPricers } from './termsPricers.ts';
import type { Market, Portfolio, PortfolioContract, PortfolioProduct } from './types.ts';
import { createDiscountFactor, createValuationContext, findContract } from './valuationContext.ts';
import { valuePortfolio } from './valuePortfolio.ts';
import { unitCostAt } from './yearlySeries.ts';

export type BreakEven = {
  /** The main reference; undefined for a fixed price. */
  readonly reference: string | undefined;
  /** In the reference's own unit; undefined where every price covers the cost, none does, or the product has no unit cost. */
  readonly price: number | undefined;
};

/** The market with a reference held at one price in every month after the valuation month. */
const marketWithFlatPrice = (market: Market, reference: string, price: number, after: Month): Market => {
  const series = Float64Array.from(market.prices[reference] ?? []).fill(price, Math.max(0, after + 1 - market.start));
  return { ...market, deck: { ...market.deck, [reference]: series }, prices: { ...market.prices, [reference]: series } };
};

/** The contract without what deliveries before the valuation still pay: their cost is behind it. */
const withoutOpenInvoices = ({ contract, ...entry }: PortfolioContract): PortfolioContract => ({
  ...entry,
  contract: contract.opening === undefined ? contract : { ...contract, opening: { ...contract.opening, openDeliveries: [], unpaid: [] } },
});

/** The contract alone on a mine that can serve it. */
const standalonePortfolio = (portfolio: Portfolio, entry: PortfolioContract, product: PortfolioProduct): Portfolio => {
  const { valuationMonth, lastMonth } = portfolio;
  const production = Array.from({ length: lastMonth - valuationMonth }, () => 0);
  for (const { month, maximum } of deliverySchedule(entry.contract, valuationMonth + 1, lastMonth, entry.committedEnd)) {
    production[month - valuationMonth - 1] = maximum + (entry.contract.opening?.deferredTonnes ?? 0);
  }
  return { ...portfolio, products: [{ ...product, production }], contracts: [withoutOpenInvoices(entry)] };
};

/** Width of the bracket at the end of the search, as a share of the range searched. */
const TOLERANCE = 1e-15;
/** The search ends at a price this many times the market's highest. */
const HIGHEST = 1000;

/**
 * The flat price of the contract's main reference at which the present value of what the contract pays equals that of the unit cash
 * cost of what it takes, to 1e-15 of the range searched; other references as in the market, the contract alone on its product, what
 * earlier deliveries still pay left out.
 * Errors: NOT_FOUND (contract), and those of `valuePortfolio`.
 */
export const breakEvenPrice = (portfolio: Portfolio, contractId: ContractId, market: Market): BreakEven => {
  const { entry, product } = findContract(portfolio, contractId);
  const reference = leadingReference(termsAt(entry.contract, portfolio.valuationMonth + 1).price);
  const series = reference === undefined ? undefined : market.prices[reference];
  if (reference === undefined || series === undefined || product.unitCost.length === 0) return { reference, price: undefined };

  const alone = standalonePortfolio(portfolio, entry, product);
  const discountFactor = createDiscountFactor(alone);
  const margin = (price: number): number => {
    const value = valuePortfolio(alone, marketWithFlatPrice(market, reference, price, portfolio.valuationMonth)).contracts[0]!;
    // PV(payments) - PV(tonnes x unit cost)
    return value.months.reduce(
      (sum, { month, delivered }) => sum - delivered * unitCostAt(product, yearOf(month)) * discountFactor(month),
      value.npv,
    );
  };
  const high = HIGHEST * Math.max(1, ...series.filter((price) => !Number.isNaN(price)));
  const bracket = { low: 0, high, atLow: margin(0), atHigh: margin(high) };
  if (bracket.atLow >= 0 || bracket.atHigh < 0) return { reference, price: undefined };
  return { reference, price: bracketedRoot(margin, bracket, TOLERANCE * high) };
};

/** One point of a payoff: net USD/dmt at a price of the main reference, with and without floor and cap. */
export type PayoffPoint = { readonly price: number; readonly netPrice: number; readonly withoutCollar: number };

/**
 * Net price of a delivery month over a grid of prices of the main reference, its quotational average taken there and all else as
 * in the market; empty for a fixed price. Errors: NOT_FOUND (contract), NOT_FINITE (a price), MISSING_PRICE, those of `netPrice`.
 */
export const payoff = (
  portfolio: Portfolio,
  contractId: ContractId,
  market: Market,
  month: Month,
  prices: readonly number[],
): PayoffPoint[] => {
  const { entry, product } = findContract(portfolio, contractId);
  const [scheduled] = deliverySchedule(entry.contract, month, month, Math.max(month, entry.committedEnd));
  const terms = termsAt(entry.contract, month);
  const reference = leadingReference(terms.price);
  if (reference === undefined || scheduled === undefined) return [];
  const pricersOf = createTermsPricers(createValuationContext(portfolio, market), product);
  const { contract } = pricersOf(terms);
  const { contract: free } = pricersOf({ ...terms, collar: undefined });
  const pricing = declaredPricing(scheduled, contract);
  return prices.map((price, i) => {
    const instead = { [reference]: requireFinite(price, `prices.${i}`) };
    return {
      price,
      netPrice: contract.net(pricing, month, instead),
      withoutCollar: free.net(pricing, month, instead),
    };
  });
};
