import type { MeasuredLimit } from '#engine';
import type { Limit } from '#shared/domain/limit.ts';
import type { Year } from '#shared/domain/time.ts';

/** A limit that a change of the plan breaches, or worsens where it is breached already, in the year in which it is worst. */
export type LimitObjection = {
  readonly limit: Limit;
  readonly kind: 'breaches' | 'worsens';
  readonly year: Year;
  /** The measured values before and after; undefined before where nothing is measured. */
  readonly before: number | undefined;
  readonly after: number;
};

/** A breached limit is worsened by at least what its page shows: half of the last digit of a share, an effective number or a ratio. */
const LEAST_WORSENING = { share: 0.0005, effectiveNumber: 0.05, minimumDscr: 0.005 } as const;

const leastWorsening = ({ measure: { kind } }: Limit): number =>
  kind === 'effectiveNumber' || kind === 'minimumDscr' ? LEAST_WORSENING[kind] : LEAST_WORSENING.share;

/** How far a value lies beyond the breach level; positive = breached. */
export const excessOver = ({ direction, breach }: Limit, value: number): number =>
  direction === 'atMost' ? value - breach : breach - value;

/** Lists the limits that a change of the plan breaches in some year, or worsens where they are breached. */
export const listLimitObjections = (
  limits: readonly Limit[],
  limitsBefore: readonly MeasuredLimit[],
  limitsAfter: readonly MeasuredLimit[],
): readonly LimitObjection[] =>
  limits.flatMap((limit): LimitObjection[] => {
    const yearsBefore = limitsBefore.find(({ limitId }) => limitId === limit.id)?.years ?? [];
    const yearsAfter = limitsAfter.find(({ limitId }) => limitId === limit.id)?.years ?? [];
    const objections = yearsAfter.flatMap(({ year, value, state }): LimitObjection[] => {
      if (state !== 'breached') return [];
      const yearBefore = yearsBefore.find((candidate) => candidate.year === year);
      const objection = { limit, year, before: yearBefore?.value, after: value };
      if (yearBefore?.state !== 'breached') return [{ ...objection, kind: 'breaches' }];
      const isWorse = excessOver(limit, value) - excessOver(limit, yearBefore.value) >= leastWorsening(limit);
      return isWorse ? [{ ...objection, kind: 'worsens' }] : [];
    });
    const [first, ...others] = objections;
    if (first === undefined) return [];
    const worstObjection = others.reduce(
      (worstSoFar, otherObjection) =>
        excessOver(limit, otherObjection.after) > excessOver(limit, worstSoFar.after) ? otherObjection : worstSoFar,
      first,
    );
    // a limit that is newly breached in any year counts as breached
    return [{ ...worstObjection, kind: objections.some(({ kind }) => kind === 'breaches') ? 'breaches' : 'worsens' }];
  });

/** Lists the limits that are breached before a change of the plan and in no year after it. */
export const listCuredLimits = (
  limits: readonly Limit[],
  limitsBefore: readonly MeasuredLimit[],
  limitsAfter: readonly MeasuredLimit[],
): readonly Limit[] =>
  limits.filter(({ id }) => {
    const isBreached = (measuredLimits: readonly MeasuredLimit[]) =>
      measuredLimits.find(({ limitId }) => limitId === id)?.state === 'breached';
    return isBreached(limitsBefore) && !isBreached(limitsAfter);
  });
