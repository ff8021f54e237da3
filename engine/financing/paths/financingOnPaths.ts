import type { DrawMethod } from '#shared/domain/simulation.ts';
import type { Year } from '#shared/domain/time.ts';
import { mean, sumBy } from '#shared/math.ts';
import { type Chance, chanceOf } from '../../risk/chance.ts';
import { type Estimate, estimateQuantile, FAN_PROBABILITIES, standardErrorOfMean } from '../../simulation/results/outcomeDistribution.ts';
import { sortAscending } from '../../statistics/orderStatistics.ts';
import type { CapacityInput } from '../capacity.ts';
import type { Facility } from '../facility.ts';
import { capacityOnPaths, type PathCapacity } from './capacityOnPaths.ts';
import { cashOnPaths, type PathCosts } from './cashOnPaths.ts';
import { type PathPayments, setOffOnPaths } from './setOffOnPaths.ts';
import { waterfallOnPaths } from './waterfallOnPaths.ts';
import { scheduleByYear } from './yearlySchedule.ts';

/** 90 % of the paths have at least the 10 % quantile of the capacities. */
const CARRIED_PROBABILITY = 0.1;
const TOLERANCE = 1e-9;

export type PathFinancingInput = {
  readonly costs: PathCosts;
  readonly firstYear: Year;
  readonly years: number;
  readonly paths: number;
  readonly draws?: DrawMethod | undefined;
  /** USD by calendar year and path, from `firstYear` on; absent years have none. */
  readonly netRevenue: readonly Float64Array[];
  readonly operatingCost: readonly Float64Array[];
  /** Prepayments with the payments of their contracts in the deterministic case. */
  readonly facilities: readonly Facility[];
  /** Ids of the contracts linked to each facility, in the order of `facilities`. */
  readonly links: readonly (readonly string[])[];
  /** The linked contracts on the paths; not changed. */
  readonly contracts: ReadonlyMap<string, PathPayments>;
  /** The case that sets the instalments of sculpted loans, by month. */
  readonly sizingCfads: readonly number[];
  readonly uses?: readonly number[] | undefined;
  readonly openingCash: number;
  readonly minimumCash: number;
  /** The loan whose capacity is computed, and its targets; the facilities may not include it. */
  readonly sizedLoan: { readonly loan: Facility; readonly targets: CapacityInput['targets'] };
};

/** DSCR of a calendar year over the paths on which service is due. */
export type DscrOfYear = { readonly paths: number; readonly mean: Estimate; readonly quantiles: readonly Estimate[] };

export type PathFinancingYear = {
  readonly year: Year;
  readonly cfads: Estimate;
  /** Service of loans as scheduled, USD. */
  readonly service: number;
  /** Mean of what prepayments set off. */
  readonly setOff: Estimate;
  /** Absent where no path has service due. Quantiles at 5, 25, 50, 75 and 95 %. */
  readonly dscr?: DscrOfYear;
  readonly belowOne: Chance;
  /** Absent without such a covenant in the year. */
  readonly lockUp?: Chance;
  readonly default?: Chance;
  readonly unpaid: Chance;
  readonly unpaidMean: Estimate;
};

/** Chances that an event occurs in any year. */
type AnyYear = { readonly belowOne: Chance; readonly lockUp?: Chance; readonly default?: Chance; readonly unpaid: Chance };

export type PathFinancing = {
  readonly years: readonly PathFinancingYear[];
  readonly anyYear: AnyYear;
  /** Unpaid service at the end of the last year. */
  readonly unpaidAtEnd: Estimate;
  /** The debt that 90 % of the paths carry, and mean and median of the capacity, USD; absent where it does not follow from cash flow. */
  readonly capacity?: PathCapacity & { readonly carriedDebt: Estimate; readonly mean: Estimate; readonly median: Estimate };
  /** By calendar year and path, USD. */
  readonly cfads: readonly Float64Array[];
};

const sortedFinite = (values: Float64Array): Float64Array => sortAscending(values.filter((value) => !Number.isNaN(value)));

/**
 * Computes what lenders see on simulated paths: DSCR by calendar year, chances of covenant breaches and of unpaid service in an annual
 * waterfall, and the debt that 90 % of the paths carry, all with standard errors. Loans pay the schedule of the sizing case; prepayments
 * are set off on each path. Errors: DEBT_ABOVE_CAPACITY (a sculpted loan).
 */
