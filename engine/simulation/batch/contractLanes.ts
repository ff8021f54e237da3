import { LANES } from '../draws/draws.ts';
import type { AllocateLanes } from '../kernel/arena.ts';
import { isDeterministicContract } from '../plan/deterministicProducts.ts';
import type { FlatContract, FlatTerms } from '../plan/flatContract.ts';
import type { FlatPlan } from '../plan/flatPlan.ts';
import { createExceptions, EXCEPTION, type Exceptions, markException } from './exceptions.ts';
import { type ClosedLanes, resetClosedLanes } from './policyLanes.ts';
import { createReachableLanes, type ReachableLanes } from './reachableLanes.ts';

/** Later than any month. */
export const NEVER = 1_000_000;

/** Counters of a contract year, in rows side by side, so that one fill resets them. */
const YEAR_COUNTERS = ['taken', 'paidTonnes', 'paidValue', 'makeUpTaken', 'excused', 'notOffered', 'unpricedTonnes'] as const;

/** Make-up tonnes of one contract year. `assessedMonth`: its last month, 0 before the valuation. All lanes lapse after `lastMonth`. */
export type MakeUpLot = { lastMonth: number; assessedMonth: number; readonly tonnes: Float64Array; readonly price: Float64Array };

/** Stands for rows that a contract does not have. */
const NO_ROW = new Float64Array(0);

/** State of a contract in every lane. dmt, USD; months count from the valuation. */
export type ContractLanes = {
  readonly flat: FlatContract;
  readonly index: number;
  /** Whether its tonnes are one number in every lane, so that only prices are kept by lane. */
  readonly isDeterministic: boolean;
  /** Whether its revenue of each year is written in one step, because its product is deterministic; it then needs no reset. */
  readonly isBookedAtOnce: boolean;

  /** 1 until the contract ends by default; 0 from the start on paths where it is not signed. */
  readonly isAlive: Uint8Array;
  /** Lanes in which the contract has ended, in the order in which they ended. */
  readonly endedLanes: Int32Array;
  endedCount: number;
  /** Month from which its nominal tonnes are no longer planned for it. */
  readonly unplannedFrom: Int32Array;

  readonly exceptions: Exceptions;
  /** Whether part of a lane's call of the month is refused or deferred. */
  hasHeldBack: boolean;

  /** Lanes in which a policy closes a zone of its destination in the month. */
  readonly closedLanes: ClosedLanes;

  /** Draws of performance events. */
  readonly eventLanes: ReachableLanes;
  /** Terms in force in the month. */
  terms: FlatTerms;
  /** Net contract at S(t) of the month, before renegotiations: a row that contracts share and none may write (`SharedPrices`). */
  netPrice: Float64Array;
  /** Net spot at S(t) of month `spotMonth`, a row that contracts share. */
  spotPrice: Float64Array;
  spotMonth: number;
  /** Tonnes called in the month, before (filled only where it is used) and after the open share. */
  readonly callBeforeOpenShare: Float64Array;
  readonly called: Float64Array;
  /** Rows of its claim on its product in the month (`ClaimRows`), and whether a lane is cut, and has deferred tonnes due. */
  offered: Float64Array;
  cut: Float64Array;
  hasCut: boolean;
  deferredDelivered: Float64Array;
  hasDeferredDue: boolean;
  /** Paid tonnes of open deliveries in the current contract year, their final value, and the tonnes priced after its end; empty without. */
  readonly openPaidTonnes: Float64Array;
  readonly openPaidValue: Float64Array;
  readonly openUnpricedTonnes: Float64Array;
  /** Tonnes that every lane that is alive calls, NaN if lanes differ. */
  uniformCall: number;
  /** 1 where a fall in price excuses the buyer in the month. */
  readonly hasPriceFallen: Uint8Array;

  /** Index of the contract year, -1 before the first. */
  contractYear: number;
  /** The rows of the year's counters; they and what follows are empty where no year is assessed. */
  readonly yearCounters: Float64Array;
  readonly taken: Float64Array;
  readonly paidTonnes: Float64Array;
  readonly paidValue: Float64Array;
  readonly makeUpTaken: Float64Array;
  readonly excused: Float64Array;
  readonly notOffered: Float64Array;
  /** Paid tonnes whose final price is known only after the contract year. */
  readonly unpricedTonnes: Float64Array;
  readonly takeOrPayQuantity: Float64Array;
  readonly hasRefusedInYear: Uint8Array;
  readonly carriedForward: Float64Array;
  /** Oldest first. */
  readonly makeUpLots: MakeUpLot[];

  /** Amounts that the buyer owes, by payment month modulo `receivableSlots`; empty without credit risk. */
  readonly receivables: Float64Array;
  /** Payment month that each slot holds. */
  readonly receivableMonths: Int32Array;
  readonly receivableSlots: number;
  /** Revenue by calendar year of payment, from the first to the last year that can have some (`revenueOffset`). */
  readonly revenue: Float64Array;
  readonly revenueYears: readonly [first: number, last: number];
  /** Tonnes delivered by calendar year, where the simulator records them; else empty. */
  readonly deliveredByYear: Float64Array;
  /** The same, each month's tonnes weighted by its unit cost over that at the deck's exchange rate. */
  readonly costTonnesByYear: Float64Array;
  /** Payments of price supports by month where the batch is detailed; else empty. */
  readonly supportByMonth: Float64Array;
  /** Payments by month, where a prepayment is set off against them or the batch is detailed; else empty. */
  readonly paymentsByMonth: Float64Array;
};

