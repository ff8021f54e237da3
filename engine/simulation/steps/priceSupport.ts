import { quarterOf } from '../../schedule/pricingMonths.ts';
import { supportPerTonne } from '../../valuation/priceSupport.ts';
import { type ContractLanes, NEVER, revenueOffset } from '../batch/contractLanes.ts';
import type { PathBatch } from '../batch/pathBatch.ts';
import { DRAW_KIND, LANES } from '../draws/draws.ts';
import { log } from '../draws/elementary.ts';
import { evaluatePriceOver } from './evaluatePrices.ts';

/** Draws the month in which each payer of a price support defaults, one draw per path: its hazard is the same in every month. */
export const drawPayerDefaults = (batch: PathBatch): void => {
  const { plan, payerDefaultMonths, draws, count } = batch;
  const [uniforms] = batch.scratch;
  for (const [p, { hash, hazard }] of plan.payers.entries()) {
    const defaultMonths = payerDefaultMonths[p]!.fill(NEVER);
    if (!plan.parameters.hazards.credit) continue;
    draws.uniforms(uniforms, DRAW_KIND.payerDefault, 0, hash);
    // the first month t with 1 - e^(-h t/12) > u
    for (let i = 0; i < count; i++) defaultMonths[i] = Math.min(NEVER, Math.floor((-12 * log(1 - uniforms[i]!)) / hazard) + 1);
  }
};

/**
 * Books what a price-floor programme pays for the deliveries of month t, as part of the contract's revenue. A payer's default ends the
 * programme: what it then owes is recovered in part, what is owed to it is paid in full. A buyer's default has no effect on it.
 */
export const bookPriceSupport = (batch: PathBatch, contract: ContractLanes, t: number, deliveredTonnes: Float64Array): void => {
  const { priceSupport } = contract.terms;
  if (priceSupport === undefined) return;
  const { plan, payerDefaultMonths, work, count } = batch;
  const { valuationMonth } = plan;
  const quarter = quarterOf(valuationMonth + t);
  evaluatePriceOver(batch, priceSupport.price, work.supportPrice, { from: quarter.from - valuationMonth, length: 3 }, t);
  const upsideShare = t >= priceSupport.upsideFrom ? priceSupport.upsideShare : 0;
  const paymentMonth = quarter.to - valuationMonth + priceSupport.paymentMonths;
  const revenueAt = revenueOffset(contract, plan.yearIndex[paymentMonth]!);
  const defaultMonths = payerDefaultMonths[priceSupport.payer]!;
  const { recovery } = plan.parameters.hazards;
  for (let i = 0; i < count; i++) {
    if (deliveredTonnes[i] === 0 || t >= defaultMonths[i]!) continue;
    const perTonne = supportPerTonne(priceSupport.floor, upsideShare, work.supportPrice[i]!);
    const amount = deliveredTonnes[i]! * priceSupport.content * perTonne;
    const payment = amount > 0 && paymentMonth >= defaultMonths[i]! ? amount * recovery : amount;
    contract.revenue[revenueAt + i]! += payment;
    if (contract.supportByMonth.length > 0) contract.supportByMonth[paymentMonth * LANES + i]! += payment;
  }
};
