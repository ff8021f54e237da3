import { sum } from '#shared/math.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { type FlatContract, lastPricingOffset } from './flatContract.ts';
import type { FlatPlan } from './flatPlan.ts';
import type { FlatPrice } from './flatPrice.ts';

/** Tonnes sold at one price and paid in one calendar year, by a contract or on spot. Months count from the valuation. */
export type Sale = {
  readonly price: FlatPrice;
  readonly tonnes: number;
  readonly deliveryMonth: number;
  readonly firstPricingMonth: number;
  readonly pricingMonths: number;
  readonly year: number;
};

/** A contract, or the spot sales of a product. */
type Seller = {
  readonly kind: 'contracts' | 'products';
  readonly index: number;
  readonly product: number;
  readonly sales: readonly Sale[];
};

/**
 * The deterministic products of a plan, where only prices differ between paths: in every month all contracts call alike on all paths,
 * production covers the calls, and the rest is sold at once. Their tonnes are known before the first draw, so their months are not
 * simulated.
 */
export type DeterministicPlan = {
  /** By product. */
  readonly isDeterministic: readonly boolean[];
  readonly sellers: readonly Seller[];
  /** Tonnes called and delivered, and tonnes sold on spot, by year. */
  readonly calledByYear: Float64Array;
  readonly spotByYear: Float64Array;
  /** The same over the whole plan, by contract and by product. */
  readonly calledByContract: Float64Array;
  readonly spotByProduct: Float64Array;
};

/** Whether a contract calls, delivers and pays the same tonnes on every path, so that only its price differs. */
export const isDeterministicContract = ({ parameters: { hazards, weighted } }: FlatPlan, flat: FlatContract): boolean =>
  !hazards.credit &&
  !hazards.performance &&
  !flat.hasPolicy &&
  !(weighted && flat.probability < 1) &&
  !flat.isAssessed &&
  flat.openingDeferred === 0 &&
  flat.prepayment === undefined &&
  flat.terms.every(
    ({ toleranceHolder, hasQuotationOption, isPriceFallExcused, priceSupport }) =>
      toleranceHolder === 'none' && !hasQuotationOption && !isPriceFallExcused && priceSupport === undefined,
  );

/** Computes the spot tonnes of a deterministic product by month; undefined for any other product. */
const computeSpotTonnes = (plan: FlatPlan, index: number, isDeterministic: readonly boolean[]): Float64Array | undefined => {
  const { contracts, production, spotPriceIndex, spotZoneDiscount, spotZoneFreight, zoneDepths, policy } = plan.products[index]!;
  if (policy >= 0) return undefined;
  const spotTonnes = new Float64Array(plan.months + 1);
  for (let t = 1; t <= plan.months; t++) {
    let [calledTonnes, nominal] = [0, 0];
    for (const c of contracts) {
      const flat = plan.contracts[c]!;
      if (flat.termsIndex[t]! < 0) continue;
      if (!isDeterministic[c]!) return undefined;
      calledTonnes += flat.nominal[t]! * flat.openShare[t]!;
      nominal += flat.nominal[t]!;
    }
    spotTonnes[t] = production[t]! - calledTonnes;
    const uncommittedTonnes = spotPriceIndex[t]! < 0 ? 0 : Math.min(Math.max(0, production[t]! - nominal), spotTonnes[t]!);
    if (spotTonnes[t]! < 0 || uncommittedTonnes !== spotTonnes[t]) return undefined;
    if (uncommittedTonnes === 0) continue;
    // a discount on net spot depends on demand, which a cycle changes
    const isAtNetSpot = spotZoneDiscount[t] === 0 && spotZoneFreight[t] === 0 && uncommittedTonnes <= sum(zoneDepths[t]!);
    if (plan.parameters.cycle.on || !isAtNetSpot) return undefined;
  }
  return spotTonnes;
};

