import { LANES } from './draws.ts';
import type { FlatContract } from './flatContract.ts';
import type { FlatPlan } from './flatPlan.ts';
import type { FlatProduct } from './flatProduct.ts';
import { CONTRACT_MEASURES, PATH_MEASURES, PRODUCT_MEASURES } from './types.ts';

/** Events that a contract can be in. */
export const EVENT = { none: 0, refuse: 1, defer: 2, renegotiate: 3 } as const;

const NEVER = 1_000_000;

const lanes = (): Float64Array => new Float64Array(LANES);

/** Make-up tonnes of one contract year, or of before the valuation; every lane's lapse in the same month. */
export type LotLanes = { readonly last: number; readonly tonnes: Float64Array; readonly price: Float64Array };

/** A contract under way in every lane. */
export type ContractLanes = {
  readonly flat: FlatContract;
  readonly place: number;
  /** Every lane calls, delivers and pays alike whatever happens, so that its tonnes are one number and only its price has lanes. */
  readonly steady: boolean;
  /** 1 until the contract ends by default; 0 from the start where it is not signed. */
  readonly alive: Uint8Array;
  anyDead: boolean;
  /** Month from which its nominal tonnes are planned no more. */
  readonly gone: Int32Array;
  readonly event: Uint8Array;
  readonly eventLast: Int32Array;
  /** Latest month of an event in any lane, and of one that holds tonnes back. */
  eventsLast: number;
  heldLast: number;
  /** Of the month: net contract and net spot at S(t), tonnes called before and after the open share. */
  readonly net: Float64Array;
  readonly spot: Float64Array;
  spotMonth: number;
  readonly wanted: Float64Array;
  readonly called: Float64Array;
  /** Whether the month's call is less than `wanted` or excused for a price fall. */
  readonly priceFallen: Uint8Array;
  readonly refused: Float64Array;
  readonly held: Float64Array;
  readonly due: Float64Array;
  /** Deferred tonnes that come back, by month modulo DEFERRED_RING, and those that have come due. */
  readonly returning: Float64Array;
  readonly waiting: Float64Array;
  anyDeferred: boolean;
  /** Last month in which deferred tonnes come due. */
  returnsLast: number;
  /** The contract year. */
  year: number;
  readonly quantity: Float64Array;
  readonly taken: Float64Array;
  readonly madeUp: Float64Array;
  readonly excused: Float64Array;
  readonly notOffered: Float64Array;
  readonly paidTonnes: Float64Array;
  readonly openTonnes: Float64Array;
  readonly paidValue: Float64Array;
  readonly yearRefused: Uint8Array;
  readonly carried: Float64Array;
  readonly lots: LotLanes[];
  readonly lotTotal: Float64Array;
  anyLots: boolean;
  /** What the buyer owes by payment month modulo its length in months. */
  readonly owed: Float64Array;
  readonly owedMonths: number;
  /** Revenue by calendar year of payment. */
  readonly revenue: Float64Array;
  /** Payments by month, where a prepayment is set off against them. */
  readonly paidIn: Float64Array;
};

/** Parts in which deferred tonnes come back, and the month after the event in which the first does. */
export const DEFERRED_PARTS = 6;
export const DEFERRED_RING = 16;

/** A product under way in every lane. */
export type ProductLanes = {
  readonly flat: FlatProduct;
  readonly place: number;
  /** Contracts with a delivery, by month after the valuation, in the order of their ids. */
  readonly running: readonly (readonly number[])[];
  /** Undelivered tonnes by the month that they joined the queue. */
  readonly queue: Float64Array;
  /** First month of the queue that may hold tonnes. */
  readonly head: Int32Array;
  readonly nominal: Float64Array;
  readonly spare: Float64Array;
  /** What buyers call of the month without what is refused or put off, and that. */
  readonly called: Float64Array;
  readonly heldBack: Float64Array;
  anyHeldBack: boolean;
  readonly due: Float64Array;
  readonly kept: Float64Array;
  readonly keptDeferred: Float64Array;
  /** Whether any lane has had tonnes in the queue. */
  anyQueued: boolean;
  /** Whether any lane's calls of the month are cut for lack of product. */
  anyCut: boolean;
  readonly price: Float64Array;
  readonly revenue: Float64Array;
  /** Spot tonnes by year are among the measures of paths; these are of the plan. */
  readonly hasSeller: boolean;
};

/** Whether nothing but the price of a contract can differ from path to path. */
const isSteady = ({ parameters: { hazards, weighted } }: FlatPlan, flat: FlatContract): boolean =>
  !hazards.credit &&
  !hazards.performance &&
  !(weighted && flat.probability < 1) &&
  !flat.assessed &&
  flat.deferredEach === 0 &&
  flat.prepayment === undefined &&
  flat.sets.every(({ holder, option, priceFallExcuses }) => holder === 'none' && !option && !priceFallExcuses);