/** Whether a contract has payments for deliveries before the valuation. */
const hasOpeningPayments = ({ openDeliveries, unpaidAmounts }: FlatContract): boolean =>
  openDeliveries.length > 0 || unpaidAmounts.length > 0;

/** Indexes of the first and last year in which a contract can have revenue. */
const getRevenueYears = ({ yearIndex, months }: FlatPlan, flat: FlatContract): readonly [number, number] => {
  const last = yearIndex[flat.lastPayment]!;
  // a contract without deliveries has no payments
  return [hasOpeningPayments(flat) ? 0 : Math.min(yearIndex[Math.min(flat.firstDelivery, months)]!, last), last];
};

/** Offset of the lanes of a year in the revenue of a contract. */
export const revenueOffset = ({ revenueYears: [first] }: Pick<ContractLanes, 'revenueYears'>, year: number): number =>
  (year - first) * LANES;

/** What is recorded of a contract besides its revenue by year, and what it shares. */
export type ContractOptions = {
  /** Whether its product is deterministic. */
  readonly hasDeterministicProduct: boolean;
  /** Whether payments are kept by month for every contract. */
  readonly isDetailed: boolean;
  /** Whether its tonnes may be kept as one number for all lanes. */
  readonly mayBeDeterministic: boolean;
  /** Whether its deliveries are kept by year. */
  readonly recordsDeliveries: boolean;
  /** The closed lanes of its destination. */
  readonly closedLanes: ClosedLanes;
};

/** Allocates the state of a contract. */
export const createContractLanes = (
  plan: FlatPlan,
  flat: FlatContract,
  index: number,
  { hasDeterministicProduct, isDetailed, mayBeDeterministic, recordsDeliveries, closedLanes }: ContractOptions,
  allocate: AllocateLanes,
): ContractLanes => {
  const yearLanes = flat.isAssessed ? LANES : 0;
  const yearCounters = allocate(YEAR_COUNTERS.length * yearLanes);
  const counters = Object.fromEntries(
    YEAR_COUNTERS.map((name, row) => [name, yearCounters.subarray(row * yearLanes, (row + 1) * yearLanes)]),
  ) as Record<(typeof YEAR_COUNTERS)[number], Float64Array>;
  const openLanes = flat.openDeliveries.length > 0 ? LANES : 0;
  const needsCallBeforeOpenShare = flat.terms.some(
    ({ toleranceHolder, isPriceFallExcused }) => toleranceHolder === 'seller' || isPriceFallExcused,
  );
  const receivableSlots = flat.longestPaymentLag + 1;
  const revenueYears = getRevenueYears(plan, flat);
  return {
    flat,
    index,
    isDeterministic: mayBeDeterministic && isDeterministicContract(plan, flat),
    isBookedAtOnce: hasDeterministicProduct && !recordsDeliveries && !hasOpeningPayments(flat),
    isAlive: new Uint8Array(LANES).fill(1),
    endedLanes: new Int32Array(LANES),
    endedCount: 0,
    unplannedFrom: new Int32Array(LANES).fill(NEVER),
    exceptions: createExceptions(),
    hasHeldBack: false,
    closedLanes,
    eventLanes: createReachableLanes(),
    terms: flat.terms[0]!,
    netPrice: NO_ROW,
    spotPrice: NO_ROW,
    spotMonth: -1,
    callBeforeOpenShare: new Float64Array(needsCallBeforeOpenShare ? LANES : 0),
    called: allocate(LANES),
    offered: NO_ROW,
    cut: NO_ROW,
    hasCut: false,
    deferredDelivered: NO_ROW,
    hasDeferredDue: false,
    openPaidTonnes: new Float64Array(openLanes),
    openPaidValue: new Float64Array(openLanes),
    openUnpricedTonnes: new Float64Array(openLanes),
    uniformCall: Number.NaN,
    hasPriceFallen: new Uint8Array(LANES),
    contractYear: -1,
    yearCounters,
    taken: counters.taken,
    paidTonnes: counters.paidTonnes,
    paidValue: counters.paidValue,
    makeUpTaken: counters.makeUpTaken,
    excused: counters.excused,
    notOffered: counters.notOffered,
    unpricedTonnes: counters.unpricedTonnes,
    takeOrPayQuantity: new Float64Array(yearLanes),
    hasRefusedInYear: new Uint8Array(yearLanes),
    carriedForward: new Float64Array(yearLanes),
    makeUpLots: [],
    receivables: allocate(plan.parameters.hazards.credit ? receivableSlots * LANES : 0),
    receivableMonths: new Int32Array(receivableSlots),
    receivableSlots,
    revenue: allocate((revenueYears[1] - revenueYears[0] + 1) * LANES),
    revenueYears,
    deliveredByYear: new Float64Array(recordsDeliveries ? plan.years * LANES : 0),
    costTonnesByYear: new Float64Array(recordsDeliveries ? plan.years * LANES : 0),
    supportByMonth: new Float64Array(
      isDetailed && flat.terms.some(({ priceSupport }) => priceSupport) ? (plan.lastPayment + 1) * LANES : 0,
    ),
    paymentsByMonth: new Float64Array(flat.prepayment === undefined && !isDetailed ? 0 : (plan.lastPayment + 1) * LANES),
  };
};

