import { type Exposure, type ExposureRow, isInLimitScope, type MeasuredLimit, memberOf, shareCountedBy } from '#engine';
import { addAmount } from '#shared/collections.ts';
import type { Limit } from '#shared/domain/limit.ts';
import type { Steps } from '#shared/steps.ts';

/** Amounts that differ by less than this share of them are equal. */
const TIE = 1e-9;

const amountIn = (limit: Limit, { tonnes, grossValue }: ExposureRow, i: number): number =>
  (limit.denominator === 'valueSold' ? grossValue : tonnes)[i] ?? 0;

/** The members that a measure of the largest member counts in a year: those beyond the level, or else the largest. */
const largestMembers = (limit: Limit, { years, rows }: Exposure, year: MeasuredLimit['years'][number]): ReadonlySet<string> => {
  const i = years.indexOf(year.year);
  const totals = new Map<string, number>();
  for (const row of rows) addAmount(totals, memberOf(limit, row), amountIn(limit, row, i));
  let largestAmount = 0;
  for (const amount of totals.values()) largestAmount = Math.max(largestAmount, amount);
  // value = largest / denominator, so that a member is beyond the level from largest x level / value on
  const isShare = limit.measure.kind !== 'effectiveNumber' && limit.direction === 'atMost' && year.state === 'breached';
  // a member at the level has not crossed it; members as large as the largest count together
  const leastAmount = isShare && year.value > 0 ? ((largestAmount * limit.breach) / year.value) * (1 + TIE) : largestAmount * (1 - TIE);
  const members = new Set<string>();
  for (const [member, amount] of totals) if (amount > 0 && amount >= leastAmount) members.add(member);
  return members;
};

/** Whether a limit counts a row in a year, for an effective number whether the row is of the largest group. */
export const countedIn = (limit: Limit, exposure: Exposure, year: MeasuredLimit['years'][number]): ((row: ExposureRow) => boolean) => {
  const share = shareCountedBy(limit);
  if (share !== undefined) return (row) => isInLimitScope(limit, row) && share(row) > 0;
  // a coverage ratio counts no tonnes
  if (limit.measure.kind === 'minimumDscr') return () => false;
  const exposureInScope = { years: exposure.years, rows: exposure.rows.filter((row) => isInLimitScope(limit, row)) };
  const members = largestMembers(limit, exposureInScope, year);
  return (row) => isInLimitScope(limit, row) && members.has(memberOf(limit, row));
};

/**
 * Returns the breached limit to which tonnes of a row would add: it counts the row in a year in which it is breached. Limits that ask for
 * more, other than an effective number of buyers, are not among them. One breached year a step.
 */
export function* findBreachedBy(
  limits: readonly Limit[],
  measuredLimits: readonly MeasuredLimit[],
  exposure: Exposure,
): Steps<(row: ExposureRow) => Limit | undefined> {
  const byId = new Map(measuredLimits.map((limit) => [limit.limitId, limit]));
  const breaches: { readonly limit: Limit; readonly isCounted: (row: ExposureRow) => boolean; readonly i: number }[] = [];
  for (const limit of limits) {
    if (limit.direction !== 'atMost' && limit.measure.kind !== 'effectiveNumber') continue;
    for (const year of byId.get(limit.id)?.years ?? []) {
      if (year.state !== 'breached') continue;
      breaches.push({ limit, isCounted: countedIn(limit, exposure, year), i: exposure.years.indexOf(year.year) });
      yield;
    }
  }
  return (row) => breaches.find(({ isCounted, i }) => isCounted(row) && (row.tonnes[i] ?? 0) > 0)?.limit;
}
