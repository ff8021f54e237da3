import { isDeterministicContract, PATH_MEASURE } from '../batch/contractLanes.ts';
import type { AllocateLanes } from '../kernel/arena.ts';
import { ENTRY_DOUBLES } from '../kernel/kernel.ts';
import type { FlatPlan } from './flatPlan.ts';
import type { FlatPrice } from './flatPrice.ts';

/** Tonnes at a price over some months that are paid in some year, of a contract or of a product's spot sales. */
export type Sale = {
  readonly price: FlatPrice;
  readonly tonnes: number;
  /** Month of delivery, first month and number of months of the price. */
  readonly deliveryMonth: number;
  readonly firstPricingMonth: number;
  readonly pricingMonths: number;
  readonly year: number;
  /** What is taken off, USD. */
  readonly deduction: number;
};

/** Who is paid: a contract, or a product on spot. */
type Seller = { readonly kind: 'contracts' | 'products'; readonly index: number; readonly sales: readonly Sale[] };

/**
 * Products of which nothing but prices differs from path to path: every month all their contracts call alike on all paths, production
 * suffices for them, and what is left is sold at once. Tonnes are known before the first draw, so their months need not be gone through.
 */
export type DeterministicPlan = {
  readonly isDeterministic: readonly boolean[];
  readonly sellers: readonly Seller[];
  /** Tonnes called and delivered, and sold on spot, by year. */
  readonly calledByYear: Float64Array;
  readonly spotByYear: Float64Array;
  /** The same by contract and by product over all months. */
  readonly calledByContract: Float64Array;
  readonly spotByProduct: Float64Array;
};

/** Tonnes left for spot in every month of an even product; undefined for any other. */
const remainingTonnes = (plan: FlatPlan, place: number, steady: readonly boolean[]): Float64Array | undefined => {
  const { contracts, production, spotPriceIndex: spotOf, openShare: open } = plan.products[place]!;
  const left = new Float64Array(plan.months + 1);
  for (let t = 1; t <= plan.months; t++) {
    let [called, nominal] = [0, 0];
    for (const c of contracts) {
      const flat = plan.contracts[c]!;
      if (flat.termsIndex[t]! < 0) continue;
      if (!steady[c]!) return undefined;
      called += flat.nominal[t]! * flat.openShare[t]!;
      nominal += flat.nominal[t]!;
    }
    left[t] = production[t]! - called;
    const sells = spotOf[t]! >= 0 && (open[t]! > 0 || t === plan.months);
    const uncommitted = sells ? Math.min(Math.max(0, production[t]! - nominal), left[t]!) : 0;
    if (left[t]! < 0 || uncommitted !== left[t]) return undefined;
  }
  return left;
};

/** Deliveries of a steady contract: provisionally at the price of their month, then at the final one. */
const listContractSales = (plan: FlatPlan, place: number, tonnesOf: (t: number, tonnes: number) => void): Sale[] => {
  const flat = plan.contracts[place]!;
  const sales: Sale[] = [];
  for (let t = 1; t <= plan.months; t++) {
    if (flat.termsIndex[t]! < 0) continue;
    const { contractPrice: price, alternatives, paymentMonths, provisionalShare } = flat.terms[flat.termsIndex[t]!]!;
    const { offset, length } = alternatives[0]!;
    const tonnes = flat.nominal[t]! * flat.openShare[t]!;
    tonnesOf(t, tonnes);
    const until = t + offset + length - 1;
    const year = plan.yearIndex[Math.max(until, t) + paymentMonths]!;
    const provisionalYear = plan.yearIndex[t + paymentMonths]!;
    // within a year what was paid provisionally and the rest are the final value
    if (until > t && provisionalYear !== year) {
      const provisional = { price, deliveryMonth: t, firstPricingMonth: t, pricingMonths: 1, deduction: 0 };
      sales.push({ ...provisional, tonnes: provisionalShare * tonnes, year: provisionalYear });
      sales.push({ ...provisional, tonnes: -provisionalShare * tonnes, year });
    }
    sales.push({ price, tonnes, deliveryMonth: t, firstPricingMonth: t + offset, pricingMonths: length, year, deduction: 0 });
  }
  return sales;
};

/** The even products of a plan with all that they sell; none where paths are opened month by month (`detailed`). */
export const planDeterministicProducts = (plan: FlatPlan, detailed: boolean): DeterministicPlan => {
  const steady = plan.contracts.map((flat) => !detailed && isDeterministicContract(plan, flat));
  const left = plan.products.map((_, place) => (detailed ? undefined : remainingTonnes(plan, place, steady)));
  const called = new Float64Array(plan.years);
  const spot = new Float64Array(plan.years);
  const calledOf = new Float64Array(plan.contracts.length);
  const spotOf = new Float64Array(plan.products.length);
  const sellers: Seller[] = [];
  plan.products.forEach((product, place) => {
    const tonnesLeft = left[place];
    if (tonnesLeft === undefined) return;
    for (const c of product.contracts) {
      const sales = listContractSales(plan, c, (t, tonnes) => {
        called[plan.yearIndex[t]!]! += tonnes;
        calledOf[c]! += tonnes;
      });
      sellers.push({ kind: 'contracts', index: c, sales });
    }
    const sales: Sale[] = [];
    for (let t = 1; t <= plan.months; t++) {
      const tonnes = tonnesLeft[t]!;
      if (tonnes === 0) continue;
      const year = plan.yearIndex[t]!;
      // net spot x share - less
      const share = product.priceShare[t]!;
      const price = product.spotPrices[product.spotPriceIndex[t]!]!;
      sales.push({
        price,
        tonnes: tonnes * share,
        deliveryMonth: t,
        firstPricingMonth: t,
        pricingMonths: 1,
        year,
        deduction: tonnes * product.priceDeduction[t]!,
      });
      spot[year]! += tonnes;
      spotOf[place]! += tonnes;
    }
    sellers.push({ kind: 'products', index: place, sales });
  });
  return {
    isDeterministic: left.map((tonnes) => tonnes !== undefined),
    sellers,
    calledByYear: called,
    spotByYear: spot,
    calledByContract: calledOf,
    spotByProduct: spotOf,
  };
};

/** The only measures of a path that even products and their contracts have a part in. */
export const DETERMINISTIC_MEASURES = [
  PATH_MEASURE.contractRevenue,
  PATH_MEASURE.spotRevenue,
  PATH_MEASURE.called,
  PATH_MEASURE.delivered,
  PATH_MEASURE.spot,
];

/** Room for an entry of every sale. */
export const allocateSaleEntries = ({ sellers }: DeterministicPlan, lanes: AllocateLanes): Float64Array =>
  lanes(ENTRY_DOUBLES * sellers.reduce((sum, { sales }) => sum + sales.length, 0));
