import type { SpotDeal, SpotMarket } from '#shared/domain/allocation.ts';
import { DAMAGES_SHARE, DELIVERY_PRIORITY } from '#shared/domain/houseDefaults.ts';
import { ZONES } from '#shared/domain/zone.ts';
import { runSteps, type Steps } from '#shared/steps.ts';
import { perDryTonne } from '#shared/units/conversions.ts';
import { cutDamages } from '../spot/deliveries.ts';
import { marketDepth } from '../spot/marketDepth.ts';
import { channelOfTerms } from '../valuation/calls.ts';
import { channelAt } from '../valuation/channels.ts';
import { type ContractPath, createContractPath, createProductTables, spanAt } from '../valuation/contractPath.ts';
import { computeStandaloneCalls } from '../valuation/productPath.ts';
import { createSpotSale, depthTerms, findMainContract, zoneDepths } from '../valuation/spotSales.ts';
import type { Market, Portfolio, PortfolioContract, PortfolioProduct } from '../valuation/types.ts';
import { createValuationContext, type ValuationContext } from '../valuation/valuationContext.ts';

/** A deal and the dmt a year that its contract names. */
export type NamedDeal = { readonly entry: PortfolioContract; readonly tonnes: number };

const seriesByMonth = ({ firstMonth, lastMonth }: ValuationContext, valueAt: (month: number) => number): Float64Array =>
  Float64Array.from({ length: lastMonth - firstMonth + 1 }, (_, t) => valueAt(firstMonth + t));

/** What one dmt a year of a deal takes from its product, from the path of the deal alone. */
const spotDeal = (context: ValuationContext, path: ContractPath, tonnes: number): SpotDeal => {
  const { ledger, nominal, entry, spans, product } = path;
  const { contract, priority = DELIVERY_PRIORITY, damagesShare = DAMAGES_SHARE } = entry;
  const perTonne = (amountOf: (i: number, month: number) => number): Float64Array =>
    seriesByMonth(context, (month) => {
      const i = month - ledger.first;
      return i >= 0 && i < ledger.called.length ? amountOf(i, month) / tonnes : 0;
    });
  const inSpan = (amountOf: (terms: ContractPath['spans'][number]['terms'], month: number) => number): Float64Array =>
    seriesByMonth(context, (month) => {
      const span = spanAt(spans, month);
      return span === undefined ? 0 : amountOf(span.terms, month);
    });
  const hasRows = context.market.channels.length > 0;
  const channel = (terms: Parameters<typeof channelOfTerms>[2], month: number) => channelOfTerms(context, path, terms)(month);
  return {
    cell: contract.id,
    priority,
    nominal: perTonne((_, month) => nominal[month - contract.start]!),
    called: perTonne((i) => ledger.called[i]!),
    cutLoss: inSpan((terms, month) => {
      const { months, spot } = path.pricersOf(terms);
      return ledger.netPrice[month - ledger.first]! + cutDamages(1, 0, months.netAt(month), spot.netAt(month), damagesShare);
    }),
    ...(hasRows && {
      closed: {
        share: inSpan((terms, month) => 1 - channel(terms, month).openShare),
        discount: inSpan((terms, month) => channel(terms, month).closedDiscount),
        freight: inSpan((terms, month) => perDryTonne(channel(terms, month).closedFreightUsdPerWmt, product.moisture)),
      },
    }),
  };
};

/**
 * Creates the spot market of a product, from which the allocation computes what any tonnes of its deals leave to spot sales; undefined for a
 * product that can't be sold on spot. Spot terms are those of the plan, or of the deals where the plan has no contract of the product.
 * Errors: those of `valuePortfolio`.
 */
export const createSpotMarket = (
  plan: Portfolio,
  product: PortfolioProduct,
  deals: readonly NamedDeal[],
  market: Market,
): SpotMarket | undefined => runSteps(createSpotMarketInSteps(plan, product, deals, market));

/** The same in steps, one for each deal. */
export function* createSpotMarketInSteps(
  plan: Portfolio,
  product: PortfolioProduct,
  deals: readonly NamedDeal[],
  market: Market,
): Steps<SpotMarket | undefined> {
  const context = createValuationContext(plan, market);
  const main =
    findMainContract(plan.contracts, product.id) ??
    findMainContract(
      deals.map(({ entry }) => entry),
      product.id,
    );
  const sale = createSpotSale(context, product, main === undefined ? [] : [createContractPath(context, main, product)]);
  if (sale === undefined) return undefined;
  const tradedAt = (month: number) => ({
    productId: product.id,
    countryOfOrigin: product.countryOfOrigin,
    references: sale.pricerAt(month).references,
  });
  const zoneCost = (month: number) => channelAt(market, sale.split, tradedAt(month), month);
  const tables = createProductTables(context, product);
  const spotDeals: SpotDeal[] = [];
  for (const { entry, tonnes } of deals) {
    spotDeals.push(spotDeal(context, computeStandaloneCalls(context, product, entry, tables), tonnes));
    yield;
  }
  return {
    product: product.id,
    production: seriesByMonth(context, (month) => product.production[month - context.firstMonth] ?? 0),
    netSpot: seriesByMonth(context, (month) => sale.pricerAt(month).netAt(month)),
    depth: seriesByMonth(context, (month) =>
      marketDepth(
        zoneDepths(context, product, sale.meanProduction, tradedAt(month), month),
        ZONES.map((zone) => market.demand[zone]),
        month - market.start,
      ),
    ),
    depthTerms: depthTerms(product),
    waitMonths: product.resaleMonths,
    ...(market.channels.length > 0 && {
      spotZoneCost: {
        discount: seriesByMonth(context, (month) => zoneCost(month).closedDiscount),
        freight: seriesByMonth(context, (month) => perDryTonne(zoneCost(month).closedFreightUsdPerWmt, product.moisture)),
      },
    }),
    deals: spotDeals,
  };
}
