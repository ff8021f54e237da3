import type { LimitDscr } from '#shared/contract/limits.ts';
import type { Limit } from '#shared/domain/limit.ts';
import { MONTHS_PER_YEAR } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { dscrCase, largestDebtFactor } from '../portfolio/dscrLimits.ts';
import { ratio, usd } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';

/** The worst period of a limit on debt service, the cash that it lacks, and the debt that would keep the level; undefined without debt. */
export const dscrDetails = (book: Workbook, { plan, portfolio, value }: ValuedPlan, limit: Limit): LimitDscr | undefined => {
  const ratioCase = dscrCase(book, plan, { portfolio, market: book.market, value }, limit);
  if (ratioCase === undefined) return undefined;
  const { sizing, facilities, result } = ratioCase;
  const ratios = result.periods.flatMap(({ month, dscr }) => (dscr === null ? [] : [{ month, dscr }]));
  const [first, ...others] = ratios;
  const worstRatio = first && others.reduce((lowestRatio, ratio) => (ratio.dscr < lowestRatio.dscr ? ratio : lowestRatio), first);
  const worstYearPeriods =
    worstRatio &&
    result.periods.filter(({ month }) => month > worstRatio.month - MONTHS_PER_YEAR && month <= worstRatio.month && month > 0);
  const cfads = sumBy(worstYearPeriods ?? [], (period) => period.cfads);
  // missing = level x service - CFADS, with service = CFADS / DSCR
  const missingCash = worstRatio && worstRatio.dscr !== 0 ? Math.max(0, (limit.breach / worstRatio.dscr) * cfads - cfads) : undefined;
  const loans = facilities.flatMap((facility, i) => {
    if (facility.kind !== 'loan') return [];
    const factor = largestDebtFactor(limit, ratioCase, i);
    const debt = (facility.opening?.balance ?? 0) + sumBy(facility.draws, ({ amount }) => amount);
    return [
      {
        facilityId: facility.id,
        name: facility.name,
        debt: usd(debt, { decimals: 1 }),
        ...(factor !== undefined && { most: usd(debt * factor, { decimals: 1 }) }),
      },
    ];
  });
  return {
    ...(worstRatio && { month: sizing.valuationMonth + worstRatio.month, dscr: ratio(worstRatio.dscr, { decimals: 2 }) }),
    ...(missingCash !== undefined && { missing: usd(missingCash, { decimals: 1 }) }),
    loans,
  };
};
