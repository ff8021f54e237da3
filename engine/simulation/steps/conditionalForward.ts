import type { PathBatch } from '../batch/pathBatch.ts';
import { LANES } from '../draws/draws.ts';
import { exp } from '../draws/elementary.ts';
import { DOUBLE_BYTES } from '../kernel/layout.ts';
import type { FlatComposition } from '../plan/flatAverages.ts';
import { priceIndex } from '../plan/flatPlan.ts';

/**
 * Writes to a row of the kernel the forward of an index for `pricedMonth`, conditional on `declarationMonth`: F exp(A Y - A^2 V / 2) R x stress
 * of the declaration month, A = e^(-k (pricedMonth - declarationMonth) dt). A follower has its own formula; a treatment charge is F + A Y.
 */
const writeIndexForward = (batch: PathBatch, slot: number, declarationMonth: number, pricedMonth: number, out: Float64Array): void => {
  const { plan, prices, count } = batch;
  const { deck, stress, driver: driverIndex, isAdditive } = plan.slots[slot]!;
  const stressMonth = Math.max(declarationMonth, plan.firstMonth - plan.valuationMonth);
  const deckPrice = deck[priceIndex(plan, pricedMonth)]!;
  const stressOfMonth = stress[priceIndex(plan, stressMonth)]!;
  const driver = plan.drivers[driverIndex];
  if (driver === undefined || declarationMonth < 1) {
    out.fill(isAdditive ? deckPrice + stressOfMonth : deckPrice * stressOfMonth);
    return;
  }
  const at = declarationMonth * LANES;
  const years = (pricedMonth - declarationMonth) / 12;
  const decay = exp(-driver.meanReversion * years);
  const y = prices.deviation[slot]!;
  if (isAdditive) {
    for (let i = 0; i < count; i++) out[i] = deckPrice + stressOfMonth + decay * y[at + i]!;
    return;
  }
  const v = prices.variance[slot]!;
  const level = deckPrice * stressOfMonth;
  const followedPrice = driver.followedDriver < 0 ? undefined : plan.drivers[driver.followedDriver]!;
  if (followedPrice === undefined) {
    const rowAt = at * DOUBLE_BYTES;
    batch.kernel.computeForwards({
      yAt: y.byteOffset + rowAt,
      vAt: v.byteOffset + rowAt,
      cycleAt: prices.cycle[slot]!.byteOffset + rowAt,
      outAt: out.byteOffset,
      level,
      decay,
    });
    return;
  }
  const { beta } = driver;
  const followedDecay = exp(-followedPrice.meanReversion * years);
  const history = prices.history[driver.followedDriver]!;
  const half = 0.5 * beta * (beta - 1);
  for (let i = 0; i < count; i++) {
    const vx = followedDecay * followedDecay * history.variance[at + i]!;
    const logQ = followedDecay * history.deviation[at + i]! - 0.5 * vx + history.logCycle[at + i]!;
    out[i] =
      level * exp(beta * logQ - half * vx - driver.logMean[declarationMonth]! + decay * y[at + i]! - 0.5 * decay * decay * v[at + i]!);
  }
};

/** Writes the forward of a weighted average of indices: prices of its indices up to the declaration month, later ones at their forwards. */
const writeAverageForward = (batch: PathBatch, { constant, terms }: FlatComposition, declarationMonth: number, out: Float64Array): void => {
  const { plan, prices, work } = batch;
  const row = work.indexForward;
  out.fill(constant);
  for (const { slot, month, share } of terms) {
    const indexMonth = month + plan.firstMonth - plan.valuationMonth;
    if (indexMonth <= declarationMonth) row.set(prices.spot[slot]!.subarray(month * LANES, (month + 1) * LANES));
    else writeIndexForward(batch, slot, declarationMonth, indexMonth, row);
    for (let i = 0; i < LANES; i++) out[i]! += share * row[i]!;
  }
};

/** Writes to a row of the kernel the forward of a slot for `pricedMonth`, conditional on `declarationMonth`. */
export const writeConditionalForward = (
  batch: PathBatch,
  slot: number,
  declarationMonth: number,
  pricedMonth: number,
  out: Float64Array,
): void => {
  const { plan } = batch;
  const composition = plan.slots[slot]!.average?.[priceIndex(plan, pricedMonth)];
  if (composition === undefined || composition.isFixed) writeIndexForward(batch, slot, declarationMonth, pricedMonth, out);
  else writeAverageForward(batch, composition, declarationMonth, out);
};
