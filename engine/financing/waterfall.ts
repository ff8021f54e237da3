import { sumBy } from '#shared/math.ts';
import { accrueArrears, advance, arrearsOf, type PeriodDues, type Position, recordPayment, reserveTarget, setAside } from './position.ts';
import { clearBalance } from './schedule.ts';

/** A facility in a period of the plan: its dues and payments, USD. */
export type FacilityPeriod = {
  readonly position: Position;
  readonly dues: PeriodDues;
  readonly opening: number;
  readonly openingArrears: number;
  interestPaid: number;
  principalPaid: number;
  setOff: number;
  sweep: number;
  reserveTarget: number;
  setAside: number;
  /** Funded from the first draw. */
  readonly atClose: number;
};

/** The cash of the plan, and the facilities by rank. */
export type Waterfall = {
  cash: number;
  readonly minimumCash: number;
  readonly positions: readonly Position[];
};

const TOLERANCE = 1e-9;

/** Facilities by rank, the lowest first; of one rank in list order. */
const byRank = (entries: readonly FacilityPeriod[]): FacilityPeriod[][] => {
  const rankOf = ({ position }: FacilityPeriod): number => position.periods.facility.rank;
  const ranks = [...new Set(entries.map(rankOf))].sort((a, b) => a - b);
  return ranks.map((rank) => entries.filter((entry) => rankOf(entry) === rank));
};

/** What a facility is owed in cash, in the order of payment: arrears of interest, arrears of principal, interest, principal; USD. */
type Claim = { readonly entry: FacilityPeriod; readonly parts: [number, number, number, number] };

const claimOf = (entry: FacilityPeriod): Claim => {
  const { position, dues } = entry;
  const { arrearsInterest, arrearsPrincipal, periods } = position;
  const dueInstallment = dues.installment;
  // of a prepayment only the recourse is due from cash
  const interest = periods.facility.kind === 'loan' ? (dueInstallment?.interest ?? 0) : 0;
  const principal = periods.facility.kind === 'loan' ? (dueInstallment?.principal ?? 0) + (dueInstallment?.mandatory ?? 0) : 0;
  const recourse = (dueInstallment?.remainder ?? 0) + (dueInstallment?.mandatoryRecourse ?? 0);
  return { entry, parts: [arrearsInterest, arrearsPrincipal, interest + dues.interestOnArrears, principal + recourse] };
};

const totalOf = ({ parts }: Claim): number => parts[0] + parts[1] + parts[2] + parts[3];

/** Pays an amount on a claim in the order of its parts, dated a month. */
const payClaim = ({ entry, parts }: Claim, amount: number, month: number): void => {
  let unallocatedAmount = amount;
  const payments = parts.map((part, i) => {
    const payment = Math.min(part, unallocatedAmount);
    unallocatedAmount -= payment;
    parts[i] = part - payment;
    return payment;
  });
  const interest = payments[0]! + payments[2]!;
  const principal = payments[1]! + payments[3]!;
  recordPayment(entry.position, month, interest, principal);
  entry.interestPaid += interest;
  entry.principalPaid += principal;
};

/** Pays claims of one rank from an amount, in proportion to the whole due of each; returns what was paid. */
const payProRata = (claims: readonly Claim[], amount: number, monthOf: (claim: Claim) => number): number => {
  const totalDue = sumBy(claims, totalOf);
  if (!(totalDue > 0) || !(amount > 0)) return 0;
  const share = Math.min(1, amount / totalDue);
  for (const claim of claims) payClaim(claim, totalOf(claim) * share, monthOf(claim));
  return Math.min(amount, totalDue);
};

/** Records the unpaid part of a claim as arrears; less than 1e-9 of what was due counts as paid. */
const recordArrears = (claim: Claim, dueAmount: number): void => {
  const { position } = claim.entry;
  const [interestArrears, principalArrears, unpaidInterest, unpaidPrincipal] =
    totalOf(claim) <= TOLERANCE * dueAmount ? [0, 0, 0, 0] : claim.parts;
  position.arrearsInterest = interestArrears + unpaidInterest;
  position.arrearsPrincipal = principalArrears + unpaidPrincipal;
};

/** Sets off prepayments, then pays dues by rank from cash above 0 and from the facility's own reserve. */
const payDues = (state: Waterfall, entries: readonly FacilityPeriod[], to: number): void => {
  for (const entry of entries) {
    const { position, dues } = entry;
    const dueInstallment = dues.installment;
    if (position.periods.facility.kind === 'loan' || dueInstallment === undefined) continue;
    const principal = dueInstallment.principal + dueInstallment.mandatory;
    recordPayment(position, dues.paymentMonth, dueInstallment.interest, principal);
    entry.interestPaid += dueInstallment.interest;
    entry.principalPaid += principal;
    entry.setOff = dueInstallment.interest + principal;
    state.cash -= entry.setOff;
  }
  for (const rank of byRank(entries)) {
    const claims = rank.map(claimOf);
    const dues = claims.map(totalOf);
    const monthOf = ({ entry }: Claim): number => entry.dues.paymentMonth;
    state.cash -= payProRata(claims, Math.max(0, state.cash), monthOf);
    for (const [i, claim] of claims.entries()) {
      const { position } = claim.entry;
      position.reserve -= payProRata([claim], position.reserve, monthOf);
      recordArrears(claim, dues[i]!);
      if (claim.entry.dues.paymentMonth < to) accrueArrears(position, claim.entry.dues.paymentMonth + 1, to);
    }
  }
};

