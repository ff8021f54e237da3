import { termsAt } from '#shared/domain/contract.ts';
import { DEPTH_CAP, DEPTH_SHARE, DEPTH_SLOPE } from '#shared/domain/houseDefaults.ts';
import type { ContractId, ProductId } from '#shared/domain/ids.ts';
import type { Month } from '#shared/domain/time.ts';
import { ZONES } from '#shared/domain/zone.ts';
import { sum } from '#shared/math.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { createObjectField } from '#shared/objectField.ts';
import { isEndOfStep, lazySteps, type Steps } from '#shared/steps.ts';
import { perDryTonne } from '#shared/units/conversions.ts';
import { type DepthDiscount, marketDepth, zoneDepth } from '../spot/marketDepth.ts';
import { NO_COST, type RerouteCost, sellOnSpot } from '../spot/sellOnSpot.ts';
import { joinQueue, type QueueLot, type QueueOrigin, queuedTonnes, rerouteCost } from '../spot/spotQueue.ts';
import { channelOfTerms } from './calls.ts';
import { channelAt, demandWeights, type TradedProduct, type ZoneSplit, zoneSplit } from './channels.ts';
import { type ContractPath, resolveAgreement, spanAt } from './contractPath.ts';
import type { Pricer } from './pricer.ts';
import { mainPriceReference } from './priceTerms.ts';
import type { Portfolio, PortfolioContract, PortfolioProduct, ProductMonth } from './types.ts';
import type { ValuationContext } from './valuationContext.ts';

/** Spot terms of a product: its pricer by month, its zones, its mean planned production over the plan, dmt, and its main contract. */
export type SpotSale = {
  readonly pricerAt: (month: Month) => Pricer;
  readonly split: ZoneSplit;
  readonly meanProduction: number;
  readonly main: PortfolioContract | undefined;
};

/** The contract of a product with the largest contract year; on a tie the first id (`paths` are sorted by id). */
export const mainContract = <T extends Pick<ContractPath, 'annual'>>(paths: readonly T[]): T | undefined => {
  let main: T | undefined;
  let largestTonnage = Number.NEGATIVE_INFINITY;
  for (const path of paths) {
    const yearTonnage = Math.max(...path.annual);
    if (yearTonnage > largestTonnage) {
      main = path;
      largestTonnage = yearTonnage;
    }
  }
  return main;
};

/** The nominal tonnes of a contract's largest contract year, dmt. */
const largestContractYear = memoizeWeakly((entry: PortfolioContract): number => {
  // of no month: only the sums by contract year are read
  const noMonths = { firstMonth: entry.contract.start, lastMonth: entry.contract.start - 1 };
  return Math.max(...resolveAgreement(noMonths, entry, (length) => new Float64Array(length)).annual);
}, createObjectField());

/** The contract with the largest contract year of each product in a list; on a tie the first id. */
const mainContracts = memoizeWeakly((contracts: readonly PortfolioContract[]) => {
  const compare = function* (): Steps<ReadonlyMap<ProductId, PortfolioContract>> {
    const byProduct = new Map<ProductId, PortfolioContract>();
    for (let n = 0; n < contracts.length; n++) {
      const entry = contracts[n]!;
      const main = byProduct.get(entry.contract.productId);
      const tonnes = largestContractYear(entry);
      const mainTonnes = main === undefined ? Number.NEGATIVE_INFINITY : largestContractYear(main);
      if (tonnes > mainTonnes || (tonnes === mainTonnes && main !== undefined && entry.contract.id < main.contract.id))
        byProduct.set(entry.contract.productId, entry);
      if (isEndOfStep(n)) yield;
    }
    return byProduct;
  };
  return lazySteps(compare);
}, createObjectField());

/** Finds the contract of a product with the largest contract year; on a tie the first id. Undefined where the list has none. */
export const findMainContract = (contracts: readonly PortfolioContract[], productId: ProductId): PortfolioContract | undefined =>
  mainContracts(contracts).get().get(productId);

/**
 * Finds in steps the contract whose terms price the spot sales of a product in every month of the plan: the one with the largest contract
 * year; on a tie the first id. Undefined for a product with spot terms of its own or without contracts.
 */
export function* findSpotContractInSteps(
  { products, contracts }: Pick<Portfolio, 'products' | 'contracts'>,
  productId: ProductId,
): Steps<ContractId | undefined> {
  const product = products.find(({ id }) => id === productId);
  if (product === undefined || product.spotPrice !== undefined) return undefined;
  return (yield* mainContracts(contracts).prepare()).get(productId)?.contract.id;
}

