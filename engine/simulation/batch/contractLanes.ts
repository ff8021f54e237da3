import { LANES } from '../draws/draws.ts';
import type { AllocateLanes } from '../kernel/arena.ts';
import type { FlatContract, FlatTerms } from '../plan/flatContract.ts';
import type { FlatGroup, FlatPlan } from '../plan/flatPlan.ts';
import type { FlatProduct } from '../plan/flatProduct.ts';
import { CONTRACT_MEASURES, PATH_MEASURES, PRODUCT_MEASURES } from '../types.ts';

/** Events that a contract can be in. */
export const EVENT = { none: 0, refuse: 1, defer: 2, renegotiate: 3 } as const;

const NEVER = 1_000_000;

const lanes = (): Float64Array => new Float64Array(LANES);

/** What a contract year counts, in rows side by side. */
const YEAR_COUNTERS = ['taken', 'paidTonnes', 'paidValue', 'madeUp', 'excused', 'notOffered', 'openTonnes'] as const;

/** Make-up tonnes of the contract year that ended in month `made`, 0 for before the valuation; every lane's lapse in the same month. */
export type MakeUpLot = { lastMonth: number; assessedMonth: number; readonly tonnes: Float64Array; readonly price: Float64Array };

/** Months that deferred tonnes are kept by: more than lie between an event and the last of its parts. */
export const DEFERRAL_RING_MONTHS = 16;

/**
 * What a lane has beside the straight way, side by side in one line of the cache: its event and the last month of it, tonnes of the month's
 * call that are refused or held back, deferred tonnes that are to be delivered, those that have come due, the last month in which some
 * will, and tonnes of lots.
 */
export const EXCEPTION = {
  event: 0,
  lastEventMonth: 1,
  refused: 2,
  deferred: 3,
  deliverable: 4,
  overdue: 5,
  lastReturnMonth: 6,
  makeUp: 7,
} as const;
export const EXCEPTION_FIELDS = 8;

/** A contract under way in every lane. */
export type ContractLanes = {
  readonly flat: FlatContract;
  readonly index: number;
  /** Every lane calls, delivers and pays alike whatever happens, so that its tonnes are one number and only its price has lanes. */
  readonly isDeterministic: boolean;
  /** 1 until the contract ends by default; 0 from the start where it is not signed. */
  readonly alive: Uint8Array;
  /** The lanes that are not alive, in the order in which they ended. */
  readonly endedLanes: Int32Array;
  endedCount: number;
  /** Month from which its nominal tonnes are planned no more. */
  readonly unplannedFrom: Int32Array;
  /** What only odd lanes have, by lane and then by `SIDE`; their deferred tonnes that come back, by lane and month modulo DEFERRED_RING. */
  readonly exceptions: Float64Array;
  readonly deferralRing: Float64Array;
  /** The few lanes that are in an event, or have deferred tonnes or lots, ascending: all others go the straight way. */
  readonly exceptionLanes: Int32Array;
  exceptionCount: number;
  /** Whether an odd lane's call of the month is held back in part. */
  hasHeldBack: boolean;
  /** Of the month: net contract and net spot at S(t), tonnes called before (where that is asked for) and after the open share. */
  readonly netPrice: Float64Array;
  readonly spotPrice: Float64Array;
  spotMonth: number;
  /** Terms in force in the month under way. */
  terms: FlatTerms;
  readonly callBeforeOpenShare: Float64Array;
  readonly called: Float64Array;
  /** What every lane that is alive calls, NaN where lanes differ. */
  uniformCall: number;
  /** Whether the month's call is less than `wanted` or excused for a price fall. */
  readonly hasPriceFallen: Uint8Array;
  /** The contract year. */
  contractYear: number;
  readonly yearCounters: Float64Array;
  readonly takeOrPayQuantity: Float64Array;
  readonly taken: Float64Array;
  readonly makeUpTaken: Float64Array;
  readonly excused: Float64Array;
  readonly notOffered: Float64Array;
  readonly paidTonnes: Float64Array;
  readonly unpricedTonnes: Float64Array;
  readonly paidValue: Float64Array;
  readonly hasRefusedInYear: Uint8Array;
  readonly carriedForward: Float64Array;
  readonly makeUpLots: MakeUpLot[];
  /** What the buyer owes by payment month modulo its length in months, and the month that each part of it is of. */
  readonly receivables: Float64Array;
  readonly receivableMonths: Int32Array;
  readonly receivableSlots: number;
  /** Revenue by calendar year of payment. */
  readonly revenue: Float64Array;
  /** Payments by month, where a prepayment is set off against them. */
  readonly paymentsByMonth: Float64Array;
};

