import { LANES } from '../draws/draws.ts';
import type { AllocateLanes } from '../kernel/arena.ts';
import { isDeterministicContract } from '../plan/deterministicProducts.ts';
import type { FlatContract, FlatTerms } from '../plan/flatContract.ts';
import type { FlatPlan } from '../plan/flatPlan.ts';
import { type DeliveryRows, hasOpeningPayments, receivableSlotsOf } from './deliveryRows.ts';
import { createExceptions, EXCEPTION, type Exceptions, markException } from './exceptions.ts';
import { type ClosedLanes, resetClosedLanes } from './policyLanes.ts';

/** Later than any month. */
export const NEVER = 65_535;

/** Make-up tonnes of one contract year. `assessedMonth`: its last month, 0 before the valuation. All lanes lapse after `lastMonth`. */
export type MakeUpLot = { lastMonth: number; assessedMonth: number; readonly tonnes: Float64Array; readonly price: Float64Array };

/** Stands for rows that a contract does not have. */
const NO_ROW = new Float64Array(0);

const createRow = (length: number): Float64Array => (length === 0 ? NO_ROW : new Float64Array(length));

/** State of a contract in every lane. dmt, USD; months count from the valuation. */
export type ContractLanes = DeliveryRows & {
  readonly flat: FlatContract;
  readonly index: number;
  /** Whether its tonnes are one number in every lane, so that only prices are kept by lane. */
  readonly isDeterministic: boolean;
  /** Whether its revenue of each year is written in one step, because its product is deterministic; it then needs no reset. */
  readonly isBookedAtOnce: boolean;

  /** 1 until the contract ends by default; 0 from the start on paths where it is not signed. */
  readonly isAlive: Uint8Array;
  /** Lanes in which the contract has ended, in the order in which they ended. */
  readonly endedLanes: Uint16Array;
  endedCount: number;
  /** Month from which its nominal tonnes are no longer planned for it; known before the months of its product are simulated. */
  readonly unplannedFrom: Uint16Array;
  /** The last event that is drawn in each lane, and the last month of it, 0 before the first. */
  readonly lastEvent: Uint8Array;
  readonly lastEventMonth: Uint16Array;

  readonly exceptions: Exceptions;
  /** Whether part of a lane's call of the month is refused or deferred. */
  hasHeldBack: boolean;

  /** Lanes in which a policy closes a zone of its destination in the month. */
  readonly closedLanes: ClosedLanes;

  /** The month for which terms and net price are set, and the terms in force in it. */
  month: number;
  terms: FlatTerms;
  /** Net contract at S(t) of the month, before renegotiations: a row that contracts share and none may write (`SharedPrices`). */
  netPrice: Float64Array;
  /** Net spot at S(t) of month `spotMonth`, a row that contracts share. */
  spotPrice: Float64Array;
  spotMonth: number;
  /** Tonnes called in the month before the open share; filled only where it is used. */
  readonly callBeforeOpenShare: Float64Array;
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
  /** 1 where a fall in price excuses the buyer in the month; empty where it never does. */
  readonly hasPriceFallen: Uint8Array;

  /** Index of the contract year, -1 before the first. */
  contractYear: number;
  /** Oldest first. */
  readonly makeUpLots: MakeUpLot[];

  /** Payment month that each slot of the receivables holds. */
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
  readonly rows: DeliveryRows;
};

/** Allocates the state of a contract. */
export const createContractLanes = (
  plan: FlatPlan,
  flat: FlatContract,
  index: number,
  { hasDeterministicProduct, isDetailed, mayBeDeterministic, recordsDeliveries, closedLanes, rows }: ContractOptions,
  allocate: AllocateLanes,
): ContractLanes => {
  const openLanes = flat.openDeliveries.length > 0 ? LANES : 0;
  const needsCallBeforeOpenShare = flat.terms.some(
    ({ toleranceHolder, isPriceFallExcused }) => toleranceHolder === 'seller' || isPriceFallExcused,
  );
  const receivableSlots = receivableSlotsOf(flat);
  const revenueYears = getRevenueYears(plan, flat);
  return {
    flat,
    index,
    isDeterministic: mayBeDeterministic && isDeterministicContract(plan, flat),
    isBookedAtOnce: hasDeterministicProduct && !recordsDeliveries && !hasOpeningPayments(flat),
    isAlive: new Uint8Array(LANES).fill(1),
    endedLanes: new Uint16Array(LANES),
    endedCount: 0,
    unplannedFrom: new Uint16Array(LANES).fill(NEVER),
    lastEvent: new Uint8Array(LANES),
    lastEventMonth: new Uint16Array(LANES),
    exceptions: createExceptions(),
    hasHeldBack: false,
    closedLanes,
    month: -1,
    terms: flat.terms[0]!,
    netPrice: NO_ROW,
    spotPrice: NO_ROW,
    spotMonth: -1,
    callBeforeOpenShare: createRow(needsCallBeforeOpenShare ? LANES : 0),
    called: rows.called,
    offered: NO_ROW,
    cut: NO_ROW,
    hasCut: false,
    deferredDelivered: NO_ROW,
    hasDeferredDue: false,
    openPaidTonnes: createRow(openLanes),
    openPaidValue: createRow(openLanes),
    openUnpricedTonnes: createRow(openLanes),
    uniformCall: Number.NaN,
    hasPriceFallen: new Uint8Array(flat.hasPriceFallExcuse ? LANES : 0),
    contractYear: -1,
    yearCounters: rows.yearCounters,
    taken: rows.taken,
    paidTonnes: rows.paidTonnes,
    paidValue: rows.paidValue,
    makeUpTaken: rows.makeUpTaken,
    excused: rows.excused,
    notOffered: rows.notOffered,
    unpricedTonnes: rows.unpricedTonnes,
    takeOrPayQuantity: rows.takeOrPayQuantity,
    hasRefusedInYear: rows.hasRefusedInYear,
    carriedForward: rows.carriedForward,
    makeUpLots: [],
    receivables: rows.receivables,
    receivableMonths: new Int32Array(receivableSlots),
    receivableSlots,
    revenue: allocate((revenueYears[1] - revenueYears[0] + 1) * LANES),
    revenueYears,
    deliveredByYear: createRow(recordsDeliveries ? plan.years * LANES : 0),
    costTonnesByYear: createRow(recordsDeliveries ? plan.years * LANES : 0),
    supportByMonth: createRow(isDetailed && flat.terms.some(({ priceSupport }) => priceSupport) ? (plan.lastPayment + 1) * LANES : 0),
    paymentsByMonth: createRow(flat.prepayment === undefined && !isDetailed ? 0 : (plan.lastPayment + 1) * LANES),
  };
};

/** Ends a contract in a lane. */
export const endLane = (contract: ContractLanes, i: number): void => {
  contract.isAlive[i] = 0;
  contract.endedLanes[contract.endedCount++] = i;
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
  contract.lastEventMonth.fill(0);
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
  contract.month = -1;
  contract.spotMonth = -1;
  contract.contractYear = -1;
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
