import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Month } from '#shared/domain/time.ts';
import { deliverySchedule } from '../schedule/deliverySchedule.ts';
import { alternativePricingMonths } from '../schedule/pricingMonths.ts';
import type { CashFlow, ContractMonth, FlowKind, Ledger, PortfolioContract } from './types.ts';

/** Gives out columns of zeros. */
export type AllocateColumn = (length: number) => Float64Array;

const FIRST_CHUNK = 4096;
const LARGEST_CHUNK = 1 << 20;

/** Columns out of a few large arrays: a valuation makes tens of thousands, and an array of its own would cost more than its numbers. */
export const createColumnAllocator = (): AllocateColumn => {
  let chunk = new Float64Array(0);
  let used = 0;
  return (length) => {
    if (used + length > chunk.length) {
      chunk = new Float64Array(Math.max(length, FIRST_CHUNK, Math.min(2 * chunk.length, LARGEST_CHUNK)));
      used = 0;
    }
    used += length;
    return chunk.subarray(used - length, used);
  };
};

/** An empty ledger of `months` deliveries from `first`, of which the last is paid at most `longest` months after its month. */
export const createLedger = (columns: AllocateColumn, first: Month, months: number, longest: number): Ledger => ({
  first,
  called: columns(months),
  delivered: columns(months),
  makeUp: columns(months),
  deferred: columns(months),
  netPrice: columns(months),
  alternative: columns(months),
  provisional: columns(months + longest),
  final: columns(months + longest),
  others: [],
});

/** The month of the last payment; 0 where nothing is paid. */
export const lastPaymentMonth = (ledger: Ledger): Month => {
  const { first, provisional, final, others } = ledger;
  let last = final.length - 1;
  while (last >= 0 && provisional[last] === 0 && final[last] === 0) last--;
  return others.reduce((latest, { month }) => Math.max(latest, month), last < 0 ? 0 : first + last);
};

/** The payments of a ledger as dated flows, ascending by month; within a month provisional, final, then the others as they were booked. */
export const listFlows = ({ first, provisional, final, others }: Ledger, dateOf: (month: Month) => string): CashFlow[] => {
  const flows: CashFlow[] = [];
  const add = (month: Month, kind: FlowKind, amount: number) => {
    if (amount !== 0) flows.push({ month, date: dateOf(month), kind, amount });
  };
  for (let i = 0; i < final.length; i++) {
    add(first + i, 'provisional', provisional[i]!);
    add(first + i, 'final', final[i]!);
  }
  return others.length === 0 ? flows : [...flows, ...others].sort((a, b) => a.month - b.month);
};

/** The deliveries of a ledger month by month, beside what the contract says of each. */
export const listContractMonths = ({ contract, committedEnd }: PortfolioContract, ledger: Ledger): ContractMonth[] => {
  const { first, called, delivered, makeUp, deferred, netPrice, alternative } = ledger;
  return deliverySchedule(contract, first, first + called.length - 1, committedEnd).map(
    ({ month, contractYear, terms, nominal, minimum, maximum }, i) => {
      const pricing = alternativePricingMonths(terms, month, alternative[i]!);
      return {
        month,
        contractYear,
        nominal,
        minimum,
        maximum,
        called: called[i]!,
        cut: called[i]! + deferred[i]! - delivered[i]!,
        delivered: delivered[i]!,
        makeUp: makeUp[i]!,
        deferred: deferred[i]!,
        pricing,
        provisional: pricing.to > month,
        netPrice: netPrice[i]!,
      };
    },
  );
};

/** The most months between a delivery of a contract and its last payment. */
export const maxPaymentLag = ({ terms }: Pick<OfftakeContract, 'terms'>): number =>
  Math.max(
    ...terms.map((set) =>
      set.quotation.alternatives.reduce(
        (most, _, i) => Math.max(most, alternativePricingMonths(set, 0, i).to + set.payment.paymentMonths),
        set.payment.paymentMonths,
      ),
    ),
  );