/**
 * Splits the spot sales of a product by zone: its own destinations or zone, else those of its main contract. An unknown destination takes
 * the demand weights of the reference that prices the spot sales.
 */
export const splitSpotSales = (
  { portfolio }: ValuationContext,
  { spotZone, spotDestination, spotPrice, metal }: PortfolioProduct,
  main: { readonly entry: PortfolioContract; readonly split: ZoneSplit } | undefined,
): ZoneSplit => {
  if (spotDestination === undefined) return spotZone === undefined ? (main?.split ?? []) : [{ zone: spotZone, weight: 1 }];
  const price = spotPrice ?? main?.entry.contract.terms[0]?.price;
  return zoneSplit(spotDestination, () => demandWeights(portfolio, price && mainPriceReference(portfolio, price), metal));
};

/** Returns the pricer of spot sales by month: the product's own, else that of its main contract without clauses; undefined without either. */
export const createSpotPricers = (
  context: ValuationContext,
  product: PortfolioProduct,
  main: PortfolioContract | undefined,
  pricersOf: ContractPath['pricersOf'] | undefined,
): SpotSale['pricerAt'] | undefined => {
  if (product.spotPrice !== undefined) {
    const spotPricer = context.pricer(product.spotPrice, product);
    return () => spotPricer;
  }
  return main && pricersOf && ((month) => pricersOf(termsAt(main.contract, month)).spot);
};

/** Creates the spot terms of a product: its own, else those of its main contract without clauses; undefined if it has neither. */
export const createSpotSale = (
  context: ValuationContext,
  product: PortfolioProduct,
  paths: readonly ContractPath[],
): SpotSale | undefined => {
  const main = mainContract(paths);
  const meanProduction = meanPlannedProduction(product, context.lastMonth - context.firstMonth + 1);
  const split = splitSpotSales(context, product, main);
  const pricerAt = createSpotPricers(context, product, main?.entry, main?.pricersOf);
  return pricerAt && { pricerAt, split, meanProduction, main: main?.entry };
};

/** Mean planned production of a product over the months of the plan, dmt. */
export const meanPlannedProduction = ({ production }: PortfolioProduct, months: number): number =>
  sum(production.slice(0, months)) / months;

/** Each zone alone. */
const WHOLE_ZONES = ZONES.map((zone): ZoneSplit => [{ zone, weight: 1 }]);

/**
 * Computes the depths of a product's market by zone on the plateau in a month, dmt. The zones' weights are the demand weights of the main
 * reference: the product's, else the price reference of its spot terms. Errors: EMPTY with details.field `zoneWeights`.
 */
export const zoneDepths = (
  { portfolio, market }: ValuationContext,
  product: PortfolioProduct,
  meanProduction: number,
  tradedProduct: TradedProduct,
  month: Month,
): readonly number[] => {
  const main = product.mainReference ?? tradedProduct.references.find((code) => portfolio.references[code]?.kind === 'price');
  const weights = demandWeights(portfolio, main, portfolio.references[main ?? '']?.metal ?? product.metal);
  const depthShare = product.depthShare ?? DEPTH_SHARE[product.metal];
  return ZONES.map((zone, i) => {
    // rows on a destination of a contract close no market: only those of the zone count
    const { openShare } = channelAt(market, WHOLE_ZONES[i]!, tradedProduct, month);
    return zoneDepth(depthShare, meanProduction, weights[zone], openShare);
  });
};

/** How far tonnes beyond the market depth lower the price of a product. */
export const depthTerms = ({ depthSlope = DEPTH_SLOPE, depthCap = DEPTH_CAP }: PortfolioProduct): DepthDiscount => ({
  slope: depthSlope,
  cap: depthCap,
});

/** Production and contract sales of a product in a month, dmt. */
export type ContractSales = {
  readonly month: Month;
  readonly production: number;
  readonly nominal: number;
  readonly delivered: number;
  readonly drawn: number;
};

/** The tonnes that the contracts of a month leave to the queue, and what their closed destinations cost. */
const queueOrigins = (
  context: ValuationContext,
  { moisture }: PortfolioProduct,
  contracts: readonly ContractPath[],
  month: Month,
): readonly QueueOrigin[] => {
  const origins: QueueOrigin[] = [];
  for (const path of contracts) {
    const { ledger, calls, spans, nominal, entry } = path;
    const span = spanAt(spans, month);
    if (span === undefined) continue;
    const { openShare, closedDiscount, closedFreightUsdPerWmt } = channelOfTerms(context, path, span.terms)(month);
    const i = month - ledger.first;
    origins.push({
      nominal: nominal[month - entry.contract.start]!,
      delivered: ledger.called[i]! - (calls.cut[i] ?? 0),
      closedShare: 1 - openShare,
      closedDiscount,
      closedFreight: perDryTonne(closedFreightUsdPerWmt, moisture),
    });
  }
  return origins;
};