/** A product under way in every lane. */
export type ProductLanes = {
  readonly flat: FlatProduct;
  readonly index: number;
  /** Contracts with a delivery, by month after the valuation, in the order of their ids. */
  readonly deliveringContracts: readonly (readonly number[])[];
  /** Undelivered tonnes by the month that they joined the queue. */
  readonly queue: Float64Array;
  /** First month of the queue that may hold tonnes. */
  oldestQueueMonth: number;
  readonly nominal: Float64Array;
  readonly spareProduction: Float64Array;
  /** What buyers call of the month without what is refused or put off, and that. */
  readonly called: Float64Array;
  readonly heldBack: Float64Array;
  hasHeldBack: boolean;
  readonly deferredDue: Float64Array;
  hasDeferredDue: boolean;
  readonly deliveredShare: Float64Array;
  readonly deferredDeliveredShare: Float64Array;
  readonly undelivered: Float64Array;
  /** Whether any lane has had tonnes in the queue. */
  hasQueue: boolean;
  /** Whether any lane's calls of the month are cut for lack of product. */
  hasCuts: boolean;
  readonly spotPrice: Float64Array;
  readonly revenue: Float64Array;
  /** Spot tonnes by year are among the measures of paths; these are of the plan. */
  readonly hasSellerOption: boolean;
};

/** Whether nothing but the price of a contract can differ from path to path. */
export const isDeterministicContract = ({ parameters: { hazards, weighted } }: FlatPlan, flat: FlatContract): boolean =>
  !hazards.credit &&
  !hazards.performance &&
  !(weighted && flat.probability < 1) &&
  !flat.isAssessed &&
  flat.deferredEach === 0 &&
  flat.prepayment === undefined &&
  flat.terms.every(
    ({ toleranceHolder: holder, hasQuotationOption: option, isPriceFallExcused: priceFallExcuses }) =>
      holder === 'none' && !option && !priceFallExcuses,
  );

