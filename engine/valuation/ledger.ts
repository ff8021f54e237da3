import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Month } from '#shared/domain/time.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { sumBy } from '#shared/math.ts';
import { deliverySchedule } from '../schedule/deliverySchedule.ts';
import { alternativePricingMonths } from '../schedule/pricingMonths.ts';
import type { CashFlow, ContractMonth, FlowKind, Ledger, PortfolioContract } from './types.ts';

/** Allocates a column of zeros. */
export type AllocateColumn = (length: number) => Float64Array;

/** Allocates columns; `release` gives their memory to other allocators, after which nothing may read them. */
export type ColumnAllocator = { readonly allocate: AllocateColumn; readonly release: () => void };

const FIRST_CHUNK = 4096;
/** 2 MB: half of the last chunk is empty on average, but counts as memory in use, which makes the garbage collector run. */
const LARGEST_CHUNK = 1 << 18;
/** Released chunks that are kept for reuse, and the most numbers in them: 64 MB. */
const spareChunks: Float64Array<ArrayBuffer>[] = [];
const MAX_SPARE_NUMBERS = 8 << 20;

/** Returns a chunk of `length` numbers of any value. */
const takeChunk = (length: number): Float64Array<ArrayBuffer> => {
  const place = spareChunks.findIndex((chunk) => chunk.length === length);
  return place < 0 ? new Float64Array(length) : spareChunks.splice(place, 1)[0]!;
};

/**
 * Allocates columns from a few large arrays: a valuation needs tens of thousands, and one array each would take more than its numbers. The
 * arrays are reused after their release, because the valuations of a table would fill the memory faster than it is freed.
 */
export const createColumnAllocator = (): ColumnAllocator => {
  const chunks: Float64Array<ArrayBuffer>[] = [];
  let chunk = new Float64Array(0);
  let usedLength = 0;
  return {
    allocate: (length) => {
      if (usedLength + length > chunk.length) {
        chunk = takeChunk(Math.max(length, FIRST_CHUNK, Math.min(2 * chunk.length, LARGEST_CHUNK)));
        chunks.push(chunk);
        usedLength = 0;
      }
      usedLength += length;
      return chunk.subarray(usedLength - length, usedLength).fill(0);
    },
    release: () => {
      const room = MAX_SPARE_NUMBERS - sumBy(spareChunks, ({ length }) => length);
      let keptLength = 0;
      for (const usedChunk of chunks.splice(0)) {
        keptLength += usedChunk.length;
        if (keptLength <= room) spareChunks.push(usedChunk);
      }
      chunk = new Float64Array(0);
      usedLength = 0;
    },
  };
};

/** A column whose amounts are all 0. */
export const NO_AMOUNTS = new Float64Array(0);

/** Adds an amount to a column of `length` that is empty until it has an amount other than 0; returns the column. */
export const addAmount = (
  column: Float64Array,
  allocateColumn: AllocateColumn,
  length: number,
  at: number,
  amount: number,
): Float64Array => {
  if (amount === 0) return column;
  const writtenColumn = column.length === 0 ? allocateColumn(length) : column;
  writtenColumn[at]! += amount;
  return writtenColumn;
};

/**
 * Creates an empty ledger of `months` deliveries from `first`; payments reach `paymentLag` months beyond the last delivery. Called tonnes that
 * are known are not copied.
 */
export const createLedger = (
  allocateColumn: AllocateColumn,
  first: Month,
  months: number,
  paymentLag: number,
  calledTonnes = allocateColumn(months),
): Ledger => ({
  first,
  called: calledTonnes,
  delivered: allocateColumn(months),
  netPrice: allocateColumn(months),
  makeUp: NO_AMOUNTS,
  deferred: NO_AMOUNTS,
  alternative: NO_AMOUNTS,
  provisional: allocateColumn(months + paymentLag),
  final: allocateColumn(months + paymentLag),
  damages: NO_AMOUNTS,
  others: [],
});

const COLUMNS = ['called', 'delivered', 'makeUp', 'deferred', 'netPrice', 'alternative', 'provisional', 'final', 'damages'] as const;