/** Lists the sales of a deterministic contract: at the provisional price of the delivery month, then at the final price. */
const listContractSales = (plan: FlatPlan, index: number, onDelivery: (t: number, tonnes: number) => void): Sale[] => {
  const flat = plan.contracts[index]!;
  const sales: Sale[] = [];
  for (let t = 1; t <= plan.months; t++) {
    if (flat.termsIndex[t]! < 0) continue;
    const { contractPrice: price, alternatives, paymentMonths, provisionalShare } = flat.terms[flat.termsIndex[t]!]!;
    const period = alternatives[0]!;
    const tonnes = flat.nominal[t]! * flat.openShare[t]!;
    onDelivery(t, tonnes);
    const lastPricingMonth = t + lastPricingOffset(period);
    const year = plan.yearIndex[Math.max(lastPricingMonth, t) + paymentMonths]!;
    const provisionalYear = plan.yearIndex[t + paymentMonths]!;
    // if both are paid in one year, provisional and final payment sum to the final value
    if (lastPricingMonth > t && provisionalYear !== year) {
      const provisional = { price, deliveryMonth: t, firstPricingMonth: t, pricingMonths: 1 };
      sales.push({ ...provisional, tonnes: provisionalShare * tonnes, year: provisionalYear });
      sales.push({ ...provisional, tonnes: -provisionalShare * tonnes, year });
    }
    sales.push({ price, tonnes, deliveryMonth: t, firstPricingMonth: t + period.offset, pricingMonths: period.length, year });
  }
  return sales;
};

/** Returns a plan without deterministic products, so that the months of every product are simulated. */
export const withoutDeterministicProducts = (plan: FlatPlan): DeterministicPlan => ({
  isDeterministic: plan.products.map(() => false),
  sellers: [],
  calledByYear: new Float64Array(plan.years),
  spotByYear: new Float64Array(plan.years),
  calledByContract: new Float64Array(plan.contracts.length),
  spotByProduct: new Float64Array(plan.products.length),
});

/** Returns the deterministic products of a plan and all their sales, computed once per plan. */
export const getDeterministicPlan = memoizeWeakly((plan: FlatPlan): DeterministicPlan => {
  const isContractDeterministic = plan.contracts.map((flat) => isDeterministicContract(plan, flat));
  const spotTonnesOf = plan.products.map((_, p) => computeSpotTonnes(plan, p, isContractDeterministic));
  const calledByYear = new Float64Array(plan.years);
  const spotByYear = new Float64Array(plan.years);
  const calledByContract = new Float64Array(plan.contracts.length);
  const spotByProduct = new Float64Array(plan.products.length);
  const sellers: Seller[] = [];
  plan.products.forEach((product, p) => {
    const tonnesByMonth = spotTonnesOf[p];
    if (tonnesByMonth === undefined) return;
    for (const c of product.contracts) {
      const sales = listContractSales(plan, c, (t, tonnes) => {
        calledByYear[plan.yearIndex[t]!]! += tonnes;
        calledByContract[c]! += tonnes;
      });
      sellers.push({ kind: 'contracts', index: c, product: p, sales });
    }
    const sales: Sale[] = [];
    for (let t = 1; t <= plan.months; t++) {
      const tonnes = tonnesByMonth[t]!;
      if (tonnes === 0) continue;
      const year = plan.yearIndex[t]!;
      const price = product.spotPrices[product.spotPriceIndex[t]!]!;
      sales.push({ price, tonnes, deliveryMonth: t, firstPricingMonth: t, pricingMonths: 1, year });
      spotByYear[year]! += tonnes;
      spotByProduct[p]! += tonnes;
    }
    sellers.push({ kind: 'products', index: p, product: p, sales });
  });
  return {
    isDeterministic: spotTonnesOf.map((tonnes) => tonnes !== undefined),
    sellers,
    calledByYear,
    spotByYear,
    calledByContract,
    spotByProduct,
  };
});