/** `detailed` keeps every contract's payments by month, not only those that a prepayment is set off against. */
export const createContractLanes = (
  plan: FlatPlan,
  flat: FlatContract,
  place: number,
  detailed: boolean,
  arena: AllocateLanes,
): ContractLanes => {
  const counted = arena(YEAR_COUNTERS.length * LANES);
  const [taken, paidTonnes, paidValue, madeUp, excused, notOffered, openTonnes] = YEAR_COUNTERS.map((_, row) =>
    counted.subarray(row * LANES, (row + 1) * LANES),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  const owedMonths = flat.longestPaymentLag + 1;
  return {
    flat,
    index: place,
    isDeterministic: !detailed && isDeterministicContract(plan, flat),
    alive: new Uint8Array(LANES).fill(1),
    endedLanes: new Int32Array(LANES),
    endedCount: 0,
    unplannedFrom: new Int32Array(LANES).fill(NEVER),
    exceptions: new Float64Array(EXCEPTION_FIELDS * LANES),
    deferralRing: new Float64Array(DEFERRAL_RING_MONTHS * LANES),
    exceptionLanes: new Int32Array(LANES),
    exceptionCount: 0,
    hasHeldBack: false,
    netPrice: arena(LANES),
    spotPrice: arena(LANES),
    spotMonth: -1,
    terms: flat.terms[0]!,
    callBeforeOpenShare: lanes(),
    called: arena(LANES),
    uniformCall: Number.NaN,
    hasPriceFallen: new Uint8Array(LANES),
    contractYear: -1,
    takeOrPayQuantity: lanes(),
    yearCounters: counted,
    taken,
    makeUpTaken: madeUp,
    excused,
    notOffered,
    paidTonnes,
    unpricedTonnes: openTonnes,
    paidValue,
    hasRefusedInYear: new Uint8Array(LANES),
    carriedForward: lanes(),
    makeUpLots: [],
    receivables: arena(plan.parameters.hazards.credit ? owedMonths * LANES : 0),
    receivableMonths: new Int32Array(owedMonths),
    receivableSlots: owedMonths,
    revenue: arena(plan.years * LANES),
    paymentsByMonth: new Float64Array(flat.prepayment === undefined && !detailed ? 0 : (plan.lastPayment + 1) * LANES),
  };
};

/** Notes that a lane no longer goes the straight way. */
export const markException = (one: ContractLanes, i: number): void => {
  const { exceptionLanes: odd } = one;
  let at = one.exceptionCount;
  while (at > 0 && odd[at - 1]! > i) at--;
  if (at > 0 && odd[at - 1] === i) return;
  odd.copyWithin(at + 1, at, one.exceptionCount);
  odd[at] = i;
  one.exceptionCount++;
};

/** Ends a contract in a lane. */
export const endLane = (one: ContractLanes, i: number): void => {
  one.alive[i] = 0;
  one.endedLanes[one.endedCount++] = i;
  one.called[i] = 0;
};

/** A lane begins with lots or deferred tonnes of before the valuation. */
const initialiseException = (one: ContractLanes, i: number): void => {
  const { flat, exceptions: side, deferralRing: returning } = one;
  markException(one, i);
  for (const { tonnes } of flat.makeUpLots) side[i * EXCEPTION_FIELDS + EXCEPTION.makeUp]! += tonnes;
  if (flat.deferredEach === 0) return;
  side[i * EXCEPTION_FIELDS + EXCEPTION.lastReturnMonth] = flat.deferredLast;
  for (let month = 1; month <= flat.deferredLast; month++)
    returning[i * DEFERRAL_RING_MONTHS + (month % DEFERRAL_RING_MONTHS)] = flat.deferredEach;
};

/** Lots that nobody holds any more: contract years come and go. */
const freeLots: MakeUpLot[] = [];

/** An empty lot. */
export const allocateLot = (last: number, made: number): MakeUpLot => {
  const lot = freeLots.pop() ?? { lastMonth: last, assessedMonth: made, tonnes: lanes(), price: lanes() };
  lot.lastMonth = last;
  lot.assessedMonth = made;
  lot.tonnes.fill(0);
  return lot;
};

export const releaseLot = (lot: MakeUpLot): void => {
  freeLots.push(lot);
};

/** Sets a contract to where it stands at the valuation. */
export const resetContractLanes = (one: ContractLanes, count: number): void => {
  const { flat } = one;
  one.revenue.fill(0);
  if (one.isDeterministic) return;
  one.alive.fill(1);
  one.endedCount = 0;
  one.unplannedFrom.fill(NEVER);
  one.exceptions.fill(0);
  one.exceptionCount = 0;
  one.hasHeldBack = false;
  one.uniformCall = Number.NaN;
  one.spotMonth = -1;
  one.deferralRing.fill(0);
  one.contractYear = -1;
  one.carriedForward.fill(0);
  for (const lot of one.makeUpLots) releaseLot(lot);
  one.makeUpLots.length = 0;
  for (const { last, price, tonnes } of flat.makeUpLots) {
    const lot = allocateLot(last, 0);
    lot.tonnes.fill(tonnes);
    lot.price.fill(price);
    one.makeUpLots.push(lot);
  }
  if (flat.deferredEach > 0 || flat.makeUpLots.length > 0) for (let i = 0; i < count; i++) initialiseException(one, i);
  one.receivableMonths.fill(0);
  one.paymentsByMonth.fill(0);
};

/** Which of some contracts have a delivery, by month after the valuation. */
export const listDeliveringContracts = ({ months, contracts }: FlatPlan, of: readonly number[]): (readonly number[])[] =>
  Array.from({ length: months + 1 }, (_, t) => of.filter((c) => contracts[c]!.termsIndex[t]! >= 0));

/** What running contracts of a group count in a month: their parts of its tonnes, and h_cr over the mean of exp(6 slack). */
export type GroupMonth = { readonly contracts: readonly number[]; readonly tonnageShares: Float64Array; readonly hazard: number };

export const buildGroupMonths = (plan: FlatPlan, group: FlatGroup): GroupMonth[] =>
  listDeliveringContracts(plan, group.contracts).map((contracts, t) => {
    const nominal = contracts.map((c) => plan.contracts[c]!.nominal[t]!);
    const tonnes = nominal.reduce((sum, part) => sum + part, 0);
    const mean = contracts.reduce((sum, c, m) => sum + nominal[m]! * plan.splits[plan.contracts[c]!.split]!.slackMean[t]!, 0);
    const tonnageShares = Float64Array.from(nominal, (part) => (tonnes > 0 ? part / tonnes : 0));
    return { contracts, tonnageShares, hazard: tonnes > 0 ? (group.hazard * tonnes) / mean : group.hazard };
  });

export const createProductLanes = (plan: FlatPlan, flat: FlatProduct, place: number, arena: AllocateLanes): ProductLanes => ({
  flat,
  index: place,
  deliveringContracts: listDeliveringContracts(plan, flat.contracts),
  queue: arena((plan.months + 1) * LANES),
  oldestQueueMonth: 1,
  nominal: arena(LANES),
  spareProduction: lanes(),
  called: arena(LANES),
  heldBack: arena(LANES),
  hasHeldBack: false,
  deferredDue: arena(LANES),
  hasDeferredDue: false,
  deliveredShare: arena(LANES),
  deferredDeliveredShare: arena(LANES),
  undelivered: arena(LANES),
  hasQueue: false,
  hasCuts: false,
  spotPrice: arena(LANES),
  revenue: arena(plan.years * LANES),
  hasSellerOption: flat.contracts.some((c) => plan.contracts[c]!.terms.some(({ toleranceHolder: holder }) => holder === 'seller')),
});

export const resetProductLanes = (one: ProductLanes): void => {
  one.hasQueue = false;
  one.oldestQueueMonth = 1;
  one.revenue.fill(0);
};

/** Entries of the tables of sums. */
export const PATH_MEASURE = Object.fromEntries(PATH_MEASURES.map((name, i) => [name, i])) as Readonly<
  Record<(typeof PATH_MEASURES)[number], number>
>;
export const CONTRACT_MEASURE = Object.fromEntries(CONTRACT_MEASURES.map((name, i) => [name, i])) as Readonly<
  Record<(typeof CONTRACT_MEASURES)[number], number>
>;
export const PRODUCT_MEASURE = Object.fromEntries(PRODUCT_MEASURES.map((name, i) => [name, i])) as Readonly<
  Record<(typeof PRODUCT_MEASURES)[number], number>
>;
