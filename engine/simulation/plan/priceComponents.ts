import { symmetricEigen } from '../../statistics/nearestCorrelation.ts';
import type { FlatComposition } from './flatAverages.ts';
import type { FlatProduct } from './flatProduct.ts';
import type { PlanDriver } from './planDrivers.ts';

/**
 * Leading components of a plan's prices, orthonormal directions in the space of all price normals (drivers x months). The direction of a
 * component is the product of its shares by driver and a series by month.
 */
export type PriceComponents = {
  /** Months after the valuation that the components cover. */
  readonly months: number;
  /** Indexes of the drivers with a share in them. */
  readonly drivers: readonly number[];
  /** Series by month, entry 0 unused, squares adding up to 1. */
  readonly series: readonly Float64Array[];
  /** From the largest: index of the series, and shares in the order of `drivers`, squares adding up to 1. */
  readonly components: readonly { readonly series: number; readonly shares: readonly number[] }[];
};

/** Number of components with quasi-random draws; further components have little of the variance of revenue. */
const COMPONENTS = 16;

/** Eigenvalues below this share of the largest count as 0. */
const NEGLIGIBLE = 1e-9;

/** The parts of a flat plan that determine its components. */
type PricedPlan = {
  readonly drivers: readonly PlanDriver[];
  /** Deck from `firstMonth` on. */
  readonly slots: readonly {
    readonly reference: string;
    readonly deck: Float64Array;
    readonly isAdditive: boolean;
    readonly average: readonly FlatComposition[] | undefined;
  }[];
  readonly products: readonly FlatProduct[];
  readonly months: number;
  readonly valuationMonth: number;
  readonly firstMonth: number;
};

/** cos x for 0 <= x <= pi by its series at x / 4; its bits do not depend on the JavaScript engine. */
const cosine = (x: number): number => {
  const square = (x / 4) ** 2;
  let [term, sum] = [1, 1];
  for (let k = 1; k <= 10; k++) {
    term *= -square / (2 * k * (2 * k - 1));
    sum += term;
  }
  // cos 2a = 2 cos^2 a - 1
  const half = 2 * sum * sum - 1;
  return 2 * half * half - 1;
};

/** Exposures to prices by reference: USD per unit of ln S, per USD/dmt where additive. */
export type DrawExposures = Readonly<Record<string, number>>;

/**
 * Computes the change of the spot revenue of all planned production at the deck, summed over the months. It leaves contracts, collars and
 * scenarios out, so that plans with the same production share their components and with them their draws.
 */
export const spotExposures = ({ products, slots, months, valuationMonth, firstMonth }: PricedPlan): DrawExposures => {
  const exposures = new Float64Array(slots.length);
  const add = (slot: number, amount: number): void => {
    if (Number.isFinite(amount)) exposures[slot]! += amount;
  };
  for (const { production, spotPrices, spotPriceIndex } of products) {
    for (let t = 1; t <= months; t++) {
      if (spotPriceIndex[t]! < 0) continue;
      const price = spotPrices[spotPriceIndex[t]!]!;
      const deckAt = (slot: number): number => slots[slot]!.deck[valuationMonth + t - firstMonth]!;
      const addQuote = (slot: number, share: number, rate: number): void => {
        const perUnit = (production[t]! * (1 - price.fixedShare) * share) / (rate < 0 ? 1 : deckAt(rate));
        const composition = slots[slot]!.average?.[valuationMonth + t - firstMonth];
        const indices = composition === undefined ? [{ slot, share: 1 }] : composition.terms;
        for (const index of indices) {
          const perIndexUnit = perUnit * index.share;
          const amount = slots[index.slot]!.isAdditive ? perIndexUnit : perIndexUnit * deckAt(index.slot);
          add(index.slot, amount);
          if (rate >= 0) add(rate, -amount);
        }
      };
      price.averagedSlots.forEach((slot, k) => {
        addQuote(slot, price.averagedShares[k]!, price.averagedRates[k]!);
      });
      price.benchmarkSlots.forEach((slot, k) => {
        addQuote(slot, price.benchmarkShares[k]!, -1);
      });
      if (price.freightSlot >= 0) add(price.freightSlot, -production[t]! * price.freight);
    }
  }
  return Object.fromEntries(slots.map(({ reference }, slot) => [reference, exposures[slot]!]));
};

