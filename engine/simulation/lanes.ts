import { LANES } from './draws.ts';
import type { FlatContract, FlatSet } from './flatContract.ts';
import type { FlatGroup, FlatPlan } from './flatPlan.ts';
import type { FlatProduct } from './flatProduct.ts';
import type { Lanes } from './kernel/arena.ts';
import { CONTRACT_MEASURES, PATH_MEASURES, PRODUCT_MEASURES } from './types.ts';

/** Events that a contract can be in. */
export const EVENT = { none: 0, refuse: 1, defer: 2, renegotiate: 3 } as const;

const NEVER = 1_000_000;

const lanes = (): Float64Array => new Float64Array(LANES);

/** What a contract year counts, in rows side by side. */
const YEAR_ROWS = ['taken', 'paidTonnes', 'paidValue', 'madeUp', 'excused', 'notOffered', 'openTonnes'] as const;

/** Make-up tonnes of the contract year that ended in month `made`, 0 for before the valuation; every lane's lapse in the same month. */
export type LotLanes = { last: number; made: number; readonly tonnes: Float64Array; readonly price: Float64Array };

/** Months that deferred tonnes are kept by: more than lie between an event and the last of its parts. */
export const DEFERRED_RING = 16;

/**
 * What a lane has beside the straight way, side by side in one line of the cache: its event and the last month of it, tonnes of the month's
 * call that are refused or held back, deferred tonnes that are to be delivered, those that have come due, the last month in which some
 * will, and tonnes of lots.
 */
export const SIDE = { event: 0, eventLast: 1, refused: 2, held: 3, due: 4, waiting: 5, returnsLast: 6, lots: 7 } as const;
export const SIDES = 8;

/** A contract under way in every lane. */
export type ContractLanes = {
  readonly flat: FlatContract;
  readonly place: number;
  /** Every lane calls, delivers and pays alike whatever happens, so that its tonnes are one number and only its price has lanes. */
  readonly steady: boolean;
  /** 1 until the contract ends by default; 0 from the start where it is not signed. */
  readonly alive: Uint8Array;
  /** The lanes that are not alive, in the order in which they ended. */
  readonly dead: Int32Array;
  deads: number;
  /** Month from which its nominal tonnes are planned no more. */
  readonly gone: Int32Array;
  /** What only odd lanes have, by lane and then by `SIDE`; their deferred tonnes that come back, by lane and month modulo DEFERRED_RING. */
  readonly side: Float64Array;
  readonly returning: Float64Array;
  /** The few lanes that are in an event, or have deferred tonnes or lots, ascending: all others go the straight way. */
  readonly odd: Int32Array;
  odds: number;
  /** Whether an odd lane's call of the month is held back in part. */
  anyHeld: boolean;
  /** Of the month: net contract and net spot at S(t), tonnes called before (where that is asked for) and after the open share. */
  readonly net: Float64Array;
  readonly spot: Float64Array;
  spotMonth: number;
  /** Terms in force in the month under way. */
  set: FlatSet;
  readonly wanted: Float64Array;
  readonly called: Float64Array;
  /** What every lane that is alive calls, NaN where lanes differ. */
  calledBy: number;
  /** Whether the month's call is less than `wanted` or excused for a price fall. */
  readonly priceFallen: Uint8Array;
  /** The contract year. */
  year: number;
  readonly counted: Float64Array;
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
  /** What the buyer owes by payment month modulo its length in months, and the month that each part of it is of. */
  readonly owed: Float64Array;
  readonly owedIn: Int32Array;
  readonly owedMonths: number;
  /** Revenue by calendar year of payment. */
  readonly revenue: Float64Array;
  /** Payments by month, where a prepayment is set off against them. */
  readonly paidIn: Float64Array;
};

