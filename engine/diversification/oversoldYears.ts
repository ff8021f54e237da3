import { addAmount } from '#shared/collections.ts';
import { termsAt } from '#shared/domain/contract.ts';
import type { ContractId, ProductId } from '#shared/domain/ids.ts';
import { type Month, type Year, yearOf } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { lazy, memoizeWhile } from '#shared/memoize.ts';
import { createObjectField } from '#shared/objectField.ts';
import { runSteps, type Steps } from '#shared/steps.ts';
import type { ContractValue, Ledger, Portfolio, PortfolioContract, PortfolioValue } from '../valuation/types.ts';
import { committedTonnes, type ProductCommitments, productCommitments } from './commitments.ts';

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

/** Called tonnes of a contract that are cut in the n-th month of its ledger, dmt. */
const cutInMonth = ({ called, deferred, delivered }: Ledger, n: number): number => called[n]! + (deferred[n] ?? 0) - delivered[n]!;

/** Damages of a contract by year of delivery, USD, positive. */
const damagesByDeliveryYear = ({ contract }: PortfolioContract, ledger: Ledger): ReadonlyMap<Year, number> => {
  const cutMonths: { readonly month: Month; readonly cut: number; readonly payment: Month }[] = [];
  for (let n = 0; n < ledger.called.length; n++) {
    const month = ledger.first + n;
    const cut = cutInMonth(ledger, n);
    if (cut > 0) cutMonths.push({ month, cut, payment: month + termsAt(contract, month).payment.paymentMonths });
  }
  const cutByPayment = new Map<Month, number>();
  for (const { payment, cut } of cutMonths) addAmount(cutByPayment, payment, cut);
  const damages = new Map<Year, number>();
  // deliveries that are paid in one month, after a change of payment terms, share its damages by the tonnes cut
  for (const { month, cut, payment } of cutMonths)
    addAmount(damages, yearOf(month), (-(ledger.damages[payment - ledger.first] ?? 0) * cut) / cutByPayment.get(payment)!);
  return damages;
};

/** What a contract lacks by year of delivery: called tonnes cut, dmt, and damages, USD. */
type Lack = Readonly<Record<'cut' | 'damages', ReadonlyMap<Year, number>>>;

const NO_LACK: Lack = { cut: new Map(), damages: new Map() };

const lackOfValue = memoizeWhile<ContractValue, Lack>(createObjectField());

/** Computed once for a contract whose value stays the same. */
const lackOf = (entry: PortfolioContract, value: ContractValue): Lack =>
  lackOfValue(value, [entry], () => {
    const { ledger } = value;
    const cut = new Map<Year, number>();
    for (let n = 0; n < ledger.called.length; n++) {
      const cutTonnes = cutInMonth(ledger, n);
      if (cutTonnes !== 0) addAmount(cut, yearOf(ledger.first + n), cutTonnes);
    }
    return cut.size === 0 ? NO_LACK : { cut, damages: damagesByDeliveryYear(entry, ledger) };
  });

/**
 * Lists the years in which nominal commitments exceed planned production, by product, then by year, with what each contract of the product
 * lacks and what that costs. `value` is the portfolio's. Source: docs/model/limits.md.
 */
export function* oversoldYearsInSteps(
  portfolio: Portfolio,
  value: PortfolioValue,
  coveredCommitments: readonly ProductCommitments[] = productCommitments(portfolio),
): Steps<OversoldYear[]> {
  const placesByProduct = Map.groupBy(portfolio.contracts.keys(), (place) => portfolio.contracts[place]!.contract.productId);
  const result: OversoldYear[] = [];
  for (const { productId, years } of coveredCommitments) {
    const yearsAbove = years.filter(({ nominal, planned }) => isAbove(nominal, planned));
    if (yearsAbove.length === 0) continue;
    const contracts: { readonly value: ContractValue; readonly nominal: readonly number[]; readonly lack: Lack }[] = [];
    for (const place of placesByProduct.get(productId) ?? []) {
      const [entry, contractValue] = [portfolio.contracts[place]!, value.contracts[place]!];
      contracts.push({
        value: contractValue,
        nominal: committedTonnes(entry, portfolio).nominal,
        lack: lackOf(entry, contractValue),
      });
      yield;
    }
    for (const { year, planned, nominal, minimum } of yearsAbove) {
      const place = year - value.years[0]!;
      const sellers = contracts.filter((contract) => contract.nominal[place]! > 0);
      const readContracts = lazy(() =>
        sellers.map(
          ({ value: { contractId, tonnes }, nominal: nominalByYear, lack }): ContractShortage => ({
            contractId,
            nominal: nominalByYear[place]!,
            delivered: tonnes[place]!,
            cut: lack.cut.get(year) ?? 0,
            damages: lack.damages.get(year) ?? 0,
          }),
        ),
      );
      result.push({
        productId,
        year,
        planned,
        nominal,
        minimum,
        shortage: nominal - planned,
        isCertain: isAbove(minimum, planned),
        cut: sumBy(sellers, ({ lack }) => lack.cut.get(year) ?? 0),
        damages: sumBy(sellers, ({ lack }) => lack.damages.get(year) ?? 0),
        // read by few pages, and thousands of objects
        get contracts() {
          return readContracts();
        },
      });
      yield;
    }
  }
  return result;
}

/**
 * Lists the contracts of a product whose called tonnes are cut in a year of delivery. Months can lack product in a year whose production covers
 * the commitments. `value` is the portfolio's.
 */
export const cutContracts = (
  { contracts }: Portfolio,
  value: PortfolioValue,
  productId: ProductId,
  year: Year,
): readonly Pick<ContractShortage, 'contractId' | 'cut' | 'damages'>[] =>
  contracts.flatMap((entry, place) => {
    if (entry.contract.productId !== productId) return [];
    const lack = lackOf(entry, value.contracts[place]!);
    const cut = lack.cut.get(year) ?? 0;
    return cut > LEAST_SHORT ? [{ contractId: entry.contract.id, cut, damages: lack.damages.get(year) ?? 0 }] : [];
  });

/** `oversoldYearsInSteps` without interruption. */
export const oversoldYears = (...of: Parameters<typeof oversoldYearsInSteps>): OversoldYear[] => runSteps(oversoldYearsInSteps(...of));