/** Copies the columns of a ledger from those of a whole valuation. */
export const copyLedger = (ledger: Ledger, allocateColumn: AllocateColumn): Ledger => {
  const copy = (column: Float64Array): Float64Array => {
    if (column.length === 0) return column;
    const copiedColumn = allocateColumn(column.length);
    copiedColumn.set(column);
    return copiedColumn;
  };
  const { first, called, delivered, makeUp, deferred, netPrice, alternative, provisional, final, damages, others } = ledger;
  return {
    first,
    called: copy(called),
    delivered: copy(delivered),
    makeUp: copy(makeUp),
    deferred: copy(deferred),
    netPrice: copy(netPrice),
    alternative: copy(alternative),
    provisional: copy(provisional),
    final: copy(final),
    damages: copy(damages),
    others,
  };
};

const isSameColumn = (a: Float64Array, b: Float64Array): boolean => {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
};

/** Whether two ledgers are equal bit for bit. */
export const isSameLedger = (a: Ledger, b: Ledger): boolean =>
  a.first === b.first && COLUMNS.every((column) => isSameColumn(a[column], b[column])) && isDeepEqual(a.others, b.others);

/** Month of the last payment of a ledger; 0 without payments. */
export const lastPaymentMonth = (ledger: Ledger): Month => {
  const { first, provisional, final, damages, others } = ledger;
  let last = final.length - 1;
  while (last >= 0 && provisional[last] === 0 && final[last] === 0 && !damages[last]) last--;
  return others.reduce((latestMonth, { month }) => Math.max(latestMonth, month), last < 0 ? 0 : first + last);
};

/** Lists the payments of a ledger as dated flows by month; within a month provisional, final, damages, then the others in the order of booking. */
export const listFlows = ({ first, provisional, final, damages, others }: Ledger, dateOf: (month: Month) => string): CashFlow[] => {
  const flows: CashFlow[] = [];
  const addFlow = (month: Month, kind: FlowKind, amount: number) => {
    if (amount !== 0) flows.push({ month, date: dateOf(month), kind, amount });
  };
  for (let i = 0; i < final.length; i++) {
    addFlow(first + i, 'provisional', provisional[i]!);
    addFlow(first + i, 'final', final[i]!);
    addFlow(first + i, 'damages', damages[i] ?? 0);
  }
  return others.length === 0 ? flows : [...flows, ...others].sort((a, b) => a.month - b.month);
};

/** Whether a cash flow is a payment under the contract itself, from which a prepayment is repaid. */
export const isPaidByBuyer = ({ kind }: Pick<CashFlow, 'kind'>): boolean => kind !== 'prepayment' && kind !== 'priceSupport';

/** Lists the deliveries of a ledger from month `from` to month `to`, both included, with the contract's scheduled tonnes. */
export const listContractMonths = (
  { contract, committedEnd }: PortfolioContract,
  ledger: Ledger,
  from: Month,
  to: Month,
): ContractMonth[] => {
  const { first, called, delivered, makeUp, deferred, netPrice, alternative } = ledger;
  return deliverySchedule(contract, Math.max(first, from), Math.min(first + called.length - 1, to), committedEnd).map(
    ({ month, contractYear, terms, nominal, minimum, maximum }) => {
      const i = month - first;
      const pricing = alternativePricingMonths(terms, month, alternative[i] ?? 0);
      return {
        month,
        contractYear,
        nominal,
        minimum,
        maximum,
        called: called[i]!,
        cut: called[i]! + (deferred[i] ?? 0) - delivered[i]!,
        delivered: delivered[i]!,
        makeUp: makeUp[i] ?? 0,
        deferred: deferred[i] ?? 0,
        pricing,
        hasProvisionalInvoice: pricing.to > month,
        netPrice: netPrice[i]!,
      };
    },
  );
};

/** Most months between a delivery of a contract and its last payment. */
export const maxPaymentLag = ({ terms }: Pick<OfftakeContract, 'terms'>): number =>
  Math.max(
    ...terms.map((set) =>
      set.quotation.alternatives.reduce(
        (longestMonths, _, i) => Math.max(longestMonths, alternativePricingMonths(set, 0, i).to + set.payment.paymentMonths),
        set.payment.paymentMonths,
      ),
    ),
  );