export const financingOnPaths = (input: PathFinancingInput): PathFinancing => {
  const { costs, firstYear, years, paths, facilities, links, draws } = input;
  const { valuationMonth } = costs;
  const span = { valuationMonth, firstYear, years, paths };
  const cfads = cashOnPaths({ ...costs, ...span, netRevenue: input.netRevenue, operatingCost: input.operatingCost });
  const schedule = scheduleByYear({ ...input, valuationMonth });

  const createRows = (): Float64Array[] => Array.from({ length: years }, () => new Float64Array(paths));
  const [setOff, remainder] = [createRows(), createRows()];
  // contracts that repay several prepayments pay the later ones from what is left
  const contracts = new Map(
    [...input.contracts].map(([id, { payments, defaultMonth }]) => [id, { payments: payments.map((row) => row.slice()), defaultMonth }]),
  );
  for (const [f, facility] of facilities.entries()) {
    if (facility.kind !== 'prepayment') continue;
    const pathSetOff = setOffOnPaths(facility, { ...span, contracts: links[f]!.flatMap((id) => contracts.get(id) ?? []) });
    for (let y = 0; y < years; y++) {
      for (let i = 0; i < paths; i++) {
        setOff[y]![i]! += pathSetOff.setOff[y]![i]!;
        remainder[y]![i]! += pathSetOff.remainder[y]![i]!;
      }
    }
  }
  const waterfall = waterfallOnPaths({
    ...input,
    cfads,
    setOff,
    remainder,
    schedule,
    openingReserve: sumBy(facilities, ({ opening }) => opening?.reserve ?? 0),
    openingArrears: sumBy(facilities, ({ opening }) => opening?.arrears ?? 0),
    commitments: sumBy(facilities, ({ commitment }) => commitment),
  });

  const { loan, targets } = input.sizedLoan;
  const comesFirst = ({ rank, repayment }: Facility): boolean => rank < loan.rank || (rank === loan.rank && repayment.style !== 'sculpted');
  const seniorLoans = schedule.loans.filter(({ periods }) => periods.facility !== loan && comesFirst(periods.facility));
  const pathCapacity = capacityOnPaths({ ...span, loan, targets, cfads, setOff, remainder, seniorLoans });

  const estimateMean = (of: Float64Array): Estimate => ({ value: mean(of), error: standardErrorOfMean(of, draws) });
  const eventFlags = {
    belowOne: new Uint8Array(paths),
    lockUp: new Uint8Array(paths),
    default: new Uint8Array(paths),
    unpaid: new Uint8Array(paths),
  };
  const countIn = (flags: Uint8Array, isTrue: (i: number) => boolean): Chance => {
    let count = 0;
    for (let i = 0; i < paths; i++) {
      if (!isTrue(i)) continue;
      count++;
      flags[i] = 1;
    }
    return chanceOf(count, paths);
  };
  const byYear = Array.from({ length: years }, (_, y): PathFinancingYear => {
    const [dscr, unpaidAmounts, lockUp, defaultLimit] = [
      waterfall.dscr[y]!,
      waterfall.unpaid[y]!,
      schedule.lockUpDscr[y],
      schedule.defaultDscr[y],
    ];
    const sortedRatios = sortedFinite(dscr);
    const isBelow = (limit: number) => (i: number) => dscr[i]! < limit * (1 - TOLERANCE);
    return {
      year: firstYear + y,
      cfads: estimateMean(cfads[y]!),
      service: schedule.service[y]!,
      setOff: estimateMean(setOff[y]!),
      ...(sortedRatios.length > 0 && {
        dscr: {
          paths: sortedRatios.length,
          // replicates hold only where every path counts
          mean: {
            value: mean(sortedRatios),
            error: standardErrorOfMean(
              sortedRatios.length === paths ? dscr : sortedRatios,
              sortedRatios.length === paths ? draws : undefined,
            ),
          },
          quantiles: FAN_PROBABILITIES.map((probability) => estimateQuantile(sortedRatios, probability)),
        },
      }),
      belowOne: countIn(eventFlags.belowOne, isBelow(1)),
      ...(lockUp !== undefined && { lockUp: countIn(eventFlags.lockUp, isBelow(lockUp)) }),
      ...(defaultLimit !== undefined && { default: countIn(eventFlags.default, isBelow(defaultLimit)) }),
      unpaid: countIn(eventFlags.unpaid, (i) => unpaidAmounts[i]! > 0),
      unpaidMean: estimateMean(unpaidAmounts),
    };
  });
  const anyYearChance = (flags: Uint8Array): Chance =>
    chanceOf(
      sumBy([...flags], (flag) => flag),
      paths,
    );
  const sortedCapacity = pathCapacity && sortAscending(pathCapacity.values.slice());
  return {
    years: byYear,
    anyYear: {
      belowOne: anyYearChance(eventFlags.belowOne),
      ...(byYear.some((row) => row.lockUp) && { lockUp: anyYearChance(eventFlags.lockUp) }),
      ...(byYear.some((row) => row.default) && { default: anyYearChance(eventFlags.default) }),
      unpaid: anyYearChance(eventFlags.unpaid),
    },
    unpaidAtEnd: estimateMean(waterfall.unpaid.at(-1)!),
    ...(pathCapacity &&
      sortedCapacity && {
        capacity: {
          carriedDebt: estimateQuantile(sortedCapacity, CARRIED_PROBABILITY),
          mean: estimateMean(pathCapacity.values),
          median: estimateQuantile(sortedCapacity, 0.5),
          ...pathCapacity,
        },
      }),
    cfads,
  };
};