/** Weights of the drivers: exposure x volatility, a follower's exposure also by its beta with the driver that it follows. */
const driverWeights = (drivers: readonly PlanDriver[], exposures: DrawExposures): number[] => {
  const exposureOf = drivers.map(({ slot, reference }) => (slot < 0 ? 0 : (exposures[reference] ?? 0)));
  drivers.forEach(({ followedDriver, beta }, d) => {
    if (followedDriver >= 0) exposureOf[followedDriver]! += beta * exposureOf[d]!;
  });
  return drivers.map(({ volatility, isDrawn }, d) => (isDrawn ? exposureOf[d]! * volatility : 0));
};

/** Principal components of the weighted drivers in the space of their normals, from the largest. */
const driverComponents = (plan: PricedPlan, exposures: DrawExposures, drawnDrivers: readonly number[]) => {
  const weights = driverWeights(plan.drivers, exposures);
  const placeOf = new Map(drawnDrivers.map((d, place) => [d, place]));
  const covariance = drawnDrivers.map(() => drawnDrivers.map(() => 0));
  plan.drivers.forEach(({ factor, factorRow }, d) => {
    const weight = weights[d]!;
    if (weight === 0) return;
    const row = factor < 0 ? [{ driver: d, share: 1 }] : factorRow;
    for (const a of row) {
      for (const b of row) covariance[placeOf.get(a.driver)!]![placeOf.get(b.driver)!]! += weight * weight * a.share * b.share;
    }
  });
  const trace = drawnDrivers.reduce((sum, _, i) => sum + covariance[i]![i]!, 0);
  if (!(trace > 0)) return [];
  const { values, vectors } = symmetricEigen(covariance.map((row) => row.map((value) => value / trace)));
  return values
    .map((value, k) => {
      const shares = vectors.map((row) => row[k]!);
      const largestShare = shares.reduce((extreme, share) => (Math.abs(share) > Math.abs(extreme) ? share : extreme), 0);
      // the largest share is positive, so that equal components of two plans have the same sign
      return { variance: value, shares: largestShare < 0 ? shares.map((share) => -share) : shares };
    })
    .filter(({ variance }) => variance > NEGLIGIBLE)
    .sort((a, b) => b.variance - a.variance);
};

/**
 * Principal component i (0 = the largest) of a Brownian motion at n equal steps, as a series of its increments, and its variance:
 * cos((2i + 1) pi (t - 1/2) / (2n + 1)) to length 1, and 1 / (4 sin^2((2i + 1) pi / (2 (2n + 1)))).
 */
const brownianComponent = (n: number, i: number) => {
  const angle = ((2 * i + 1) * Math.PI) / (2 * n + 1);
  // cosines of the multiples of half the angle by their recurrence, from cos 0 on
  const half = cosine(angle / 2);
  const series = new Float64Array(n + 1);
  let [previousCosine, currentCosine] = [1, half];
  for (let t = 1; t <= n; t++) {
    series[t] = (2 * currentCosine) / Math.sqrt(2 * n + 1);
    for (let step = 0; step < 2; step++) [previousCosine, currentCosine] = [currentCosine, 2 * half * currentCosine - previousCosine];
  }
  // 4 sin^2(a / 2) = 2 (1 - cos a)
  return { series, variance: 1 / (2 * (1 - cosine(angle))) };
};

/**
 * Computes the leading components of a plan's prices: principal components of a Brownian motion over its months times those of its
 * drivers, weighted by the exposure of its revenue, or by the given exposures. Undefined where no revenue depends on a random price.
 */
export const computePriceComponents = (plan: PricedPlan, exposures: DrawExposures = spotExposures(plan)): PriceComponents | undefined => {
  const { months } = plan;
  const drivers = plan.drivers.flatMap(({ isDrawn }, d) => (isDrawn ? [d] : []));
  const byDriver = driverComponents(plan, exposures, drivers);
  if (byDriver.length === 0) return undefined;
  const bySeries = Array.from({ length: Math.min(COMPONENTS, months) }, (_, i) => brownianComponent(months, i));
  const components = byDriver
    .flatMap(({ variance, shares }) =>
      bySeries.map((component, series) => ({ component: { series, shares }, variance: variance * component.variance })),
    )
    .sort((a, b) => b.variance - a.variance)
    .slice(0, COMPONENTS)
    .map(({ component }) => component);
  const seriesCount = Math.max(...components.map(({ series }) => series)) + 1;
  return { months, drivers, series: bySeries.slice(0, seriesCount).map(({ series }) => series), components };
};
