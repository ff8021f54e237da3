import type { Month } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { requireWithinCapacity, sculpt, sculptedPrincipal, serviceRoom } from './capacity.ts';
import type { Facility } from './facility.ts';
import { type FacilityPeriods, layOutPeriods } from './facilityPeriods.ts';
import { addService, type Schedule, schedulePayments } from './schedule.ts';

export type ScheduledFacility = {
  readonly periods: FacilityPeriods;
  readonly schedule: Schedule;
  /** The DSCR at which a sculpted loan is repaid: target x capacity / debt; null for other facilities and without debt. */
  readonly targetDscr: number | null;
};

type Entry = { readonly periods: FacilityPeriods; scheduled: ScheduledFacility | undefined };

const isSculpted = ({ facility }: FacilityPeriods): boolean => facility.repayment.style === 'sculpted';

/** Service that ranks ahead of the sculpted loans of a rank: prepayments, smaller ranks, and loans of the rank that are not sculpted. */
const seniorService = (entries: readonly Entry[], rank: number): number[] => {
  const service: number[] = [];
  for (const { periods, scheduled } of entries) {
    const { kind, rank: facilityRank } = periods.facility;
    if (scheduled !== undefined && (kind === 'prepayment' || facilityRank < rank || (facilityRank === rank && !isSculpted(periods)))) {
      addService(service, scheduled.schedule, periods);
    }
  }
  return service;
};

const scheduleSculpted = (periods: FacilityPeriods, room: readonly number[], field: string): ScheduledFacility => {
  const { repayment } = periods.facility;
  const rates = room.map((_, q) => periods.periodRate(periods.firstRemaining + q));
  const sculpting = sculpt(room, rates);
  const capacity = sculpting.largest[0]!;
  const schedule = schedulePayments(periods, (debt) => {
    requireWithinCapacity(debt, capacity, field);
    return [...Array<number>(periods.firstRemaining).fill(0), ...sculptedPrincipal(sculpting, debt)];
  });
  const target = repayment.style === 'sculpted' ? repayment.targetDscr : 0;
  return { periods, schedule, targetDscr: schedule.debt > 0 ? (target * capacity) / schedule.debt : null };
};

/**
 * Schedules the payments of all facilities. Sculpted loans are repaid from the cash flow of the sizing case after the service that ranks
 * ahead of them; those of one rank share it by commitment. Errors: DEBT_ABOVE_CAPACITY with the field and the capacity.
 */
export const scheduleFacilities = (facilities: readonly FacilityPeriods[], sizingCfads: readonly number[]): ScheduledFacility[] => {
  const entries = facilities.map((periods): Entry => {
    const periodSchedule = isSculpted(periods) ? undefined : { periods, schedule: schedulePayments(periods), targetDscr: null };
    return { periods, scheduled: periodSchedule };
  });
  const sculptedEntries = entries.filter(({ scheduled }) => scheduled === undefined);
  const ranks = [...new Set(sculptedEntries.map(({ periods }) => periods.facility.rank))].sort((a, b) => a - b);
  for (const rank of ranks) {
    const loansOfRank = sculptedEntries.filter(({ periods }) => periods.facility.rank === rank);
    const serviceAhead = seniorService(entries, rank);
    const commitments = sumBy(loansOfRank, ({ periods }) => periods.facility.commitment);
    for (const entry of loansOfRank) {
      const { commitment, repayment } = entry.periods.facility;
      if (repayment.style !== 'sculpted') continue;
      const share = commitments > 0 ? commitment / commitments : 0;
      // S_q = max(0, CFADS_q / target - A_q) x share of the commitments
      const room = serviceRoom(entry.periods, sizingCfads, repayment.targetDscr, serviceAhead).map((amount) => amount * share);
      entry.scheduled = scheduleSculpted(entry.periods, room, `facilities.${facilities.indexOf(entry.periods)}.commitment`);
    }
  }
  return entries.map(({ scheduled }) => scheduled!);
};

/**
 * Computes the service that ranks ahead of a loan, by month from the valuation (month 1 first), USD: `otherService` of its debt capacity.
 * It is that of all prepayments, loans of smaller ranks, and other loans of its rank that are not sculpted, each paid as scheduled.
 * Errors: DEBT_ABOVE_CAPACITY (a sculpted loan of a smaller rank), and those of `financing`.
 */
export const serviceBefore = (
  facility: Facility,
  others: readonly Facility[],
  { sizingCfads, valuationMonth }: { readonly sizingCfads: readonly number[]; readonly valuationMonth: Month },
): number[] => {
  const comesFirst = ({ kind, rank, repayment }: Facility): boolean =>
    kind === 'prepayment' || rank < facility.rank || (rank === facility.rank && repayment.style !== 'sculpted');
  const seniorFacilities = others.filter((candidate) => candidate !== facility && comesFirst(candidate));
  const service: number[] = [];
  for (const { schedule, periods } of scheduleFacilities(
    seniorFacilities.map((candidate) => layOutPeriods(candidate, valuationMonth)),
    sizingCfads,
  )) {
    addService(service, schedule, periods);
  }
  return service;
};