/** A product under way in every lane. */
export type ProductLanes = {
  readonly flat: FlatProduct;
  readonly place: number;
  /** Contracts with a delivery, by month after the valuation, in the order of their ids. */
  readonly running: readonly (readonly number[])[];
  /** Undelivered tonnes by the month that they joined the queue. */
  readonly queue: Float64Array;
  /** First month of the queue that may hold tonnes. */
  oldest: number;
  readonly nominal: Float64Array;
  readonly spare: Float64Array;
  /** What buyers call of the month without what is refused or put off, and that. */
  readonly called: Float64Array;
  readonly heldBack: Float64Array;
  anyHeldBack: boolean;
  readonly due: Float64Array;
  anyDue: boolean;
  readonly kept: Float64Array;
  readonly keptDeferred: Float64Array;
  readonly undelivered: Float64Array;
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
export const isSteady = ({ parameters: { hazards, weighted } }: FlatPlan, flat: FlatContract): boolean =>
  !hazards.credit &&
  !hazards.performance &&
  !(weighted && flat.probability < 1) &&
  !flat.assessed &&
  flat.deferredEach === 0 &&
  flat.prepayment === undefined &&
  flat.sets.every(({ holder, option, priceFallExcuses }) => holder === 'none' && !option && !priceFallExcuses);

/** `detailed` keeps every contract's payments by month, not only those that a prepayment is set off against. */
export const contractLanes = (plan: FlatPlan, flat: FlatContract, place: number, detailed: boolean, arena: Lanes): ContractLanes => {
  const counted = arena(YEAR_ROWS.length * LANES);
  const [taken, paidTonnes, paidValue, madeUp, excused, notOffered, openTonnes] = YEAR_ROWS.map((_, row) =>
    counted.subarray(row * LANES, (row + 1) * LANES),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  const owedMonths = flat.longest + 1;
  return {
    flat,
    place,
    steady: !detailed && isSteady(plan, flat),
    alive: new Uint8Array(LANES).fill(1),
    dead: new Int32Array(LANES),
    deads: 0,
    gone: new Int32Array(LANES).fill(NEVER),
    side: new Float64Array(SIDES * LANES),
    returning: new Float64Array(DEFERRED_RING * LANES),
    odd: new Int32Array(LANES),
    odds: 0,
    anyHeld: false,
    net: arena(LANES),
    spot: arena(LANES),
    spotMonth: -1,
    set: flat.sets[0]!,
    wanted: lanes(),
    called: arena(LANES),
    calledBy: Number.NaN,
    priceFallen: new Uint8Array(LANES),
    year: -1,
    quantity: lanes(),
    counted,
    taken,
    madeUp,
    excused,
    notOffered,
    paidTonnes,
    openTonnes,
    paidValue,
    yearRefused: new Uint8Array(LANES),
    carried: lanes(),
    lots: [],
    owed: arena(plan.parameters.hazards.credit ? owedMonths * LANES : 0),
    owedIn: new Int32Array(owedMonths),
    owedMonths,
    revenue: arena(plan.years * LANES),
    paidIn: new Float64Array(flat.prepayment === undefined && !detailed ? 0 : (plan.lastPayment + 1) * LANES),
  };
};

/** Notes that a lane no longer goes the straight way. */
export const makeOdd = (one: ContractLanes, i: number): void => {
  const { odd } = one;
  let at = one.odds;
  while (at > 0 && odd[at - 1]! > i) at--;
  if (at > 0 && odd[at - 1] === i) return;
  odd.copyWithin(at + 1, at, one.odds);
  odd[at] = i;
  one.odds++;
};

/** Ends a contract in a lane. */
export const kill = (one: ContractLanes, i: number): void => {
  one.alive[i] = 0;
  one.dead[one.deads++] = i;
  one.called[i] = 0;
};

/** A lane begins with lots or deferred tonnes of before the valuation. */
const openOdd = (one: ContractLanes, i: number): void => {
  const { flat, side, returning } = one;
  makeOdd(one, i);
  for (const { tonnes } of flat.lots) side[i * SIDES + SIDE.lots]! += tonnes;
  if (flat.deferredEach === 0) return;
  side[i * SIDES + SIDE.returnsLast] = flat.deferredLast;
  for (let month = 1; month <= flat.deferredLast; month++) returning[i * DEFERRED_RING + (month % DEFERRED_RING)] = flat.deferredEach;
};

/** Lots that nobody holds any more: contract years come and go. */
const spare: LotLanes[] = [];

/** An empty lot. */
export const takeLot = (last: number, made: number): LotLanes => {
  const lot = spare.pop() ?? { last, made, tonnes: lanes(), price: lanes() };
  lot.last = last;
  lot.made = made;
  lot.tonnes.fill(0);
  return lot;
};

export const giveBack = (lot: LotLanes): void => {
  spare.push(lot);
};

/** Sets a contract to where it stands at the valuation. */
export const resetContract = (one: ContractLanes, count: number): void => {
  const { flat } = one;
  one.revenue.fill(0);
  if (one.steady) return;
  one.alive.fill(1);
  one.deads = 0;
  one.gone.fill(NEVER);
  one.side.fill(0);
  one.odds = 0;
  one.anyHeld = false;
  one.calledBy = Number.NaN;
  one.spotMonth = -1;
  one.returning.fill(0);
  one.year = -1;
  one.carried.fill(0);
  for (const lot of one.lots) giveBack(lot);
  one.lots.length = 0;
  for (const { last, price, tonnes } of flat.lots) {
    const lot = takeLot(last, 0);
    lot.tonnes.fill(tonnes);
    lot.price.fill(price);
    one.lots.push(lot);
  }
  if (flat.deferredEach > 0 || flat.lots.length > 0) for (let i = 0; i < count; i++) openOdd(one, i);
  one.owedIn.fill(0);
  one.paidIn.fill(0);
};

/** Which of some contracts have a delivery, by month after the valuation. */
export const runningOf = ({ months, contracts }: FlatPlan, of: readonly number[]): (readonly number[])[] =>
  Array.from({ length: months + 1 }, (_, t) => of.filter((c) => contracts[c]!.setOf[t]! >= 0));

/** What running contracts of a group count in a month: their parts of its tonnes, and h_cr over the mean of exp(6 slack). */
export type GroupMonth = { readonly contracts: readonly number[]; readonly parts: Float64Array; readonly hazard: number };

export const groupMonths = (plan: FlatPlan, group: FlatGroup): GroupMonth[] =>
  runningOf(plan, group.contracts).map((contracts, t) => {
    const nominal = contracts.map((c) => plan.contracts[c]!.nominal[t]!);
    const tonnes = nominal.reduce((sum, part) => sum + part, 0);
    const mean = contracts.reduce((sum, c, m) => sum + nominal[m]! * plan.splits[plan.contracts[c]!.split]!.slackMean[t]!, 0);
    const parts = Float64Array.from(nominal, (part) => (tonnes > 0 ? part / tonnes : 0));
    return { contracts, parts, hazard: tonnes > 0 ? (group.hazard * tonnes) / mean : group.hazard };
  });

export const productLanes = (plan: FlatPlan, flat: FlatProduct, place: number, arena: Lanes): ProductLanes => ({
  flat,
  place,
  running: runningOf(plan, flat.contracts),
  queue: arena((plan.months + 1) * LANES),
  oldest: 1,
  nominal: arena(LANES),
  spare: lanes(),
  called: arena(LANES),
  heldBack: arena(LANES),
  anyHeldBack: false,
  due: arena(LANES),
  anyDue: false,
  kept: arena(LANES),
  keptDeferred: arena(LANES),
  undelivered: arena(LANES),
  anyQueued: false,
  anyCut: false,
  price: arena(LANES),
  revenue: arena(plan.years * LANES),
  hasSeller: flat.contracts.some((c) => plan.contracts[c]!.sets.some(({ holder }) => holder === 'seller')),
});

export const resetProduct = (one: ProductLanes): void => {
  one.anyQueued = false;
  one.oldest = 1;
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