/** The tonnes that contracts leave to spot sales in a month, and their price; none of it depends on the market depth. */
export type SpotOffer = {
  readonly contractSales: ContractSales;
  readonly remainingTonnes: number;
  readonly uncommittedTonnes: number;
  readonly undeliveredCost: RerouteCost;
  /** Undefined without spot terms, and where nothing is for sale. */
  readonly pricer: Pricer | undefined;
};

/** Computes what is left of planned production in its month, uncommitted or not delivered. */
export const offerMonth = (
  context: ValuationContext,
  product: PortfolioProduct,
  sale: SpotSale | undefined,
  contracts: readonly ContractPath[],
  contractSales: ContractSales,
  queue: readonly QueueLot[],
): SpotOffer => {
  const { month, production, nominal, delivered, drawn } = contractSales;
  const remainingTonnes = production - (delivered - drawn);
  const uncommittedTonnes = Math.min(Math.max(0, production - nominal), remainingTonnes);
  const undeliveredTonnes = remainingTonnes - uncommittedTonnes;
  const hasCost = sale !== undefined && context.market.channels.length > 0 && undeliveredTonnes > 0;
  return {
    contractSales,
    remainingTonnes,
    uncommittedTonnes,
    undeliveredCost: hasCost ? rerouteCost(undeliveredTonnes, queueOrigins(context, product, contracts, month)) : NO_COST,
    pricer: remainingTonnes === 0 && queue.length === 0 ? undefined : sale?.pricerAt(month),
  };
};

/**
 * Sells the tonnes left by contracts on spot (step 10): planned uncommitted production in its month, other undelivered tonnes from the
 * queue, within the market depth. Without spot terms nothing is sold and all tonnes queue.
 */
export const sellMonth = (
  context: ValuationContext,
  product: PortfolioProduct,
  sale: Pick<SpotSale, 'split' | 'meanProduction'> | undefined,
  { contractSales, remainingTonnes, uncommittedTonnes, undeliveredCost, pricer }: SpotOffer,
  queue: QueueLot[],
): ProductMonth => {
  const { month, production, nominal, delivered, drawn } = contractSales;
  if (sale === undefined || pricer === undefined) {
    joinQueue(queue, month, remainingTonnes, 0, 0);
    return {
      month,
      production,
      nominal,
      delivered,
      drawn,
      uncommittedSold: 0,
      queued: remainingTonnes,
      resold: 0,
      queue: queuedTonnes(queue),
      depth: 0,
      depthDiscount: 0,
      spotPrice: undefined,
      spotRevenue: 0,
      depthLoss: 0,
      queueLoss: 0,
      rerouteLoss: 0,
    };
  }
  const tradedProduct = { productId: product.id, countryOfOrigin: product.countryOfOrigin, references: pricer.references };
  const spotZone = channelAt(context.market, sale.split, tradedProduct, month);
  const depth = marketDepth(
    zoneDepths(context, product, sale.meanProduction, tradedProduct, month),
    ZONES.map((zone) => context.market.demand[zone]),
    month - context.market.start,
  );
  const sales = sellOnSpot(queue, {
    month,
    isLastMonth: month === context.lastMonth,
    waitMonths: product.resaleMonths,
    uncommitted: uncommittedTonnes,
    spotZoneCost: { discount: spotZone.closedDiscount, freight: perDryTonne(spotZone.closedFreightUsdPerWmt, product.moisture) },
    undelivered: remainingTonnes - uncommittedTonnes,
    undeliveredCost,
    depth,
    terms: depthTerms(product),
    netSpot: pricer.netAt(month),
  });
  return {
    month,
    production,
    nominal,
    delivered,
    drawn,
    uncommittedSold: sales.uncommittedSold,
    queued: sales.queued,
    resold: sales.resold,
    queue: queuedTonnes(queue),
    depth,
    depthDiscount: sales.depthDiscount,
    spotPrice: sales.price,
    spotRevenue: sales.revenue,
    depthLoss: sales.depthLoss,
    queueLoss: sales.queueLoss,
    rerouteLoss: sales.rerouteLoss,
  };
};
