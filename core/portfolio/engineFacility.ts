import type { Facility as EngineFacility } from '#engine';
import { baseRateAt, countRepayments, type Facility, type FacilityRate, firstDrawMonth } from '#shared/domain/financing.ts';
import { dateOfMonth, daysBetween, type Month } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';

/** Delivered tonnes and payments of the linked contracts by month from the valuation, month 1 first. */
export type LinkedSeries = { readonly tonnes: readonly number[]; readonly payments: readonly number[] };

/** The rate with the base by month from the valuation, up to the final maturity. */
const engineRate = (rate: FacilityRate, { finalMaturity }: Facility, valuationMonth: Month): EngineFacility['rate'] => {
  if (rate.kind === 'fixed') return { fixed: rate.rate };
  const months = Math.max(1, finalMaturity - valuationMonth + 1);
  return {
    base: Array.from({ length: months }, (_, month) => baseRateAt(rate.base, valuationMonth + month)),
    margin: rate.margin,
    ...(rate.floor !== undefined && { floor: rate.floor }),
  };
};

/** The rate of a period that begins in a calendar month; periods are counted from 1. */
const rateOfPeriod = (rate: FacilityRate, period: number, startMonth: Month, valuationMonth: Month): number => {
  if (rate.kind === 'fixed') return rate.rate;
  const base = baseRateAt(rate.base, Math.max(startMonth, valuationMonth));
  return Math.max(base, rate.floor ?? Number.NEGATIVE_INFINITY) + rate.margin[Math.min(period, rate.margin.length) - 1]!;
};

const monthFraction = (dayCount: Facility['dayCount'], month: Month): number =>
  dayCount === '30/360' ? 1 / 12 : daysBetween(dateOfMonth(month - 1), dateOfMonth(month)) / (dayCount === 'actual/360' ? 360 : 365);

/** The balance when repayment begins, with the interest that is capitalised after the valuation, and the principal in it. */
const balanceAtRepayment = (facility: Facility, valuationMonth: Month): { readonly balance: number; readonly principal: number } => {
  const { draws, opening, periodMonths, firstRepayment, dayCount, graceInterest, rate } = facility;
  const start = firstDrawMonth(facility)!;
  const principal = (opening?.balance ?? 0) + sumBy(draws, ({ amount }) => amount);
  let balance = opening?.balance ?? sumBy(draws, ({ month, amount }) => (month === start ? amount : 0));
  for (let periodEnd = start + periodMonths; periodEnd < firstRepayment; periodEnd += periodMonths) {
    if (opening !== undefined && periodEnd <= valuationMonth) continue;
    const annualRate = rateOfPeriod(rate, (periodEnd - start) / periodMonths, periodEnd - periodMonths, valuationMonth);
    let interest = 0;
    for (let month = periodEnd - periodMonths + 1; month <= periodEnd; month++) {
      interest += balance * annualRate * monthFraction(dayCount, month);
      const drawnUsd = sumBy(draws, (draw) => (draw.month === month && month !== start ? draw.amount : 0));
      if (month === periodEnd && graceInterest === 'capitalised') balance += interest;
      balance += drawnUsd;
    }
  }
  return { balance, principal };
};

/** A facility repaid in equal parts, with the amount drawn by the valuation as its balance, maturing after the valuation. */
const atValuation = (facility: Facility, valuationMonth: Month): Facility => {
  const { draws, opening, finalMaturity } = facility;
  const pastDraws = draws.filter(({ month }) => month <= valuationMonth);
  return {
    ...facility,
    finalMaturity: Math.max(finalMaturity, valuationMonth + 1),
    ...(opening === undefined &&
      pastDraws[0] !== undefined && {
        opening: { start: pastDraws[0].month, balance: sumBy(pastDraws, ({ amount }) => amount), reserve: 0, arrears: 0 },
        draws: draws.filter(({ month }) => month > valuationMonth),
      }),
  };
};

/** Equal parts of the principal, and what was capitalised with the first of them, as shares of the balance. */
const equalInstalments = (facility: Facility, valuationMonth: Month): EngineFacility['repayment'] => {
  const { balance, principal } = balanceAtRepayment(facility, valuationMonth);
  if (facility.firstRepayment <= valuationMonth || balance <= principal || balance === 0) return { style: 'linear' };
  const count = countRepayments(facility);
  const part = principal / count / balance;
  return { style: 'schedule', shares: Array.from({ length: count }, (_, i) => (i === 0 ? 1 - part * (count - 1) : part)) };
};

/**
 * Converts a facility as entered to that of the engine: months count from the valuation. A prepayment, and repayment by tonnes or invoices,
 * needs the series of the linked contracts.
 */
export const engineFacility = (facility: Facility, valuationMonth: Month, linkedSeries?: LinkedSeries): EngineFacility => {
  const { repayment } = facility;
  // equal parts are of the amount that is not set off at the valuation, and what is overdue falls due in the first month
  const { opening, draws, finalMaturity } = repayment.style === 'equalParts' ? atValuation(facility, valuationMonth) : facility;
  const monthsAfter = (month: Month): number => month - valuationMonth;
  const start = firstDrawMonth(facility) ?? valuationMonth;
  return {
    kind: facility.kind,
    rank: facility.rank,
    commitment: facility.commitment,
    draws: draws.map(({ month, amount }) => ({ month: monthsAfter(month), amount })),
    start: monthsAfter(start),
    ...(opening && { opening: { balance: opening.balance, reserve: opening.reserve, arrears: opening.arrears } }),
    upfrontFee: facility.upfrontFee,
    commitmentFee: facility.commitmentFee,
    otherFees: facility.otherFees.map(({ month, amount }) => ({ month: monthsAfter(month), amount })),
    rate: engineRate(facility.rate, facility, valuationMonth),
    dayCount: facility.dayCount,
    periodMonths: facility.periodMonths,
    firstRepayment: monthsAfter(facility.firstRepayment),
    finalMaturity: monthsAfter(finalMaturity),
    graceInterest: facility.graceInterest,
    repayment: repayment.style === 'equalParts' ? equalInstalments(atValuation(facility, valuationMonth), valuationMonth) : repayment,
    ...(linkedSeries && { linked: linkedSeries }),
    recourse: facility.recourse,
    mandatory: [],
    sweepShare: facility.sweepShare,
    dsraMonths: facility.dsraMonths,
    dsraAtClose: facility.dsraAtClose,
    covenants: facility.covenants,
  };
};
