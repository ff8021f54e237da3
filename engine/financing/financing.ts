import { Covenant } from '#shared/domain/financing.ts';
import type { Month } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { requireFinite, requireNotNegative } from '../numberChecks.ts';
import { nominalRate, rateNearestZero } from './cost.ts';
import { type Facility, requireDebtForCovenants, requireFacility } from './facility.ts';
import { layOutPeriods, sumMonths } from './facilityPeriods.ts';
import { arrearsOf, openPosition, type Position, reserveTarget } from './position.ts';
import { brokenCovenants, coverage, type PlanPeriod, planRates, summariseDscr, totalDebt, trailingDscr, valuesAtStart } from './ratios.ts';
import { type ScheduledFacility, scheduleFacilities } from './scheduleFacilities.ts';
import { beginPeriod, distribute, type FacilityPeriod, hasArrears, payPeriod, type Waterfall } from './waterfall.ts';

export type FinancingInput = {
  /** Cash flow available for debt service by month, month 1 first, from which dues are paid. */
  readonly cfads: readonly number[];
  /** The case that sets the instalments of sculpted loans; `cfads` if absent. */
  readonly sizingCfads?: readonly number[] | undefined;
  /** Project cost paid by month, month 0 first; the draws of the month less fees and reserves at close if absent. */
  readonly uses?: readonly number[] | undefined;
  readonly valuationMonth: Month;
  readonly facilities: readonly Facility[];
  readonly openingCash: number;
  readonly minimumCash: number;
};

/** One period of the plan; the first one is the closing (month 0). Money is paid in or at the end of the period. */
export type FinancingPeriod = {
  readonly period: number;
  /** The last month of the period. */
  readonly month: number;
  readonly openingCash: number;
  readonly cfads: number;
  readonly draws: number;
  readonly uses: number;
  readonly fees: number;
  /** Interest and principal that fall due as scheduled: the service of the DSCR. */
  readonly interest: number;
  readonly principal: number;
  readonly setOff: number;
  /** Interest and principal paid, with arrears, sweeps and set-off. */
  readonly interestPaid: number;
  readonly principalPaid: number;
  readonly sweep: number;
  readonly arrears: number;
  readonly reserve: number;
  readonly reserveTarget: number;
  readonly setAside: number;
  readonly lockedUp: boolean;
  readonly distribution: number;
  readonly closingCash: number;
  /** Balances and arrears. */
  readonly openingDebt: number;
  readonly closingDebt: number;
  /** Discount rate of the period. */
  readonly rate: number | null;
  readonly dscr: number | null;
  readonly llcr: number | null;
  readonly plcr: number | null;
};

/** A facility in one period of the plan: closing = opening + draw + capitalised - principal - sweep - recourse - lapsed. */
export type FacilityRow = {
  readonly month: number;
  readonly opening: number;
  readonly draw: number;
  readonly fees: number;
  /** On the balance, due or capitalised. */
  readonly interest: number;
  readonly interestOnArrears: number;
  readonly capitalised: number;
  /** Of a loan what falls due, paid or not; of a prepayment what is set off. */
  readonly principal: number;
  /** Interest and principal, with sweep and set-off. */
  readonly paid: number;
  readonly sweep: number;
  readonly setOff: number;
  readonly recourse: number;
  readonly lapsed: number;
  readonly arrears: number;
  readonly closing: number;
  readonly reserve: number;
  readonly reserveTarget: number;
  /** Kept in cash for the next payment. */
  readonly setAside: number;
  /** Put into the reserve from the first draw. */
  readonly atClose: number;
  /** Principal of the schedule, which a sweep does not change. */
  readonly scheduled: number;
};

export type FacilityResult = {
  /** One row per period of the plan, the first is month 0. */
  readonly rows: FacilityRow[];
  /** The lender's flows by month, month 0 first: fees and payments less draws. */
  readonly flows: number[];
  /** DSCR at which a sculpted loan is repaid: target x capacity / debt; null for other loans. */
  readonly targetDscr: number | null;
  /** Years from the first draw. */
  readonly averageLife: number | null;
  /** Effective annual rate. */
  readonly allInCost: number | null;
  /** The nominal rate of the same cost with the facility's periods. */
  readonly loanRate: number | null;
};

export type Financing = {
  readonly periods: FinancingPeriod[];
  readonly facilities: FacilityResult[];
  readonly minimumDscr: number | null;
  readonly averageDscr: number | null;
  /** The first period that breaks a covenant; null: never. One key for each covenant of the facilities. */
  readonly firstBreach: Partial<Record<Covenant, number | null>>;
};

const TOLERANCE = 1e-9;
/** Months of a period of a plan without facilities. */
const PERIOD_MONTHS_WITHOUT_DEBT = 12;

const requireSeries = (values: readonly number[] | undefined, field: string): void => {
  for (const [i, value] of (values ?? []).entries()) requireFinite(value, `${field}.${i}`);
};

