import {
  type ContractValue,
  type Facility as EngineFacility,
  type FacilityResult,
  type FacilityRow,
  financing,
  type PriceAlternative,
  priceConcession,
  receivablesAfter,
} from '#engine';
import type { Facility } from '#shared/domain/financing.ts';
import type { Month } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { contractValue } from '../portfolio/contractValues.ts';
import { contractRevenue, type ValuedOnMarket } from '../portfolio/planCash.ts';
import { engineFacilities } from '../portfolio/planFacilities.ts';

/** A prepayment computed alone, by month, USD. */
export type PrepaymentPath = {
  /** By month of the plan, month 0 first. */
  readonly rows: readonly FacilityRow[];
  readonly flows: readonly number[];
  /** Payments of the linked contracts by contract and month, month 1 first. */
  readonly payments: readonly (readonly number[])[];
  /** The price conceded, by month, month 1 first. */
  readonly concession: readonly number[];
};

/** An end of the linked contracts: its month, and the share of the balance that falls due then. */
export type ContractsEnd = { readonly kind: 'default' | 'earlyEnd'; readonly month: Month };

const sumSeries = (seriesList: readonly (readonly number[])[]): number[] => {
  const total = Array<number>(Math.max(1, ...seriesList.map(({ length }) => length))).fill(0);
  for (const series of seriesList) for (const [i, amount] of series.entries()) total[i]! += amount;
  return total;
};

/** A facility without debt and with monthly periods, which makes the periods of the waterfall months. */
const withMonthlyPeriods = (facility: EngineFacility): EngineFacility => ({
  ...facility,
  kind: 'loan',
  commitment: 0,
  draws: [],
  start: 0,
  opening: { balance: 0, reserve: 0, arrears: 0 },
  upfrontFee: 0,
  commitmentFee: 0,
  otherFees: [],
  periodMonths: 1,
  firstRepayment: 1,
  finalMaturity: Math.max(1, facility.finalMaturity),
  repayment: { style: 'bullet' },
  linked: undefined,
  mandatory: [],
});

const NO_COVENANTS = {} as const;

/** Runs the waterfall of a prepayment alone, with enough cash for all that is due in cash. */
export const runPrepaymentAlone = (prepayment: EngineFacility, valuationMonth: Month): FacilityResult => {
  const ampleCash = 10 * (prepayment.commitment + sumBy(prepayment.otherFees, ({ amount }) => Math.max(0, amount))) + 1;
  const facility = { ...prepayment, covenants: NO_COVENANTS };
  const { facilities } = financing({
    cfads: [],
    valuationMonth,
    facilities: [facility, withMonthlyPeriods(facility)],
    openingCash: ampleCash,
    minimumCash: ampleCash,
  });
  return facilities[0]!;
};

const linkedValues = ({ value }: ValuedOnMarket, { contractIds }: Facility): readonly ContractValue[] =>
  contractIds.flatMap((id) => contractValue({ value }, id) ?? []);

/** The price that the contracts of a prepayment concede against an alternative, by month, month 1 first; USD. */
export const concessionAgainst = (
  valuedMarket: ValuedOnMarket,
  facility: Facility,
  alternative: PriceAlternative,
  endMonth?: Month,
): number[] =>
  sumSeries(
    linkedValues(valuedMarket, facility).map((value) =>
      priceConcession(valuedMarket.portfolio, value, valuedMarket.market, {
        alternative,
        ...(endMonth !== undefined && { until: endMonth }),
      }),
    ),
  );

/**
 * Lists the months in which the whole balance falls due after a default, one in each period of the facility, so that the later payments of
 * the buyer are netted against it.
 */
const callMonths = ({ start, periodMonths }: EngineFacility, from: number, to: number): { month: number; share: number }[] => {
  const periodOf = (month: number): number => Math.ceil((month - start) / periodMonths);
  const calls: { month: number; share: number }[] = [];
  for (let month = from; month <= Math.max(from, to); month++) {
    if (calls.length === 0 || periodOf(calls.at(-1)!.month) !== periodOf(month)) calls.push({ month, share: 1 });
  }
  return calls;
};

/** Computes a prepayment in a case to the end of its contracts, or to a default or an early end. `facilities`: those of the plan. */
export const followPrepayment = (
  valuedMarket: ValuedOnMarket,
  facilities: readonly Facility[],
  facility: Facility,
  alternative: PriceAlternative,
  end?: ContractsEnd,
): PrepaymentPath & { readonly owed: number } => {
  const { portfolio } = valuedMarket;
  const { valuationMonth } = portfolio;
  const earlierPrepayments = facilities.slice(0, facilities.indexOf(facility) + 1).filter(({ kind }) => kind === 'prepayment');
  const engineFacility = engineFacilities(earlierPrepayments, valuedMarket).at(-1)!;
  const values = linkedValues(valuedMarket, facility);
  const paymentsWithoutEnd = values.map((value) => contractRevenue(value, valuationMonth));
  if (end === undefined) {
    const { rows, flows } = runPrepaymentAlone(engineFacility, valuationMonth);
    return { rows, flows, payments: paymentsWithoutEnd, concession: concessionAgainst(valuedMarket, facility, alternative), owed: 0 };
  }
  const endIndex = end.month - valuationMonth;
  const owedByContract = values.map((value) => receivablesAfter(portfolio, value, end.month));
  // the share of the payments that earlier prepayments leave
  const shareLeft = (month: number): number => {
    const totalPaid = sumBy(paymentsWithoutEnd, (series) => series[month - 1] ?? 0);
    return totalPaid > 0 ? Math.min(1, (engineFacility.linked?.payments[month - 1] ?? 0) / totalPaid) : 1;
  };
  const payments = paymentsWithoutEnd.map((series, c) =>
    Array.from({ length: Math.max(endIndex, owedByContract[c]!.length) }, (_, i) =>
      i < endIndex ? (series[i] ?? 0) : (owedByContract[c]![i] ?? 0),
    ),
  );
  // what a defaulted buyer paid before in the same period of the facility was received in cash
  const periodStart =
    engineFacility.start +
    engineFacility.periodMonths * (Math.ceil((endIndex - engineFacility.start) / engineFacility.periodMonths) - 1) +
    1;
  const isReceived = (month: number): boolean => end.kind === 'default' && month >= periodStart && month < endIndex;
  const lastOwed = Math.max(0, ...owedByContract.map((series) => series.findLastIndex((amount) => amount !== 0) + 1));
  const endedFacility: EngineFacility = {
    ...engineFacility,
    linked: {
      tonnes: (engineFacility.linked?.tonnes ?? []).slice(0, endIndex),
      payments: sumSeries(payments).map((amount, i) => (isReceived(i + 1) ? 0 : amount * shareLeft(i + 1))),
    },
    mandatory:
      end.kind === 'default'
        ? callMonths(engineFacility, endIndex, Math.min(lastOwed, engineFacility.finalMaturity - 1))
        : [{ month: endIndex, share: facility.earlyEndShare }],
  };
  const { rows, flows } = runPrepaymentAlone(endedFacility, valuationMonth);
  return {
    rows,
    flows,
    payments,
    concession: concessionAgainst(valuedMarket, facility, alternative, end.month),
    owed: sumBy(owedByContract, (series) => sumBy(series, (amount) => amount)),
  };
};
