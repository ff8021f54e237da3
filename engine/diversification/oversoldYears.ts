import { addAmount } from '#shared/collections.ts';
import { termsAt } from '#shared/domain/contract.ts';
import type { ContractId, ProductId } from '#shared/domain/ids.ts';
import { type Month, type Year, yearOf } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { runSteps, type Steps } from '#shared/steps.ts';
import type { ContractValue, Portfolio, PortfolioContract, PortfolioValue } from '../valuation/types.ts';
import { type ProductCommitments, productCommitments } from './commitments.ts';

/** What a contract delivers and lacks in a year of delivery: dmt, and USD. */
export type ContractShortage = {
  readonly contractId: ContractId;
  readonly nominal: number;
  readonly delivered: number;
  /** Called tonnes cut for lack of product. */
  readonly cut: number;
  /** What the cut tonnes cost the seller, positive. */
  readonly damages: number;
};

/** A year in which the nominal commitments of a product exceed its planned production; dmt, and USD. */
export type OversoldYear = {
  readonly productId: ProductId;
  readonly year: Year;
  readonly planned: number;
  readonly nominal: number;
  readonly minimum: number;
  /** Nominal commitments less planned production. */
  readonly shortage: number;
  /** Whether the minimum commitments exceed planned production too. */
  readonly isCertain: boolean;
  readonly cut: number;
  readonly damages: number;
  readonly contracts: readonly ContractShortage[];
};

/** Sums of monthly tonnes differ in their last digits: a smaller share of production is no shortage. */
const ROUNDING = 1e-9;
/** dmt */
const LEAST_SHORT = 1e-6;

const isAbove = (committedTonnes: number, plannedTonnes: number): boolean =>
  committedTonnes - plannedTonnes > Math.max(LEAST_SHORT, plannedTonnes * ROUNDING);

/** Damages of a contract by year of delivery, USD, positive. */
const damagesByDeliveryYear = ({ contract }: PortfolioContract, { months, flows }: ContractValue): ReadonlyMap<Year, number> => {
  const damagesByPayment = new Map<Month, number>();
  for (const { kind, month, amount } of flows) if (kind === 'damages') addAmount(damagesByPayment, month, -amount);
  const cutMonths = months
    .filter(({ cut }) => cut > 0)
    .map(({ month, cut }) => ({ month, cut, payment: month + termsAt(contract, month).payment.paymentMonths }));
  const cutByPayment = new Map<Month, number>();
  for (const { payment, cut } of cutMonths) addAmount(cutByPayment, payment, cut);
  const damages = new Map<Year, number>();
  // deliveries that are paid in one month, after a change of payment terms, share its damages by the tonnes cut
  for (const { month, cut, payment } of cutMonths)
    addAmount(damages, yearOf(month), ((damagesByPayment.get(payment) ?? 0) * cut) / cutByPayment.get(payment)!);
  return damages;
};

const shortageOf = (value: ContractValue, year: Year, damages: ReadonlyMap<Year, number>): ContractShortage => {
  let [nominal, deliveredTonnes, cut] = [0, 0, 0];
  for (const contractMonth of value.months) {
    if (yearOf(contractMonth.month) !== year) continue;
    nominal += contractMonth.nominal;
    deliveredTonnes += contractMonth.delivered;
    cut += contractMonth.cut;
  }
  return { contractId: value.contractId, nominal, delivered: deliveredTonnes, cut, damages: damages.get(year) ?? 0 };
};

/**
 * Lists the years in which nominal commitments exceed planned production, by product, then by year, with what each contract of the product
 * lacks and what that costs. `value` is the portfolio's. Source: docs/model/limits.md.
 */
export function* oversoldYearsInSteps(
  portfolio: Portfolio,
  value: PortfolioValue,
  coveredCommitments: readonly ProductCommitments[] = productCommitments(portfolio),
): Steps<OversoldYear[]> {
  const entries = new Map(portfolio.contracts.map((entry) => [entry.contract.id, entry]));
  const valuesByProduct = Map.groupBy(value.contracts, ({ productId }) => productId);
  const result: OversoldYear[] = [];
  for (const { productId, years } of coveredCommitments) {
    const yearsAbove = years.filter(({ nominal, planned }) => isAbove(nominal, planned));
    if (yearsAbove.length === 0) continue;
    const contracts: { readonly contractValue: ContractValue; readonly damages: ReadonlyMap<Year, number> }[] = [];
    for (const contractValue of valuesByProduct.get(productId) ?? []) {
      const entry = entries.get(contractValue.contractId);
      if (entry !== undefined) contracts.push({ contractValue, damages: damagesByDeliveryYear(entry, contractValue) });
      yield;
    }
    for (const { year, planned, nominal, minimum } of yearsAbove) {
      const shortages = contracts
        .map(({ contractValue, damages }) => shortageOf(contractValue, year, damages))
        .filter((shortage) => shortage.nominal > 0);
      result.push({
        productId,
        year,
        planned,
        nominal,
        minimum,
        shortage: nominal - planned,
        isCertain: isAbove(minimum, planned),
        cut: sumBy(shortages, ({ cut }) => cut),
        damages: sumBy(shortages, (shortage) => shortage.damages),
        contracts: shortages,
      });
      yield;
    }
  }
  return result;
}

/** `oversoldYearsInSteps` without interruption. */
export const oversoldYears = (...of: Parameters<typeof oversoldYearsInSteps>): OversoldYear[] => runSteps(oversoldYearsInSteps(...of));