const requireInput = ({ cfads, sizingCfads, uses, facilities, openingCash, minimumCash }: FinancingInput): void => {
  requireSeries(cfads, 'cfads');
  requireSeries(sizingCfads, 'sizingCfads');
  requireSeries(uses, 'uses');
  requireFinite(openingCash, 'openingCash');
  requireNotNegative(minimumCash, 'minimumCash');
  for (const [i, facility] of facilities.entries()) {
    const field = `facilities.${i}`;
    requireFacility(facility, field);
    requireDebtForCovenants(facility, field);
    // a facility without an opening balance begins at the valuation or later
    if (facility.opening === undefined) requireNotNegative(facility.start, `${field}.start`);
  }
};

/** Lays out the periods of the plan: the shortest period of the facilities, to the later of the last cash flow and the last maturity. */
const layOutPlan = (facilities: readonly Facility[], months: number): PlanPeriod[] => {
  const length = Math.min(PERIOD_MONTHS_WITHOUT_DEBT, ...facilities.map(({ periodMonths }) => periodMonths));
  const origin = Math.min(...facilities.filter(({ periodMonths }) => periodMonths === length).map(({ start }) => start));
  const last = Math.max(months, ...facilities.map(({ finalMaturity }) => finalMaturity));
  const offset = Number.isFinite(origin) ? ((origin % length) + length) % length : 0;
  const plan: PlanPeriod[] = [{ from: 0, to: 0 }];
  for (let to = offset > 0 ? offset : length; plan.at(-1)!.to < last; to += length) plan.push({ from: plan.at(-1)!.to + 1, to });
  return plan;
};

/** Project cost of a month: as entered, else the draws of the month less fees and reserves at close. */
export const usesByMonth = (uses: FinancingInput['uses'], positions: readonly Position[], months: number): number[] =>
  Array.from({ length: months + 1 }, (_, month) => {
    if (uses !== undefined) return uses[month] ?? 0;
    const netDraws = sumBy(positions, ({ periods, fees, reserveAtClose }) => {
      const reserveAtCloseInMonth = periods.facility.start === month ? reserveAtClose : 0;
      return periods.drawIn(month) - (fees.get(month) ?? 0) - reserveAtCloseInMonth;
    });
    return Math.max(0, netDraws);
  });

const rowOf = (
  { position, dues, opening, interestPaid, principalPaid, setOff, sweep, reserveTarget: target, setAside, atClose }: FacilityPeriod,
  month: number,
) => {
  const installment = dues.installment;
  const { periods, schedule } = position;
  return {
    month,
    opening,
    draw: dues.draw,
    fees: dues.fees,
    interest: dues.interest,
    interestOnArrears: dues.interestOnArrears,
    capitalised: installment?.capitalised ?? 0,
    principal: (installment?.principal ?? 0) + (installment?.mandatory ?? 0),
    paid: interestPaid + principalPaid,
    sweep,
    setOff,
    recourse: (installment?.remainder ?? 0) + (installment?.mandatoryRecourse ?? 0),
    lapsed: installment?.lapsed ?? 0,
    arrears: arrearsOf(position),
    closing: position.balance,
    reserve: position.reserve,
    reserveTarget: target,
    setAside,
    atClose,
    scheduled: installment === undefined ? 0 : schedule.principal[periods.periodOf(dues.paymentMonth)]!,
  };
};

const facilityResult = (
  { periods, flows, principalPaid, principalYears }: Position,
  { targetDscr }: ScheduledFacility,
  rows: FacilityRow[],
  valuationMonth: Month,
): FacilityResult => {
  const { commitment, periodMonths } = periods.facility;
  const allInCost = rateNearestZero(flows, valuationMonth);
  return {
    rows,
    flows,
    targetDscr,
    averageLife: principalPaid > 0 && principalPaid >= TOLERANCE * commitment ? principalYears / principalPaid : null,
    allInCost,
    loanRate: allInCost === null ? null : nominalRate(allInCost, periodMonths),
  };
};

/** Whether opening debt or dues of a facility exceed 1e-9 of its commitment: its covenants then count. */
const isLive = ({ position, dues, opening, openingArrears }: FacilityPeriod): boolean => {
  const installment = dues.installment;
  const dueFromTerms =
    installment === undefined
      ? 0
      : installment.interest + installment.principal + installment.mandatory + installment.remainder + installment.mandatoryRecourse;
  return Math.max(opening + openingArrears, dueFromTerms + dues.interestOnArrears) > TOLERANCE * position.periods.facility.commitment;
};

/**
 * Computes the cash waterfall of facilities period by period: cash flow, draws, uses and fees; set-off of prepayments; debt service by
 * rank; reserves; sweeps; distributions; with coverage ratios, covenants, and the average life and all-in cost of each facility.
 * Money in nominal USD, rates as fractions per year, months from the valuation. Cash may be negative: a shortfall without interest.
 * Without facilities the periods are years and the ratios are null.
 * Errors: MATURED (a facility that ends by the valuation); DEBT_ABOVE_CAPACITY with the capacity (a sculpted loan); EMPTY, NOT_FINITE,
 * OUT_OF_RANGE, BAD_SHAPE with the field.
 */
