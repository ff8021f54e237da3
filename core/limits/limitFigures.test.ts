import { expect, it } from 'vitest';
import type { MeasuredLimit } from '#engine';
import { LimitId } from '#shared/domain/ids.ts';
import type { LimitState } from '#shared/domain/limit.ts';
import { lastYearOfBreach } from './limitFigures.ts';

/** A measured limit with these states from 2026 on; the worst year is the first in breach. */
const measuredLimit = (states: readonly LimitState[], worstAt = states.indexOf('breached')): MeasuredLimit => {
  const years = states.map((state, i) => ({ year: 2026 + i, value: state === 'breached' ? 0.6 : 0.4, state, headroom: undefined }));
  const worstYear = years[Math.max(0, worstAt)]!;
  return { limitId: LimitId.parse('china'), years, state: worstYear.state, worst: worstYear, worstHeadroom: 0 };
};

it('a breach ends with the last of its consecutive years, inclusive', () => {
  expect(lastYearOfBreach(measuredLimit(['breached', 'breached', 'near', 'holds']))).toBe(2027);
});

it('a breach to the end of the limit or the plan ends with its last year', () => {
  expect(lastYearOfBreach(measuredLimit(['holds', 'breached', 'breached']))).toBe(2028);
  expect(lastYearOfBreach(measuredLimit(['breached']))).toBe(2026);
});

it('a year within the limit ends the breach, whatever comes later', () => {
  expect(lastYearOfBreach(measuredLimit(['breached', 'holds', 'breached']))).toBe(2026);
  expect(lastYearOfBreach(measuredLimit(['breached', 'holds', 'breached'], 2))).toBe(2028);
});

it('a limit without a breach has no last year of breach', () => {
  expect(lastYearOfBreach(measuredLimit(['near', 'holds']))).toBeUndefined();
  expect(lastYearOfBreach({ ...measuredLimit(['holds']), worst: undefined })).toBeUndefined();
});