/** Releases reserves above their targets: first to arrears by rank, the rest to cash. */
const releaseReserves = (state: Waterfall, entries: readonly FacilityPeriod[], to: number): void => {
  let releasedAmount = 0;
  for (const { position, reserveTarget: target } of entries) {
    const excess = Math.max(0, position.reserve - target);
    position.reserve -= excess;
    releasedAmount += excess;
  }
  for (const rank of byRank(entries)) {
    const claims = rank.map((entry): Claim => ({ entry, parts: [entry.position.arrearsInterest, entry.position.arrearsPrincipal, 0, 0] }));
    const dues = claims.map(totalOf);
    releasedAmount -= payProRata(claims, releasedAmount, () => to);
    for (const [i, claim] of claims.entries()) recordArrears(claim, dues[i]!);
  }
  state.cash += releasedAmount;
};

/** Cash above the minimum and what is set aside. */
const freeCash = ({ cash, minimumCash }: Waterfall, setAsideTotal: number): number => Math.max(0, cash - minimumCash - setAsideTotal);

/** Fills reserves from free cash by rank; reserves of one rank share in proportion to their shortfalls. */
const topUpReserves = (state: Waterfall, entries: readonly FacilityPeriod[], setAsideTotal: number): void => {
  for (const rank of byRank(entries)) {
    const shortfall = (entry: FacilityPeriod): number => Math.max(0, entry.reserveTarget - entry.position.reserve);
    const totalShortfall = sumBy(rank, shortfall);
    if (!(totalShortfall > 0)) continue;
    const share = Math.min(1, freeCash(state, setAsideTotal) / totalShortfall);
    for (const entry of rank) {
      const amount = shortfall(entry) * share;
      entry.position.reserve += amount;
      state.cash -= amount;
    }
  }
};

/** Sweeps free cash by rank; shares of one rank have the same base and are scaled if their sum exceeds 1. */
const sweepCash = (state: Waterfall, entries: readonly FacilityPeriod[], setAsideTotal: number, to: number): void => {
  for (const rank of byRank(entries)) {
    const sweptFacilities = rank.filter(
      ({ position: { periods, balance } }) =>
        periods.facility.kind === 'loan' && periods.facility.sweepShare > 0 && periods.facility.firstRepayment <= to && balance > 0,
    );
    const base = freeCash(state, setAsideTotal);
    const scale = Math.max(
      1,
      sumBy(sweptFacilities, ({ position }) => position.periods.facility.sweepShare),
    );
    for (const entry of sweptFacilities) {
      const { position } = entry;
      const amount = Math.min(position.balance, (base * position.periods.facility.sweepShare) / scale);
      position.balance = clearBalance(position.balance - amount, position.periods);
      recordPayment(position, to, 0, amount);
      entry.principalPaid += amount;
      entry.sweep = amount;
      state.cash -= amount;
    }
  }
};

/** Moves all facilities through the months of a period and returns what falls due; draws and fees pass through cash. */
export const beginPeriod = (state: Waterfall, from: number, to: number): FacilityPeriod[] =>
  state.positions.map((position) => {
    const opening = position.balance;
    const openingArrears = arrearsOf(position);
    const dues = advance(position, from, to);
    const { start, opening: openingState } = position.periods.facility;
    const atClose = openingState === undefined && start >= from && start <= to ? position.reserveAtClose : 0;
    position.reserve += atClose;
    state.cash += dues.draw - dues.fees - atClose;
    return {
      position,
      dues,
      opening,
      openingArrears,
      interestPaid: 0,
      principalPaid: 0,
      setOff: 0,
      sweep: 0,
      reserveTarget: 0,
      setAside: 0,
      atClose,
    };
  });

/** Pays the dues of a period, fills the reserves and sweeps; returns the amount set aside for payments of later periods, USD. */
export const payPeriod = (state: Waterfall, entries: readonly FacilityPeriod[], to: number): number => {
  payDues(state, entries, to);
  for (const entry of entries) {
    entry.reserveTarget = reserveTarget(entry.position, to);
    entry.setAside = setAside(entry.position, to);
  }
  const setAsideTotal = sumBy(entries, (entry) => entry.setAside);
  releaseReserves(state, entries, to);
  topUpReserves(state, entries, setAsideTotal);
  if (!hasArrears(state)) sweepCash(state, entries, setAsideTotal, to);
  return setAsideTotal;
};

export const hasArrears = ({ positions }: Waterfall): boolean => positions.some((position) => arrearsOf(position) > 0);

/** Distributes free cash and returns the amount, USD. */
export const distribute = (state: Waterfall, setAsideTotal: number): number => {
  const distribution = freeCash(state, setAsideTotal);
  state.cash -= distribution;
  return distribution;
};