/** Ends a contract in a lane. */
export const endLane = (contract: ContractLanes, i: number): void => {
  contract.isAlive[i] = 0;
  contract.endedLanes[contract.endedCount++] = i;
  contract.called[i] = 0;
};

/** Lots that no contract uses, for reuse: each contract year allocates and releases lots. */
const freeLots: MakeUpLot[] = [];

/** Returns a lot without tonnes; its prices are those of its last use. */
export const allocateLot = (lastMonth: number, assessedMonth: number): MakeUpLot => {
  const lot = freeLots.pop() ?? { lastMonth, assessedMonth, tonnes: new Float64Array(LANES), price: new Float64Array(LANES) };
  lot.lastMonth = lastMonth;
  lot.assessedMonth = assessedMonth;
  lot.tonnes.fill(0);
  return lot;
};

/** Makes a lot available for reuse. */
export const releaseLot = (lot: MakeUpLot): void => {
  freeLots.push(lot);
};

/** Marks a lane that starts with make-up lots or deferred tonnes from before the valuation. */
const initialiseException = (contract: ContractLanes, i: number): void => {
  const { flat, exceptions } = contract;
  const at = markException(exceptions, i);
  for (const { tonnes } of flat.makeUpLots) exceptions.fields[at + EXCEPTION.makeUp]! += tonnes;
  exceptions.fields[at + EXCEPTION.overdue] = flat.openingDeferred;
};

/** Resets a contract to its state at the valuation, for `count` paths. */
export const resetContractLanes = (contract: ContractLanes, count: number): void => {
  const { flat } = contract;
  if (contract.isBookedAtOnce) return;
  contract.revenue.fill(0);
  contract.deliveredByYear.fill(0);
  contract.costTonnesByYear.fill(0);
  contract.hasCut = false;
  if (contract.isDeterministic) return;
  contract.isAlive.fill(1);
  contract.endedCount = 0;
  contract.unplannedFrom.fill(NEVER);
  contract.exceptions.count = 0;
  contract.hasHeldBack = false;
  resetClosedLanes(contract.closedLanes);
  contract.uniformCall = Number.NaN;
  contract.hasDeferredDue = false;
  if (flat.openDeliveries.length > 0) {
    contract.openPaidTonnes.fill(0);
    contract.openPaidValue.fill(0);
    contract.openUnpricedTonnes.fill(0);
  }
  contract.spotMonth = -1;
  contract.contractYear = -1;
  contract.carriedForward.fill(0);
  for (const lot of contract.makeUpLots) releaseLot(lot);
  contract.makeUpLots.length = 0;
  for (const { lastMonth, price, tonnes } of flat.makeUpLots) {
    const lot = allocateLot(lastMonth, 0);
    lot.tonnes.fill(tonnes);
    lot.price.fill(price);
    contract.makeUpLots.push(lot);
  }
  if (flat.openingDeferred > 0 || flat.makeUpLots.length > 0) for (let i = 0; i < count; i++) initialiseException(contract, i);
  contract.receivableMonths.fill(0);
  contract.paymentsByMonth.fill(0);
  contract.supportByMonth.fill(0);
};