/** `detailed` keeps every contract's payments by month, not only those that a prepayment is set off against. */
export const contractLanes = (plan: FlatPlan, flat: FlatContract, place: number, detailed: boolean): ContractLanes => {
  const owedMonths = flat.longest + 1;
  return {
    flat,
    place,
    steady: !detailed && isSteady(plan, flat),
    alive: new Uint8Array(LANES).fill(1),
    anyDead: false,
    gone: new Int32Array(LANES).fill(NEVER),
    event: new Uint8Array(LANES),
    eventLast: new Int32Array(LANES),
    eventsLast: 0,
    heldLast: 0,
    net: lanes(),
    spot: lanes(),
    spotMonth: -1,
    wanted: lanes(),
    called: lanes(),
    priceFallen: new Uint8Array(LANES),
    refused: lanes(),
    held: lanes(),
    due: lanes(),
    returning: new Float64Array(DEFERRED_RING * LANES),
    waiting: lanes(),
    anyDeferred: false,
    returnsLast: 0,
    year: -1,
    quantity: lanes(),
    taken: lanes(),
    madeUp: lanes(),
    excused: lanes(),
    notOffered: lanes(),
    paidTonnes: lanes(),
    openTonnes: lanes(),
    paidValue: lanes(),
    yearRefused: new Uint8Array(LANES),
    carried: lanes(),
    lots: [],
    lotTotal: lanes(),
    anyLots: false,
    owed: new Float64Array(plan.parameters.hazards.credit ? owedMonths * LANES : 0),
    owedMonths,
    revenue: new Float64Array(plan.years * LANES),
    paidIn: new Float64Array(flat.prepayment === undefined && !detailed ? 0 : (plan.lastPayment + 1) * LANES),
  };
};

/** Sets a contract to where it stands at the valuation. */
export const resetContract = (one: ContractLanes): void => {
  const { flat } = one;
  one.revenue.fill(0);
  if (one.steady) return;
  one.alive.fill(1);
  one.anyDead = false;
  one.gone.fill(NEVER);
  one.event.fill(EVENT.none);
  one.eventLast.fill(0);
  one.eventsLast = 0;
  one.heldLast = 0;
  one.spotMonth = -1;
  one.refused.fill(0);
  one.held.fill(0);
  one.due.fill(0);
  one.returning.fill(0);
  one.waiting.fill(0);
  one.anyDeferred = flat.deferredEach > 0;
  one.returnsLast = flat.deferredEach > 0 ? flat.deferredLast : 0;
  for (let month = 1; flat.deferredEach > 0 && month <= flat.deferredLast; month++) {
    const at = (month % DEFERRED_RING) * LANES;
    one.returning.fill(flat.deferredEach, at, at + LANES);
  }
  one.year = -1;
  one.carried.fill(0);
  one.lots.length = 0;
  one.lotTotal.fill(0);
  for (const { last, price, tonnes } of flat.lots) {
    one.lots.push({ last, tonnes: lanes().fill(tonnes), price: lanes().fill(price) });
    for (let i = 0; i < LANES; i++) one.lotTotal[i]! += tonnes;
  }
  one.anyLots = flat.lots.length > 0;
  one.owed.fill(0);
  one.paidIn.fill(0);
};

export const productLanes = (plan: FlatPlan, flat: FlatProduct, place: number): ProductLanes => ({
  flat,
  place,
  running: Array.from({ length: plan.months + 1 }, (_, t) => flat.contracts.filter((c) => plan.contracts[c]!.setOf[t]! >= 0)),
  queue: new Float64Array((plan.months + 1) * LANES),
  head: new Int32Array(LANES),
  nominal: lanes(),
  spare: lanes(),
  called: lanes(),
  heldBack: lanes(),
  anyHeldBack: false,
  due: lanes(),
  kept: lanes(),
  keptDeferred: lanes(),
  anyQueued: false,
  anyCut: false,
  price: lanes(),
  revenue: new Float64Array(plan.years * LANES),
  hasSeller: flat.contracts.some((c) => plan.contracts[c]!.sets.some(({ holder }) => holder === 'seller')),
});

export const resetProduct = (one: ProductLanes): void => {
  if (one.anyQueued) one.queue.fill(0);
  one.anyQueued = false;
  one.head.fill(1);
  one.revenue.fill(0);
};

/** Entries of the tables of sums. */
export const MEASURE = Object.fromEntries(PATH_MEASURES.map((name, i) => [name, i])) as Readonly<
  Record<(typeof PATH_MEASURES)[number], number>
>;
export const CONTRACT = Object.fromEntries(CONTRACT_MEASURES.map((name, i) => [name, i])) as Readonly<
  Record<(typeof CONTRACT_MEASURES)[number], number>
>;
export const PRODUCT = Object.fromEntries(PRODUCT_MEASURES.map((name, i) => [name, i])) as Readonly<
  Record<(typeof PRODUCT_MEASURES)[number], number>
>;
