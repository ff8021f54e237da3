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
import { contractRevenue, type ValuedOnMarket } from '../portfolio/planCash.ts';
import { engineFacilities } from '../portfolio/planFacilities.ts';

/** A prepayment on its own by month: what its contracts set off, what is due in cash, what lapses. */
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

const sumSeries = (all: readonly (readonly number[])[]): number[] => {
  const total = Array<number>(Math.max(1, ...all.map(({ length }) => length))).fill(0);
  for (const series of all) for (const [i, amount] of series.entries()) total[i]! += amount;
  return total;
};

/** A facility without debt whose periods are months: the periods of the plan are then months. */
const monthly = (facility: EngineFacility): EngineFacility => ({
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

/** Runs a prepayment alone, with cash for whatever is due in cash. */
export const prepaymentAlone = (prepayment: EngineFacility, valuationMonth: Month): FacilityResult => {
  const plenty = 10 * (prepayment.commitment + sumBy(prepayment.otherFees, ({ amount }) => Math.max(0, amount))) + 1;
  const facility = { ...prepayment, covenants: NO_COVENANTS };
  const { facilities } = financing({
    cfads: [],
    valuationMonth,
    facilities: [facility, monthly(facility)],
    openingCash: plenty,
    minimumCash: plenty,
  });
  return facilities[0]!;
};

const linkedValues = ({ value }: ValuedOnMarket, { contractIds }: Facility): readonly ContractValue[] =>
  contractIds.flatMap((id) => value.contracts.find(({ contractId }) => contractId === id) ?? []);

/** The price that the contracts of a prepayment concede against an alternative, by month, month 1 first; USD. */
export const concessionOn = (valued: ValuedOnMarket, facility: Facility, alternative: PriceAlternative, until?: Month): number[] =>
  sumSeries(
    linkedValues(valued, facility).map((value) =>
      priceConcession(valued.portfolio, value, valued.market, { alternative, ...(until !== undefined && { until }) }),
    ),
  );

/**
 * The months from the end of the contracts in which the whole balance falls due, once in each of the facility's periods: what the buyer
 * still owes is netted against it.
 */
const callMonths = ({ start, periodMonths }: EngineFacility, from: number, to: number): { month: number; share: number }[] => {
  const periodOf = (month: number): number => Math.ceil((month - start) / periodMonths);
  const calls: { month: number; share: number }[] = [];
  for (let month = from; month <= Math.max(from, to); month++) {
    if (calls.length === 0 || periodOf(calls.at(-1)!.month) !== periodOf(month)) calls.push({ month, share: 1 });
  }
  return calls;
};

/** Follows a prepayment in a case: its contracts to their end, or to a default or an early end. `facilities`: those of the plan. */
export const followPrepayment = (
  valued: ValuedOnMarket,
  facilities: readonly Facility[],
  facility: Facility,
  alternative: PriceAlternative,
  end?: ContractsEnd,
): PrepaymentPath & { readonly owed: number } => {
  const { portfolio } = valued;
  const { valuationMonth } = portfolio;
  const before = facilities.slice(0, facilities.indexOf(facility) + 1).filter(({ kind }) => kind === 'prepayment');
  const converted = engineFacilities(before, valued).at(-1)!;
  const values = linkedValues(valued, facility);
  const whole = values.map((value) => contractRevenue(value, valuationMonth));
  if (end === undefined) {
    const { rows, flows } = prepaymentAlone(converted, valuationMonth);
    return { rows, flows, payments: whole, concession: concessionOn(valued, facility, alternative), owed: 0 };
  }
  const at = end.month - valuationMonth;
  const owed = values.map((value) => receivablesAfter(portfolio, value, end.month));
  // the share of the payments that earlier prepayments leave
  const left = (month: number): number => {
    const all = sumBy(whole, (series) => series[month - 1] ?? 0);
    return all > 0 ? Math.min(1, (converted.linked?.payments[month - 1] ?? 0) / all) : 1;
  };
  const payments = whole.map((series, c) =>
    Array.from({ length: Math.max(at, owed[c]!.length) }, (_, i) => (i < at ? (series[i] ?? 0) : (owed[c]![i] ?? 0))),
  );
  // what a defaulted buyer paid before in the same period of the facility was received in cash
  const begins = converted.start + converted.periodMonths * (Math.ceil((at - converted.start) / converted.periodMonths) - 1) + 1;
  const isReceived = (month: number): boolean => end.kind === 'default' && month >= begins && month < at;
  const lastOwed = Math.max(0, ...owed.map((series) => series.findLastIndex((amount) => amount !== 0) + 1));
  const ended: EngineFacility = {
    ...converted,
    linked: {
      tonnes: (converted.linked?.tonnes ?? []).slice(0, at),
      payments: sumSeries(payments).map((amount, i) => (isReceived(i + 1) ? 0 : amount * left(i + 1))),
    },
    mandatory:
      end.kind === 'default'
        ? callMonths(converted, at, Math.min(lastOwed, converted.finalMaturity - 1))
        : [{ month: at, share: facility.earlyEndShare }],
  };
  const { rows, flows } = prepaymentAlone(ended, valuationMonth);
  return {
    rows,
    flows,
    payments,
    concession: concessionOn(valued, facility, alternative, end.month),
    owed: sumBy(owed, (series) => sumBy(series, (amount) => amount)),
  };
};
