import type { MeasuredLimit } from '#engine';
import type { LimitLine } from '#shared/contract/overview.ts';
import type { Limit } from '#shared/domain/limit.ts';
import { limitDifference, limitFigure, limitLevel } from '../limits/limitFigures.ts';

const SEVERITY = { breached: 0, near: 1, holds: 2 } as const;

/** Room on the bar beside the larger of value and level; a coverage runs to all of production. */
const HEADROOM = 1.35;

/** A limit against its worst year; undefined where the plan has no year of it. */
const line = (limit: Limit, measured: MeasuredLimit): LimitLine | undefined => {
  const { worst } = measured;
  if (worst === undefined) return undefined;
  const inState = measured.years.filter((year) => year.state === measured.state).map((year) => year.year);
  const span = measured.state === 'holds' ? [worst.year] : inState;
  const end = limit.measure.kind === 'coverage' ? Math.max(1, worst.value) : Math.max(worst.value, limit.breach) * HEADROOM || 1;
  return {
    id: limit.id,
    name: limit.name,
    value: limitFigure(limit, worst.value, { state: measured.state }),
    level: limitLevel(limit),
    direction: limit.direction,
    toLimit: limitDifference(limit, worst.value, limit.breach),
    years: { from: Math.min(...span), to: Math.max(...span) },
    state: measured.state,
    track: { value: worst.value / end, level: limit.breach / end },
    byYear: measured.years.map(({ year, value, state }) => ({ year, value, state })),
  };
};

/** Every limit that the plan can be held against, the broken ones first, then in the house's order. */
export const limitLines = (limits: readonly Limit[], measured: readonly MeasuredLimit[]): readonly LimitLine[] => {
  const byId = new Map(measured.map((one) => [one.limitId, one]));
  return limits
    .flatMap((limit) => {
      const found = byId.get(limit.id);
      return found ? (line(limit, found) ?? []) : [];
    })
    .sort((a, b) => SEVERITY[a.state] - SEVERITY[b.state]);
};