export const financing = (input: FinancingInput): Financing => {
  requireInput(input);
  const { cfads, facilities, valuationMonth } = input;
  const scheduledFacilities = scheduleFacilities(
    facilities.map((facility) => layOutPeriods(facility, valuationMonth)),
    input.sizingCfads ?? cfads,
  );
  const plan = layOutPlan(facilities, cfads.length);
  const months = plan.at(-1)!.to;
  const positions = scheduledFacilities.map(({ periods, schedule }) => openPosition(periods, schedule, months));
  const uses = usesByMonth(input.uses, positions, months);
  const commitments = sumBy(facilities, ({ commitment }) => commitment);
  const usesFromMonth1 = uses.slice(1);
  const lastUse = uses.findLastIndex((amount) => amount > 0);
  const rates = [null, ...planRates(plan.slice(1), positions)];
  const cfadsByPeriod = plan.map(({ from, to }) => sumMonths(cfads, from, to));
  const lastMaturity = Math.max(0, ...facilities.map(({ finalMaturity }) => finalMaturity));
  const loanLife = valuesAtStart(
    cfadsByPeriod,
    rates,
    plan.findIndex(({ to }) => to >= lastMaturity),
  );
  const planLife = valuesAtStart(cfadsByPeriod, rates, plan.length - 1);

  const state: Waterfall = { cash: input.openingCash, minimumCash: input.minimumCash, positions };
  const firstBreach: Partial<Record<Covenant, number | null>> = {};
  for (const covenant of Covenant.options)
    if (facilities.some(({ covenants }) => covenants[covenant] !== undefined)) firstBreach[covenant] = null;
  const rows: FacilityRow[][] = facilities.map(() => []);
  const periods: FinancingPeriod[] = [];
  const service: number[] = [];
  for (const [period, { from, to }] of plan.entries()) {
    const openingCash = state.cash;
    const openingDebt = totalDebt(positions);
    const usesInPeriod = sumMonths(usesFromMonth1, from, to) + (period === 0 ? uses[0]! : 0);
    state.cash += cfadsByPeriod[period]! - usesInPeriod;
    const entries = beginPeriod(state, from, to);
    const interest = sumBy(entries, ({ dues }) => dues.installment?.interest ?? 0);
    const principal = sumBy(entries, ({ dues }) => (dues.installment?.principal ?? 0) + (dues.installment?.remainder ?? 0));
    service.push(interest + principal);
    let setAsideTotal = 0;
    let isLockedUp = false;
    let distribution = 0;
    let dscr: number | null = null;
    if (period === 0) for (const entry of entries) entry.reserveTarget = reserveTarget(entry.position, 0);
    else {
      setAsideTotal = payPeriod(state, entries, to);
      dscr = trailingDscr(plan, period, { cfads: cfadsByPeriod, service }, commitments);
      const debt = totalDebt(positions);
      const llcr = coverage(loanLife, period + 1, debt, commitments);
      const plcr = coverage(planLife, period + 1, debt, commitments);
      for (const entry of entries.filter(isLive)) {
        for (const covenant of brokenCovenants(entry.position, { dscr, llcr, plcr })) {
          isLockedUp = true;
          firstBreach[covenant] ??= period;
        }
      }
      // while project costs are still to come, cash stays until every drawn facility has begun repayment
      const isBuilding =
        lastUse > to &&
        facilities.some(({ start, opening, firstRepayment }) => (opening !== undefined || start <= to) && firstRepayment > to);
      if (!hasArrears(state) && !isLockedUp && !isBuilding) distribution = distribute(state, setAsideTotal);
    }
    const facilityRows = entries.map((entry) => rowOf(entry, to));
    for (const [i, row] of facilityRows.entries()) rows[i]!.push(row);
    periods.push({
      period,
      month: to,
      openingCash,
      cfads: cfadsByPeriod[period]!,
      draws: sumBy(facilityRows, ({ draw }) => draw),
      uses: usesInPeriod,
      fees: sumBy(facilityRows, ({ fees }) => fees),
      interest,
      principal,
      setOff: sumBy(facilityRows, ({ setOff }) => setOff),
      interestPaid: sumBy(entries, ({ interestPaid }) => interestPaid),
      principalPaid: sumBy(entries, ({ principalPaid }) => principalPaid),
      sweep: sumBy(facilityRows, ({ sweep }) => sweep),
      arrears: sumBy(facilityRows, ({ arrears }) => arrears),
      reserve: sumBy(facilityRows, ({ reserve }) => reserve),
      reserveTarget: sumBy(facilityRows, ({ reserveTarget: target }) => target),
      setAside: setAsideTotal,
      lockedUp: isLockedUp,
      distribution,
      closingCash: state.cash,
      openingDebt,
      closingDebt: totalDebt(positions),
      rate: rates[period]!,
      dscr,
      llcr: period === 0 ? null : coverage(loanLife, period, openingDebt, commitments),
      plcr: period === 0 ? null : coverage(planLife, period, openingDebt, commitments),
    });
  }
  return {
    periods,
    facilities: positions.map((position, i) => facilityResult(position, scheduledFacilities[i]!, rows[i]!, valuationMonth)),
    ...summariseDscr(periods, commitments),
    firstBreach,
  };
};
