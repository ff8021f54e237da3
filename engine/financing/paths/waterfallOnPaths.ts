import type { YearlySchedule } from './yearlySchedule.ts';

export type PathWaterfallInput = {
  readonly paths: number;
  readonly years: number;
  /** By calendar year and path, USD. */
  readonly cfads: readonly Float64Array[];
  readonly setOff: readonly Float64Array[];
  /** Due from cash at the maturity of prepayments with recourse. */
  readonly remainder: readonly Float64Array[];
  readonly schedule: YearlySchedule;
  readonly openingCash: number;
  readonly minimumCash: number;
  readonly openingReserve: number;
  readonly openingArrears: number;
  /** Commitments of all facilities: service below 1e-9 of them is nothing due. */
  readonly commitments: number;
};

/** The annual waterfall by calendar year and path, USD. */
export type PathWaterfall = {
  /** Cash flow / service due in the year; NaN where nothing is due. */
  readonly dscr: Float64Array[];
  /** Service due and not paid by the end of the year, with interest on it. */
  readonly unpaid: Float64Array[];
  readonly paid: Float64Array[];
  readonly distribution: Float64Array[];
  readonly closingCash: Float64Array[];
  readonly closingReserve: Float64Array[];
};

const TOLERANCE = 1e-9;

const isBelow = (ratio: number, covenant: number | undefined): boolean => covenant !== undefined && ratio < covenant * (1 - TOLERANCE);

/**
 * Runs the cash waterfall with annual periods on every path: cash flow, draws, uses and fees; set-off; service and arrears of all loans
 * from cash above 0, then from reserves; release and top-up of reserves; distribution unless arrears, a DSCR covenant or construction stop
 * it. Opening cash and reserve + CFADS + draws = uses + fees + set-off + paid + distribution + closing cash and reserve, in every year.
 */
export const waterfallOnPaths = (input: PathWaterfallInput): PathWaterfall => {
  const { paths, years, schedule, minimumCash, commitments } = input;
  const createRows = (): Float64Array[] => Array.from({ length: years }, () => new Float64Array(paths));
  const result: PathWaterfall = {
    dscr: createRows(),
    unpaid: createRows(),
    paid: createRows(),
    distribution: createRows(),
    closingCash: createRows(),
    closingReserve: createRows(),
  };
  const cash = new Float64Array(paths).fill(input.openingCash);
  const reserve = new Float64Array(paths).fill(input.openingReserve);
  const arrears = new Float64Array(paths).fill(input.openingArrears);
  for (let y = 0; y < years; y++) {
    const atClose = schedule.reserveAtClose[y]!;
    const [cfads, setOff, remainder] = [input.cfads[y]!, input.setOff[y]!, input.remainder[y]!];
    const netDraws = schedule.draws[y]! - schedule.uses[y]! - schedule.fees[y]! - atClose;
    const [service, target, growth] = [schedule.service[y]!, schedule.reserveTarget[y]!, 1 + schedule.arrearsRate[y]!];
    const [lockUp, defaultLimit, isBuilding] = [schedule.lockUpDscr[y], schedule.defaultDscr[y], schedule.isBuilding[y]!];
    for (let i = 0; i < paths; i++) {
      let cashBalance = cash[i]! + cfads[i]! + netDraws - setOff[i]!;
      let reserveBalance = reserve[i]! + atClose;
      const totalDue = arrears[i]! * growth + service + remainder[i]!;
      // dues from cash above 0, then from the reserve
      const paidFromCash = Math.min(totalDue, Math.max(0, cashBalance));
      cashBalance -= paidFromCash;
      const paidFromReserve = Math.min(totalDue - paidFromCash, reserveBalance);
      reserveBalance -= paidFromReserve;
      let unpaidAmount = totalDue - paidFromCash - paidFromReserve;
      if (unpaidAmount <= TOLERANCE * totalDue) unpaidAmount = 0;
      // what is above the target is released; while service is unpaid the reserve is empty
      const releasedAmount = Math.max(0, reserveBalance - target);
      reserveBalance -= releasedAmount;
      cashBalance += releasedAmount;
      const topUp = Math.min(Math.max(0, target - reserveBalance), Math.max(0, cashBalance - minimumCash));
      reserveBalance += topUp;
      cashBalance -= topUp;
      const dueInYear = service + setOff[i]! + remainder[i]!;
      const dscr = dueInYear > 0 && dueInYear >= TOLERANCE * commitments ? cfads[i]! / dueInYear : Number.NaN;
      const isLockedUp = isBelow(dscr, lockUp) || isBelow(dscr, defaultLimit);
      const distribution = unpaidAmount > 0 || isLockedUp || isBuilding ? 0 : Math.max(0, cashBalance - minimumCash);
      cashBalance -= distribution;
      result.dscr[y]![i] = dscr;
      result.unpaid[y]![i] = unpaidAmount;
      result.paid[y]![i] = paidFromCash + paidFromReserve;
      result.distribution[y]![i] = distribution;
      result.closingCash[y]![i] = cashBalance;
      result.closingReserve[y]![i] = reserveBalance;
      cash[i] = cashBalance;
      reserve[i] = reserveBalance;
      arrears[i] = unpaidAmount;
    }
  }
  return result;
};
