import type { MeasuredLimit } from '#engine';
import type { LimitLine } from '#shared/contract/overview.ts';
import type { Limit } from '#shared/domain/limit.ts';
import { measuredFigure } from '../limits/groupLimit.ts';
import { limitDifference, limitLevel } from '../limits/limitFigures.ts';
import { groupName } from '../portfolio/buyerGroups.ts';
import { partialFirstYear } from '../portfolio/countedYear.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';

const SEVERITY = { breached: 0, near: 1, holds: 2 } as const;

/** Length of the bar of a number of buyers or a ratio relative to the larger of value and level. */
const HEADROOM = 1.35;

/** Returns the value at the end of the bar: 100 % or more for a share, so that a limit of 100 % is at the end. */
const endOfBar = ({ measure, breach }: Limit, value: number): number =>
  measure.kind === 'effectiveNumber' || measure.kind === 'minimumDscr'
    ? Math.max(value, breach) * HEADROOM || 1
    : Math.max(1, value, breach);

/** Returns a limit in its worst year; undefined if it is measured in no year of the plan. */
const limitLine = (book: Workbook, plan: ValuedPlan, limit: Limit, measuredLimit: MeasuredLimit): LimitLine | undefined => {
  const { worst } = measuredLimit;
  if (worst === undefined) return undefined;
  const yearsInState = measuredLimit.years.filter((year) => year.state === measuredLimit.state).map((year) => year.year);
  const span = measuredLimit.state === 'holds' ? [worst.year] : yearsInState;
  const end = endOfBar(limit, worst.value);
  return {
    id: limit.id,
    name: limit.name,
    ...(limit.measure.kind === 'largestGroup' && worst.member !== undefined ? { group: groupName(book, worst.member) } : {}),
    value: measuredFigure(book, plan, limit, worst, { state: measuredLimit.state }),
    level: limitLevel(limit),
    direction: limit.direction,
    toLimit: limitDifference(limit, worst.value, limit.breach, {
      identity: identifyInPlan(book, plan, 'excessOverLevel', { subject: `limit:${limit.id}`, period: worst.year }),
    }),
    years: { from: Math.min(...span), to: Math.max(...span) },
    ...partialFirstYear(book),
    state: measuredLimit.state,
    track: { value: worst.value / end, level: limit.breach / end },
    byYear: measuredLimit.years.map(({ year, value, state }) => ({ year, value, state })),
  };
};

/** Lists every limit that is measured in the plan, the breached ones first, then in their stored order. */
export const limitLines = (book: Workbook, plan: ValuedPlan): readonly LimitLine[] => {
  const byId = new Map(plan.limits().map((measuredLimit) => [measuredLimit.limitId, measuredLimit]));
  return book.limits
    .flatMap((limit) => {
      const measuredLimit = byId.get(limit.id);
      return measuredLimit ? (limitLine(book, plan, limit, measuredLimit) ?? []) : [];
    })
    .sort((a, b) => SEVERITY[a.state] - SEVERITY[b.state]);
};
